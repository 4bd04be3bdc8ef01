"""Recorded runs that take longer than a chapter may: data of this package, loaded by name.

    depth = load("depth")       as it stands in its file
    names()                     which there are

race           four networks on the recall task, at several gaps, from several seeds: race.load_runs
games          a generator against a discriminator, frame by frame: games.load_games
depth          ways of being deep, as language models of about the same size
speed          the times of rnn_core and of others, forwards and backwards
pytorch_gru    the weights, inputs and states of a GRU of PyTorch

Scripts of the book's repository write the files: `tools/record_*.py`, `benchmarks/bench.py` and
`tests/oracles/make_fixtures.py`. The module `packing` says how arrays become texts in them.
"""

import json
from importlib.resources import files
from typing import Any

from rnn_core import checks

HERE = files(__name__)


def names() -> tuple[str, ...]:
    """The names of the recordings, sorted."""
    return tuple(sorted(file.name.removesuffix(".json") for file in HERE.iterdir() if file.name.endswith(".json")))


def load(name: str) -> Any:
    """The recording of that name as JSON has it: dicts, lists, numbers and texts.

    Raises ValueError for a name that no recording has, TypeError for anything but a text.
    """
    return json.loads((HERE / f"{checks.choice(name, 'name', names())}.json").read_text(encoding="utf-8"))
