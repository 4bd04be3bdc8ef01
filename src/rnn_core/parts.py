"""Things made of parts that own parameters: composed and deep cells, networks, models.

    join, join_params            one dict of arrays under longer names, "cell.W_x"
    check_cell, check_network    is it one?
    check_separate, check_different, check_params     are the weights of each part its own?
    check_trace, split_state     a composed cell's trace and state
    training                     the same weights with dropout

A composed cell has `cell.parts`, a dict from a name to a cell (or a layer), in the order in which they run.
Raised everywhere: TypeError for a part of the wrong kind, ValueError for parts that do not fit together.
"""

import copy
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from rnn_core import checks


def join(**arrays: dict | None) -> dict:
    """{"part.name": array} of the arrays {"name": array} of each part: the same memory. None: a part without arrays."""
    return {f"{part}.{name}": array for part, own in arrays.items() if own is not None for name, array in own.items()}


def join_params(**parts: Any) -> dict:
    """The params of all parts in one dict, named as in `join`. None: a part that is left out."""
    return join(**{name: None if part is None else part.params for name, part in parts.items()})


def check_cell(cell: Any, name: str = "cell") -> Any:
    """`cell` if it is one."""
    if not all(hasattr(cell, attribute) for attribute in ("input_size", "hidden_size", "params", "dtype", "step")):
        raise TypeError(f"{name}: expected a cell such as LSTMCell(3, 8, rng=rng), got {cell!r}")
    return cell


def check_network(network: Any, name: str) -> Any:
    """`network` if it is a layer or a network of layers."""
    if not all(hasattr(network, part) for part in ("params", "forward", "backward")) or hasattr(network, "hidden_size"):
        raise TypeError(f"{name}: expected a network such as mlp((2, 8, 1), rng=rng), got {network!r}")
    return network


def check_different(objects: Sequence, name: str) -> None:
    """Raise ValueError if one object stands at two places: its weights would be shared, its gradients mixed up."""
    if len({id(one) for one in objects}) < len(objects):
        raise ValueError(f"{name}: expected different objects, got one of them twice: it would share its weights")


def check_separate(parts: dict, argument: str) -> None:
    """Raise ValueError, naming `argument`, if two parts share memory or differ in type."""
    for (one, first), (other, second) in combinations(parts.items(), 2):
        if any(np.may_share_memory(a, b) for a in first.params.values() for b in second.params.values()):
            raise ValueError(
                f"{argument}: expected a cell of its own for each part, got the same weights for part {one} and "
                f"part {other}: used twice they are one set of weights, trained as one, not two"
            )
    types = {str(array.dtype) for array in join_params(**parts).values()}
    if len(types) > 1:
        raise ValueError(f"{argument}: expected one dtype for all parts, got {', '.join(sorted(types))}")


def check_params(cell: Any) -> None:
    """Raise ValueError if an array in `cell.params` is no longer the one that its part computes with."""
    own = join_params(**cell.parts)
    for name in own | cell.params:
        if own.get(name) is not cell.params.get(name):
            raise ValueError(f"params[{name!r}]: expected the array of its part, written into in place, got another")


def check_trace(cell: Any, trace: Any) -> None:
    """Raise TypeError if `trace` is not that of a run of `cell`."""
    if not isinstance(trace, cell.Trace) or trace.h.shape[-1] != cell.hidden_size:
        raise TypeError(f"trace: expected the trace of a run of {cell!r}, got {type(trace).__name__}")


def split_state(state: Any, count: int, name: str, kind: type = tuple) -> Any:
    """`state`, a tuple or record `kind` of `count` states, one for each part; a tuple of None if it is None."""
    if state is None:
        return (None,) * count
    # A record of arrays, such as an LSTMState, is a tuple, too: it must not pass for the states of two layers.
    if type(state) not in (tuple, kind) or len(state) != count:
        came = f"{len(state)} of them" if type(state) in (tuple, kind) else type(state).__name__
        raise TypeError(f"{name}: expected a {kind.__name__} of {count} states, got {came}")
    return state


def training(owner: Any, rng: "np.random.Generator") -> Any:
    """A twin of `owner` with the same weights, whose parts with dropout draw their masks from `rng` at each run."""
    twin = copy.copy(owner)
    if hasattr(owner, "parts"):
        twin.rng = checks.generator(rng)
        twin.parts = {name: _in_training(part, rng) for name, part in owner.parts.items()}
    else:
        for name, part in vars(owner).items():
            setattr(twin, name, _in_training(part, rng))
    return twin


def _in_training(part, rng):
    return part.training(rng) if hasattr(part, "training") else part
