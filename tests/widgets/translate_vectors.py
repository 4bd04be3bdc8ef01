"""Translators with rnn_core's numbers, as JSON: what tests/translate.test.mjs holds the widget to."""

import json
import sys

import numpy as np

from rnn_core import GRUCell, LSTMCell, RNNCell, unroll
from rnn_core.models import Translator
from unrolled import tasks
from unrolled.trained import network
from unrolled.widgets import TranslationStepper

KEYS = ("networks", "titles", "vocabularies", "longest", "held_out", "network", "number", "width", "t", "inside")
FEW = [0, 1, 6, 7, 8, 81, 255, 256, 5000, 9998, 9999]
ENDS = {"start": tasks.CHINESE.index("<start>"), "end": tasks.CHINESE.index("<end>"), "longest": 12}


def translators():
    """Untrained ones of every kind of cell, full of digits, and the two that are stored, by name."""
    rng = np.random.default_rng(6)
    kinds = {
        "rnn": lambda: RNNCell(5, 7, rng=rng),
        "lstm": lambda: LSTMCell(5, 6, rng=rng),
        "peephole": lambda: LSTMCell(5, 6, rng=rng, peephole=True),
        "coupled": lambda: LSTMCell(5, 6, rng=rng, coupled=True),
        "gru": lambda: GRUCell(5, 6, rng=rng),
        "gru_after": lambda: GRUCell(5, 6, rng=rng, reset_after=True),
    }
    for n, (name, make) in enumerate(kinds.items()):
        model = Translator(make(), make(), 32, 16, rng=rng, attention=n % 2 == 1)
        for p in model.params.values():
            p *= 3  # decided enough for trees of many shapes
        yield name, model
    yield "stored", network("systems/numerals")
    yield "stored with attention", network("systems/numerals-attention")


def case(name, model):
    stepper = TranslationStepper(model, 3042, width=3)
    many = range(0, 10_000, 7 if name.startswith("stored") else 97)
    return {"name": name, "traits": {key: getattr(stepper, key) for key in KEYS}} | {
        "hs": unroll(model.encoder, model.source.params["W"][source(3042)]).hs[:, 0].tolist(),
        "looks": None if model.attention is None else stepper.looks().tolist(),
        "greedy": greedy(model, many),
        "beams": [beam(model, number, width) for number in list(many)[::20] for width in (1, 2, 3, 4)],
    }


def source(number):
    return tasks.ENGLISH.encode(tasks.english_words(number))[:, None]


def greedy(model, numbers):
    """[number, symbols, log_p, ended] of each, all decoded side by side."""
    data = tasks.translations(numbers)
    found = model.greedy(data.sources, data.source_lengths, **ENDS)
    return [[number, *one] for number, one in zip(numbers, found, strict=True)]


def beam(model, number, width):
    tree = model.beam(source(number), width=width, **ENDS)[0]
    return {
        "number": number, "width": width, "best": tree.best,
        "steps": [[part.tolist() for part in step] for step in tree.steps],
    }  # fmt: skip


def main():
    numbers = range(10_000)
    json.dump(
        {
            "words": [tasks.english_words(n) for n in numbers],
            "numerals": [tasks.chinese_numeral(n) for n in numbers],
            "held_out": {
                "held_out": TranslationStepper(network("systems/numerals"), held_out=FEW).held_out,
                "theirs": FEW,
            },
            "cases": [case(name, model) for name, model in translators()],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
