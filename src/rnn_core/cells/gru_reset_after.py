"""The GRU's formulas with the reset after the product, as PyTorch and Keras compute it (Cho et al.,
Learning phrase representations using RNN encoder-decoder, 2014, in its first preprint, arXiv:1406.1078v1; the
published paper has the reset before the product).

    r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)
    z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)
    m_t = h_{t-1} W_hn + b_hn                                   what the past says of the candidate
    n_t = tanh   (x_t W_xn + b_n + r_t * m_t)                   candidate
    h_t = (1 - z_t) * h_{t-1} + z_t * n_t

backwards:

    da_z     = dh_t * (n_t - h_{t-1}) * z_t (1 - z_t)
    da_n     = dh_t * z_t * (1 - n_t^2)
    da_r     = da_n * m_t * r_t (1 - r_t)
    dm       = da_n * r_t
    dh_{t-1} = dh_t * (1 - z_t) + [da_r, da_z, dm] W_h^T
    dW_h = sum_t h_{t-1}^T [da_r, da_z, dm]     db_hn = sum_t dm

All three products with h_{t-1} are one; b_hn (H,) is a parameter of its own because r_t scales it.
"""

from typing import NamedTuple

import numpy as np

from rnn_core.activations import ONE, sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine


class Trace(NamedTuple):
    """Every number of a run: x (T, N, D), the rest (T, N, H), and active (T, N), True until a sequence ends.

    Gates r, z and candidate n with their pre-activations a_r, a_z, a_n; m = h_prev W_hn + b_hn; output h.
    a and gates (T, 3, N, H) hold the blocks in the order r, z, n.
    """

    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    gates: np.ndarray
    m: np.ndarray
    h: np.ndarray
    active: np.ndarray

    a_r, r = affine.named("a", 0), affine.named("gates", 0)
    a_z, z = affine.named("a", 1), affine.named("gates", 1)
    a_n, n = affine.named("a", 2), affine.named("gates", 2)


def record(params, xs, state, active):
    a, gates, hs, m = affine.project(xs, params["W_x"], params["b"], state.h, state.h)
    return Trace(xs, hs[:-1], a, gates, m[1:], hs[1:], active)


def forward(params, trace):
    _, h_prev, a, gates, m, h, _ = trace
    r, z, n = gates.swapaxes(0, 1)
    W_h, b_hn = np.ascontiguousarray(affine.split(params["W_h"], 3)), params["b_hn"]
    product = np.empty(a.shape[1:], a.dtype)
    product_rz, product_n = product[:2], product[2]

    def advance(h_prev, a_rz, a_n, rz, r, z, n, m, h):
        np.matmul(h_prev, W_h, out=product)
        np.add(a_rz, product_rz, out=a_rz)
        sigmoid(a_rz, out=rz)
        np.add(product_n, b_hn, out=m)
        np.multiply(r, m, out=product_n)
        np.add(a_n, product_n, out=a_n)
        np.tanh(a_n, out=n)
        np.subtract(n, h_prev, out=h)  # h = h_prev + z (n - h_prev): the same average with one product less
        np.multiply(z, h, out=h)
        np.add(h_prev, h, out=h)

    return (h_prev, a[:, :2], a[:, 2], gates[:, :2], r, z, n, m, h), advance


def backward(params, trace):
    # As in the other form, with a fourth block: da_n, da_r, da_z belong to x_t, and da_r, da_z, dm to h_{t-1}.
    _, h_prev, _, gates, m, _, _ = trace
    r, z, n = gates.swapaxes(0, 1)
    das = affine.coefficients(gates, 4)
    da_n, da_r, da_z, dm = das.swapaxes(0, 1)
    sigmoid_slope(gates[:, :2], out=das[:, 1:3])
    tanh_slope(n, out=da_n)
    kept = n - h_prev
    da_r *= m
    da_z *= kept
    da_n *= z
    np.subtract(ONE, z, out=kept)
    to_h_prev = affine.back_through(params["W_h"], das[:, 1:])

    def retreat(dstate, da_h, da_n, da_r, da_z, dm, r, kept):
        (dh,) = dstate
        np.multiply(da_n, dh, out=da_n)
        np.multiply(da_r, da_n, out=da_r)
        np.multiply(da_z, dh, out=da_z)
        np.multiply(r, da_n, out=dm)
        np.multiply(kept, dh, out=kept)
        to_h_prev(da_h, out=dh)
        np.add(dh, kept, out=dh)

    return das, (das[:, 1:], da_n, da_r, da_z, dm, r, kept), retreat


def gradients(params, trace, das):
    rows = affine.rows(das)
    nrz, rzm = rows[:3], rows[1:]
    grads = {
        "W_x": affine.reorder(affine.weight_gradient(trace.x, nrz), (1, 2, 0)),
        "W_h": affine.weight_gradient(trace.h_prev, rzm),
        "b": affine.reorder(affine.bias_gradient(nrz), (1, 2, 0)),
        "b_hn": affine.bias_gradient(rows[3:]),
    }
    W_x = affine.reorder(params["W_x"], (2, 0, 1))
    return grads, affine.input_gradient(nrz, W_x).reshape(trace.x.shape)
