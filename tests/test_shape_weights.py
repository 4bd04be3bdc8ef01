"""Chapter 9's stored writers are as good as the table beside them says, and better than counting."""

import re
from pathlib import Path

import numpy as np
import pytest

from rnn_core import GRUCell, tasks
from rnn_core.models import LanguageModel
from rnn_core.padding import active
from rnn_core.weights import load

FOLDER = Path(__file__).parents[1] / "notebooks/weights/shapes"
ROW = re.compile(r"^\| ([\w-]+) \| `[\w-]+\.npz` \| \d+ \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", re.M)
TABLE = {name: (int(size), [float(score) for score in scores])
         for name, size, *scores in ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))}  # fmt: skip

SHARE = re.compile(r"^\| ((?:new|known) at [\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", re.M)
SHARES = {name: [float(share) for share in shares]
          for name, *shares in SHARE.findall((FOLDER / "README.md").read_text(encoding="utf-8"))}  # fmt: skip


def stored(name, cell_sizes, symbols):
    rng = np.random.default_rng(9)
    return load(FOLDER / f"{name}.npz", LanguageModel(GRUCell(*cell_sizes, rng=rng), symbols, rng=rng))


def names():
    texts = tasks.colour_names().names
    data, vocabulary = tasks.continuations([tuple(text) for text in texts])
    held_out = tasks.split(tasks.spelling_keys(texts), rng=np.random.default_rng(2)).held_out
    return stored("names", (16, 64), len(vocabulary)), data.take(held_out)


def tunes():
    data, vocabulary = tasks.continuations([tasks.intervals(tune) for tune in tasks.nursery_tunes().values()])
    return stored("tunes", (12, 32), len(vocabulary)), data


def test_every_stored_writer_is_in_the_table():
    assert {path.stem for path in FOLDER.glob("*.npz")} == set(TABLE) == {"names", "tunes"}


def test_the_writer_of_names_is_as_good_as_the_table_says():
    model, data = names()
    assert model.loss(data) == pytest.approx(TABLE["names"][1][0], abs=1e-4)
    assert max(TABLE["names"][1]) < 1.4


def test_higher_temperatures_bring_more_new_names_and_fewer_known_words_from_every_seed():
    assert list(SHARES) == [
        f"{share} at {temperature}" for temperature in (0.5, 1.0, 1.5) for share in ("new", "known")
    ]
    new, known = (np.array([SHARES[f"{share} at {t}"] for t in (0.5, 1.0, 1.5)]) for share in ("new", "known"))
    assert (np.diff(new, axis=0) > 0.1).all()
    assert (np.diff(known, axis=0) < -0.1).all()


def test_the_writer_of_tunes_knows_as_many_notes_as_the_table_says():
    model, data = tunes()
    right = model.predict(data.xs, data.lengths).argmax(axis=-1) == data.targets
    assert right[active(data.lengths, *data.xs.shape)].mean() == pytest.approx(TABLE["tunes"][1][0], abs=0.006)
    assert min(TABLE["tunes"][1]) > 0.9


@pytest.mark.parametrize("writer", [names, tunes])
def test_stored_weights_are_whole_thousandths_and_small_files(writer):
    model, _ = writer()
    assert sum(p.size for p in model.params.values()) == TABLE[writer.__name__][0]
    assert all(np.array_equal(np.rint(1000 * p) / 1000, p) for p in model.params.values())
    assert (FOLDER / f"{writer.__name__}.npz").stat().st_size < 200_000
