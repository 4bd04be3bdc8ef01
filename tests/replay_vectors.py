"""What the adversarial replay hands over, and what NumPy makes of the same frames, as JSON for replay.test.mjs."""

import json

import numpy as np

from rnn_core.activations import exact_sigmoid
from unrolled.recordings.games import load_games
from unrolled.widgets import AdversarialReplay

TRAITS = ("names", "rounds", "moves", "runs", "centres", "real", "reach", "least", "extent", "resolution", "words")


def frame(game, k):
    """The frame as `load_games` reads it, and D at some places by plain bilinear interpolation of its logits."""
    return {
        "samples": game.samples[k].tolist(),
        "pull": game.pull[k].tolist(),
        "field": game.field[k].ravel().tolist(),
        "covered": int(game.covered[k]),
        "near": float(game.near[k]),
        "asked": {f"{x},{y}": interpolated(game.field[k], x, y) for x, y in ((0, 0), (-3.2, 3.2), (1.37, -2.05))},
        "share_above_half": share_above(game.field[k]),
    }


def interpolated(field, x, y, extent=3.2):
    """D(x): along each row first, then between the rows."""
    axis = np.linspace(-extent, extent, len(field))
    return float(exact_sigmoid(np.interp(y, axis, [np.interp(x, axis, row) for row in field])))


def share_above(field, level=0.0, fine=400):
    """The share of the plane where the interpolated logits are above `level`."""
    axis, wanted = np.arange(len(field)), (np.arange(fine) + 0.5) / fine * (len(field) - 1)
    rows = np.array([np.interp(wanted, axis, row) for row in field])
    return float((np.array([np.interp(wanted, axis, column) for column in rows.T]) > level).mean())


if __name__ == "__main__":
    games = load_games()
    widget = AdversarialReplay(games)
    truth = {name: {str(k): frame(run, k) for k in (0, 1, 2, 20, 40, 59)} for name, run in games.runs.items()}
    print(json.dumps({**{trait: getattr(widget, trait) for trait in TRAITS}, "truth": truth}))
