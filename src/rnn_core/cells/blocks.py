"""Gates as blocks, and the products that need no loop over time.

Parameters hold the maps of k gates side by side, W (D, kH), as the formulas write them. A run keeps each gate in
a block of its own, arrays (T, k, N, H): what a step touches is contiguous, which halves the time of a small one.
The gradients `das` have the same shape with memory in the order (k, T, N, H): each gate is one matrix, as the
products over all steps want it.

Arrays of one run that live equally long are allocated as one: the system hands out one large piece of memory
several times faster than as many small ones, and that is half the time of a run of medium size.
"""

import numpy as np


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
    """The transpose of each of the blocks in W (D, kH): (k, H, D), each contiguous, for the loop on the way back."""
    return np.ascontiguousarray(split(W, k).swapaxes(1, 2))


def carried(*starts, steps):
    """For each state an array of its values before the first and after each step: (T+1, N, H), start in front."""
    states = np.empty((len(starts), steps + 1, *starts[0].shape), starts[0].dtype)
    for values, start in zip(states, starts, strict=True):
        values[0] = start
    return states


def product(xs, W):
    """x_t W for all steps at once, (T, N, H): one product of matrices."""
    T, N, D = xs.shape
    return np.dot(xs.reshape(T * N, D), W).reshape(T, N, -1)


def project(xs, W_x, b, k):
    """a = x_t W_x + b for all steps and gates: nothing in it waits for the step before. Returns a and empty gates.

    a, gates: (T, k, N, H). The one product lands in the memory of the gates, and adding the bias takes it apart.
    """
    (T, N, D), H = xs.shape, len(b) // k
    a, gates = np.empty((2, T, k, N, H), xs.dtype)
    rows = np.dot(xs.reshape(T * N, D), W_x, out=gates.reshape(T * N, k * H))
    np.add(rows.reshape(T, N, k, H).swapaxes(1, 2), b.reshape(k, 1, H), out=a)
    return a, gates


def affine_gradients(params, trace, das):
    """Gradients of a = x W_x + h_prev W_h + b, each one product over all steps, and dxs."""
    dxs = input_gradient(das, params["W_x"])  # first: it needs memory of its own for a while
    grads = {
        "W_x": weight_gradient(trace.x, das),
        "W_h": weight_gradient(trace.h_prev, das),
        "b": bias_gradient(das),
    }
    return grads, dxs


def weight_gradient(left, das):
    """dW = sum_t left_t^T da_t for each gate, (D, kH): one product over all steps and sequences."""
    k, D, H = das.shape[1], left.shape[-1], das.shape[-1]
    dW = np.empty((D, k * H), das.dtype)
    np.matmul(left.reshape(-1, D).T, _rows(das), out=split(dW, k))
    return dW


def bias_gradient(das):
    """db = sum_t da_t for each gate, (kH,), as a product with ones (faster than a reduction over two axes)."""
    rows = _rows(das)
    return np.matmul(np.ones(rows.shape[1], das.dtype), rows).reshape(-1)


def input_gradient(das, W_x):
    """dx_t = sum over the gates of da_t W_x^T, for all steps at once: (T, N, D)."""
    T, k, N, _ = das.shape
    first, *others = zip(_rows(das), split(W_x, k).swapaxes(1, 2), strict=True)
    dxs = np.dot(*first)
    for other in others:
        dxs += np.dot(*other)
    return dxs.reshape(T, N, -1)


def _rows(das):
    """(T, k, N, H) seen gate by gate as the rows of a matrix: (k, T*N, H), the same memory."""
    T, k, N, H = das.shape
    return das.swapaxes(0, 1).reshape(k, T * N, H)
