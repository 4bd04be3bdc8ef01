"""Trained networks: data of this package, loaded by name.

    translator = network("systems/numerals")    built, with its weights
    load("systems/numerals", model)             the weights alone, into a model of the same sizes
    names()                                     which there are
    scores("systems")                           how good those of a folder are, from every seed

colours    read the name of a colour and answer with it
writers    invent names of colours, and tunes
systems    a listener, two translators and a captioner
codes      a plain and a variational autoencoder with a code of two numbers

`networks` says how they are built; the README beside the weights says how they were trained, and what of them the
scores measure. The tools `train_*.py` of the book's repository write all three.
"""

import json
from importlib.resources import as_file, files
from typing import Any

import numpy as np

from rnn_core import checks, weights
from unrolled.trained.networks import MAKERS

HERE = files(__name__)


def names() -> tuple[str, ...]:
    """The names of the networks, sorted: folder/file, without the ending."""
    folders = [folder for folder in HERE.iterdir() if folder.is_dir()]
    paths = (f"{folder.name}/{file.name}" for folder in folders for file in folder.iterdir())
    return tuple(sorted(path.removesuffix(".npz") for path in paths if path.endswith(".npz")))


def load(name: str, model: Any) -> Any:
    """Put the weights of that name into the arrays of `model.params`; returns the model.

    Raises ValueError for a name that no network has, TypeError for anything but a text, and what
    `rnn_core.weights.load` raises for a model of other sizes.
    """
    with as_file(HERE / f"{checks.choice(name, 'name', names())}.npz") as path:
        return weights.load(path, model)


def network(name: str) -> Any:
    """The network of that name, float64, with its weights. Raises ValueError for an unknown name."""
    return load(name, MAKERS[checks.choice(name, "name", names())](np.random.default_rng(0)))


def scores(folder: str) -> dict[str, Any]:
    """What the tool that trained the networks of a folder has measured of them: scores.json.

    Raises ValueError for a folder that is not there, and says which are; TypeError for anything but a text.
    """
    folders = sorted({name.split("/")[0] for name in names()})
    file = HERE / checks.choice(folder, "folder", folders) / "scores.json"
    return json.loads(file.read_text(encoding="utf-8"))
