"""Chapter 10, autoencoders."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _left_out(S, Z, N, D):
    return (S[Z:] ** 2).sum() / (N * D)


def _gradient(x, W, V):
    h = x @ W
    dr = 2 * (h @ V - x) / x.size
    return x.T @ (dr @ V.T)


def _tied_gradient(x, W):
    h = x @ W
    dr = 2 * (h @ W.T - x) / x.size
    return x.T @ (dr @ W) + dr.T @ h


def _unmixing(V, A):
    return np.linalg.inv(A) @ V.T


def _write_down(z, T, W_x, W_h, b, W_y, b_y):
    h, rs = np.zeros(len(W_h)), []
    for _ in range(int(T)):
        h = np.tanh(z @ W_x + h @ W_h + b)
        rs.append(h @ W_y + b_y)
    return np.array(rs)


def _nearest(made, real):
    return np.sqrt(((made[:, None] - real[None]) ** 2).sum(axis=-1)).min(axis=1)


def _spectra(rng):
    return [(np.array([4.0, 2.0, 1.0]), 1, 10, 3), (np.sort(rng.random(6))[::-1], 4, 7, 6)]


def _straight(rng):
    return [(rng.normal(size=(N, 4)), rng.normal(size=(4, 2)), rng.normal(size=(2, 4))) for N in (1, 5)]


def _tied(rng):
    return [(rng.normal(size=(N, 4)), rng.normal(size=(4, 2))) for N in (1, 5)]


def _mixtures(rng):
    return [(np.linalg.qr(rng.normal(size=(5, 3)))[0], rng.normal(size=(3, 3)))]


def _decoders(rng):
    sizes = ((2, 3), (3, 3), (3,), (3, 4), (4,))
    return [(rng.normal(size=2), T, *(rng.normal(size=size) for size in sizes)) for T in (1, 5)]


def _clouds(rng):
    return [(rng.random((4, 6)), rng.random((9, 6)))]


EXERCISES = {
    "code-1": Exercise(64 * 8 + 8 + 8 * 64 + 64, "Two affine maps, 64 to 8 and 8 to 64, each with its biases."),
    "code-2": Exercise(
        _left_out, "The error is the sum of the squares of the singular values left out, over N * D.", _spectra
    ),
    "code-3": Exercise(_gradient, "dr = 2 (r - x) / x.size, then back through V, then what W has met.", _straight),
    "code-4": Exercise(_tied_gradient, "W is used twice, so two roads lead to it. Where roads meet, add.", _tied),
    "code-5": Exercise(_unmixing, "The decoder has to undo A first: (x V A) A^-1 V^T.", _mixtures),
    "code-6": Exercise(0.8, "Write the mean of (k (x + n) - x)^2 as k^2 (4 + 1) - 2 k 4 + 4. Where is it lowest?"),
    "code-7": Exercise(
        _write_down, "The state starts at zero, and z is the input at every one of the T steps.", _decoders
    ),
    "code-8": Exercise(_nearest, "made[:, None] - real[None] has the shape (N, M, D).", _clouds),
}
