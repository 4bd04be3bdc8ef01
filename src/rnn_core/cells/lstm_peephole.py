"""The LSTM with peepholes: the gates see the memory itself (Gers & Schmidhuber, Recurrent nets that time and
count, 2000).

    i_t = sigmoid(x_t W_xi + h_{t-1} W_hi + w_ci * c_{t-1} + b_i)
    f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + w_cf * c_{t-1} + b_f)
    g_t = tanh   (x_t W_xg + h_{t-1} W_hg + b_g)
    c_t = f_t * c_{t-1} + i_t * g_t
    o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + w_co * c_t + b_o)       o sees the new memory
    h_t = o_t * tanh(c_t)

backwards, with dc_t already holding what step t+1 hands down:

    da_o     = dh_t * tanh(c_t) * o_t (1 - o_t)
    dc_t    += dh_t * o_t * (1 - tanh(c_t)^2) + da_o * w_co
    da_g     = dc_t * i_t       * (1 - g_t^2)
    da_f     = dc_t * c_{t-1}   * f_t (1 - f_t)
    da_i     = dc_t * g_t       * i_t (1 - i_t)
    dc_{t-1} = dc_t * f_t + da_i * w_ci + da_f * w_cf
    dh_{t-1} = [da_i, da_f, da_g, da_o] W_h^T
    dw_ci = sum_t da_i * c_{t-1}    dw_cf = sum_t da_f * c_{t-1}    dw_co = sum_t da_o * c_t

The peepholes w_ci, w_cf, w_co (H,) connect each memory with its own gates alone; they start at zero.
"""

import numpy as np

from rnn_core.activations import sigmoid
from rnn_core.cells import affine, lstm_standard

GATES, ORDER, Trace, record = lstm_standard.GATES, lstm_standard.ORDER, lstm_standard.Trace, lstm_standard.record
PEEPHOLES = ("w_ci", "w_cf", "w_co")


def forward(params, trace):
    _, h_prev, c_prev, a, gates, c, tanh_c, h, _ = trace
    o, i, f, g = gates.swapaxes(0, 1)
    W_h = affine.split(params["W_h"], 4).take(ORDER, axis=0)
    w_ci, w_cf, w_co = (params[name] for name in PEEPHOLES)
    w_c_if = np.stack([w_ci, w_cf])[:, None]

    def advance(h_prev, c_prev, a, a_o, a_if, a_g, o, if_, i, f, g, c, tanh_c, h):
        a += np.matmul(h_prev, W_h)
        a_if += w_c_if * c_prev
        sigmoid(a_if, out=if_)
        np.tanh(a_g, out=g)
        np.multiply(f, c_prev, out=c)
        c += i * g
        a_o += w_co * c
        sigmoid(a_o, out=o)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)

    arrays = (h_prev, c_prev, a, a[:, 0], a[:, 1:3], a[:, 3], o, gates[:, 1:3], i, f, g, c, tanh_c, h)
    return arrays, advance


def backward(params, trace):
    # The coefficients of dh_t and dc_t are those of the standard LSTM; the peepholes only add paths into dc.
    das, arrays, _ = lstm_standard.backward(params, trace)
    w_ci, w_cf, w_co = (params[name] for name in PEEPHOLES)

    to_h_prev = affine.back_through(params["W_h"], das)

    def retreat(dstate, da, da_o, da_ifg, f, o, tanh_c, h):
        dh, dc = dstate
        da_o *= dh
        dc += dh * (o - h * tanh_c)  # o (1 - tanh(c)^2), since h = o tanh(c)
        dc += da_o * w_co
        da_ifg *= dc
        dc *= f
        dc += da_ifg[0] * w_ci
        dc += da_ifg[1] * w_cf
        to_h_prev(da, out=dh)

    return das, arrays, retreat


def gradients(params, trace, das):
    grads, dxs = affine.affine_gradients(params, trace, das)
    da_i, da_f, _, da_o = das.swapaxes(0, 1)
    seen = (da_i, trace.c_prev), (da_f, trace.c_prev), (da_o, trace.c)
    grads |= {name: np.einsum("tnh,tnh->h", da, c) for name, (da, c) in zip(PEEPHOLES, seen, strict=True)}
    return grads, dxs
