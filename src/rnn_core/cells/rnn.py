"""The simple recurrent network of Elman (1990): one affine map and a squashing function."""

from typing import NamedTuple

import numpy as np

from rnn_core import initialise
from rnn_core.activations import ACTIVATIONS
from rnn_core.cells import affine, parameters, single
from rnn_core.checks import choice


class RNNState(NamedTuple):
    """What a simple recurrent network carries from step to step: h (N, H)."""

    h: np.ndarray


class RNNTrace(NamedTuple):
    """Every number of a run: x (T, N, D), h_prev, a, h (T, N, H), and active (T, N), True until a sequence ends.

    a is the pre-activation. h_prev[t] and h[t-1] are the same memory.
    """

    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    h: np.ndarray
    active: np.ndarray


class RNNCell:
    """Simple recurrent network (Elman, Finding structure in time, 1990):

        a_t = x_t W_x + h_{t-1} W_h + b
        h_t = f(a_t)                        f: tanh, relu, sigmoid or identity

    backwards, with da = dL/da and so on (da_t stands for da of step t):

        da_t     = dh_t * f'(a_t)
        dh_{t-1} = da_t W_h^T
        dx_t     = da_t W_x^T
        dW_x = sum_t x_t^T da_t     dW_h = sum_t h_{t-1}^T da_t     db = sum_t da_t

    params: W_x (D, H), W_h (H, H), b (H,). W_x starts uniform after Glorot & Bengio (2010), W_h orthogonal
    (Saxe et al., 2014), or the identity for relu (Le, Jaitly & Hinton, 2015), b zero.
    """

    State = RNNState
    Trace = RNNTrace
    ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float64, activation="tanh"):
        """Raises TypeError or ValueError for sizes below 1, an unknown activation, dtype or rng."""
        self.activation = choice(activation, "activation", self.ACTIVATIONS)
        parameters.set_sizes(self, input_size, hidden_size, rng, dtype)
        D, H = self.input_size, self.hidden_size
        recurrent = initialise.identity if activation == "relu" else initialise.orthogonal
        self.params = {
            "W_x": initialise.glorot_uniform((D, H), rng, self.dtype),
            "W_h": recurrent((H, H), rng, self.dtype),
            "b": np.zeros(H, self.dtype),
        }
        self.shapes = parameters.shapes(self.params)

    def __repr__(self):
        return f"RNNCell({self.input_size}, {self.hidden_size}, activation={self.activation!r}, dtype={self.dtype})"

    def step(self, x_t, state):
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays.

        It is `unroll` with T = 1, so the two agree to the rounding of one matrix product.
        """
        return single.step(self, x_t, state)

    def record(self, xs, state, active):
        hs, a = affine.carried(state.h, state.h, steps=len(xs))
        a = a[1:]
        # x_t W_x + b for all steps at once: nothing in it waits for h
        np.dot(xs.reshape(-1, self.input_size), self.params["W_x"], out=a.reshape(-1, self.hidden_size))
        np.add(a, self.params["b"], out=a)
        return RNNTrace(x=xs, h_prev=hs[:-1], a=a, h=hs[1:], active=active)

    def forward(self, trace):
        W_h = self.params["W_h"]
        f, _ = ACTIVATIONS[self.activation]
        product = np.empty_like(trace.a[0])

        def advance(h_prev, a, h):
            np.dot(h_prev, W_h, out=product)
            np.add(a, product, out=a)
            f(a, out=h)

        return (trace.h_prev, trace.a, trace.h), advance

    def backward(self, trace):
        _, slope = ACTIVATIONS[self.activation]
        W_hT = np.ascontiguousarray(self.params["W_h"].T)
        das = slope(trace.h)  # f'(a_t) for all steps at once; the loop multiplies dh_t into it

        def retreat(dstate, da):
            (dh,) = dstate
            np.multiply(da, dh, out=da)
            np.dot(da, W_hT, out=dh)

        return das, (das,), retreat

    def gradients(self, trace, das):
        x, h_prev, da = (values.reshape(-1, values.shape[-1]) for values in (trace.x, trace.h_prev, das))
        grads = {"W_x": np.dot(x.T, da), "W_h": np.dot(h_prev.T, da), "b": affine.bias_gradient(da)}
        return grads, np.dot(da, self.params["W_x"].T).reshape(trace.x.shape)
