"""Chapter 6, the gated recurrent unit. The numbers are those of its example by hand."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _update(h_prev, n, z):
    return (1 - z) * h_prev + z * n


def _half_life(z):
    return np.log(0.5) / np.log(1 - z)


def _gru_after(x, h_prev, W_x, W_h, b, b_hn):
    a_r, a_z, a_n = np.split(x @ W_x + b, 3)
    m_r, m_z, m_n = np.split(h_prev @ W_h, 3)
    r, z = _sigmoid(a_r + m_r), _sigmoid(a_z + m_z)
    return (1 - z) * h_prev + z * np.tanh(a_n + r * (m_n + b_hn))


def _turn_round(W):
    W_r, W_z, W_n = np.split(W, 3, axis=-1)
    return np.concatenate([W_r, -W_z, W_n], axis=-1)


def _message_back(dh, h_prev, r, z, n, W_h):
    W_hr, W_hz, W_hn = np.split(W_h, 3, axis=1)
    ds = (dh * z * (1 - n**2)) @ W_hn.T
    da_z = dh * (n - h_prev) * z * (1 - z)
    da_r = ds * h_prev * r * (1 - r)
    return dh * (1 - z) + ds * r + da_r @ W_hr.T + da_z @ W_hz.T


def _step_inputs(rng):
    return [
        tuple(rng.standard_normal(s) for s in ((D,), (H,), (D, 3 * H), (H, 3 * H), (3 * H,), (H,)))
        for D, H in ((1, 1), (3, 4))
    ]


def _message_inputs(rng):
    return [
        (*rng.standard_normal((2, H)), *rng.random((2, H)), rng.uniform(-1, 1, H), rng.standard_normal((H, 3 * H)))
        for H in (1, 4)
    ]


EXERCISES = {
    "gru-1": Exercise(
        _update(0.8, -0.4, 0.25),
        "A quarter of the way from the old state, 0.8, to the candidate, -0.4.",
    ),
    "gru-2": Exercise(
        _update(0.5, np.tanh(-1.0), _sigmoid(1.0)),
        "With r = 0 the candidate is tanh(1 * (-1)). z is as before, 0.731: the reset gate has no say in it. "
        "Then average, and mind that the old state keeps its share.",
        tolerance=5e-3,
    ),
    "gru-3": Exercise(
        3 * (28 * 64 + 64 * 64 + 2 * 64),
        "Three maps, each with a weight from every input, a weight from every unit and, in this form of Keras, TWO "
        "biases a unit.",
    ),
    "gru-4": Exercise(
        _half_life,
        "Solve (1 - z)^k = 1/2 for k: take the logarithm of both sides.",
        lambda rng: [(0.5,), (0.1,), (0.003,)],
    ),
    "gru-5": Exercise(
        np.log(2 ** (1 / 40) - 1),
        "From the half-life to z: 1 - z = (1/2)^(1/40). From z to its pre-activation: sigmoid(b) = z means "
        "b = log(z / (1 - z)).",
        tolerance=5e-3,
    ),
    "gru-6": Exercise(
        _gru_after,
        "r and z as before. In the candidate the product comes first, m = h_prev @ W_hn + b_hn, and r multiplies m.",
        _step_inputs,
    ),
    "gru-7": Exercise(
        _turn_round,
        "Only the middle block changes, and sigmoid(-a) = 1 - sigmoid(a) says how. It is the last axis that has the "
        "blocks.",
        lambda rng: [(rng.standard_normal((2, 9)),), (rng.standard_normal((4, 12)),), (rng.standard_normal(6),)],
    ),
    "gru-8": Exercise(
        _message_back,
        "Four roads: dh * (1 - z); through the candidate, ds * r; through z, da_z @ W_hz.T; through r, da_r @ W_hr.T. "
        "Is each squashed by its own slope, 1 - n^2, z(1 - z), r(1 - r)?",
        _message_inputs,
    ),
}
