"""The LSTM with coupled gates: what is written takes the place of what is forgotten.

    f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + b_f)        keep; the input gate is i_t = 1 - f_t
    g_t = tanh   (x_t W_xg + h_{t-1} W_hg + b_g)        what would be written
    o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + b_o)        read
    c_t = f_t * c_{t-1} + (1 - f_t) * g_t
    h_t = o_t * tanh(c_t)

backwards, with dc_t already holding what step t+1 hands down:

    dc_t    += dh_t * o_t * (1 - tanh(c_t)^2)
    da_o     = dh_t * tanh(c_t)      * o_t (1 - o_t)
    da_g     = dc_t * (1 - f_t)      * (1 - g_t^2)
    da_f     = dc_t * (c_{t-1} - g_t) * f_t (1 - f_t)
    dc_{t-1} = dc_t * f_t
    dh_{t-1} = [da_f, da_g, da_o] W_h^T

(Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber, LSTM: a search space odyssey, 2017, variant CIFG.)
"""

from typing import NamedTuple

import numpy as np

from rnn_core.activations import sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine

GATES = ("f", "g", "o")
ORDER = (2, 0, 1)  # the blocks of a run stand o, f, g: the two sigmoids are then one array


class Trace(NamedTuple):
    """Every number of a run: x (T, N, D), the rest (T, N, H), and active (T, N), True until a sequence ends.

    Gates f, o, i = 1 - f and candidate g with the pre-activations a_f, a_o, a_g; memory c, tanh_c = tanh(c),
    output h. a and gates (T, 3, N, H) hold the blocks in the order o, f, g.
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
    a_f, f = affine.named("a", 1), affine.named("gates", 1)
    a_g, g = affine.named("a", 2), affine.named("gates", 2)
    i = property(lambda trace: 1 - trace.f)


def record(params, xs, state, active):
    W_x, b = affine.reorder(params["W_x"], ORDER), affine.reorder(params["b"], ORDER)
    a, gates, hs, cs, tanh_cs = affine.project(xs, W_x, b, state.h, state.c, state.c)
    return Trace(xs, hs[:-1], cs[:-1], a, gates, cs[1:], tanh_cs[1:], hs[1:], active)


def forward(params, trace):
    _, h_prev, c_prev, a, gates, c, tanh_c, h, _ = trace
    o, f, g = gates.swapaxes(0, 1)
    W_h = affine.split(params["W_h"], 3).take(ORDER, axis=0)

    def advance(h_prev, c_prev, a, a_of, a_g, of, o, f, g, c, tanh_c, h):
        a += np.matmul(h_prev, W_h)
        sigmoid(a_of, out=of)
        np.tanh(a_g, out=g)
        np.multiply(f, c_prev - g, out=c)
        c += g
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    return (h_prev, c_prev, a, a[:, :2], a[:, 2], gates[:, :2], o, f, g, c, tanh_c, h), advance


def backward(params, trace):
    _, _, c_prev, _, gates, _, tanh_c, h, _ = trace
    o, f, g = gates.swapaxes(0, 1)
    das = affine.coefficients(gates, 3)
    da_f, da_g, da_o = das.swapaxes(0, 1)
    sigmoid_slope(f, out=da_f)
    tanh_slope(g, out=da_g)
    da_f *= c_prev - g
    da_g *= 1 - f
    np.subtract(h, o * h, out=da_o)  # tanh(c) o (1 - o), since h = o tanh(c)
    to_h_prev = affine.back_through(params["W_h"], das)

    def retreat(dstate, da, da_o, da_fg, f, o, tanh_c, h):
        dh, dc = dstate
        da_o *= dh
        dc += dh * (o - h * tanh_c)  # o (1 - tanh(c)^2), for the same reason
        da_fg *= dc
        dc *= f
        to_h_prev(da, out=dh)

    return das, (das, da_o, das[:, :2], f, o, tanh_c, h), retreat


def gradients(params, trace, das):
    return affine.affine_gradients(params, trace, das)
