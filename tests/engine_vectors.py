"""Random networks with their numbers from rnn_core, as JSON: what tests/engine.test.mjs holds the engine to."""

import json
import sys

import numpy as np

from rnn_core import RNNCell
from rnn_core.widgets import ForwardStepper

SIZES = [(1, 1, 1, 1), (2, 1, 2, 1), (6, 5, 5, 5), (5, 5, 3, 2), (12, 8, 8, 8), (50, 3, 32, 4)]


def case(rng, T, D, H, V, activation, softmax):
    cell = RNNCell(D, H, rng=rng, activation=activation)
    cell.params["b"][:] = rng.normal(size=H)
    readout = (rng.normal(size=(H, V)), rng.normal(size=V))
    # A ReLU or identity network can grow over many steps: its W_h is made small, so that 1e-12 means the same for all.
    cell.params["W_h"] *= 0.8
    stepper = ForwardStepper(cell, rng.normal(size=(T, D)), readout=readout, softmax=softmax, state=rng.normal(size=H))
    return {"net": stepper.net, "xs": stepper.xs, "h_start": stepper.h_start, "trace": stepper.trace}


def main():
    rng = np.random.default_rng(20)
    cases = [
        case(rng, *sizes, activation, softmax)
        for sizes in SIZES
        for activation in ("tanh", "relu", "sigmoid", "identity")
        for softmax in (False, True)
    ]
    json.dump(cases, sys.stdout)


if __name__ == "__main__":
    main()
