"""What the solutions of the exercises "Explore" of chapters 10 and 11 say of three runs, run again with their code."""

import json
from pathlib import Path

import numpy as np
import pytest

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
SEEDS = (0, 1, 2)


def after(name, *wanted):
    """The names that are defined after those code cells of a chapter that hold one of the texts `wanted`."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(any(part in source for source in sources) for part in wanted)
    found = {"__name__": name}
    for source in sources:
        if any(part in source for part in wanted):
            exec(compile(source, name, "exec"), found)
    return found


def said(name, part):
    """The chapter says this, word by word."""
    assert part in (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")


def test_code_9_half_way_between_codes_about_one_in_two_passes_between_pictures_one_in_four():
    name = "10-autoencoder"
    said(name, "about one in four of the pictures half-way between two pictures passed, and about one in two of those")
    cells = "import numpy", "def f(x)", "sides = ", "def autoencoder", "makers = ", "judges = ", "def share("
    found = after(name, *cells)
    xs, labels, share = found["xs_new"], found["labels_new"], found["share"]
    rng = np.random.default_rng(0)
    for model in found["makers"]:
        one, other = rng.permutation(len(xs)), rng.permutation(len(xs))
        differ = labels[one] != labels[other]
        one, other = xs[one[differ]], xs[other[differ]]
        assert share((one + other) / 2) == pytest.approx(0.25, abs=0.1)
        assert share(model.decode((model.encode(one) + model.encode(other)) / 2)) == pytest.approx(0.5, abs=0.12)


def test_vae_10_a_weight_that_grows_keeps_more_numbers_in_use_and_the_bound_is_no_better():
    name = "11-variational-autoencoder"
    said(name, "six or seven of the eight numbers were in use at the end, against five")
    said(name, "The bound was no better: 24.5 to 24.8 nats against 24.3 to 24.5.")
    found = after(name, "SEEDS = ", "def kl(", "def layers(")
    kl, xs_new, train = found["kl"], found["xs_new"], found["train"]
    bounds, used = {}, {}
    for way, steps in (("grows", ((0, 20), (0.25, 10), (0.5, 10), (1, 20))), ("stays", ((1, 60),))):
        models = [grown(found, seed, train, steps) for seed in SEEDS]
        measured = [model.bound(found["Examples"](xs_new)) for model in models]
        bounds[way] = np.array([one.reconstruction + one.kl for one in measured])
        used[way] = [(kl(*model.encode(xs_new)).mean(axis=0) > 0.05).sum() for model in models]
    assert np.mean(used["grows"]) > np.mean(used["stays"]) + 0.5
    assert 24.1 < bounds["stays"].mean() < 24.7
    assert bounds["stays"].mean() < bounds["grows"].mean() < 25.1


def grown(found, seed, train, steps):
    """A VAE trained with one weight after another, the data drawn from one generator; its optimizer starts anew."""
    rng = np.random.default_rng(seed)
    model = found["VAE"](*found["layers"](8, 16, rng), 8, rng=rng)
    for beta, epochs in steps:
        model.beta = float(beta)
        train(model, rng, epochs)
    return model
