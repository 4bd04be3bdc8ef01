"""Deeper maps from the input to the state and from the state to the output."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, parts, recurrence
from rnn_core.layers import Activation, Dense, backward_through, forward_through


class DeepMapsTrace(NamedTuple):
    """A run of DeepMaps: x (T, N, D), what `before` kept, the cell's trace, what `after` kept, h, active.

    A Dense layer keeps what it read, an Activation what it put out. h is the output of all.
    """

    x: np.ndarray
    before: tuple
    cell: Any
    after: tuple
    h: np.ndarray
    active: np.ndarray


class DeepMaps:
    """A cell between feed-forward layers (Pascanu et al., 2014, there DO-RNN for the layers after the cell):

        p_t = before(x_t)                 deeper input-to-hidden
        s_t = cell(p_t, s_{t-1})
        h_t = after(s_t)                  deeper hidden-to-output

    backwards: ds_t through `after`, bptt through the cell, dp_t through `before`.

    before, after: lists of Dense and Activation layers, run in this order, the same at every step and so on all
    steps at once. params: "before.0.W", "cell.W_x", "after.0.W" ... State: the cell's, which h_t is not part of.
    Raises TypeError or ValueError if a layer does not fit onto the one before it, or two share a parameter.
    """

    Trace = DeepMapsTrace

    def __init__(self, cell: Any, before: Sequence = (), after: Sequence = ()):
        parts.check_cell(cell, "cell")
        self.parts = _named("before", before) | {"cell": cell} | _named("after", after)
        parts.check_separate(self.parts, "before, after")
        self.params = parts.join_params(**self.parts)
        self.dtype = cell.dtype
        widths = [len(layer.params["W"]) for layer in before if layer.params]
        self.input_size = widths[0] if widths else cell.input_size
        reached = _width("before", before, self.input_size)
        if reached != cell.input_size:
            raise ValueError(f"before: expected {cell.input_size} numbers at its end, for the cell, got {reached}")
        self.hidden_size = _width("after", after, cell.hidden_size)

    def _layers(self, place):
        return [layer for name, layer in self.parts.items() if name.startswith(place)]

    def __repr__(self):
        before, after = len(self._layers("before")), len(self._layers("after"))
        return f"DeepMaps({self.parts['cell']!r}, {before} layers before, {after} after)"

    def training(self, rng: "np.random.Generator") -> Any:
        """The same layers and weights; a cell that has dropout draws its masks from `rng` at each run."""
        return parts.training(self, rng)

    def initial_state(self, state: Any, batch: int, name: str = "state") -> Any:
        """`state` as the checked state of the cell; zeros if None."""
        return self.parts["cell"].initial_state(state, batch, name)

    def unroll(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> recurrence.Run:
        """What `rnn_core.unroll` does with DeepMaps."""
        xs = checks.array(xs, "xs", f"(T, N, {self.input_size})", self.dtype)

        def along_the_sequence(cell, ps):
            run = recurrence.unroll(cell, ps, state, lengths)
            return run.state, run.trace

        state, trace = self._through(xs, along_the_sequence)
        return recurrence.Run(trace.h, state, trace)

    def step(self, x_t: np.ndarray, state: Any = None) -> tuple[Any, DeepMapsTrace]:
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        x_t = checks.array(x_t, "x_t", f"(N, {self.input_size})", self.dtype)
        state = self.initial_state(state, len(x_t))
        return self._through(x_t, lambda cell, p: cell.step(p, state))

    def _through(self, x, run_cell):
        """From x to the output, the cell run by `run_cell(cell, input) -> (state, trace)`."""
        parts.check_params(self)
        p, before = forward_through(self._layers("before"), x)
        state, trace = run_cell(self.parts["cell"], p)
        h, after = forward_through(self._layers("after"), trace.h)
        return state, DeepMapsTrace(x, tuple(before), trace, tuple(after), h, trace.active)

    def bptt(self, dhs: np.ndarray, trace: Any, dstate: Any = None) -> recurrence.Back:
        """What `rnn_core.bptt` does with DeepMaps."""
        parts.check_trace(self, trace)
        dhs = checks.array(dhs, "dhs", str(trace.h.shape), self.dtype)
        ds, after = backward_through(self._layers("after"), dhs, trace.after)
        assert ds is not None  # only an Embedding has none, and no map is one
        back = recurrence.bptt(self.parts["cell"], ds, trace.cell, dstate)
        dxs, before = backward_through(self._layers("before"), back.dxs, trace.before)
        assert dxs is not None
        grads = dict(zip(self.parts, [*before, back.grads, *after], strict=True))
        return recurrence.Back(dxs, back.dstate, parts.join(**grads))


def _named(place, layers):
    """{"place.0": layer ...}, each of a kind that needs no more than its input."""
    if not isinstance(layers, (list, tuple)):
        raise TypeError(f"{place}: expected a list of Dense and Activation layers, got {layers!r}")
    for k, layer in enumerate(layers):
        if not isinstance(layer, (Dense, Activation)):
            raise TypeError(f"{place}[{k}]: expected a Dense or Activation layer, got {layer!r}")
    return {f"{place}.{k}": layer for k, layer in enumerate(layers)}


def _width(place, layers, width):
    """How many numbers come out where `width` go in; ValueError if a layer wants another number of them."""
    for k, layer in enumerate(layers):
        if layer.params:
            wanted, next_width = layer.params["W"].shape
            if wanted != width:
                raise ValueError(f"{place}[{k}]: expected a Dense layer for {width} numbers, got one for {wanted}")
            width = next_width
    return width
