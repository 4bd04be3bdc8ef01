"""The gated recurrent unit: one state, blended with a candidate."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks
from rnn_core.activations import ONE, sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine
from rnn_core.cells.cell import GatedCell


class GRUState(NamedTuple):
    """What a GRU carries from step to step: h (N, H)."""

    h: np.ndarray


class GRUTrace(NamedTuple):
    """Every number of a run: x (T, N, D), the rest (T, N, H), and active (T, N), True until a sequence ends.

    Gates r, z and candidate n with their pre-activations a_r, a_z, a_n; s = r * h_prev, what the reset leaves
    of the state; output h. a and gates (T, 3, N, H) hold the blocks in the order r, z, n.
    """

    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    gates: np.ndarray
    s: np.ndarray
    h: np.ndarray
    active: np.ndarray

    a_r, r = affine.block(0)
    a_z, z = affine.block(1)
    a_n, n = affine.block(2)
    a_rz, rz = affine.block(slice(0, 2))


class GRUCell(GatedCell):
    """Gated recurrent unit (Cho et al., Learning phrase representations using RNN encoder-decoder, 2014):

        r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)                what of the past the candidate sees
        z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)                how much of the candidate is taken
        n_t = tanh   (x_t W_xn + (r_t * h_{t-1}) W_hn + b_n)        candidate
        h_t = (1 - z_t) * h_{t-1} + z_t * n_t

    backwards, with s_t = r_t * h_{t-1} for what the reset leaves:

        da_z     = dh_t * (n_t - h_{t-1}) * z_t (1 - z_t)
        da_n     = dh_t * z_t * (1 - n_t^2)
        ds       = da_n W_hn^T
        da_r     = ds * h_{t-1} * r_t (1 - r_t)
        dh_{t-1} = dh_t * (1 - z_t) + ds * r_t + [da_r, da_z] [W_hr, W_hz]^T
        dx_t     = [da_r, da_z, da_n] W_x^T
        dW_x = sum_t x_t^T da_t     db = sum_t da_t     dW_hn = sum_t s_t^T da_n
        dW_hr = sum_t h_{t-1}^T da_r                    dW_hz = sum_t h_{t-1}^T da_z

    Some texts and frameworks exchange z and 1 - z; `rnn_core.interop` translates.

    params: W_x (D, 3H), W_h (H, 3H), b (3H,), the three maps side by side in the order r, z, n;
    `gate("z")` gives views of one. W_x starts uniform (Glorot & Bengio, 2010), each W_h orthogonal
    (Saxe et al., 2014), b zero.

    reset_after=True makes a `ResetAfterGRUCell`: its reset acts after the product, as in PyTorch and Keras.
    """

    State: Any = GRUState
    Trace: Any = GRUTrace
    GATES = BLOCKS = ("r", "z", "n")
    reset_after = False

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        reset_after: bool = False,
    ):
        """Raises TypeError or ValueError for sizes below 1, a wrong flag, dtype or rng."""
        if checks.flag(reset_after, "reset_after"):
            self._become(ResetAfterGRUCell, of=GRUCell)
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)

    def __repr__(self) -> str:
        variant = ", reset_after=True" * self.reset_after
        return f"GRUCell({self.input_size}, {self.hidden_size}{variant}, dtype={self.dtype})"

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        a, gates, hs, s = affine.project(xs, self.params["W_x"], self.params["b"], state.h, state.h)
        return self.Trace(xs, hs[:-1], a, gates, s[1:], hs[1:], active)

    def forward_weights(self) -> dict[str, np.ndarray]:
        """The params, with W_h as blocks, and these as W_hrz and W_hn."""
        weights = super().forward_weights()
        return weights | {"W_hrz": weights["W_h"][:2], "W_hn": weights["W_h"][2]}

    def backward_weights(self) -> dict[str, np.ndarray]:
        """The params, and W_h transposed: W_hT (3H, H), W_hrzT (2H, H) and W_hnT (H, H)."""
        weights, rz = super().backward_weights(), 2 * self.hidden_size
        return weights | {"W_hrzT": weights["W_hT"][:rz], "W_hnT": weights["W_hT"][rz:]}

    @staticmethod
    def forward(W_hrz, W_hn, h_prev, a_rz, a_n, rz, r, z, n, s, h):
        a_rz += np.matmul(h_prev, W_hrz, out=rz)  # the gates are still empty: the product finds room in them
        sigmoid(a_rz, out=rz)
        np.multiply(r, h_prev, out=s)
        a_n += np.dot(s, W_hn, out=n)
        np.tanh(a_n, out=n)
        np.add(h_prev, z * (n - h_prev), out=h)  # the same average with one product less

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """What multiplies dh_t (da_z, da_n, kept = 1 - z_t) and ds (da_r)."""
        da = affine.empty_slopes(trace.gates, 3)
        da_r, da_z, da_n = da.swapaxes(0, 1)
        sigmoid_slope(trace.rz, out=da[:, :2])
        tanh_slope(trace.n, out=da_n)
        da_r *= trace.h_prev
        da_z *= trace.n - trace.h_prev
        da_n *= trace.z
        return {"da": da, "da_r": da_r, "da_rz": da[:, :2], "da_zn": da[:, 1:], "da_n": da_n, "kept": ONE - trace.z}

    @staticmethod
    def backward(W_hrzT, W_hnT, dh, da_r, da_rz, da_zn, da_n, kept, r):
        da_zn *= dh
        ds = da_n @ W_hnT
        da_r *= ds
        kept *= dh
        kept += ds * r
        affine.back(da_rz, W_hrzT, out=dh)
        dh += kept

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        rows = affine.rows(da)
        dW_hrz = affine.weight_gradient(trace.h_prev, rows[:2])
        dW_hn = affine.weight_gradient(trace.s, rows[2:])
        grads = {
            "W_x": affine.weight_gradient(trace.x, rows),
            "W_h": np.hstack([dW_hrz, dW_hn]),
            "b": affine.bias_gradient(rows),
        }
        return grads, affine.input_gradient(rows, self.params["W_x"]).reshape(trace.x.shape)


class ResetAfterGRUTrace(NamedTuple):
    """As `GRUTrace`, with m = h_prev W_hn + b_hn, what the past says of the candidate, in the place of s."""

    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    gates: np.ndarray
    m: np.ndarray
    h: np.ndarray
    active: np.ndarray

    a_r, r = affine.block(0)
    a_z, z = affine.block(1)
    a_n, n = affine.block(2)
    a_rz, rz = affine.block(slice(0, 2))


class ResetAfterGRUCell(GRUCell):
    """A GRU whose reset acts after the product (Cho et al., 2014, in its first preprint, arXiv:1406.1078v1; the
    published paper has the reset before the product):

        m_t = h_{t-1} W_hn + b_hn                                   what the past says of the candidate
        n_t = tanh(x_t W_xn + b_n + r_t * m_t)

    backwards, what differs:

        da_r     = da_n * m_t * r_t (1 - r_t)
        dm       = da_n * r_t
        dh_{t-1} = dh_t * (1 - z_t) + [da_r, da_z, dm] W_h^T
        dW_h = sum_t h_{t-1}^T [da_r, da_z, dm]     db_hn = sum_t dm

    All three products with h_{t-1} are one; b_hn (H,), zero at first, is a parameter of its own because r_t
    scales it.
    """

    Trace = ResetAfterGRUTrace
    reset_after = True

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        return super().initial_params(rng) | {"b_hn": np.zeros(self.hidden_size, self.dtype)}

    @staticmethod
    def forward(W_h, b_hn, h_prev, a_rz, a_n, gates, rz, r, z, n, m, h):
        np.matmul(h_prev, W_h, out=gates)
        a_rz += rz
        sigmoid(a_rz, out=rz)
        np.add(n, b_hn, out=m)
        a_n += r * m
        np.tanh(a_n, out=n)
        np.add(h_prev, z * (n - h_prev), out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """What multiplies dh_t (da_z, da_n, kept = 1 - z_t) and da_n (da_r); dm is still empty.

        da_n, da_r, da_z belong to x_t, and da_r, da_z, dm, called da_h, to h_{t-1}.
        """
        da = affine.empty_slopes(trace.gates, 4)
        da_n, da_r, da_z, dm = da.swapaxes(0, 1)
        sigmoid_slope(trace.rz, out=da[:, 1:3])
        tanh_slope(trace.n, out=da_n)
        da_r *= trace.m
        da_z *= trace.n - trace.h_prev
        da_n *= trace.z
        return {"da": da, "da_h": da[:, 1:], "da_n": da_n, "da_r": da_r, "da_z": da_z, "dm": dm, "kept": ONE - trace.z}

    @staticmethod
    def backward(W_hT, dh, da_h, da_n, da_r, da_z, dm, kept, r):
        da_n *= dh
        da_r *= da_n
        da_z *= dh
        np.multiply(da_n, r, out=dm)
        kept *= dh
        affine.back(da_h, W_hT, out=dh)
        dh += kept

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        rows = affine.rows(da)
        nrz, rzm = rows[:3], rows[1:]
        of_x, ours = ("n", "r", "z"), self.GATES
        grads = {
            "W_x": affine.reorder(affine.weight_gradient(trace.x, nrz), of_x, ours),
            "W_h": affine.weight_gradient(trace.h_prev, rzm),
            "b": affine.reorder(affine.bias_gradient(nrz), of_x, ours),
            "b_hn": affine.bias_gradient(rows[3:]),
        }
        W_x = affine.reorder(self.params["W_x"], ours, of_x)
        return grads, affine.input_gradient(nrz, W_x).reshape(trace.x.shape)
