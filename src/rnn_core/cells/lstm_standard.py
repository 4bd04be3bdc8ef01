"""The LSTM's formulas (see `LSTMCell`): Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000).

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
"""

from typing import NamedTuple

import numpy as np

from rnn_core.activations import sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine

GATES = ("i", "f", "g", "o")
ORDER = (3, 0, 1, 2)  # the blocks of a run stand o, i, f, g: the three sigmoids are then one array


class Trace(NamedTuple):
    """Every number of a run: x (T, N, D), the rest (T, N, H), and active (T, N), True until a sequence ends.

    Gates i, f, o and candidate g with their pre-activations a_i, a_f, a_o, a_g; memory c, tanh_c = tanh(c),
    output h. a and gates (T, 4, N, H) hold the blocks in the order o, i, f, g.
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

    a_o, o = affine.named("a", 0), affine.named("gates", 0)
    a_i, i = affine.named("a", 1), affine.named("gates", 1)
    a_f, f = affine.named("a", 2), affine.named("gates", 2)
    a_g, g = affine.named("a", 3), affine.named("gates", 3)


def record(params, xs, state, active):
    W_x, b = affine.reorder(params["W_x"], ORDER), affine.reorder(params["b"], ORDER)
    a, gates, hs, cs, tanh_cs = affine.project(xs, W_x, b, state.h, state.c, state.c)
    return Trace(xs, hs[:-1], cs[:-1], a, gates, cs[1:], tanh_cs[1:], hs[1:], active)


def forward(params, trace):
    _, h_prev, c_prev, a, gates, c, tanh_c, h, _ = trace
    o, i, f, g = gates.swapaxes(0, 1)
    W_h = affine.split(params["W_h"], 4).take(ORDER, axis=0)
    product, written = np.empty(a.shape[1:], a.dtype), np.empty_like(h[0])

    def advance(h_prev, c_prev, a, a_oif, a_g, oif, o, i, f, g, c, tanh_c, h):
        np.matmul(h_prev, W_h, out=product)
        np.add(a, product, out=a)
        sigmoid(a_oif, out=oif)
        np.tanh(a_g, out=g)
        np.multiply(f, c_prev, out=c)
        np.multiply(i, g, out=written)
        np.add(c, written, out=c)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    return (h_prev, c_prev, a, a[:, :3], a[:, 3], gates[:, :3], o, i, f, g, c, tanh_c, h), advance


def backward(params, trace):
    # What multiplies dh_t or dc_t is known once the run is over: computed here for all steps at once, so that
    # the loop below is a linear recurrence. In place: large arrays cost what their memory traffic costs.
    _, _, c_prev, _, gates, _, tanh_c, h, _ = trace
    o, i, f, g = gates.swapaxes(0, 1)
    das = affine.coefficients(gates, 4)
    da_i, da_f, da_g, da_o = das.swapaxes(0, 1)
    sigmoid_slope(gates[:, 1:3], out=das[:, :2])
    tanh_slope(g, out=da_g)
    da_i *= g
    da_f *= c_prev
    da_g *= i
    np.multiply(o, h, out=da_o)
    np.subtract(h, da_o, out=da_o)  # tanh(c) o (1 - o), since h = o tanh(c)
    to_h_prev, through_h = affine.back_through(params["W_h"], das), np.empty_like(h[0])

    def retreat(dstate, da, da_o, da_ifg, f, o, tanh_c, h):
        dh, dc = dstate
        np.multiply(h, tanh_c, out=through_h)
        np.subtract(o, through_h, out=through_h)  # o (1 - tanh(c)^2), for the same reason
        np.multiply(through_h, dh, out=through_h)
        np.add(dc, through_h, out=dc)
        np.multiply(da_o, dh, out=da_o)
        np.multiply(da_ifg, dc, out=da_ifg)
        np.multiply(dc, f, out=dc)
        to_h_prev(da, out=dh)

    return das, (das, da_o, das[:, :3], f, o, tanh_c, h), retreat


def gradients(params, trace, das):
    return affine.affine_gradients(params, trace, das)
