"""Record the memory race: train four networks on the recall task and keep how well each did along the way.

    python tools/record_race.py [FILE]            (make weights; a few minutes)

Each network is trained at every gap from every seed on batches drawn afresh; all four see the same sequences.
Accuracy is measured on sequences drawn apart from those. The file is the same each time on the same machine; on
another one last digits may differ, and with them when a network that is on the edge finds its way.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from keep import keep, versions

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.cells import LinearCell
from rnn_core.models import SequenceClassifier
from rnn_core.optim import Adam
from rnn_core.tasks import recall
from rnn_core.training import fit
from unrolled.recordings.race import TASKS

FILE = Path(__file__).parents[1] / "src/unrolled/recordings/race.json"
CELLS = {"RNN": RNNCell, "linear": LinearCell, "LSTM": LSTMCell, "GRU": GRUCell}
SYMBOLS = 4
GAPS = (2, 5, 10, 20, 40, 80)
STEPS = (0, 10, 25, 50, 75, 100, 150, 200, 250, 300, 350, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600)
SETTINGS = {"units": 16, "seeds": 5, "batch": 32, "optimiser": "Adam", "lr": 0.005, "clip_by_norm": 1.0, "unseen": 400}
ABOUT = {
    "command": "make weights (tools/record_race.py)",
    "task": "rnn_core.tasks.recall(gap, N, rng=rng), symbols=4; distractors=2 (recall) or alike=True (alike)",
    "cells": "RNNCell (tanh, W_h starts orthogonal), LinearCell, LSTMCell (forget bias 1), GRUCell, as they start",
}


def record(network, task, gap, seed, *, steps=STEPS, settings=SETTINGS):
    """The accuracy of one training at each of `steps`, and the number of parameters."""
    # Weights, batches and unseen sequences each have their own stream: the data are the same for every network.
    weights, data, unseen = np.random.default_rng([TASKS.index(task), gap, seed]).spawn(3)
    draw = partial(recall, gap, symbols=SYMBOLS, alike=task == "alike", dtype=np.float32)
    test = draw(settings["unseen"], rng=unseen)
    cell = CELLS[network](test.xs.shape[-1], settings["units"], rng=weights, dtype=np.float32)
    model = SequenceClassifier(cell, SYMBOLS, rng=weights)
    optimiser, accuracies, done = Adam(settings["lr"]), [], 0
    for step in steps:
        if step > done:
            batches = (draw(settings["batch"], rng=data) for _ in range(step - done))
            fit(model, batches, optimiser, clip=settings["clip_by_norm"], progress=False)
            done = step
        right = model.predict(test.xs).argmax(axis=1) == test.targets
        accuracies.append(round(float(right.mean()), 3))
    return accuracies, sum(p.size for p in model.params.values())


def record_all(tasks=TASKS, gaps=GAPS, *, steps=STEPS, settings=SETTINGS, workers=2):
    """Everything the file holds, as a dict."""
    keys = [(network, task, gap, seed)
            for task in tasks for network in CELLS for gap in gaps for seed in range(settings["seeds"])]  # fmt: skip
    train = partial(record, steps=steps, settings=settings)
    with ProcessPoolExecutor(workers) as pool:
        found = dict(zip(keys, pool.map(train, *zip(*keys, strict=True)), strict=True))

    def of(task, network):
        return [[found[network, task, gap, seed][0] for seed in range(settings["seeds"])] for gap in gaps]

    return {
        "settings": ABOUT | settings | versions(),
        "gaps": gaps,
        "steps": steps,
        "chance": 1 / SYMBOLS,
        "tasks": {
            task: {
                "parameters": {network: found[network, task, gaps[0], 0][1] for network in CELLS},
                "accuracy": {network: of(task, network) for network in CELLS},
            }
            for task in tasks
        },
    }


if __name__ == "__main__":
    keep(record_all(), FILE)
