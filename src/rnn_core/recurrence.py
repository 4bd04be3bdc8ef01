"""The loops over time: `unroll` runs a cell along a sequence, `bptt` walks the same way back.

The loops know no formula of any cell; the cells know no loop (see `rnn_core.cells`). Splitting a sequence and
carrying the state gives the same as one run, so truncated backpropagation through time needs no code of its own:

    run = unroll(cell, xs[:50], state)          # state: what the run before ended with
    back = bptt(cell, dhs, run.trace)           # no dstate: nothing is known of the future
    state = run.state
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, padding
from rnn_core.cells.cell import each_step


class Run(NamedTuple):
    """A run along a sequence: hs (T, N, H), the final state (a record of (N, H) arrays), and the trace."""

    hs: np.ndarray
    state: Any
    trace: Any


class Back(NamedTuple):
    """A run backwards: dxs (T, N, D), dstate for the initial state, and grads with the names of cell.params."""

    dxs: np.ndarray
    dstate: Any
    grads: dict[str, np.ndarray]


def unroll(cell: Any, xs: np.ndarray, state: Any = None, lengths: Sequence[int] | np.ndarray | None = None) -> Run:
    """Run `cell` along `xs` from `state` (zeros if None): h_t = cell(x_t, h_{t-1}) for t = 0 ... T-1.

    xs: (T, N, D). state: a record as `cell.State`, of (N, H) arrays. lengths: (N,), how many steps of each
    sequence count; after its end a sequence's state stays frozen, so `hs[-1]` is every sequence's last state.
    Returns `Run(hs, state, trace)`. The trace holds `xs` itself, not a copy: do not write into it before `bptt`.

    Raises TypeError or ValueError if an argument has the wrong kind or shape or is not finite, and
    FloatingPointError, naming the step, if the states overflow.
    """
    if hasattr(cell, "unroll"):  # composed of other cells: it says itself how its layers and directions hang together
        return cell.unroll(xs, state, lengths)
    cell.check_params()
    xs = checks.array(xs, "xs", f"(T, N, {cell.input_size})", cell.dtype)
    T, N, _ = xs.shape
    state = cell.initial_state(state, N)
    active = padding.active(None if lengths is None else checks.lengths(lengths, "lengths", T, N), T, N)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is reported below, with its step
        trace = cell.start(xs, state, active)
        forward, whole = cell.forward, T if lengths is None else _whole_steps(active)
        for t, arguments in enumerate(each_step(forward, cell.forward_weights(), trace)):
            forward(*arguments)
            if t >= whole:
                _freeze(cell, trace, t)
    return Run(trace.h, cell.last_state(trace), trace)


def bptt(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any = None) -> Back:
    """Backpropagation through time (Werbos, 1990): from dL/dh_t of every step to all gradients.

    dhs: (T, N, H), what the loss asks of each h_t directly. trace: of the run. dstate: gradient with respect to
    the run's final state, as a record of (N, H) arrays (zeros if None): what reaches it from the future.
    Walking back, each h_t collects two parts, its own dhs[t] and what step t+1 hands down.
    Returns `Back(dxs, dstate, grads)`; `back.dstate` belongs to the run's initial state.
    Past a sequence's end the state is frozen, so gradients pass through to its last step and inputs get none.

    Raises TypeError or ValueError if an argument has the wrong kind or shape or is not finite, and
    FloatingPointError, naming the step, if the gradients overflow.
    """
    if hasattr(cell, "bptt"):
        return cell.bptt(dhs, trace, dstate)
    cell.check_params()
    T, N, H = _check_trace(cell, trace)
    dhs = checks.array(dhs, "dhs", f"({T}, {N}, {H})", cell.dtype)
    dstate = cell.State(*(part.copy() for part in cell.initial_state(dstate, N, "dstate")))
    with np.errstate(over="ignore", invalid="ignore"):
        da = _walk_back(cell, dhs, trace, dstate)
        grads, dxs = cell.gradients(trace, da)
    if not all(checks.all_finite(value) for value in (dxs, *dstate, *grads.values())):
        lost = np.flatnonzero(~np.isfinite(da).all(axis=tuple(range(1, da.ndim))))
        where = f"from step {lost[-1]} back" if lost.size else "summed over the steps"
        raise FloatingPointError(f"grads: the gradient is not finite {where}: it has exploded")
    return Back(dxs, dstate, grads)


def _walk_back(cell, dhs, trace, dstate):
    """The loop of `bptt`: da of all steps. `dstate`, of the final state, becomes that of the initial one in place."""
    T, whole, slopes = len(dhs), _whole_steps(trace.active), cell.slopes(trace)
    message = {f"d{name}": part for name, part in zip(cell.State._fields, dstate, strict=True)}
    weights, backward, dh = cell.backward_weights() | message, cell.backward, dstate.h
    steps = each_step(backward, weights, trace, slopes)
    for t, dh_t, arguments in zip(reversed(range(T)), dhs[::-1], steps, strict=True):
        dh += dh_t
        if t < whole:
            backward(*arguments)
        else:
            _backward_where(trace.active[t, :, None], backward, dstate, arguments)
    return slopes["da"]


def _freeze(cell, trace, t):
    """Give the sequences that have ended before step t the state they had."""
    for name in cell.State._fields:
        np.copyto(getattr(trace, name)[t], getattr(trace, f"{name}_prev")[t], where=~trace.active[t, :, None])


def _backward_where(active, backward, dstate, arguments):
    """One step back for the sequences that last: the others hand their part on untouched, and the step sees zeros."""
    handed_on = [np.where(active, 0, part) for part in dstate]
    for part in dstate:
        part *= active
    backward(*arguments)
    for part, same in zip(dstate, handed_on, strict=True):
        part += same


def _whole_steps(active):
    """How many steps belong to all sequences: up to there nothing is frozen."""
    return np.count_nonzero(active.all(axis=1))


def _check_trace(cell, trace):
    """(T, N, H) of `trace`, or an error if no run of `cell` can have left it."""
    if not isinstance(trace, cell.Trace):
        raise TypeError(f"trace: expected the trace of a run of {cell!r}, got {type(trace).__name__}")
    came = trace.x.shape[-1], trace.h.shape[-1], trace.h.dtype
    if trace.h.ndim != 3 or came != (cell.input_size, cell.hidden_size, cell.dtype):
        sizes = f"x {trace.x.shape} and h {trace.h.shape} in {trace.h.dtype}"
        raise ValueError(f"trace: expected the trace of a run of {cell!r}, got one with {sizes}")
    return trace.h.shape
