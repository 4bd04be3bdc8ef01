"""Gates as blocks, and the products that need no loop over time.

Parameters hold the maps of k gates side by side, W (D, kH), as the formulas write them. A run keeps each gate in
a block of its own, arrays (T, k, N, H): what a step touches is contiguous, which halves the time of a small one.
The gradients `da` have the same shape with memory in the order (k, T, N, H): each gate is one matrix, as the
products over all steps want it.

Arrays of one run that live equally long are allocated as one piece, more than half of all that forward and backward
need. The C library then keeps the memory for the next run; of smaller pieces it hands the most back to the system, and
having it cleared again costs a third of the time of a run of medium size. (So `run.hs` keeps the whole trace alive:
copy what is to outlive it.)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

STRETCH = 192  # rows of which `input_gradient` takes care at a time


def block(j: int | slice) -> tuple[property, property]:
    """Two properties of a trace: block j of `a` and of `gates`, (T, N, H), or (N, H) of the trace of one step."""
    return (
        property(lambda trace: trace.a[..., j, :, :]),
        property(lambda trace: trace.gates[..., j, :, :]),
    )


def reorder(W: np.ndarray, source: Sequence[str], target: Sequence[str]) -> np.ndarray:
    """The maps in W (D, kH) or (kH,), which stand in the order of the names `source`, in that of `target`."""
    k, order = len(source), [source.index(name) for name in target]
    return W.reshape(-1, k, W.shape[-1] // k).take(order, axis=1).reshape(W.shape)


def blocks(W: np.ndarray, source: Sequence[str], target: Sequence[str]) -> np.ndarray:
    """The maps in W (D, kH) as blocks (k, D, H), reordered alike."""
    return split(W, len(source)).take([source.index(name) for name in target], axis=0)


def split(W: np.ndarray, k: int) -> np.ndarray:
    """W (D, kH) as blocks (k, D, H), a view."""
    return W.reshape(len(W), k, -1).swapaxes(0, 1)


def empty_slopes(gates: np.ndarray, k: int) -> np.ndarray:
    """An empty da (T, k, N, H) for the way back through a run of `gates`, its memory in the order (k, T, N, H)."""
    T, _, N, H = gates.shape
    return np.empty((k, T, N, H), gates.dtype).swapaxes(0, 1)


def back(da: np.ndarray, W_T: np.ndarray, out: np.ndarray) -> None:
    """Write da W^T of one step, summed over the gates of da (k, N, H), into `out` (N, H).

    One product of matrices, W_T (kH, H): copying da side by side costs less than k products and their sum.
    """
    k, N, H = da.shape
    np.dot(da.swapaxes(0, 1).reshape(N, k * H), W_T, out=out)


def carried(*starts: np.ndarray, steps: int) -> np.ndarray:
    """For each state an array of its values before the first and after each step: (T+1, N, H), start in front."""
    return _begin(np.empty((len(starts), steps + 1, *starts[0].shape), starts[0].dtype), starts)


def product(xs: np.ndarray, W: np.ndarray) -> np.ndarray:
    """x_t W for all steps at once, (T, N, H): one product of matrices."""
    T, N, D = xs.shape
    return np.dot(xs.reshape(T * N, D), W).reshape(T, N, -1)


def project(xs: np.ndarray, W_x: np.ndarray, b: np.ndarray, *starts: np.ndarray) -> tuple[np.ndarray, ...]:
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


def rows(da: np.ndarray) -> np.ndarray:
    """da (T, k, N, H) seen gate by gate as the rows of a matrix: (k, T*N, H), the same memory."""
    T, k, N, H = da.shape
    return da.swapaxes(0, 1).reshape(k, T * N, H)


def gradients(params: dict[str, np.ndarray], trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Gradients of a = x W_x + h_prev W_h + b, each one product over all steps, and dxs."""
    da = rows(da)
    dxs = input_gradient(da, params["W_x"]).reshape(trace.x.shape)  # first: it needs memory of its own for a while
    grads = {
        "W_x": weight_gradient(trace.x, da),
        "W_h": weight_gradient(trace.h_prev, da),
        "b": bias_gradient(da),
    }
    return grads, dxs


def weight_gradient(left: np.ndarray, da: np.ndarray) -> np.ndarray:
    """dW = sum_t left_t^T da_t, (D, kH), from the rows da (k, T*N, H): one product over all steps and sequences."""
    (k, _, H), D = da.shape, left.shape[-1]
    dW = np.empty((D, k, H), da.dtype)
    np.matmul(left.reshape(-1, D).T, da, out=dW.swapaxes(0, 1))
    return dW.reshape(D, k * H)


def bias_gradient(da: np.ndarray) -> np.ndarray:
    """db = sum_t da_t, (kH,), from the rows da, as a product with ones (faster than a reduction over many rows)."""
    ones = np.empty(da.shape[-2], da.dtype)
    ones.fill(1)
    return np.matmul(ones, da).reshape(-1)


def input_gradient(da: np.ndarray, W_x: np.ndarray) -> np.ndarray:
    """dx_t = sum over the gates of da_t W_x^T, for the rows da (k, T*N, H) of all steps at once: (T*N, D).

    A stretch of rows at a time: what the gates give is added up while it is still in the processor's cache, and
    takes little memory.
    """
    (k, count, _), D = da.shape, len(W_x)
    W_T = np.ascontiguousarray(split(W_x, k).swapaxes(1, 2))  # (k, H, D)
    dxs, parts = np.empty((count, D), da.dtype), np.empty((k, min(count, STRETCH), D), da.dtype)
    for start in range(0, count, STRETCH):
        stretch = slice(start, start + STRETCH)
        dx = dxs[stretch]
        part = np.matmul(da[:, stretch], W_T, out=parts[:, : len(dx)])
        np.add.reduce(part, axis=0, out=dx)
    return dxs
