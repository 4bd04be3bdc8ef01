"""Chapter 9: give every sequence its shape."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _warm(logits, temperature):
    a = logits / temperature
    q = np.exp(a - a.max())
    return q / q.sum()


def _only_the_last(dy, W_y, T):
    dhs = np.zeros((int(T), len(W_y)))
    dhs[-1] = dy @ W_y.T
    return dhs


def _sung(leaps, first):
    return first + np.cumsum(leaps)


def _reciprocal_rank(scores, targets):
    ahead = (scores > scores[np.arange(len(targets)), targets][:, None]).sum(axis=1)
    return (1 / (1 + ahead)).mean()


def _looked_up(dxs, numbers, V):
    dE = np.zeros((int(V), dxs.shape[1]))
    for dx, number in zip(dxs, numbers, strict=True):
        dE[number] += dx
    return dE


def _temperatures(rng):
    return [(rng.normal(size=5), 0.5), (rng.normal(size=3), 2.0), (np.array([800.0, 799.0]), 1.0)]


def _last_messages(rng):
    return [(rng.normal(size=3), rng.normal(size=(4, 3)), 5), (rng.normal(size=2), rng.normal(size=(3, 2)), 1)]


def _tunes(rng):
    return [
        (np.array([0, 0, 7, 0, 2]), 60),
        (np.append(0, rng.integers(-5, 6, 11)), 62),
        (np.array([0]), 64),
    ]


def _suggestions(rng):
    return [(rng.permuted(np.tile(np.arange(6.0), (N, 1)), axis=1), rng.integers(0, 6, N)) for N in (1, 8)]


def _looks(rng):
    return [(rng.normal(size=(6, 2)), np.array([3, 1, 3, 0, 3, 1]), 5)]


EXERCISES = {
    "shapes-1": Exercise(
        np.array([12, 1, 6]), "Count the outputs: one at each step, one at the end, and the symbols with their end."
    ),
    "shapes-2": Exercise(0.25 / 0.38, "1/τ is 2: square the three probabilities, then divide by their sum."),
    "shapes-3": Exercise(
        _warm, "softmax(logits / τ); take the largest off first, or e to the power 800 is infinite.", _temperatures
    ),
    "shapes-4": Exercise(
        2 / 3, "In one of three kinds a bag can always be right; in the others it sees two things and tosses a coin."
    ),
    "shapes-5": Exercise(
        _only_the_last, "Only the last state has an output; the others hear of it from the step after.", _last_messages
    ),
    "shapes-6": Exercise(
        _sung, "A note is as far above the first as all leaps up to it say together: add them up.", _tunes
    ),
    "shapes-7": Exercise(
        _reciprocal_rank, "The rank is 1 + how many items of the row have a higher score than the target.", _suggestions
    ),
    "shapes-8": Exercise(
        _looked_up, "A word that occurs three times hears three times: add, do not overwrite.", _looks
    ),
}  # fmt: skip
