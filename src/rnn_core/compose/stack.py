"""Recurrent layers on top of each other."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, parts, recurrence
from rnn_core.layers import Dropout


class StackTrace(NamedTuple):
    """A run of a Stack: x (T, N, D), each layer's own trace, each gap's dropout mask, h (T, N, H), active (T, N).

    layers[k].x is what layer k read, h the top layer's output with what residual connections add.
    masks[k] (T, N, H_k) stands between layers k and k+1: 0 where a number was dropped, 1 / (1 - p) where it was
    kept; None in a run without dropout.
    """

    x: np.ndarray
    layers: tuple
    masks: tuple
    h: np.ndarray
    active: np.ndarray


class Stack:
    """A deep recurrent network: each layer reads what the layer below puts out (El Hihi & Bengio, 1995;
    Graves, Mohamed & Hinton, 2013):

        u_t^1 = x_t        u_t^k = y_t^{k-1} * mask_t^k         dropout between layers (Zaremba et al., 2014)
        h_t^k = cell_k(u_t^k, h_{t-1}^k)
        y_t^k = h_t^k      or, with residual=True and k > 1,    y_t^k = h_t^k + y_t^{k-1}   (Wu et al., 2016)

    backwards, from the top layer down:

        du_t^k     = what bptt through cell_k gives for dy_t^k
        dy_t^{k-1} = du_t^k * mask_t^k      (+ dy_t^k if residual)

    A mask is drawn anew for each step and each run; it never lies on the way from h_{t-1} to h_t, nor on the
    residual way. `unroll(stack, xs)` drops nothing; `unroll(stack.training(rng), xs)` does.

    cells: the layers from the bottom up, each a cell of its own; their params are found as "0.W_x", "1.W_x" ...
    State: a tuple of the layers' states. Raises TypeError or ValueError if the layers' sizes or types do not fit,
    or if two share a parameter: one layer used twice is not two layers.
    """

    Trace = StackTrace

    def __init__(self, cells: Sequence, dropout: float = 0.0, residual: bool = False):
        if not isinstance(cells, (list, tuple)) or not cells:
            raise TypeError(f"cells: expected a list of at least one cell, got {cells!r}")
        self.parts = {str(k): parts.check_cell(cell, f"cells[{k}]") for k, cell in enumerate(cells)}
        self.dropout = checks.fraction(dropout, "dropout", below_one=True)
        self.residual = checks.flag(residual, "residual")
        self.rng = None
        parts.check_separate(self.parts, "cells")
        self.params = parts.join_params(**self.parts)
        _check_sizes(cells, self.residual)
        self.dtype, self.input_size, self.hidden_size = cells[0].dtype, cells[0].input_size, cells[-1].hidden_size

    @property
    def cells(self) -> tuple:
        """The layers from the bottom up."""
        return tuple(self.parts.values())

    def __repr__(self):
        layers = ", ".join(map(repr, self.cells))
        return f"Stack([{layers}], dropout={self.dropout}, residual={self.residual})"

    def training(self, rng: "np.random.Generator") -> Any:
        """The same layers and weights, with dropout masks drawn from `rng` at each run."""
        return parts.training(self, rng)

    def initial_state(self, state: Any, batch: int, name: str = "state") -> Any:
        """`state` as a checked tuple of the layers' states; zeros if None."""
        given = parts.split_state(state, len(self.cells), name)
        return tuple(
            cell.initial_state(part, batch, f"{name}[{k}]")
            for k, (cell, part) in enumerate(zip(self.cells, given, strict=True))
        )

    def unroll(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> recurrence.Run:
        """What `rnn_core.unroll` does with a Stack."""
        xs = checks.array(xs, "xs", f"(T, N, {self.input_size})", self.dtype)

        def along_the_sequence(cell, us, start):
            run = recurrence.unroll(cell, us, start, lengths)
            return run.state, run.trace

        state, trace = self._climb(xs, self.initial_state(state, xs.shape[1]), along_the_sequence)
        return recurrence.Run(trace.h, state, trace)

    def step(self, x_t: np.ndarray, state: Any = None) -> tuple[Any, StackTrace]:
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        x_t = checks.array(x_t, "x_t", f"(N, {self.input_size})", self.dtype)
        return self._climb(x_t, self.initial_state(state, len(x_t)), lambda cell, u, start: cell.step(u, start))

    def _climb(self, x, state, run_layer):
        """From x up through the layers, each run by `run_layer(cell, input, its state) -> (state, trace)`."""
        parts.check_params(self)
        states, traces, masks, y = [], [], [], x
        for k, (cell, start) in enumerate(zip(self.cells, state, strict=True)):
            u = y
            if k > 0:
                u, mask = self._drop(y)
                masks.append(mask)
            after, trace = run_layer(cell, u, start)
            states.append(after)
            traces.append(trace)
            y = trace.h + y if self.residual and k > 0 else trace.h
        return tuple(states), StackTrace(x, tuple(traces), tuple(masks), y, traces[0].active)

    def _drop(self, y):
        if self.rng is None or self.dropout == 0:
            return y, None
        return Dropout(self.dropout).forward(y, rng=self.rng, train=True)

    def bptt(self, dhs: np.ndarray, trace: Any, dstate: Any = None) -> recurrence.Back:
        """What `rnn_core.bptt` does with a Stack."""
        parts.check_trace(self, trace)
        if len(trace.layers) != len(self.cells):
            raise ValueError(f"trace: expected a run of {len(self.cells)} layers, got {len(trace.layers)}")
        dy = checks.array(dhs, "dhs", str(trace.h.shape), self.dtype)
        dstate = list(self.initial_state(dstate, dy.shape[1], "dstate"))
        grads = dict.fromkeys(self.parts)
        for k in reversed(range(len(self.cells))):
            du, dstate[k], grads[str(k)] = recurrence.bptt(self.cells[k], dy, trace.layers[k], dstate[k])
            if k > 0 and trace.masks[k - 1] is not None:
                du = du * trace.masks[k - 1]
            dy = du + dy if self.residual and k > 0 else du
        return recurrence.Back(dy, tuple(dstate), parts.join(**grads))


def _check_sizes(cells, residual):
    """Raise ValueError if a layer cannot read the output of the layer below, or not be added to it."""
    for k in range(1, len(cells)):
        below, above = cells[k - 1 : k + 1]
        if above.input_size != below.hidden_size:
            raise ValueError(
                f"cells[{k}]: expected input_size {below.hidden_size}, the output of the layer below, "
                f"got {above.input_size}"
            )
        if residual and above.hidden_size != below.hidden_size:
            raise ValueError(
                f"cells[{k}]: expected hidden_size {below.hidden_size}, since a residual connection adds "
                f"what a layer reads to what it puts out, got {above.hidden_size}"
            )
