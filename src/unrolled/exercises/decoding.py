"""Chapter 9, its second page: listen, translate and describe."""

from itertools import product

import numpy as np

from unrolled.exercises.checking import Exercise


def _collapse(path):
    kept, before = [], None
    for label in path:
        if label != before and label != 0:
            kept.append(label)
        before = label
    return np.array(kept)


def _all_paths(p, labels):
    T, V = p.shape
    total = 0.0
    for path in product(range(V), repeat=T):
        if np.array_equal(_collapse(path), labels):
            total += np.prod(p[np.arange(T), list(path)])
    return total


def _states_to_labels(posterior, states, p):
    dlogits = p.copy()
    for s, label in enumerate(states):
        dlogits[:, label] -= posterior[:, s]
    return dlogits


def _look(s, W, hs):
    e = hs @ (s @ W)
    w = np.exp(e - e.max())
    w /= w.sum()
    return w @ hs


def _softmax_backward(dw, w):
    return w * (dw - (w * dw).sum())


def _path_inputs(rng):
    return [(np.array([0, 1, 1, 0, 1, 2, 2, 0]),), (np.array([3, 3, 3]),), (rng.integers(0, 3, 30),)]


def _probability_inputs(rng):
    cases = []
    for T, labels in ((3, [1, 2]), (4, [1, 1]), (4, [2])):
        p = rng.random((T, 3))
        cases.append((p / p.sum(axis=1, keepdims=True), np.array(labels)))
    return cases


def _posterior_inputs(rng):
    p, posterior = rng.random((4, 3)), rng.random((4, 5))
    return [(posterior / posterior.sum(axis=1, keepdims=True), np.array([0, 1, 0, 1, 0]), p / p.sum(1, keepdims=True))]


def _look_inputs(rng):
    return [tuple(rng.normal(size=shape) for shape in ((4,), (4, 3), (5, 3)))]


def _weights_inputs(rng):
    w = rng.random(5)
    return [(rng.normal(size=5), w / w.sum())]


EXERCISES = {
    "decode-1": Exercise(
        10, "Between blanks at the beginning and blanks at the end stands one unbroken run: where can it begin and end?"
    ),
    "decode-2": Exercise(6, "What has to stand between the two Ls, so that they are not merged?"),
    "decode-3": Exercise(
        _collapse, "Keep a label if it differs from the one before it in the path, and if it is no blank.", _path_inputs
    ),
    "decode-4": Exercise(
        _all_paths, "Add the products of all paths whose collapsed labels are the transcript.", _probability_inputs
    ),
    "decode-5": Exercise(
        _states_to_labels,
        "Several states may show the same label, the blank above all: subtract each of them.",
        _posterior_inputs,
    ),
    "decode-6": Exercise(
        np.array([0.6 * 0.5, 0.4 * 0.9]), "Greedy goes for 0.6 at once. Which whole sequence has the larger product?"
    ),
    "decode-7": Exercise(
        _look, "Scores e = hs (s W), softmax over the places, then the mean of the rows of hs with these weights.",
        _look_inputs,
    ),
    "decode-8": Exercise(
        _softmax_backward, "Every weight depends on every score: the sum runs over all of them.", _weights_inputs
    ),
}  # fmt: skip
