"""The networks as many posts write them: one product for each gate and step, float64, gradients added up in the loop.

Each class takes the parameters of an rnn_core cell, so that both compute the same; `bench.py` asserts it first.
"""

import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def copy_gates(cell):
    """{name: (W_x, W_h, b)} for each gate of `cell`, in float64 and in memory of its own."""
    if not hasattr(cell, "GATES"):
        return {"a": tuple(cell.params[key].astype(np.float64) for key in ("W_x", "W_h", "b"))}
    return {name: tuple(cell.gate(name)[key].astype(np.float64) for key in ("W_x", "W_h", "b")) for name in cell.GATES}


class Network:
    """What the three have in common: the loops over time, and one gate's affine map."""

    def __init__(self, cell):
        self.gates, self.H = copy_gates(cell), cell.hidden_size

    def affine(self, name, x, h):
        W_x, W_h, b = self.gates[name]
        return x @ W_x + h @ W_h + b

    def affine_back(self, name, da, x, h, grads):
        """Add this gate's part to the gradients; returns its part of dx and dh."""
        W_x, W_h, _ = self.gates[name]
        dW_x, dW_h, db = grads[name]
        dW_x += x.T @ da
        dW_h += h.T @ da
        db += da.sum(axis=0)
        return da @ W_x.T, da @ W_h.T

    def forward(self, xs):
        state = self.start(xs.shape[1])
        self.steps = []
        for x in xs:
            state, step = self.step(x, state)
            self.steps.append(step)
        return np.stack([step[-1] for step in self.steps])

    def backward(self, dhs):
        grads = {name: [np.zeros_like(p) for p in maps] for name, maps in self.gates.items()}
        dstate, dxs = self.start(dhs.shape[1]), []
        for dh, step in zip(dhs[::-1], self.steps[::-1], strict=True):
            dx, dstate = self.step_back(dh, dstate, step, grads)
            dxs.append(dx)
        return np.stack(dxs[::-1]), grads


class RNN(Network):
    def start(self, N):
        return np.zeros((N, self.H))

    def step(self, x, h_prev):
        h = np.tanh(self.affine("a", x, h_prev))
        return h, (x, h_prev, h)

    def step_back(self, dh, dnext, step, grads):
        x, h_prev, h = step
        return self.affine_back("a", (dh + dnext) * (1 - h**2), x, h_prev, grads)


class LSTM(Network):
    def start(self, N):
        return np.zeros((N, self.H)), np.zeros((N, self.H))

    def step(self, x, state):
        h_prev, c_prev = state
        i = sigmoid(self.affine("i", x, h_prev))
        f = sigmoid(self.affine("f", x, h_prev))
        g = np.tanh(self.affine("g", x, h_prev))
        o = sigmoid(self.affine("o", x, h_prev))
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        return (h, c), (x, h_prev, c_prev, i, f, g, o, c, h)

    def step_back(self, dh, dstate, step, grads):
        x, h_prev, c_prev, i, f, g, o, c, _ = step
        dh = dh + dstate[0]
        tanh_c = np.tanh(c)
        dc = dstate[1] + dh * o * (1 - tanh_c**2)
        da = {
            "i": dc * g * i * (1 - i),
            "f": dc * c_prev * f * (1 - f),
            "g": dc * i * (1 - g**2),
            "o": dh * tanh_c * o * (1 - o),
        }
        parts = [self.affine_back(name, da[name], x, h_prev, grads) for name in da]
        return sum(dx for dx, _ in parts), (sum(dh for _, dh in parts), dc * f)


class GRU(Network):
    """With the reset after the product, as PyTorch has it."""

    def __init__(self, cell):
        super().__init__(cell)
        self.b_hn = cell.params["b_hn"].astype(np.float64)

    def start(self, N):
        return np.zeros((N, self.H))

    def step(self, x, h_prev):
        W_x, W_h, b = self.gates["n"]
        r = sigmoid(self.affine("r", x, h_prev))
        z = sigmoid(self.affine("z", x, h_prev))
        m = h_prev @ W_h + self.b_hn
        n = np.tanh(x @ W_x + b + r * m)
        h = (1 - z) * h_prev + z * n
        return h, (x, h_prev, r, z, m, n, h)

    def backward(self, dhs):
        self.db_hn = np.zeros_like(self.b_hn)
        return super().backward(dhs)

    def step_back(self, dh, dnext, step, grads):
        x, h_prev, r, z, m, n, _ = step
        dh = dh + dnext
        da_n = dh * z * (1 - n**2)
        da_z = dh * (n - h_prev) * z * (1 - z)
        da_r = da_n * m * r * (1 - r)
        dm = da_n * r
        W_x, W_h, _ = self.gates["n"]
        dW_x, dW_h, db = grads["n"]
        dW_x += x.T @ da_n
        dW_h += h_prev.T @ dm
        db += da_n.sum(axis=0)
        self.db_hn += dm.sum(axis=0)
        dx_r, dh_r = self.affine_back("r", da_r, x, h_prev, grads)
        dx_z, dh_z = self.affine_back("z", da_z, x, h_prev, grads)
        return dx_r + dx_z + da_n @ W_x.T, dh_r + dh_z + dm @ W_h.T + dh * (1 - z)
