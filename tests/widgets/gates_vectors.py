"""Gate watchers and what rnn_core finds in them, free and held, as JSON, for tests/gates.test.mjs."""

import json
import sys

import numpy as np

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.models import SequenceClassifier, SequenceRegressor
from rnn_core.models.reader import OneHot
from unrolled.widgets import GateWatcher

KEYS = ("networks", "titles", "vocabulary", "inputs", "tokens", "output_tokens", "colours", "held_out", "start_state",
        "cell", "t", "unit", "inside", "holds")  # fmt: skip
HOLDS = [
    [],
    [("f", None, 0, 2)],
    [("i", 1, 1, 0), ("f", 2, 0, 3)],
    [("o", None, 1, 1), ("o", 0, 0, 4)],
    [("z", None, 0, 3)],
    [("r", 1, 0, 0), ("z", 2, 1, 2)],
]


def cells(D, H, rng):
    made = {
        "RNN": RNNCell(D, H, rng=rng),
        "LSTM": LSTMCell(D, H, rng=rng),
        "peephole": LSTMCell(D, H, rng=rng, peephole=True),
        "coupled": LSTMCell(D, H, rng=rng, coupled=True),
        "GRU": GRUCell(D, H, rng=rng),
        "GRU after": GRUCell(D, H, rng=rng, reset_after=True),
    }
    for cell in made.values():
        for p in cell.params.values():
            p[...] = rng.normal(size=p.shape)
    return made


def rounded(model):
    for p in model.params.values():
        p[...] = p.round(3)
    return model


def watchers():
    rng = np.random.default_rng(5)
    letters = cells(6, 4, rng)
    colours = {name: rounded(SequenceRegressor(cell, 3, rng=rng, output="sigmoid")) for name, cell in letters.items()}
    known = {"fade": (0.1, 0.5, 0.9), "bad": (1, 0, 0)}
    yield GateWatcher(colours, "fade dad", vocabulary="abdef ", colours=known, held_out=["bad"], t=2, unit=1)
    numbers = {name: (cell, (rng.normal(size=(5, 2)), rng.normal(size=2))) for name, cell in cells(1, 5, rng).items()}
    yield GateWatcher(numbers, rng.normal(size=(7, 1)), output_tokens=["no", "yes"], inside=True)
    words = {name: SequenceClassifier(cell, 3, rng=rng, embedding=OneHot(3)) for name, cell in cells(3, 4, rng).items()}
    yield GateWatcher(words, ["the", "sky", "is", "sky", "the"], vocabulary=("the", "sky", "is"))
    lstm = cells(2, 3, rng)["LSTM"]
    yield GateWatcher(lstm, rng.normal(size=(6, 2)), state=lstm.State(rng.normal(size=(1, 3)), rng.normal(size=(1, 3))))


def case(watcher):
    steps, units = len(watcher.inputs), min(one.cell.hidden_size for one in watcher._watched.values())
    runs = []
    for title in watcher.titles:
        for holds in HOLDS:
            fitting = [hold for hold in holds if hold[3] < steps and (hold[1] or 0) < units]
            found = {name: values.tolist() for name, values in watcher.run(title, fitting).items()}
            named = [dict(zip(("gate", "unit", "value", "from"), hold, strict=True)) for hold in fitting]
            runs.append({"cell": title, "holds": named, "found": found})
    return {"traits": {key: getattr(watcher, key) for key in KEYS}, "runs": runs}


def main():
    json.dump([case(watcher) for watcher in watchers()], sys.stdout)


if __name__ == "__main__":
    main()
