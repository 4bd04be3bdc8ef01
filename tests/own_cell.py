"""A cell that is not in the package, as a reader would write one."""

from typing import NamedTuple

import numpy as np

from rnn_core import initialise
from rnn_core.cells import Cell


class LeakyState(NamedTuple):
    h: np.ndarray


class LeakyTrace(NamedTuple):
    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    u: np.ndarray
    h: np.ndarray
    active: np.ndarray


class LeakyCell(Cell):
    """A state that follows its target slowly:

    u_t = tanh(x_t W_x + h_{t-1} * w_h)
    h_t = 0.7 h_{t-1} + 0.3 u_t
    """

    State, Trace = LeakyState, LeakyTrace

    def initial_params(self, rng):
        D, H = self.input_size, self.hidden_size
        return {"W_x": initialise.glorot_uniform((D, H), rng, self.dtype), "w_h": rng.random(H).astype(self.dtype)}

    def start(self, xs, state, active):
        a = xs @ self.params["W_x"]
        hs = np.stack([state.h, *np.empty_like(a)])
        return LeakyTrace(xs, hs[:-1], a, np.empty_like(a), hs[1:], active)

    @staticmethod
    def forward(w_h, h_prev, a, u, h):
        a += h_prev * w_h
        u[:] = np.tanh(a)
        h[:] = 0.7 * h_prev + 0.3 * u

    def slopes(self, trace):
        return {"da": 0.3 * (1 - trace.u**2)}

    @staticmethod
    def backward(w_h, dh, da):
        da *= dh
        dh *= 0.7
        dh += da * w_h

    def gradients(self, trace, da):
        over_time = ((0, 1), (0, 1))
        grads = {"W_x": np.tensordot(trace.x, da, over_time), "w_h": (trace.h_prev * da).sum(axis=(0, 1))}
        return grads, da @ self.params["W_x"].T
