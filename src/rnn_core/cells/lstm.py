"""Long short-term memory: a memory cell that is written, kept and read through gates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks
from rnn_core.activations import sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine
from rnn_core.cells.cell import GatedCell

PEEPHOLES = ("w_ci", "w_cf", "w_co")


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step: output h and memory c, (N, H) each."""

    h: np.ndarray
    c: np.ndarray


class LSTMTrace(NamedTuple):
    """Every number of a run: x (T, N, D), the rest (T, N, H), and active (T, N), True until a sequence ends.

    Gates i, f, o and candidate g with their pre-activations a_i, a_f, a_o, a_g; memory c, tanh_c = tanh(c),
    output h. a and gates (T, 4, N, H) hold the blocks in the order o, i, f, g: the three sigmoids side by side.
    """

    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    a: np.ndarray
    gates: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray
    active: np.ndarray

    a_o, o = affine.block(0)
    a_i, i = affine.block(1)
    a_f, f = affine.block(2)
    a_g, g = affine.block(3)
    a_oif, oif = affine.block(slice(0, 3))
    a_if, if_ = affine.block(slice(1, 3))


class LSTMCell(GatedCell):
    """LSTM with a forget gate (Hochreiter & Schmidhuber, 1997; forget gate: Gers, Schmidhuber & Cummins, 2000):

        i_t = sigmoid(x_t W_xi + h_{t-1} W_hi + b_i)        write
        f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + b_f)        keep
        g_t = tanh   (x_t W_xg + h_{t-1} W_hg + b_g)        what would be written
        o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + b_o)        read
        c_t = f_t * c_{t-1} + i_t * g_t
        h_t = o_t * tanh(c_t)

    backwards, with dc_t already holding what step t+1 hands down:

        dc_t    += dh_t * o_t * (1 - tanh(c_t)^2)
        da_o     = dh_t * tanh(c_t) * o_t (1 - o_t)
        da_g     = dc_t * i_t       * (1 - g_t^2)
        da_f     = dc_t * c_{t-1}   * f_t (1 - f_t)
        da_i     = dc_t * g_t       * i_t (1 - i_t)
        dc_{t-1} = dc_t * f_t
        dh_{t-1} = [da_i, da_f, da_g, da_o] W_h^T
        dx_t     = [da_i, da_f, da_g, da_o] W_x^T
        dW_x = sum_t x_t^T da_t     dW_h = sum_t h_{t-1}^T da_t     db = sum_t da_t

    params: W_x (D, 4H), W_h (H, 4H), b (4H,), the four maps side by side in the order i, f, g, o;
    `gate("f")` gives views of one. W_x starts uniform (Glorot & Bengio, 2010), each W_h orthogonal
    (Saxe et al., 2014), b zero but for b_f = 1 (Gers et al., 2000; Jozefowicz et al., 2015).

    peephole=True makes a `PeepholeLSTMCell`, coupled=True a `CoupledLSTMCell`.
    """

    State: Any = LSTMState
    Trace: Any = LSTMTrace
    GATES: tuple[str, ...] = ("i", "f", "g", "o")
    BLOCKS: tuple[str, ...] = ("o", "i", "f", "g")
    peephole = coupled = False

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        peephole: bool = False,
        coupled: bool = False,
    ):
        """Raises TypeError or ValueError for sizes below 1, both variants at once, a wrong flag, dtype or rng."""
        if checks.flag(peephole, "peephole") & checks.flag(coupled, "coupled"):
            raise ValueError("peephole, coupled: expected one of the two at most, got both")
        if peephole or coupled:
            self._become(PeepholeLSTMCell if peephole else CoupledLSTMCell, of=LSTMCell)
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.gate("f")["b"][:] = 1

    def __repr__(self) -> str:
        variant = ", peephole=True" * self.peephole + ", coupled=True" * self.coupled
        return f"LSTMCell({self.input_size}, {self.hidden_size}{variant}, dtype={self.dtype})"

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        W_x, b = (affine.reorder(self.params[name], self.GATES, self.BLOCKS) for name in ("W_x", "b"))
        a, gates, hs, cs, tanh_cs = affine.project(xs, W_x, b, state.h, state.c, state.c)
        return self.Trace(xs, hs[:-1], cs[:-1], a, gates, cs[1:], tanh_cs[1:], hs[1:], active)

    @staticmethod
    def forward(W_h, h_prev, c_prev, a, a_oif, a_g, gates, oif, o, i, f, g, c, tanh_c, h):
        a += np.matmul(h_prev, W_h, out=gates)  # the gates are still empty: the product finds room in them
        sigmoid(a_oif, out=oif)
        np.tanh(a_g, out=g)
        np.add(f * c_prev, i * g, out=c)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """What multiplies dh_t (da_o) and dc_t (da_i, da_f, da_g)."""
        da = affine.empty_slopes(trace.gates, 4)
        da_i, da_f, da_g, da_o = da.swapaxes(0, 1)
        sigmoid_slope(trace.if_, out=da[:, :2])
        tanh_slope(trace.g, out=da_g)
        da_i *= trace.g
        da_f *= trace.c_prev
        da_g *= trace.i
        np.multiply(trace.o, trace.h, out=da_o)
        np.subtract(trace.h, da_o, out=da_o)  # tanh(c) o (1 - o), since h = o tanh(c)
        return {"da": da, "da_i": da_i, "da_f": da_f, "da_ifg": da[:, :3], "da_o": da_o}

    @staticmethod
    def backward(W_hT, dh, dc, da, da_ifg, da_o, f, o, tanh_c, h):
        dc += dh * (o - h * tanh_c)  # o (1 - tanh(c)^2), since h = o tanh(c)
        da_o *= dh
        da_ifg *= dc
        dc *= f
        affine.back(da, W_hT, out=dh)

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        return affine.gradients(self.params, trace, da)


class PeepholeLSTMCell(LSTMCell):
    """An LSTM whose gates see the memory (Gers & Schmidhuber, Recurrent nets that time and count, 2000):

        i_t = sigmoid(x_t W_xi + h_{t-1} W_hi + w_ci * c_{t-1} + b_i)
        f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + w_cf * c_{t-1} + b_f)
        o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + w_co * c_t + b_o)       o sees the new memory

    backwards, what differs:

        dc_t    += dh_t * o_t * (1 - tanh(c_t)^2) + da_o * w_co
        dc_{t-1} = dc_t * f_t + da_i * w_ci + da_f * w_cf
        dw_ci = sum_t da_i * c_{t-1}    dw_cf = sum_t da_f * c_{t-1}    dw_co = sum_t da_o * c_t

    The peepholes w_ci, w_cf, w_co (H,) connect each memory with its own gates alone; they start at zero.
    """

    peephole = True

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        return super().initial_params(rng) | {name: np.zeros(self.hidden_size, self.dtype) for name in PEEPHOLES}

    @staticmethod
    def forward(
        W_h, w_ci, w_cf, w_co, h_prev, c_prev, a, a_i, a_f, a_if, a_g, a_o, gates, if_, o, i, f, g, c, tanh_c, h
    ):
        a += np.matmul(h_prev, W_h, out=gates)
        a_i += w_ci * c_prev
        a_f += w_cf * c_prev
        sigmoid(a_if, out=if_)
        np.tanh(a_g, out=g)
        np.add(f * c_prev, i * g, out=c)
        a_o += w_co * c
        sigmoid(a_o, out=o)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    @staticmethod
    def backward(W_hT, w_ci, w_cf, w_co, dh, dc, da, da_i, da_f, da_ifg, da_o, f, o, tanh_c, h):
        da_o *= dh
        dc += dh * (o - h * tanh_c)
        dc += da_o * w_co
        da_ifg *= dc
        dc *= f
        dc += da_i * w_ci
        dc += da_f * w_cf
        affine.back(da, W_hT, out=dh)

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        grads, dxs = super().gradients(trace, da)
        da_i, da_f, _, da_o = da.swapaxes(0, 1)
        seen = (da_i, trace.c_prev), (da_f, trace.c_prev), (da_o, trace.c)
        grads |= {name: np.einsum("tnh,tnh->h", da, c) for name, (da, c) in zip(PEEPHOLES, seen, strict=True)}
        return grads, dxs


class CoupledLSTMTrace(NamedTuple):
    """As `LSTMTrace`, with i = 1 - f; a and gates (T, 3, N, H) hold the blocks in the order o, f, g."""

    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    a: np.ndarray
    gates: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray
    active: np.ndarray

    a_o, o = affine.block(0)
    a_f, f = affine.block(1)
    a_g, g = affine.block(2)
    a_of, of = affine.block(slice(0, 2))
    i = property(lambda trace: 1 - trace.f)


class CoupledLSTMCell(LSTMCell):
    """An LSTM that writes in the place of what it forgets (Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber,
    LSTM: a search space odyssey, 2017, variant CIFG), with i_t = 1 - f_t:

        c_t = f_t * c_{t-1} + (1 - f_t) * g_t

    backwards, what differs:

        da_g = dc_t * (1 - f_t)       * (1 - g_t^2)
        da_f = dc_t * (c_{t-1} - g_t) * f_t (1 - f_t)

    The maps are f, g, o.
    """

    Trace = CoupledLSTMTrace
    GATES, BLOCKS = ("f", "g", "o"), ("o", "f", "g")
    coupled = True

    @staticmethod
    def forward(W_h, h_prev, c_prev, a, a_of, a_g, gates, of, o, f, g, c, tanh_c, h):
        a += np.matmul(h_prev, W_h, out=gates)
        sigmoid(a_of, out=of)
        np.tanh(a_g, out=g)
        np.add(f * (c_prev - g), g, out=c)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        """What multiplies dh_t (da_o) and dc_t (da_f, da_g)."""
        da = affine.empty_slopes(trace.gates, 3)
        da_f, da_g, da_o = da.swapaxes(0, 1)
        sigmoid_slope(trace.f, out=da_f)
        tanh_slope(trace.g, out=da_g)
        da_f *= trace.c_prev - trace.g
        da_g *= trace.i
        np.multiply(trace.o, trace.h, out=da_o)
        np.subtract(trace.h, da_o, out=da_o)  # tanh(c) o (1 - o), since h = o tanh(c)
        return {"da": da, "da_fg": da[:, :2], "da_o": da_o}

    @staticmethod
    def backward(W_hT, dh, dc, da, da_fg, da_o, f, o, tanh_c, h):
        dc += dh * (o - h * tanh_c)
        da_o *= dh
        da_fg *= dc
        dc *= f
        affine.back(da, W_hT, out=dh)
