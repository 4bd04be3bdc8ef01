"""Backpropagation through time with bugs in it, of the kind that people really write: can you find them?

    rnn_bptt, lstm_bptt      the textbook loops, right: compare with these when you have found a bug
    wrong_bias               averages where the chain rule sums
    missing_derivative       forgets what tanh does to the gradient
    dropped_recursion        forgets what step t+1 hands down to step t
    state_after              h_k where h_{k-1} belongs
    swapped_gates            two of the LSTM's blocks in each other's place
    SharedLayers             one layer object in two places of a stack

Each function takes the place of `rnn_core.bptt` for a whole sequence (no lengths) of an RNNCell with tanh, or of a
plain LSTMCell; everything it gives has the right shape, and training with it often seems to work. So

    print(gradcheck_cell(cell, xs, bptt=planted.wrong_bias))

shows which gradients are wrong, and that is where to look. The weights' gradients come from da_t, so all of them
wrong points at the loop, one of them wrong at its own line. Two of the bugs are in published lecture notes.
"""

from typing import Any

import numpy as np

from rnn_core import recurrence
from rnn_core.recurrence import Back


def rnn_bptt(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Right: da_t = dh_t * (1 - h_t^2), where dh_t is the loss's part and da_{t+1} W_h^T."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, dh = np.zeros_like(trace.x), dstate.h
    for t in reversed(range(len(dhs))):
        dh = dh + dhs[t]
        da = dh * (1 - trace.h[t] ** 2)
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh = da @ W_h.T
    return Back(dxs, cell.State(dh), grads)


def wrong_bias(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Wrong in b only: a mean over the batch instead of the sum. A batch of one hides it."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, dh = np.zeros_like(trace.x), dstate.h
    for t in reversed(range(len(dhs))):
        dh = dh + dhs[t]
        da = dh * (1 - trace.h[t] ** 2)
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.mean(axis=0)
        dxs[t] = da @ W_x.T
        dh = da @ W_h.T
    return Back(dxs, cell.State(dh), grads)


def missing_derivative(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Wrong everywhere: da_t = dh_t, as if the activation were the identity."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, dh = np.zeros_like(trace.x), dstate.h
    for t in reversed(range(len(dhs))):
        da = dh + dhs[t]
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh = da @ W_h.T
    return Back(dxs, cell.State(dh), grads)


def dropped_recursion(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Wrong everywhere but in an output layer on top: dh_t is the loss's part alone, without da_{t+1} W_h^T.

    This is how the five formulas of BPTT read when the recursion for the gradient of h_t is left out.
    """
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, dh = np.zeros_like(trace.x), dstate.h
    for t in reversed(range(len(dhs))):
        dh = dhs[t]
        da = dh * (1 - trace.h[t] ** 2)
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh = da @ W_h.T
    return Back(dxs, cell.State(dh), grads)


def state_after(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Wrong in W_h only: dW_h = sum_k h_k^T da_k, where W_h has met h_{k-1}."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, dh = np.zeros_like(trace.x), dstate.h
    for t in reversed(range(len(dhs))):
        dh = dh + dhs[t]
        da = dh * (1 - trace.h[t] ** 2)
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh = da @ W_h.T
    return Back(dxs, cell.State(dh), grads)


def lstm_bptt(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Right: the four gates in the order in which they stand in W_x, W_h and b."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, (dh, dc) = np.zeros_like(trace.x), dstate
    for t in reversed(range(len(dhs))):
        i, f, g, o, tanh_c = trace.i[t], trace.f[t], trace.g[t], trace.o[t], np.tanh(trace.c[t])
        dh = dh + dhs[t]
        dc = dc + dh * o * (1 - tanh_c**2)
        da_o = dh * tanh_c * o * (1 - o)
        da_g = dc * i * (1 - g**2)
        da_f = dc * trace.c_prev[t] * f * (1 - f)
        da_i = dc * g * i * (1 - i)
        da = np.hstack([da_i, da_f, da_g, da_o])
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh, dc = da @ W_h.T, dc * f
    return Back(dxs, cell.State(dh, dc), grads)


def swapped_gates(cell: Any, dhs: np.ndarray, trace: Any, dstate: Any) -> Back:
    """Wrong everywhere: the blocks in the order i, f, o, g of a library from elsewhere."""
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    dxs, (dh, dc) = np.zeros_like(trace.x), dstate
    for t in reversed(range(len(dhs))):
        i, f, g, o, tanh_c = trace.i[t], trace.f[t], trace.g[t], trace.o[t], np.tanh(trace.c[t])
        dh = dh + dhs[t]
        dc = dc + dh * o * (1 - tanh_c**2)
        da_o = dh * tanh_c * o * (1 - o)
        da_g = dc * i * (1 - g**2)
        da_f = dc * trace.c_prev[t] * f * (1 - f)
        da_i = dc * g * i * (1 - i)
        da = np.hstack([da_i, da_f, da_o, da_g])
        grads["W_x"] += trace.x[t].T @ da
        grads["W_h"] += trace.h_prev[t].T @ da
        grads["b"] += da.sum(axis=0)
        dxs[t] = da @ W_x.T
        dh, dc = da @ W_h.T, dc * f
    return Back(dxs, cell.State(dh, dc), grads)


class SharedLayers:
    """Wrong in all weights: `SharedLayers(cell, 2)` is meant to be two layers and is one, run twice.

    `[cell] * 2` is how it happens. Forward it computes something, and its params show two layers, but
    "0.W_x" and "1.W_x" are one array: each gradient tells a half of what a change of that array does, and an
    optimizer takes two steps with it. The inputs' gradients are right. `rnn_core.Stack` refuses such a list.
    """

    def __init__(self, cell: Any, count: int) -> None:
        self.cells = [cell] * count
        self.params = {f"{k}.{name}": value for k in range(count) for name, value in cell.params.items()}
        self.input_size, self.hidden_size, self.dtype = cell.input_size, cell.hidden_size, cell.dtype

    def initial_state(self, state: Any, batch: int, name: str = "state") -> tuple:
        states = [None] * len(self.cells) if state is None else state
        return tuple(cell.initial_state(part, batch, name) for cell, part in zip(self.cells, states, strict=True))

    def unroll(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> recurrence.Run:
        runs, hs = [], xs
        for cell, start in zip(self.cells, self.initial_state(state, xs.shape[1]), strict=True):
            runs.append(recurrence.unroll(cell, hs, start, lengths))
            hs = runs[-1].hs
        return recurrence.Run(hs, tuple(run.state for run in runs), tuple(run.trace for run in runs))

    def bptt(self, dhs: np.ndarray, trace: Any, dstate: Any = None) -> Back:
        dstate, grads = list(self.initial_state(dstate, dhs.shape[1], "dstate")), {}
        for k in reversed(range(len(self.cells))):
            dhs, dstate[k], of_layer = recurrence.bptt(self.cells[k], dhs, trace[k], dstate[k])
            grads |= {f"{k}.{name}": value for name, value in of_layer.items()}
        return Back(dhs, tuple(dstate), grads)
