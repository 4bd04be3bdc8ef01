"""Latent explorers with rnn_core's numbers, as JSON: what tests/latent.test.mjs holds the widget to."""

import json
import sys

import numpy as np

from rnn_core import tasks
from rnn_core.layers import Activation, Dense
from rnn_core.models import VAE, Autoencoder, Network, mlp
from unrolled.widgets import LatentExplorer
from unrolled.widgets.latent_explorer.figure import decoded_places

TRAITS = ("networks", "titles", "planes", "digits", "offered", "draws", "ends", "at", "free", "shows", "words")


def thousandths(model):
    """The weights kept to three digits, so that they travel packed."""
    for p in model.params.values():
        p[...] = np.rint(1000 * p) / 1000
    return model


def relu_then_sigmoid(rng):
    """Layers of all three kinds, and one without a bias."""
    return Network([Dense(64, 9, rng=rng, bias=False), Activation("relu"), Dense(9, 5, rng=rng), Activation("sigmoid"),
                    Dense(5, 2, rng=rng)])  # fmt: skip


def networks(rng):
    """Two pairs: one of whole thousandths, one of numbers with all their digits, whose output is not squashed."""
    kept = Autoencoder(mlp((64, 12, 7, 2), rng=rng), mlp((2, 7, 12, 64), rng=rng), output="bernoulli")
    vae = VAE(mlp((64, 12, 4), rng=rng), mlp((2, 12, 64), rng=rng), 2, rng=rng)
    squared = Autoencoder(relu_then_sigmoid(rng), mlp((2, 12, 64), rng=rng, activation="relu"))
    for model in (kept, vae, squared):
        for p in model.params.values():
            p += rng.normal(scale=0.3, size=p.shape)
    return [{"plain": thousandths(kept), "variational": thousandths(vae)}, {"squared": squared, "variational": vae}]


def places(explorer, rng):
    """Where a reader may be, and what rnn_core says of it: on the walk, by hand, with a drawing."""
    drawing = rng.random(64).tolist()
    for ends, at, free in (
        ([3, 11], 12, [None, None]),
        ([3, 11], 0, [None, None]),
        ([11, 3], 5, [None, None]),
        ([0, drawing], 12, [None, None]),
        ([drawing, 7], 7, [None, rng.normal(size=2).tolist()]),
        ([1, 2], 4, rng.normal(size=(2, 2)).tolist()),
    ):
        explorer.ends, explorer.at, explorer.free = ends, at, free
        found = [explorer.hands(), explorer.decoded()]
        yield {
            "state": {"ends": ends, "at": at, "free": free},
            "hands": [found[0][title].tolist() for title in explorer.titles],
            "pictures": [found[1][title].tolist() for title in explorer.titles],
            "nearest": [list(explorer.nearest()[title]) for title in explorer.titles],
        }


def case(pair, digits, rng):
    explorer = LatentExplorer(pair, digits, walk=(2, 5))
    given = {key: getattr(explorer, key) for key in TRAITS}
    return given | {
        "codes": {title: explorer.codes(title).tolist() for title in pair},
        "tiles": {title: decoded_places(model, explorer.planes[title], 3).tolist() for title, model in pair.items()},
        "pictures": digits.xs.reshape(-1, 64).tolist(),
        "places": list(places(explorer, rng)),
    }


def main():
    rng = np.random.default_rng(4)
    digits = tasks.digit_images().take(slice(60))
    json.dump([case(pair, digits, rng) for pair in networks(rng)], sys.stdout)


if __name__ == "__main__":
    main()
