"""Random networks with their gradients from rnn_core, as JSON: what tests/gradient.test.mjs holds bptt to."""

import json
import sys

import numpy as np

from rnn_core import RNNCell
from unrolled.widgets import GradientFlow

SIZES = [(1, 1, 1, 1), (2, 1, 2, 1), (6, 5, 5, 5), (5, 5, 3, 2), (12, 8, 8, 8), (40, 3, 16, 4)]
HANDED_OVER = ("net", "xs", "h_start", "trace", "back", "targets", "loss", "counts")


def case(rng, T, D, H, V, activation, loss):
    cell = RNNCell(D, H, rng=rng, activation=activation)
    cell.params["b"][:] = rng.normal(size=H)
    # A ReLU or identity network can grow over many steps: its W_h is made small, so that 1e-12 means the same for all.
    cell.params["W_h"] *= 0.8
    targets = rng.integers(0, V, T) if loss == "softmax" else rng.normal(size=(T, V))
    flow = GradientFlow(
        cell, 0.3 * rng.normal(size=(T, D)), readout=(rng.normal(size=(H, V)), rng.normal(size=V)), targets=targets,
        loss=loss, state=rng.normal(size=H), steps_with_loss=sorted({T - 1, *rng.integers(0, T, T // 2 + 1).tolist()}),
    )  # fmt: skip
    return {name: getattr(flow, name) for name in HANDED_OVER}


def main():
    rng = np.random.default_rng(21)
    activations, losses = ("tanh", "relu", "sigmoid", "identity"), ("squared", "softmax")
    json.dump([case(rng, *sizes, f, loss) for sizes in SIZES for f in activations for loss in losses], sys.stdout)


if __name__ == "__main__":
    main()
