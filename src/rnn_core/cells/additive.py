"""The road from the simple network to the LSTM: states that add up, so that nothing shrinks on the way back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from rnn_core import initialise
from rnn_core.cells import affine
from rnn_core.cells.cell import Cell
from rnn_core.cells.lstm import LSTMState
from rnn_core.cells.rnn import RNNState


class LinearTrace(NamedTuple):
    """Every number of a run: x and g = tanh(x) (T, N, D), h_prev, a = g W_x and h (T, N, H), active (T, N)."""

    x: np.ndarray
    g: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    h: np.ndarray
    active: np.ndarray


class CarouselTrace(NamedTuple):
    """Every number of a run: x and g = tanh(x) (T, N, D), the rest (T, N, H), and active (T, N); a = g W_x."""

    x: np.ndarray
    g: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    a: np.ndarray
    c: np.ndarray
    h: np.ndarray
    active: np.ndarray


class LinearCell(Cell):
    """A state that only adds up, the first step from the simple network to the LSTM:

        g_t = tanh(x_t)
        h_t = h_{t-1} + g_t W_x

    backwards: nothing is multiplied into dh on its way, so it neither vanishes nor explodes.

        dh_{t-1} = dh_t
        dx_t     = (dh_t W_x^T) * (1 - g_t^2)
        dW_x     = sum_t g_t^T dh_t

    (The constant error flow of Hochreiter & Schmidhuber, Long short-term memory, 1997, section 3.)
    params: W_x (D, H), which starts uniform (Glorot & Bengio, 2010).
    """

    State: Any = RNNState
    Trace: Any = LinearTrace

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        return {"W_x": initialise.glorot_uniform((self.input_size, self.hidden_size), rng, self.dtype)}

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        (hs,), g = affine.carried(state.h, steps=len(xs)), np.tanh(xs)
        return LinearTrace(xs, g, hs[:-1], affine.product(g, self.params["W_x"]), hs[1:], active)

    @staticmethod
    def forward(h_prev, a, h):
        np.add(h_prev, a, out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """da, still empty: it is the message itself."""
        return {"da": np.empty_like(trace.a)}

    @staticmethod
    def backward(dh, da):
        da[:] = dh

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        grads = {"W_x": affine.weight_gradient(trace.g, affine.rows(da[:, None]))}
        return grads, affine.product(da, self.params["W_x"].T) * (1 - trace.g * trace.g)


class CarouselCell(LinearCell):
    """A memory that only adds up, seen through a tanh: an LSTM without its gates.

        g_t = tanh(x_t)
        c_t = c_{t-1} + g_t W_x
        h_t = tanh(c_t)

    backwards: dc passes from step to step unchanged, the "constant error carousel".

        dc_t    += dh_t * (1 - h_t^2)
        dc_{t-1} = dc_t         dh_{t-1} = 0
        dx_t     = (dc_t W_x^T) * (1 - g_t^2)
        dW_x     = sum_t g_t^T dc_t

    (Hochreiter & Schmidhuber, Long short-term memory, 1997, section 3.)
    params: W_x (D, H), which starts uniform (Glorot & Bengio, 2010).
    """

    State, Trace = LSTMState, CarouselTrace

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        (hs, cs), g = affine.carried(state.h, state.c, steps=len(xs)), np.tanh(xs)
        return CarouselTrace(xs, g, hs[:-1], cs[:-1], affine.product(g, self.params["W_x"]), cs[1:], hs[1:], active)

    @staticmethod
    def forward(c_prev, a, c, h):
        np.add(c_prev, a, out=c)
        np.tanh(c, out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """da: 1 - h_t^2, which multiplies dh_t."""
        return {"da": 1 - trace.h * trace.h}

    @staticmethod
    def backward(dh, dc, da):
        dc += dh * da
        da[:] = dc
        dh[:] = 0  # h_{t-1} is read by nothing but its own output
