"""The road from the simple network to the LSTM: states that add up, so that nothing shrinks on the way back."""

from typing import NamedTuple

import numpy as np

from rnn_core import initialise
from rnn_core.cells import affine, parameters, single
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


class LinearCell:
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

    State = RNNState
    Trace = LinearTrace

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64):
        """Raises TypeError or ValueError for sizes below 1, a wrong dtype or rng."""
        parameters.set_sizes(self, input_size, hidden_size, rng, dtype)
        self.params = {"W_x": initialise.glorot_uniform((self.input_size, self.hidden_size), rng, self.dtype)}
        self.shapes = parameters.shapes(self.params)

    def __repr__(self):
        return f"LinearCell({self.input_size}, {self.hidden_size}, dtype={self.dtype})"

    def step(self, x_t, state):
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        return single.step(self, x_t, state)

    def record(self, xs, state, active):
        (hs,), g = affine.carried(state.h, steps=len(xs)), np.tanh(xs)
        return LinearTrace(xs, g, hs[:-1], affine.product(g, self.params["W_x"]), hs[1:], active)

    def forward(self, trace):
        def advance(h_prev, a, h):
            np.add(h_prev, a, out=h)

        return (trace.h_prev, trace.a, trace.h), advance

    def backward(self, trace):
        das = np.empty_like(trace.a)

        def retreat(dstate, da):
            (dh,) = dstate
            da[...] = dh

        return das, (das,), retreat

    def gradients(self, trace, das):
        return _gradients(self, trace, das)


class CarouselCell:
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

    State = LSTMState
    Trace = CarouselTrace

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64):
        """Raises TypeError or ValueError for sizes below 1, a wrong dtype or rng."""
        parameters.set_sizes(self, input_size, hidden_size, rng, dtype)
        self.params = {"W_x": initialise.glorot_uniform((self.input_size, self.hidden_size), rng, self.dtype)}
        self.shapes = parameters.shapes(self.params)

    def __repr__(self):
        return f"CarouselCell({self.input_size}, {self.hidden_size}, dtype={self.dtype})"

    def step(self, x_t, state):
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        return single.step(self, x_t, state)

    def record(self, xs, state, active):
        (hs, cs), g = affine.carried(state.h, state.c, steps=len(xs)), np.tanh(xs)
        return CarouselTrace(xs, g, hs[:-1], cs[:-1], affine.product(g, self.params["W_x"]), cs[1:], hs[1:], active)

    def forward(self, trace):
        def advance(c_prev, a, c, h):
            np.add(c_prev, a, out=c)
            np.tanh(c, out=h)

        return (trace.c_prev, trace.a, trace.c, trace.h), advance

    def backward(self, trace):
        das = 1 - trace.h * trace.h

        def retreat(dstate, da):
            dh, dc = dstate
            dc += dh * da
            da[...] = dc
            dh[...] = 0  # h_{t-1} is read by nothing but its own output

        return das, (das,), retreat

    def gradients(self, trace, das):
        return _gradients(self, trace, das)


def _gradients(cell, trace, das):
    """Gradients of a = g W_x and, through g = tanh(x), of the inputs."""
    grads = {"W_x": affine.weight_gradient(trace.g, affine.rows(das[:, None]))}
    return grads, affine.product(das, cell.params["W_x"].T) * (1 - trace.g * trace.g)
