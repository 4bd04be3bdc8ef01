"""Settings of the gradient decay with what rnn_core finds, as JSON: what tests/decay.test.mjs holds the widget to."""

import json
import sys

import numpy as np

from rnn_core import RNNCell
from rnn_core.optim import clip_by_norm, clip_by_value
from unrolled.widgets import GradientDecay

KEYS = ("cell", "xs", "own_radius", "norm", "dh_last", "radius", "activation", "steps", "clip")


def case(rng, H, **setting):
    cell = RNNCell(2, H, rng=rng)
    cell.params["W_h"] = rng.normal(size=(H, H)) / np.sqrt(H)
    decay = GradientDecay(cell, rng.normal(size=(40, 2)), **setting)
    norms, bounds, grads = decay.measure()
    cut = {}
    for name, clip in (("norm", clip_by_norm), ("value", clip_by_value)):
        cut[name] = {key: grad.copy() for key, grad in grads.items()}
        clip(cut[name], 1.0)
    flat = {name: np.concatenate([parts[key].ravel() for key in ("W_h", "W_x", "b")]) for name, parts in cut.items()}
    return {key: getattr(decay, key) for key in KEYS} | {
        "norms": norms.tolist(), "bounds": bounds.tolist(),
        "grads": np.concatenate([grads[key].ravel() for key in ("W_h", "W_x", "b")]).tolist(),
        "clipped": {name: parts.tolist() for name, parts in flat.items()},
    }  # fmt: skip


def main():
    rng = np.random.default_rng(22)
    settings = [
        {"radius": radius, "activation": f, "steps": steps}
        for radius in (0.2, 0.9, 1.6)
        for f in ("tanh", "relu", "sigmoid", "identity")
        for steps in (5, 40)
    ]
    json.dump([case(rng, 6, **setting) for setting in settings], sys.stdout)


if __name__ == "__main__":
    main()
