"""Gates as blocks, and the products that need no loop over time.

Parameters hold the maps of k gates side by side, W (D, kH), as the formulas write them. A run keeps each gate in
a block of its own, arrays (T, k, N, H): what a step touches is contiguous, which halves the time of a small one.
The gradients `das` have the same shape with memory in the order (k, T, N, H): each gate is one matrix, as the
products over all steps want it.

Arrays of one run that live equally long are allocated as one piece, more than half of all that forward and backward
need. The C library then keeps the memory for the next run; of smaller pieces it hands the most back to the system, and
having it cleared again costs a third of the time of a run of medium size. (So `run.hs` keeps the whole trace alive:
copy what is to outlive it.)
"""

import numpy as np

STRETCH = 192  # rows of which `input_gradient` takes care at a time


def coefficients(gates, k):
    """An empty array (T, k, N, H) for the way back through a run of `gates`, its memory in the order (k, T, N, H)."""
    T, _, N, H = gates.shape
    return np.empty((k, T, N, H), gates.dtype).swapaxes(0, 1)


def named(field, j):
    """A property of a trace: block j of `field`, under its own name, (T, N, H) or (N, H) for one step."""
    return property(lambda trace: getattr(trace, field)[..., j, :, :])


def reorder(W, order):
    """The maps in W (D, kH), side by side in another order."""
    return W.reshape(-1, len(order), W.shape[-1] // len(order)).take(order, axis=1).reshape(W.shape)


def split(W, k):
    """W (D, kH) as blocks (k, D, H), a view."""
    return W.reshape(len(W), k, -1).swapaxes(0, 1)


def transposed(W, k):
    """The transpose of each of the blocks in W (D, kH): (k, H, D), each contiguous."""
    return np.ascontiguousarray(split(W, k).swapaxes(1, 2))


def back_through(W, das):
    """For the loop on the way back: the function that writes da W^T, summed over the gates of one step, into `out`.

    One product of matrices: copying da (k, N, H) side by side costs less than k products and their sum.
    """
    _, k, N, H = das.shape
    W_T = np.ascontiguousarray(W.T)
    rows = np.empty((N, k, H), das.dtype)
    side_by_side, gate_by_gate = rows.reshape(N, k * H), rows.swapaxes(0, 1)

    def back(da, out):
        np.copyto(gate_by_gate, da)
        np.dot(side_by_side, W_T, out=out)

    return back


def carried(*starts, steps):
    """For each state an array of its values before the first and after each step: (T+1, N, H), start in front."""
    return _begin(np.empty((len(starts), steps + 1, *starts[0].shape), starts[0].dtype), starts)


def product(xs, W):
    """x_t W for all steps at once, (T, N, H): one product of matrices."""
    T, N, D = xs.shape
    return np.dot(xs.reshape(T * N, D), W).reshape(T, N, -1)


def project(xs, W_x, b, *starts):
    """a = x_t W_x + b for all steps and gates: nothing in it waits for the step before.

    Returns a and gates, still empty, (T, k, N, H), and for each state of `starts` what `carried` returns, all in
    one piece of memory. The one product lands in the memory of the gates, and adding the bias takes it apart.
    """
    (T, N, D), H = xs.shape, starts[0].shape[1]
    k, first = len(b) // H, len(starts) * (T + 1)
    memory = np.empty((first + 2 * T * k, N, H), xs.dtype)
    states = _begin(memory[:first].reshape(len(starts), T + 1, N, H), starts)
    a, gates = memory[first:].reshape(2, T, k, N, H)
    rows = np.dot(xs.reshape(T * N, D), W_x, out=gates.reshape(T * N, k * H))
    np.add(rows.reshape(T, N, k, H).swapaxes(1, 2), b.reshape(k, 1, H), out=a)
    return a, gates, *states


def _begin(states, starts):
    """`states` (s, T+1, N, H) with each of `starts` in front."""
    for values, start in zip(states, starts, strict=True):
        values[0] = start
    return states


def rows(das):
    """das (T, k, N, H) seen gate by gate as the rows of a matrix: (k, T*N, H), the same memory."""
    T, k, N, H = das.shape
    return das.swapaxes(0, 1).reshape(k, T * N, H)


def affine_gradients(params, trace, das):
    """Gradients of a = x W_x + h_prev W_h + b, each one product over all steps, and dxs."""
    da = rows(das)
    dxs = input_gradient(da, params["W_x"]).reshape(trace.x.shape)  # first: it needs memory of its own for a while
    grads = {
        "W_x": weight_gradient(trace.x, da),
        "W_h": weight_gradient(trace.h_prev, da),
        "b": bias_gradient(da),
    }
    return grads, dxs


def weight_gradient(left, da):
    """dW = sum_t left_t^T da_t, (D, kH), from the rows da (k, T*N, H): one product over all steps and sequences."""
    (k, _, H), D = da.shape, left.shape[-1]
    dW = np.empty((D, k, H), da.dtype)
    np.matmul(left.reshape(-1, D).T, da, out=dW.swapaxes(0, 1))
    return dW.reshape(D, k * H)


def bias_gradient(da):
    """db = sum_t da_t, (kH,), from the rows da, as a product with ones (faster than a reduction over many rows)."""
    ones = np.empty(da.shape[-2], da.dtype)
    ones.fill(1)
    return np.matmul(ones, da).reshape(-1)


def input_gradient(da, W_x):
    """dx_t = sum over the gates of da_t W_x^T, for the rows da (k, T*N, H) of all steps at once: (T*N, D).

    A stretch of rows at a time: what the gates give is added up while it is still in the processor's cache, and
    takes little memory.
    """
    (k, count, _), D = da.shape, len(W_x)
    W_T = transposed(W_x, k)
    dxs, parts = np.empty((count, D), da.dtype), np.empty((k, min(count, STRETCH), D), da.dtype)
    for start in range(0, count, STRETCH):
        stretch = slice(start, start + STRETCH)
        dx = dxs[stretch]
        part = np.matmul(da[:, stretch], W_T, out=parts[:, : len(dx)])
        np.add.reduce(part, axis=0, out=dx)
    return dxs
