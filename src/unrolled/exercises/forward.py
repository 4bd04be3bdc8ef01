"""Chapter 2, the forward pass. The worked example's numbers are those of the lecture notes."""

import numpy as np

from unrolled.exercises.checking import Exercise

W = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
b = np.array([0.1, -0.1])
V, b_y = np.array([1.0, 2.0]), 0.1


def _step(h_prev, x, W, b):
    return np.tanh(np.concatenate([h_prev, x]) @ W + b)


def _forward(xs, W, b):
    h = np.zeros(len(b))
    hs = []
    for x in xs:
        h = _step(h, x, W, b)
        hs.append(h)
    return np.array(hs)


def _sequence_loss(logits, targets):
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(targets)), targets].sum()


def _step_inputs(rng):
    return [tuple(rng.standard_normal(s) for s in ((H,), (D,), (H + D, H), (H,))) for D, H in ((1, 2), (3, 4))]


def _forward_inputs(rng):
    return [
        tuple(rng.standard_normal(s) for s in ((T, D), (H + D, H), (H,)))
        for T, D, H in ((1, 1, 2), (2, 3, 2), (7, 2, 4))
    ]


def _loss_inputs(rng):
    return [(rng.standard_normal((T, V)), rng.integers(0, V, T)) for T, V in ((1, 2), (6, 5))]


EXERCISES = {
    "forward-1": Exercise(
        (_step(_step(np.zeros(2), [1.0], W, b), [0.0], W, b) @ V + b_y).item(),
        "The first step is the one above, state [0.537, 0.462]. The input 0 only silences the last row of W: "
        "the state still goes through the first two, and the bias is still added.",
        tolerance=5e-3,
    ),
    "forward-2": Exercise(
        5 * 5 + 5 * 5 + 5 + 5 * 5 + 5,
        "Count W_x, W_h and b, then the readout's W_y and b_y. The number of steps does not enter.",
    ),
    "forward-3": Exercise(
        _step,
        "Join the old state and the input in the order [h, x], multiply by W, add b, and squash with tanh.",
        _step_inputs,
    ),
    "forward-4": Exercise(
        _forward,
        "Start from zeros, call the step once for each row of xs with the state of the step before, keep every state.",
        _forward_inputs,
    ),
    "forward-5": Exercise(
        _sequence_loss,
        "Softmax each row, take the probability of that row's target, and sum -log p over the steps (a sum, no mean).",
        _loss_inputs,
    ),
}
