"""What every cell made of parts does the same way: one dict of parameters, one nested state, one source of masks.

`cell.parts` is a dict from a name to a cell (or a layer), in the order in which they run.
"""

import copy
from itertools import combinations

import numpy as np

from rnn_core import checks


def join(parts):
    """{"part.name": array} for the arrays {"name": array} of each part: the same memory under longer names."""
    return {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}


def join_params(parts, argument):
    """The params of all parts; ValueError, naming `argument`, if two parts share memory or differ in type."""
    for (one, first), (other, second) in combinations(parts.items(), 2):
        if any(np.may_share_memory(a, b) for a in first.params.values() for b in second.params.values()):
            raise ValueError(
                f"{argument}: expected a cell of its own for each part, got the same weights for part {one} and "
                f"part {other}: used twice they are one set of weights, trained as one, not two"
            )
    params = join({name: part.params for name, part in parts.items()})
    types = {str(array.dtype) for array in params.values()}
    if len(types) > 1:
        raise ValueError(f"{argument}: expected one dtype for all parts, got {', '.join(sorted(types))}")
    return params


def check_params(cell):
    """Raise ValueError if an array in `cell.params` is no longer the one that its part computes with."""
    own = join({name: part.params for name, part in cell.parts.items()})
    for name in own | cell.params:
        if own.get(name) is not cell.params.get(name):
            raise ValueError(f"params[{name!r}]: expected the array of its part, written into in place, got another")


def check_cell(cell, argument):
    """`cell` if it is one."""
    if not all(hasattr(cell, name) for name in ("input_size", "hidden_size", "params", "dtype", "step")):
        raise TypeError(f"{argument}: expected a cell such as LSTMCell(3, 8, rng=rng), got {cell!r}")
    return cell


def check_trace(cell, trace):
    """Raise TypeError if `trace` is not that of a run of `cell`."""
    if not isinstance(trace, cell.Trace) or trace.h.shape[-1] != cell.hidden_size:
        raise TypeError(f"trace: expected the trace of a run of {cell!r}, got {type(trace).__name__}")


def split_state(state, count, name, kind=tuple):
    """`state`, a tuple or record `kind` of `count` states, one for each part; a tuple of None if it is None."""
    if state is None:
        return (None,) * count
    # A record of arrays, such as an LSTMState, is a tuple, too: it must not pass for the states of two layers.
    if type(state) not in (tuple, kind) or len(state) != count:
        came = f"{len(state)} of them" if type(state) in (tuple, kind) else type(state).__name__
        raise TypeError(f"{name}: expected a {kind.__name__} of {count} states, got {came}")
    return state


def training(cell, rng):
    """`cell` with dropout masks drawn from `rng` at each run: another object, the same weights."""
    if not hasattr(cell, "parts"):
        return cell
    twin = copy.copy(cell)
    twin.rng = checks.generator(rng)
    twin.parts = {name: training(part, rng) for name, part in cell.parts.items()}
    return twin
