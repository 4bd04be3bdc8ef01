"""Chapter 8, deep networks."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _top_states(xs, W_x, W_h, b):
    for k in range(len(b)):
        h, hs = np.zeros(len(b[k])), []
        for x in xs:
            h = np.tanh(x @ W_x[k] + h @ W_h[k] + b[k])
            hs.append(h)
        xs = np.array(hs)
    return xs


def _back_through_shortcut(dh, h, u, W_h, W_2, W_s):
    da_2 = dh * (1 - h**2)
    da_1 = (da_2 @ W_2.T) * (1 - u**2)
    return da_1 @ W_h.T + da_2 @ W_s.T


def _shortest_way(T, k):
    return T // k + T % k


def _layers_inputs(rng):
    return [
        (rng.normal(size=(T, H)), rng.normal(size=(K, H, H)), rng.normal(size=(K, H, H)), rng.normal(size=(K, H)))
        for T, K, H in ((4, 1, 2), (5, 3, 4))
    ]


def _shortcut_inputs(rng):
    dh = rng.normal(size=3)
    h, u = np.tanh(rng.normal(size=(2, 3)))
    return [(dh, h, u, *rng.normal(size=(3, 3, 3)))]


def _ways(rng):
    return [(30, 5), (7, 3), (4, 9), (12, 2)]


EXERCISES = {
    "deep-1": Exercise(
        (5 * 20 + 20 * 20 + 20) + 2 * (20 * 20 + 20 * 20 + 20),
        "The first layer reads 5 numbers, the others read the 20 of the layer below.",
    ),
    "deep-2": Exercise(43, "Solve 5 H + H² + H <= 2160 for whole H: the largest that fits."),
    "deep-3": Exercise(14, "Three layers of five states each, and the state itself does not count."),
    "deep-4": Exercise(
        _top_states,
        "Run one layer over the whole sequence; its states are the next layer's inputs.",
        _layers_inputs,
    ),
    "deep-5": Exercise(0.8**10, "It has to be kept ten times.", tolerance=5e-3),
    "deep-6": Exercise(
        _back_through_shortcut,
        "Two roads lead from h_{t-1}: through u, and straight in. Where roads meet, add.",
        _shortcut_inputs,
    ),
    "deep-7": Exercise(_shortest_way, "Leap k steps as often as it fits into T, and walk the rest.", _ways),
}
