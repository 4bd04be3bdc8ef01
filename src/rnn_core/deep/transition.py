"""A deeper map from state to state."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks, initialise
from rnn_core.cells import affine
from rnn_core.cells.cell import Cell
from rnn_core.cells.rnn import RNNState


class DeepTransitionTrace(NamedTuple):
    """Every number of a run: x (T, N, D), h_prev, h (T, N, H), a, u (T, L, N, H), and active (T, N).

    a[t, l] and u[t, l] are pre-activation and value of layer l on the way from h_prev[t] to h[t] = u[t, -1].
    """

    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    u: np.ndarray
    h: np.ndarray
    active: np.ndarray


class DeepTransitionCell(Cell):
    """An RNN whose step from state to state goes through L layers (Pascanu et al., 2014, there DT-RNN):

        u_t^1 = tanh(x_t W_x + h_{t-1} W_h + b)
        u_t^l = tanh(u_t^{l-1} W_l + b_l)             l = 2 ... L
        h_t   = u_t^L

    Each layer makes the way from h_{t-1} to h_t one factor longer, and gradients vanish the faster. With
    shortcut=True (DT(S)-RNN) h_{t-1} W_s is added inside the last tanh: a way that is one factor long again.

    backwards:

        da_t^L = dh_t * (1 - h_t^2)
        da_t^l = da_t^{l+1} W_{l+1}^T * (1 - (u_t^l)^2)
        dh_{t-1} = da_t^1 W_h^T  (+ da_t^L W_s^T)

    params: W_x (D, H), W_h (H, H), b (H,), W_2, b_2, ..., W_L, b_L, and W_s (H, H) with the shortcut. W_x and W_s
    start uniform (Glorot & Bengio, 2010), the others orthogonal (Saxe et al., 2014), b zero. L = 1 is an RNNCell.
    """

    State, Trace = RNNState, DeepTransitionTrace

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        depth: int = 2,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        shortcut: bool = False,
    ):
        """Raises TypeError or ValueError for a size or depth below 1, a shortcut with depth 1, another dtype or rng."""
        self.depth, self.shortcut = checks.count(depth, "depth"), checks.flag(shortcut, "shortcut")
        if shortcut and depth == 1:
            raise ValueError("shortcut: expected False with depth 1, where W_h is the short way already, got True")
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        D, H = self.input_size, self.hidden_size
        params = {"W_x": initialise.glorot_uniform((D, H), rng, self.dtype)}
        for W, b in [("W_h", "b"), *((f"W_{l}", f"b_{l}") for l in range(2, self.depth + 1))]:
            params[W] = initialise.orthogonal((H, H), rng, self.dtype)
            params[b] = np.zeros(H, self.dtype)
        if self.shortcut:
            params["W_s"] = initialise.glorot_uniform((H, H), rng, self.dtype)
        return params

    def __repr__(self) -> str:
        sizes = f"{self.input_size}, {self.hidden_size}, depth={self.depth}"
        return f"DeepTransitionCell({sizes}, shortcut={self.shortcut}, dtype={self.dtype})"

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        T, N, _ = xs.shape
        a = np.empty((T, self.depth, N, self.hidden_size), self.dtype)
        a[:, 0] = xs @ self.params["W_x"] + self.params["b"]
        (hs,) = affine.carried(state.h, steps=T)
        return DeepTransitionTrace(xs, hs[:-1], a, np.empty_like(a), hs[1:], active)

    def forward_weights(self) -> dict[str, Any]:
        """W_h, W_s (None without a shortcut), and layers: (W_l, b_l) of those above the first."""
        layers = [(self.params[f"W_{l}"], self.params[f"b_{l}"]) for l in range(2, self.depth + 1)]
        return {"W_h": self.params["W_h"], "W_s": self.params.get("W_s"), "layers": layers}

    @staticmethod
    def forward(W_h, W_s, layers, h_prev, a, u, h):
        a[0] += h_prev @ W_h
        np.tanh(a[0], out=u[0])
        for l, (W, b) in enumerate(layers, start=1):
            a[l] = u[l - 1] @ W + b
            if W_s is not None and l == len(layers):
                a[l] += h_prev @ W_s
            np.tanh(a[l], out=u[l])
        h[:] = u[-1]

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """da (T, L, N, H): 1 - (u_t^l)^2, which multiplies du_t^l."""
        return {"da": 1 - trace.u**2}

    def backward_weights(self) -> dict[str, Any]:
        """W_s (None without a shortcut), and Ws: W_h, W_2, ..., W_L."""
        Ws = [self.params["W_h"], *(self.params[f"W_{l}"] for l in range(2, self.depth + 1))]
        return {"Ws": Ws, "W_s": self.params.get("W_s")}

    @staticmethod
    def backward(Ws, W_s, dh, da):
        du = dh
        for l in reversed(range(len(Ws))):
            da[l] *= du
            du = da[l] @ Ws[l].T
        dh[:] = du if W_s is None else du + da[-1] @ W_s.T

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        first = da[:, 0]
        grads = {"W_x": _over_time(trace.x, first), "W_h": _over_time(trace.h_prev, first), "b": first.sum(axis=(0, 1))}
        for l in range(2, self.depth + 1):
            grads[f"W_{l}"] = _over_time(trace.u[:, l - 2], da[:, l - 1])
            grads[f"b_{l}"] = da[:, l - 1].sum(axis=(0, 1))
        if self.shortcut:
            grads["W_s"] = _over_time(trace.h_prev, da[:, -1])
        return grads, first @ self.params["W_x"].T


def _over_time(left, right):
    """sum_t left_t^T right_t."""
    return np.tensordot(left, right, axes=((0, 1), (0, 1)))
