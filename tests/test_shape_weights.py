"""Chapter 9's stored writers are as good as the table beside them says, and better than counting."""

import numpy as np
import pytest
import train_writers

from rnn_core import tasks
from rnn_core.padding import active
from unrolled.trained import network, scores

FOLDER = train_writers.FOLDER
KEPT = scores("writers")
SCORES, SHARES = KEPT["scores"], KEPT["invented"]


def names():
    texts = tasks.colour_names().names
    data, _ = tasks.continuations([tuple(text) for text in texts])
    held_out = tasks.split(tasks.spelling_keys(texts), rng=np.random.default_rng(2)).held_out
    return network("writers/names"), data.take(held_out)


def tunes():
    data, _ = tasks.continuations([tasks.intervals(tune) for tune in tasks.nursery_tunes().values()])
    return network("writers/tunes"), data


def test_every_stored_writer_is_in_the_table():
    assert {path.stem for path in FOLDER.glob("*.npz")} == set(SCORES) == {"names", "tunes"}


def test_the_writer_of_names_is_as_good_as_the_table_says():
    model, data = names()
    assert model.loss(data) == pytest.approx(SCORES["names"][0], abs=1e-4)
    assert max(SCORES["names"]) < 1.4


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
    assert right[active(data.lengths, *data.xs.shape)].mean() == pytest.approx(SCORES["tunes"][0], abs=0.006)
    assert min(SCORES["tunes"]) > 0.9


@pytest.mark.parametrize("writer", [names, tunes])
def test_stored_weights_are_whole_thousandths_and_small_files(writer):
    model, _ = writer()
    assert sum(p.size for p in model.params.values()) == KEPT["parameters"][writer.__name__]
    assert all(np.array_equal(np.rint(1000 * p) / 1000, p) for p in model.params.values())
    assert (FOLDER / f"{writer.__name__}.npz").stat().st_size < 200_000
