"""Chapter 3, backpropagation through time. The numbers are those of its worked example."""

import numpy as np

from unrolled.exercises.checking import Exercise

W_h, W_x, b = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[0.5, 0.6]]), np.array([0.1, -0.1])
W_y, b_y = np.array([[1.0], [2.0]]), np.array([0.1])


def _first_of_dh_0(weight_of_last):
    """The worked example (inputs 1 and 2, targets 1.5 and 2), with the last step's loss counted so many times."""
    h_0 = np.tanh(np.array([1.0]) @ W_x + b)
    h_1 = np.tanh(np.array([2.0]) @ W_x + h_0 @ W_h + b)
    dy_0, dy_1 = 2 * (h_0 @ W_y + b_y - 1.5), weight_of_last * 2 * (h_1 @ W_y + b_y - 2.0)
    da_1 = (dy_1 @ W_y.T) * (1 - h_1**2)
    return (dy_0 @ W_y.T + da_1 @ W_h.T)[0].item()


def _gradient_of_logits(logits, targets):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return p - np.eye(logits.shape[1])[targets]


def _step_back(dh, h, W_h):
    return (dh * (1 - h**2)) @ W_h.T


def _gradient_of_W_h(dhs, hs, h_start, W_h):
    dW_h, future = np.zeros_like(W_h), np.zeros(len(W_h))
    for t in reversed(range(len(hs))):
        da = (dhs[t] + future) * (1 - hs[t] ** 2)
        dW_h += np.outer(hs[t - 1] if t > 0 else h_start, da)
        future = da @ W_h.T
    return dW_h


def _step_back_with_shortcut(dh, a, W_h):
    return dh + (dh * (1 - np.tanh(a) ** 2)) @ W_h.T


def _logits_inputs(rng):
    return [(rng.standard_normal((T, V)), rng.integers(0, V, T)) for T, V in ((1, 2), (6, 5))]


def _step_inputs(rng):
    return [(rng.standard_normal(H), np.tanh(rng.standard_normal(H)), rng.standard_normal((H, H))) for H in (2, 5)]


def _sequence_inputs(rng):
    return [
        (rng.standard_normal((T, H)), np.tanh(rng.standard_normal((T, H))), rng.random(H), rng.standard_normal((H, H)))
        for T, H in ((1, 2), (2, 2), (7, 4))
    ]


EXERCISES = {
    "bptt-1": Exercise(
        np.random.default_rng(4).permutation(4),
        "One column wrong: look at that line of the loop. All three wrong: does a single step still agree? A single "
        "step has no future, but it has a tanh.",
    ),
    "bptt-2": Exercise(
        _first_of_dh_0(2),
        "Only the part from the future grows. The gradients are linear in the loss: twice L_1 hands down twice as "
        "much, and the state's own part stays.",
        tolerance=5e-3,
    ),
    "bptt-3": Exercise(
        4,
        "Look at the five formulas and put in h_{-1} = 0. Which weights have met nothing but zeros?",
    ),
    "bptt-4": Exercise(
        _gradient_of_logits,
        "Softmax each row, then take 1 from the entry of that row's target.",
        _logits_inputs,
    ),
    "bptt-5": Exercise(
        _step_back,
        "First through tanh (times its slope, 1 - h^2), then through W_h: which of its axes belongs to the old state?",
        _step_inputs,
    ),
    "bptt-6": Exercise(
        _gradient_of_W_h,
        "Walk back: dh is dhs[t] plus what came from the step after; da = dh * (1 - h^2); add the outer product of the "
        "state BEFORE the step, h_start at t = 0, with da.",
        _sequence_inputs,
    ),
    "bptt-7": Exercise(
        _step_back_with_shortcut,
        "Two roads lead from h_{t-1} to h_t: straight, and through W_h and tanh. Add what comes back along each.",
        lambda rng: [(rng.standard_normal(H), rng.standard_normal(H), rng.standard_normal((H, H))) for H in (2, 5)],
    ),
    "bptt-8": Exercise(
        2,
        "Cut 12 steps into pieces of 5: how long is the last one? Nothing crosses a cut.",
    ),
}
