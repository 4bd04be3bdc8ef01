"""Record how ways of being deep compare: language models of the colour names, all of about the same size.

    python tools/record_depth.py [FILE]            (make weights; a few minutes)

Each network is trained from every seed on the same names and measured on the same names held out. Its layers are as
wide as a common number of parameters allows. On another machine last digits may differ.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from keep import keep, versions

from rnn_core import LSTMCell, RNNCell, Stack, tasks
from rnn_core.data import Batches
from rnn_core.deep import DeepMaps, DeepTransitionCell, Groups, SkipRNNCell
from rnn_core.layers import Activation, Dense
from rnn_core.models import LanguageModel, OneHot
from rnn_core.optim import Adam
from rnn_core.training import fit

FILE = Path(__file__).parents[1] / "src/unrolled/recordings/depth.json"
SETTINGS = {
    "parameters_at_most": 8100,
    "seeds": 5,
    "epochs": 30,
    "batch": 32,
    "optimiser": "Adam",
    "learning_rates": [0.003, 0.01],
    "clip_by_norm": 1.0,
}
LONGER = {"network": "LSTM, one layer", "lr": 0.003, "epochs": 90, "seeds": 3}
F32 = np.float32


def layer(size, width, rng):
    """A tanh layer."""
    return [Dense(size, width, rng=rng, dtype=F32), Activation("tanh")]


def stacked(V, H, rng, count):
    return [RNNCell(size, H, rng=rng, dtype=F32) for size in (V, *[H] * (count - 1))]


CELLS = {
    "one layer": lambda V, H, rng: RNNCell(V, H, rng=rng, dtype=F32),
    "stack of 2": lambda V, H, rng: Stack(stacked(V, H, rng, 2)),
    "stack of 3": lambda V, H, rng: Stack(stacked(V, H, rng, 3)),
    "stack of 3, residual": lambda V, H, rng: Stack(stacked(V, H, rng, 3), residual=True),
    "2 groups": lambda V, H, rng: Groups(stacked(V, H, rng, 2)),
    "deeper maps": lambda V, H, rng: DeepMaps(*stacked(H, H, rng, 1), layer(V, H, rng), layer(H, H, rng)),
    "deep transition": lambda V, H, rng: DeepTransitionCell(V, H, 2, rng=rng, dtype=F32),
    "deep transition, shortcut": lambda V, H, rng: DeepTransitionCell(V, H, 2, rng=rng, dtype=F32, shortcut=True),
    "skip over 3 steps": lambda V, H, rng: SkipRNNCell(V, H, 3, rng=rng, dtype=F32),
    "LSTM, one layer": lambda V, H, rng: LSTMCell(V, H, rng=rng, dtype=F32),
}


def letters():
    """The names as letters with their next letters, the vocabulary, and the indices to learn from and to measure on."""
    names = tasks.colour_names().names
    data, vocabulary = tasks.continuations([list(name) for name in names])
    return data, vocabulary, tasks.split(tasks.spelling_keys(names), rng=np.random.default_rng(0))


def language_model(name, V, H, seed):
    rng = np.random.default_rng(seed)
    return LanguageModel(CELLS[name](V, H, rng), V, rng=rng, embedding=OneHot(V, F32))


def size(model):
    """How many numbers it learns."""
    return sum(p.size for p in model.params.values())


@cache
def widest(name, V, most=SETTINGS["parameters_at_most"]):
    """The widest layers with which the network has at most so many parameters."""
    return max(H for H in range(8, 128) if size(language_model(name, V, H, 0)) <= most)


def record(name, lr, seed, epochs=SETTINGS["epochs"]):
    """The mean loss of a held-out letter, in nats, after all passes."""
    examples, vocabulary, (train, held_out) = letters()
    V = len(vocabulary)
    model = language_model(name, V, widest(name, V), seed)
    batches = Batches(examples.take(train), SETTINGS["batch"], rng=np.random.default_rng(seed))
    optimiser = Adam(lr)
    fit(model, batches, optimiser, epochs=epochs, clip=SETTINGS["clip_by_norm"], progress=False)
    return round(float(model.loss(examples.take(held_out))), 3)


def record_all() -> dict[str, Any]:
    """Everything the file holds, as a dict."""
    _, vocabulary, _ = letters()
    V = len(vocabulary)
    seeds = range(SETTINGS["seeds"])
    every = [(name, lr, seed) for name in CELLS for lr in SETTINGS["learning_rates"] for seed in seeds]
    with ProcessPoolExecutor(2) as workers:
        longer = workers.map(
            partial(record, LONGER["network"], LONGER["lr"], epochs=LONGER["epochs"]), range(LONGER["seeds"])
        )
        losses = dict(zip(every, workers.map(record, *zip(*every, strict=True)), strict=True))
    networks = {
        name: {
            "width": widest(name, V),
            "parameters": size(language_model(name, V, widest(name, V), 0)),
            "loss": {str(lr): [losses[name, lr, seed] for seed in seeds] for lr in SETTINGS["learning_rates"]},
        }
        for name in CELLS
    }
    about = {"command": "make weights (tools/record_depth.py)", "versions": versions()}
    return {"about": about, "settings": SETTINGS, "networks": networks, "lstm_longer": LONGER | {"loss": list(longer)}}


if __name__ == "__main__":
    keep(record_all(), FILE)
