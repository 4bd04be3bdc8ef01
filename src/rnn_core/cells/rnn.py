"""The simple recurrent network of Elman (1990): one affine map and a squashing function."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks, initialise
from rnn_core.activations import ACTIVATIONS
from rnn_core.cells import affine
from rnn_core.cells.cell import Cell


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


class RNNCell(Cell):
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

    State, Trace = RNNState, RNNTrace
    ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        activation: str = "tanh",
    ):
        """Raises TypeError or ValueError for sizes below 1, an unknown activation, dtype or rng."""
        self.activation = checks.choice(activation, "activation", self.ACTIVATIONS)
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)

    def __repr__(self) -> str:
        return f"RNNCell({self.input_size}, {self.hidden_size}, activation={self.activation!r}, dtype={self.dtype})"

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        D, H = self.input_size, self.hidden_size
        recurrent = initialise.identity if self.activation == "relu" else initialise.orthogonal
        return {
            "W_x": initialise.glorot_uniform((D, H), rng, self.dtype),
            "W_h": recurrent((H, H), rng, self.dtype),
            "b": np.zeros(H, self.dtype),
        }

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        hs, a = affine.carried(state.h, state.h, steps=len(xs))
        a = a[1:]
        np.dot(xs.reshape(-1, self.input_size), self.params["W_x"], out=a.reshape(-1, self.hidden_size))
        a += self.params["b"]
        return RNNTrace(xs, hs[:-1], a, hs[1:], active)

    def forward_weights(self) -> dict[str, Any]:
        """The params and the activation function f."""
        return self.params | {"f": ACTIVATIONS[self.activation][0]}

    def backward_weights(self) -> dict[str, np.ndarray]:
        """W_h transposed, W_hT."""
        return {"W_hT": np.ascontiguousarray(self.params["W_h"].T)}

    @staticmethod
    def forward(f, W_h, h_prev, a, h):
        a += np.dot(h_prev, W_h, out=h)  # h is still empty: the product finds room in it
        f(a, out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """da: f'(a_t)."""
        _, slope = ACTIVATIONS[self.activation]
        return {"da": slope(trace.h)}

    @staticmethod
    def backward(W_hT, dh, da):
        da *= dh
        np.dot(da, W_hT, out=dh)

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        x, h_prev, da = (values.reshape(-1, values.shape[-1]) for values in (trace.x, trace.h_prev, da))
        grads = {"W_x": x.T @ da, "W_h": h_prev.T @ da, "b": affine.bias_gradient(da)}
        return grads, (da @ self.params["W_x"].T).reshape(trace.x.shape)
