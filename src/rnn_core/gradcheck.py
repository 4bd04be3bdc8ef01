"""Central differences: the oracle that every hand-written gradient of this package must satisfy.

    dL/dv  =  (L(v + eps) - L(v - eps)) / (2 eps)  +  O(eps^2)

`numerical_gradient` does it for one array, `gradcheck` compares a whole set of arrays with the gradients
somebody claims for them, and `gradcheck_cell` sets up the comparison for a recurrent cell.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnn_core import recurrence
from rnn_core.checks import array, generator, number, real


def numerical_gradient(f: Callable[[], float], array: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """dL/d`array` by central differences, where `f()` gives the loss L for what `array` holds at the moment.

    `array` is float64 and is changed one entry at a time, in place; afterwards it is as it was, whatever happens.
    Raises TypeError for another array, or if `f()` is not a single number.
    """
    eps = number(eps, "eps", positive=True)
    if not callable(f):
        raise TypeError(f"f: expected a function of no argument that returns the loss, got {f!r}")
    if not isinstance(array, np.ndarray) or array.dtype != np.float64 or not array.flags.writeable:
        raise TypeError(
            f"array: expected a writeable float64 array (smaller types drown in rounding), got {_kind(array)}"
        )
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        try:
            array[index] = value + eps
            above = _loss(f)
            array[index] = value - eps
            below = _loss(f)
        finally:
            array[index] = value
        gradient[index] = (above - below) / (2 * eps)
    return gradient


def _loss(f):
    loss = f()
    if np.ndim(loss) > 0 or not np.issubdtype(np.asarray(loss).dtype, np.number):
        raise TypeError(f"f: expected a function that returns the loss, one number, got {loss!r}")
    return loss


class Row(NamedTuple):
    """One line of a report: an array's name, its largest relative difference, and whether that is small enough."""

    name: str
    difference: float
    ok: bool


class Report(NamedTuple):
    """What `gradcheck` found; printing it gives a table."""

    rows: tuple[Row, ...]
    tolerance: float

    @property
    def worst(self) -> float:
        """The largest relative difference of all."""
        return max(row.difference for row in self.rows)

    @property
    def ok(self) -> bool:
        """True if every gradient agrees with its central differences."""
        return all(row.ok for row in self.rows)

    def __str__(self) -> str:
        width = max(len("gradient of"), *(len(row.name) for row in self.rows))
        # Below the tolerance the digits are rounding noise, another on each machine: not worth printing.
        small = f"< {self.tolerance:.0e}"
        lines = [
            f"{row.name:<{width}}  {small if row.ok else format(row.difference, '.2g'):>27}  "
            f"{'agrees' if row.ok else 'WRONG'}"
            for row in self.rows
        ]
        return "\n".join([f"{'gradient of':<{width}}  largest relative difference  verdict", *lines])

    def __repr__(self) -> str:
        return str(self)


def relative_difference(a: np.ndarray, b: np.ndarray) -> float:
    """max|a - b| / max(|a|, |b|), the maxima over all entries; 0 if both vanish, infinite if either is not finite.

    One scale for the whole array: an entry that is tiny beside the others is all rounding in a central difference.
    """
    scale = max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0))
    if not np.isfinite(scale):
        return float("inf")
    return float(np.abs(a - b).max(initial=0.0) / scale) if scale > 0 else 0.0


def gradcheck(
    f: Callable[[], float],
    values: Mapping[str, np.ndarray],
    grads: Mapping[str, np.ndarray],
    *,
    eps: float = 1e-5,
    tolerance: float = 1e-6,
) -> Report:
    """Compare `grads` with central differences of the loss `f()` in each of `values`.

    f: a function of no argument that returns the loss for what the arrays in `values` hold.
    values, grads: dicts of arrays with the same names and shapes; values are float64 and changed in place
    while the check runs. grads may hold more names. Returns a `Report`: print it.
    Raises TypeError or ValueError if a gradient is missing or has another shape, or a value is not float64.
    """
    tolerance = number(tolerance, "tolerance", positive=True)
    if not values:
        raise ValueError("values: expected at least one array to check, got none")
    for name, value in values.items():
        if getattr(value, "dtype", None) != np.float64:
            raise TypeError(f"values[{name!r}]: expected float64 (smaller types drown in rounding), got {_kind(value)}")
        if name not in grads:
            raise ValueError(f"grads: expected a gradient for {name!r}, got {', '.join(grads) or 'none'}")
        given = real(grads[name], f"grads[{name!r}]")
        if given.shape != value.shape:
            raise ValueError(f"grads[{name!r}]: expected {value.shape}, got {given.shape}")
    differences = {name: relative_difference(grads[name], numerical_gradient(f, v, eps)) for name, v in values.items()}
    return Report(tuple(Row(name, d, d < tolerance) for name, d in differences.items()), tolerance)


def gradcheck_cell(
    cell: Any,
    xs: ArrayLike,
    state: Any = None,
    lengths: ArrayLike | None = None,
    *,
    unroll: Callable[..., Any] = recurrence.unroll,
    bptt: Callable[..., Any] = recurrence.bptt,
    rng: np.random.Generator | None = None,
    eps: float = 1e-5,
    tolerance: float = 1e-6,
) -> Report:
    """Check every gradient that `bptt` gives for `cell` on `xs`: parameters, inputs and initial state.

    The loss is a random weighting of all outputs and of the final state, so that no part of the gradient can
    hide: L = sum(hs * dhs) + sum(final state * dstate). Another `bptt` can be put in the place of the library's,
    to see whether it is right (`rnn_core.planted` has some that are not), and another `unroll`, such as one with
    a fixed dropout mask. The initial state stands in the `Report` as h_0, c_0; of a cell made of parts as 0.h_0 ...
    """
    rng = np.random.default_rng(0) if rng is None else generator(rng)
    xs = array(xs, "xs", f"(T, N, {cell.input_size})", np.float64).copy()
    start = _copied(cell.initial_state(state, xs.shape[1]))
    run = unroll(cell, xs, start, lengths)
    dhs = rng.standard_normal(run.hs.shape)
    dstate = _copied(run.state)
    for part in _leaves(dstate).values():
        part[:] = rng.standard_normal(part.shape)

    def loss():
        run = unroll(cell, xs, start, lengths)
        ends, asked = _leaves(run.state), _leaves(dstate)
        return np.sum(run.hs * dhs) + sum(np.sum(ends[name] * asked[name]) for name in ends)

    back = bptt(cell, dhs, run.trace, dstate)
    values = cell.params | {"xs": xs} | {f"{name}_0": part for name, part in _leaves(start).items()}
    grads = back.grads | {"xs": back.dxs} | {f"{name}_0": part for name, part in _leaves(back.dstate).items()}
    return gradcheck(loss, values, grads, eps=eps, tolerance=tolerance)


def _copied(state):
    """A state of the same structure, no two of its arrays in the same memory."""
    if isinstance(state, np.ndarray):
        return state.copy()
    inner = map(_copied, state)
    return state._make(inner) if hasattr(state, "_make") else tuple(inner)


def _leaves(state, prefix=""):
    """The arrays of a state, however its tuples and records are nested: {"h": ..., "0.forward.c": ...}."""
    if state is None:  # of a bptt that gives no gradient for the initial state: gradcheck will miss it by its name
        return {}
    if isinstance(state, np.ndarray):
        return {prefix: state}
    names = getattr(state, "_fields", range(len(state)))
    inner = (
        _leaves(part, f"{prefix}.{name}" if prefix else str(name)) for name, part in zip(names, state, strict=True)
    )
    return {name: leaf for leaves in inner for name, leaf in leaves.items()}


def _kind(value):
    return value.dtype if isinstance(value, np.ndarray) else type(value).__name__
