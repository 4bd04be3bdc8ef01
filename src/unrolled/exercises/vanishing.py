"""Chapter 4, vanishing and exploding gradients."""

import math

import numpy as np

from unrolled.exercises.checking import Exercise


def _bound(W_h, slope, steps):
    return (slope * np.linalg.norm(W_h, 2)) ** steps


def _lengths(hs, W_h, dh):
    out = [np.linalg.norm(dh)]
    for h in hs[:0:-1]:
        dh = (dh * (1 - h**2)) @ W_h.T
        out.append(np.linalg.norm(dh))
    return np.array(out)


def _clip(gradient, threshold):
    norm = np.linalg.norm(gradient)
    return gradient * (threshold / norm) if norm > threshold else gradient


def _gradient_of_W_x(xs, dhs):
    dh = np.cumsum(dhs[::-1], axis=0)[::-1]
    return np.tanh(xs).T @ dh


def _carousel_gradient(xs, W_x, dhs):
    h = np.tanh(np.cumsum(np.tanh(xs) @ W_x, axis=0))
    dc = np.cumsum((dhs * (1 - h**2))[::-1], axis=0)[::-1]
    return np.tanh(xs).T @ dc


def _bound_inputs(rng):
    return [(np.array([[0.5, 3.0], [0.0, 0.5]]), 1.0, 20), (rng.standard_normal((4, 4)), 0.25, 7)]


def _length_inputs(rng):
    return [
        (np.tanh(rng.standard_normal((T, H))), rng.standard_normal((H, H)), rng.standard_normal(H))
        for T, H in ((1, 2), (2, 3), (9, 4))
    ]


def _clip_inputs(rng):
    pairs = [(np.array([3.0, -4.0]), 1.0), (np.array([0.3, 0.4]), 1.0), (np.zeros(2), 1.0)]
    return [*pairs, (rng.standard_normal((3, 2)), 0.5)]


def _sum_inputs(rng):
    return [(rng.standard_normal((T, D)), rng.standard_normal((T, H))) for T, D, H in ((1, 2, 3), (6, 3, 2))]


def _carousel_inputs(rng):
    shapes = ((1, 2, 3), (6, 3, 2))
    return [tuple(rng.standard_normal(shape) for shape in ((T, D), (D, H), (T, H))) for T, D, H in shapes]


EXERCISES = {
    "vanishing-1": Exercise(
        0.9**50,
        "Each step keeps nine tenths: multiply fifty of them.",
        tolerance=5e-4,
    ),
    "vanishing-2": Exercise(
        8.0,
        "gamma is the largest slope times the norm; the largest slope is a quarter now. Solve gamma = 2 for the norm.",
    ),
    "vanishing-3": Exercise(
        _bound,
        "gamma is the largest slope times np.linalg.norm(W_h, 2), and one factor comes with each step.",
        _bound_inputs,
    ),
    "vanishing-4": Exercise(
        _lengths,
        "Start with the length of dh itself. For each state from the last down to hs[1]: times the slope 1 - h^2, then "
        "through W_h.T, then measure. T states give T lengths.",
        _length_inputs,
    ),
    "vanishing-5": Exercise(
        _clip,
        "Measure the length of the whole gradient. Longer than the threshold: multiply it by threshold / length. Not "
        "longer: leave it as it is.",
        _clip_inputs,
    ),
    "vanishing-6": Exercise(
        _gradient_of_W_x,
        "What reaches h_t is its own dhs[t] and all later ones, unchanged: a sum from the end. W_x has met tanh(x_t).",
        _sum_inputs,
    ),
    "vanishing-7": Exercise(
        _carousel_gradient,
        "Run forwards to have h. Each dhs[t] passes the slope 1 - h_t^2 into c_t; in c it goes back unchanged and adds "
        "up. W_x has met tanh(x_t).",
        _carousel_inputs,
    ),
    "vanishing-8": Exercise(
        math.ceil(math.log(0.01) / math.log(0.95)),
        "After k steps 0.95^k is left. Find the first k with less than 0.01: try, or take logarithms.",
    ),
}
