"""The GRU's formulas (see `GRUCell`) with the reset before the product (Cho et al., 2014).

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
    dW_hr = sum_t h_{t-1}^T da_r    dW_hz = sum_t h_{t-1}^T da_z    dW_hn = sum_t s_t^T da_n
"""

from typing import NamedTuple

import numpy as np

from rnn_core.activations import ONE, sigmoid, sigmoid_slope, tanh_slope
from rnn_core.cells import affine


class Trace(NamedTuple):
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

    a_r, r = affine.named("a", 0), affine.named("gates", 0)
    a_z, z = affine.named("a", 1), affine.named("gates", 1)
    a_n, n = affine.named("a", 2), affine.named("gates", 2)


def record(params, xs, state, active):
    a, gates, hs, s = affine.project(xs, params["W_x"], params["b"], state.h, state.h)
    return Trace(xs, hs[:-1], a, gates, s[1:], hs[1:], active)


def forward(params, trace):
    _, h_prev, a, gates, s, h, _ = trace
    r, z, n = gates.swapaxes(0, 1)
    W_h = np.ascontiguousarray(affine.split(params["W_h"], 3))
    W_hrz, W_hn = W_h[:2], W_h[2]
    product = np.empty(a.shape[1:], a.dtype)
    product_rz, product_n = product[:2], product[2]

    def advance(h_prev, a_rz, a_n, rz, r, z, n, s, h):
        np.matmul(h_prev, W_hrz, out=product_rz)
        np.add(a_rz, product_rz, out=a_rz)
        sigmoid(a_rz, out=rz)
        np.multiply(r, h_prev, out=s)
        np.dot(s, W_hn, out=product_n)
        np.add(a_n, product_n, out=a_n)
        np.tanh(a_n, out=n)
        np.subtract(n, h_prev, out=h)  # h = h_prev + z (n - h_prev): the same average with one product less
        np.multiply(z, h, out=h)
        np.add(h_prev, h, out=h)

    return (h_prev, a[:, :2], a[:, 2], gates[:, :2], r, z, n, s, h), advance


def backward(params, trace):
    # What multiplies dh_t is known once the run is over: computed here for all steps at once, so that the loop
    # below is a linear recurrence. In place: large arrays cost what their memory traffic costs.
    _, h_prev, _, gates, _, _, _ = trace
    r, z, n = gates.swapaxes(0, 1)
    das = affine.coefficients(gates, 3)
    da_r, da_z, da_n = das.swapaxes(0, 1)
    sigmoid_slope(gates[:, :2], out=das[:, :2])
    tanh_slope(n, out=da_n)
    kept = n - h_prev
    da_r *= h_prev
    da_z *= kept
    da_n *= z
    np.subtract(ONE, z, out=kept)
    H = kept.shape[-1]
    W_hrz, W_hn = params["W_h"][:, : 2 * H], params["W_h"][:, 2 * H :]
    to_h_prev, W_hnT = affine.back_through(W_hrz, das[:, :2]), np.ascontiguousarray(W_hn.T)
    ds = np.empty_like(kept[0])

    def retreat(dstate, da_rz, da_r, da_n, da_zn, r, kept):
        (dh,) = dstate
        np.multiply(da_zn, dh, out=da_zn)
        np.dot(da_n, W_hnT, out=ds)
        np.multiply(da_r, ds, out=da_r)
        np.multiply(r, ds, out=ds)
        np.multiply(kept, dh, out=kept)
        np.add(kept, ds, out=kept)
        to_h_prev(da_rz, out=dh)
        np.add(dh, kept, out=dh)

    return das, (das[:, :2], da_r, da_n, das[:, 1:], r, kept), retreat


def gradients(params, trace, das):
    rows = affine.rows(das)
    dW_hrz = affine.weight_gradient(trace.h_prev, rows[:2])
    dW_hn = affine.weight_gradient(trace.s, rows[2:])
    grads = {
        "W_x": affine.weight_gradient(trace.x, rows),
        "W_h": np.hstack([dW_hrz, dW_hn]),
        "b": affine.bias_gradient(rows),
    }
    return grads, affine.input_gradient(rows, params["W_x"]).reshape(trace.x.shape)
