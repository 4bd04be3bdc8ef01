"""Chapter 5, the LSTM."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    a_i, a_f, a_g, a_o = np.split(x @ W_x + h_prev @ W_h + b, 4)
    c = _sigmoid(a_f) * c_prev + _sigmoid(a_i) * np.tanh(a_g)
    return np.stack([_sigmoid(a_o) * np.tanh(c), c])


def _gate_gradients(dc, c_prev, i, f, g):
    return np.stack([dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2)])


def _coupled_gradient(dc, c_prev, f, g):
    return dc * (c_prev - g) * f * (1 - f)


def _back_to_memory(dc, f, da_i, da_f, w_ci, w_cf):
    return dc * f + da_i * w_ci + da_f * w_cf


def _step_inputs(rng):
    return [
        tuple(rng.standard_normal(shape) for shape in ((D,), (H,), (H,), (D, 4 * H), (H, 4 * H), (4 * H,)))
        for D, H in ((1, 1), (3, 2), (5, 4))
    ]


def _gate_inputs(rng):
    return [(*rng.standard_normal((2, H)), *rng.random((2, H)), np.tanh(rng.standard_normal(H))) for H in (1, 4)]


def _coupled_inputs(rng):
    return [(*rng.standard_normal((2, H)), rng.random(H), np.tanh(rng.standard_normal(H))) for H in (1, 4)]


def _peephole_inputs(rng):
    return [(rng.standard_normal(H), rng.random(H), *rng.standard_normal((4, H))) for H in (1, 4)]


EXERCISES = {
    "lstm-1": Exercise(
        _sigmoid(2.0) ** 5,
        "At “quiet” the forget gate is sigmoid(2) = 0.881, and each step multiplies by it once more.",
        tolerance=5e-3,
    ),
    "lstm-2": Exercise(
        4 * (30 * 32 + 32 * 32 + 32),
        "Four affine maps, each with a W_x of 30 × 32, a W_h of 32 × 32 and a bias of 32.",
    ),
    "lstm-3": Exercise(
        float(np.log(2 ** (-1 / 40) / (1 - 2 ** (-1 / 40)))),
        "f^40 = 1/2 gives f = 2^(-1/40). Then turn the sigmoid around: b = log(f / (1 - f)).",
        tolerance=5e-3,
    ),
    "lstm-4": Exercise(
        _lstm_step,
        "One affine map a = x W_x + h W_h + b, cut into i, f, g, o; sigmoid for three of them, tanh for g; then "
        "c = f * c_prev + i * g and h = o * tanh(c). Return h first.",
        _step_inputs,
    ),
    "lstm-5": Exercise(
        _gate_gradients,
        "c = f * c_prev + i * g: each factor gets dc times the other factor, and then the slope of its own squashing, "
        "s (1 - s) for a sigmoid, 1 - g^2 for tanh. Order: i, f, g.",
        _gate_inputs,
    ),
    "lstm-6": Exercise(
        _coupled_gradient,
        "f stands in two places, c = f * c_prev + (1 - f) * g. Add the two roads, then the slope f (1 - f).",
        _coupled_inputs,
    ),
    "lstm-7": Exercise(
        _back_to_memory,
        "c_{t-1} has three ways out: into c_t, times f, and through the peepholes into a_i and a_f. Add what comes "
        "back along each.",
        _peephole_inputs,
    ),
}
