"""The loops over time: `unroll` runs a cell along a sequence, `bptt` walks the same way back.

The loops know no formula of any cell; the cells know no loop (see `rnn_core.cells`). Splitting a sequence and
carrying the state gives the same as one run, so truncated backpropagation through time needs no code of its own:

    run = unroll(cell, xs[:50], state)          # state: what the run before ended with
    back = bptt(cell, dhs, run.trace)           # no dstate: nothing is known of the future
    state = run.state
"""

from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, padding


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


def unroll(cell, xs, state=None, lengths=None):
    """Run `cell` along `xs` from `state` (zeros if None): h_t = cell(x_t, h_{t-1}) for t = 0 ... T-1.

    xs: (T, N, D). state: a record as `cell.State`, of (N, H) arrays. lengths: (N,), how many steps of each
    sequence count; after its end a sequence's state stays frozen, so `hs[-1]` is every sequence's last state.
    Returns `Run(hs, state, trace)`. The trace holds `xs` itself, not a copy: do not write into it before `bptt`.

    Raises TypeError or ValueError if an argument has the wrong kind or shape or is not finite, and
    FloatingPointError, naming the step, if the states overflow.
    """
    if hasattr(cell, "unroll"):  # composed of other cells: it says itself how its layers and directions hang together
        return cell.unroll(xs, state, lengths)
    _check_params(cell)
    xs = checks.array(xs, "xs", f"(T, N, {cell.input_size})", cell.dtype)
    T, N, _ = xs.shape
    state = initial_state(cell, state, N)
    active = padding.active(None if lengths is None else checks.lengths(lengths, "lengths", T, N), T, N)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is reported below, with its step
        trace = cell.record(xs, state, active)
        arrays, advance = cell.forward(trace)
        carried = [(getattr(trace, name), getattr(trace, f"{name}_prev")) for name in cell.State._fields]
        whole = T if lengths is None else _whole_steps(active)
        for t, step in enumerate(zip(*arrays, strict=True)):
            advance(*step)
            if t >= whole:
                for after, before in carried:
                    np.copyto(after[t], before[t], where=~active[t, :, None])
    for name, (states, _) in zip(cell.State._fields, carried, strict=True):
        _require_finite(states, name)
    return Run(trace.h, cell.State(*(states[-1].copy() for states, _ in carried)), trace)


def bptt(cell, dhs, trace, dstate=None):
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
    _check_params(cell)
    T, N, H = _check_trace(cell, trace)
    dhs = checks.array(dhs, "dhs", f"({T}, {N}, {H})", cell.dtype)
    dstate = [part.copy() for part in initial_state(cell, dstate, N, name="dstate")]
    with np.errstate(over="ignore", invalid="ignore"):
        das = _walk_back(cell, dhs, trace, dstate)
        grads, dxs = cell.gradients(trace, das)
    if not all(checks.all_finite(value) for value in (dxs, *dstate, *grads.values())):
        lost = np.flatnonzero(~np.isfinite(das).all(axis=tuple(range(1, das.ndim))))
        where = f"from step {lost[-1]} back" if lost.size else "summed over the steps"
        raise FloatingPointError(f"grads: the gradient is not finite {where}: it has exploded")
    return Back(dxs, cell.State(*dstate), grads)


def _walk_back(cell, dhs, trace, dstate):
    """The loop of `bptt`: das of all steps. `dstate`, of the final state, becomes that of the initial one in place."""
    das, arrays, retreat = cell.backward(trace)
    T, dh, whole = len(dhs), dstate[0], _whole_steps(trace.active)
    steps = zip(*(array[::-1] for array in arrays), strict=True)
    for t, dh_t, step in zip(range(T - 1, -1, -1), dhs[::-1], steps, strict=True):
        np.add(dh, dh_t, out=dh)
        if t < whole:
            retreat(dstate, *step)
        else:
            _retreat_where(trace.active[t, :, None], retreat, dstate, step)
    return das


def _retreat_where(active, retreat, dstate, step):
    """One step back for the sequences that last: the others hand their part on untouched, and the step sees zeros."""
    handed_on = [np.where(active, 0, part) for part in dstate]
    for part in dstate:
        part *= active
    retreat(dstate, *step)
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


def _check_params(cell):
    """Raise an error if a parameter was replaced by something of another shape or type."""
    for name, shape in cell.shapes.items():
        value = cell.params.get(name)
        if getattr(value, "shape", None) != shape or value.dtype != cell.dtype:
            came = f"{value.dtype} {value.shape}" if isinstance(value, np.ndarray) else repr(value)
            raise ValueError(f"params[{name!r}]: expected {cell.dtype} {shape}, got {came}")


def initial_state(cell, state, batch, name="state"):
    """`state` as a checked record of (N, H) arrays; zeros if None. A lone array stands for a record of one."""
    fields = cell.State._fields
    if state is None:
        return cell.State(*(np.zeros((batch, cell.hidden_size), cell.dtype) for _ in fields))
    if isinstance(state, np.ndarray) and len(fields) == 1:
        state = (state,)
    if not isinstance(state, tuple) or len(state) != len(fields):
        came = f"{len(state)} parts" if isinstance(state, tuple) else type(state).__name__
        raise TypeError(f"{name}: expected {cell.State.__name__}({', '.join(fields)}), got {came}")
    shape = f"({batch}, {cell.hidden_size})"
    return cell.State(
        *(checks.array(part, f"{name}.{field}", shape, cell.dtype) for part, field in zip(state, fields, strict=True))
    )


def _require_finite(values, name):
    """Raise FloatingPointError, naming the first step that overflowed."""
    if not checks.all_finite(values):
        t = np.argwhere(~np.isfinite(values))[0][0]
        raise FloatingPointError(f"{name}: step {t} is not finite: the recurrence has exploded")
