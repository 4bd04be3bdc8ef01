"""Chapter 7, reading from both ends."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _reverse_each(xs, lengths):
    out = xs.copy()
    for n, length in enumerate(lengths):
        out[:length, n] = xs[:length, n][::-1]
    return out


def _both_states(xs, W_x, W_h, b, W_x2, W_h2, b2):
    forward = _walk(xs, W_x, W_h, b)
    backward = _walk(xs[::-1], W_x2, W_h2, b2)[::-1]
    return np.concatenate([forward, backward], axis=1)


def _walk(xs, W_x, W_h, b):
    h, hs = np.zeros(len(b)), []
    for x in xs:
        h = np.tanh(x @ W_x + h @ W_h + b)
        hs.append(h)
    return np.array(hs)


def _input_gradient(da, da2, W_x, W_x2):
    return da @ W_x.T + da2 @ W_x2.T


def _limits_of_reading(left, right, labels):
    views = (left, right, left * (right.max() + 1) + right)
    return np.array(
        [sum(np.bincount(labels[view == seen]).max() for seen in np.unique(view)) / len(labels) for view in views]
    )


def _batch_inputs(rng):
    return [(np.arange(10.0).reshape(5, 2), np.array([3, 5])), (rng.normal(size=(7, 4)), np.array([7, 1, 4, 6]))]


def _network_inputs(rng):
    return [
        (rng.normal(size=(T, D)), *(rng.normal(size=shape) for _ in range(2) for shape in ((D, H), (H, H), (H,))))
        for T, D, H in ((1, 1, 2), (5, 3, 4))
    ]


def _gradient_inputs(rng):
    return [tuple(rng.normal(size=shape) for shape in ((6, 4), (6, 4), (3, 4), (3, 4)))]


def _reading_inputs(rng):
    broken, new = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    return [(broken, new, np.array([1, 0, 2, 0])), tuple(rng.integers(0, high, 60) for high in (4, 5, 3))]


EXERCISES = {
    "both-1": Exercise(
        2 * (10 * 20 + 20 * 20 + 20) + 40 * 3 + 3,
        "Each direction has a W_x, a W_h and a b; the output layer sees 40 numbers and has 3 biases.",
    ),
    "both-2": Exercise(
        np.array([4, 3]),
        "Count the filled squares in one column of each picture. Give [forward, backward].",
    ),
    "both-3": Exercise(
        _reverse_each, "Turn only the first `length` steps of each column; what comes after them stays.", _batch_inputs
    ),
    "both-4": Exercise(
        _both_states,
        "Row t of both halves belongs to word t: is the backward half turned round twice?",
        _network_inputs,
    ),
    "both-5": Exercise(
        _input_gradient,
        "Two roads lead from x_t to the loss. Where roads meet, add.",
        _gradient_inputs,
    ),
    "both-6": Exercise(25 / 100, "The answer for a frame can be given when the last frame it depends on is there."),
    "both-7": Exercise(
        _limits_of_reading,
        "For each different thing that is seen, count its most frequent label; for both sides take the pairs.",
        _reading_inputs,
    ),
}
