"""A skip connection over time."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks, initialise, padding, parts, recurrence
from rnn_core.cells.cell import Cell


class SkipTrace(NamedTuple):
    """Every number of a run: x (T, N, D), h_prev = h_{t-1}, h_skip = h_{t-k}, a, h (T, N, H), and active (T, N)."""

    x: np.ndarray
    h_prev: np.ndarray
    h_skip: np.ndarray
    a: np.ndarray
    h: np.ndarray
    active: np.ndarray


class SkipRNNCell(Cell):
    """An RNN with a second recurrent connection that skips over time (Lin et al., Learning long-term dependencies
    in NARX recurrent neural networks, 1996):

        h_t = tanh(x_t W_x + h_{t-1} W_h + h_{t-k} W_s + b)

    backwards, where two later steps ask something of h_t:

        dh_t += da_{t+1} W_h^T + da_{t+k} W_s^T          da_t = dh_t * (1 - h_t^2)

    From an input to a state T steps later there is a way of T / k factors beside those of up to T.

    params: W_x (D, H), W_h (H, H), W_s (H, H), b (H,), started as those of RNNCell, W_s as W_x.
    State: the last k states, the newest first, as a record with the fields h, h_1, ... (h_1 is the one before h).
    """

    Trace = SkipTrace

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        skip: int = 2,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ):
        """Raises TypeError or ValueError for sizes below 1, a skip below 2, or another dtype or rng."""
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.skip = checks.count(skip, "skip", 2)

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        D, H = self.input_size, self.hidden_size
        return {
            "W_x": initialise.glorot_uniform((D, H), rng, self.dtype),
            "W_h": initialise.orthogonal((H, H), rng, self.dtype),
            "W_s": initialise.glorot_uniform((H, H), rng, self.dtype),
            "b": np.zeros(H, self.dtype),
        }

    @property
    def State(self) -> type:
        """The record of the last k states."""
        return _state(self.skip)

    def __repr__(self) -> str:
        return f"SkipRNNCell({self.input_size}, {self.hidden_size}, skip={self.skip}, dtype={self.dtype})"

    def step(self, x_t: np.ndarray, state: Any) -> tuple[Any, SkipTrace]:
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        x_t = checks.array(x_t, "x_t", f"(N, {self.input_size})", self.dtype)
        run = self.unroll(x_t[None], state)
        return run.state, run.trace._make(field[0] for field in run.trace)

    def unroll(
        self, xs: np.ndarray, state: Any = None, lengths: Sequence[int] | np.ndarray | None = None
    ) -> recurrence.Run:
        """What `rnn_core.unroll` does with a SkipRNNCell: a state is read twice, so the loop is its own."""
        self.check_params()
        W_x, W_h, W_s, b = (self.params[name] for name in ("W_x", "W_h", "W_s", "b"))
        xs = checks.array(xs, "xs", f"(T, N, {self.input_size})", self.dtype)
        T, N, _ = xs.shape
        k = self.skip
        state = self.initial_state(state, N)
        if lengths is not None:
            lengths = checks.lengths(lengths, "lengths", T, N)
        hs = np.empty((k + T, N, self.hidden_size), self.dtype)  # h_t stands at k + t, the initial states in front
        hs[:k] = state[::-1]
        a = xs @ W_x + b
        for t in range(T):
            a[t] += hs[k + t - 1] @ W_h + hs[t] @ W_s
            np.tanh(a[t], out=hs[k + t])
        if not np.isfinite(hs).all():
            raise FloatingPointError(f"hs: step {np.argwhere(~np.isfinite(hs[k:]))[0][0]} is not finite")
        h = padding.hold(hs[k:], lengths)
        trace = SkipTrace(xs, hs[k - 1 : -1], hs[:T], a, h, padding.active(lengths, T, N))
        return recurrence.Run(h, self.State(*(hs[at].copy() for at in self._ends(trace))), trace)

    def _ends(self, trace):
        """Where the newest, the second newest, ... state of each sequence stands in the (k + T, N, H) of all states."""
        last, n = trace.active.sum(axis=0) - 1, np.arange(trace.active.shape[1])
        return [(self.skip + last - j, n) for j in range(self.skip)]

    def bptt(self, dhs: np.ndarray, trace: SkipTrace, dstate: Any = None) -> recurrence.Back:
        """What `rnn_core.bptt` does with a SkipRNNCell."""
        parts.check_trace(self, trace)
        self.check_params()
        W_x, W_h, W_s = (self.params[name] for name in ("W_x", "W_h", "W_s"))
        k, (T, N, H) = self.skip, trace.h.shape
        dhs = checks.array(dhs, "dhs", f"({T}, {N}, {H})", self.dtype)
        dh = np.zeros((k + T, N, H), self.dtype)
        dh[k:] = padding.fold(dhs, padding.lengths_of(trace.active))
        for at, part in zip(self._ends(trace), self.initial_state(dstate, N, "dstate"), strict=True):
            dh[at] += part
        da = 1 - trace.h**2
        for t in reversed(range(T)):
            da[t] *= dh[k + t]
            dh[k + t - 1] += da[t] @ W_h.T
            dh[t] += da[t] @ W_s.T
        over_time = ((0, 1), (0, 1))
        grads = {
            "W_x": np.tensordot(trace.x, da, axes=over_time),
            "W_h": np.tensordot(trace.h_prev, da, axes=over_time),
            "W_s": np.tensordot(trace.h_skip, da, axes=over_time),
            "b": da.sum(axis=(0, 1)),
        }
        return recurrence.Back(da @ W_x.T, self.State(*dh[:k][::-1].copy()), grads)


@cache
def _state(skip):
    return namedtuple("SkipState", ["h", *(f"h_{j}" for j in range(1, skip))])
