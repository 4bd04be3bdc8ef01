"""The stored colour networks answer as the table beside them says, and know more than the mean colour."""

import numpy as np
import pytest
import train_colours

from rnn_core import tasks
from unrolled.trained import network, scores
from unrolled.trained.networks import CELLS

FOLDER = train_colours.FOLDER
# Names and what nobody would call them: the nearest of these colours has to be the first.
NEAREST = {
    "light green": ["light green", "dark green", "light blue", "pink"],  # held out
    "pink": ["pink", "red", "purple", "beige"],  # held out
    "dark green": ["dark green", "light green", "brown", "black"],
    "pinkish brown": ["pinkish brown", "pink", "dark brown", "grey"],
    "red": ["red", "brown", "pink", "orange"],
    "navy blue": ["navy blue", "black", "light blue", "purple"],
}


@pytest.fixture(scope="module")
def table():
    """{kind, None for the mean: errors (learnt from, held out, held out after every letter)}."""
    kept = scores("colours")
    return {kind: np.array(errors) for kind, errors in (kept["errors"] | {None: kept["errors of the mean"]}).items()}


@pytest.fixture(scope="module")
def sides():
    """xs, lengths and colours of the names learnt from and of those held out."""
    data = tasks.colour_names()
    letters = tasks.encode_names(data.names, align="left")
    some = tasks.split(tasks.spelling_keys(data.names), rng=np.random.default_rng(2))
    return [(letters.xs[:, n], letters.lengths[n], data.rgb[n]) for n in (some.train, some.held_out)]


def stored(kind):
    return network(f"colours/{kind}")


def errors(answers, lengths, rgb):
    """After the last letter of each name, and after every letter of it."""
    apart = (answers - rgb) ** 2
    lasting = np.arange(len(answers))[:, None] < lengths
    return apart[-1].mean(), apart[lasting].mean()


def test_every_stored_network_is_in_the_table(table):
    assert {path.stem for path in FOLDER.glob("*.npz")} == CELLS.keys()
    assert table.keys() == {*CELLS, None}


@pytest.mark.parametrize("kind", CELLS)
def test_a_stored_network_errs_as_the_table_says(kind, table, sides):
    found = [errors(stored(kind).beliefs(xs, lengths), lengths, rgb) for xs, lengths, rgb in sides]
    np.testing.assert_allclose([found[0][0], *found[1]], table[kind], atol=1e-6)


def test_the_baseline_in_the_table_is_the_mean_colour(table, sides):
    mean = sides[0][2].mean(axis=0)
    found = [errors(np.broadcast_to(mean, (*xs.shape[:2], 3)), lengths, rgb) for xs, lengths, rgb in sides]
    np.testing.assert_allclose([found[0][0], *found[1]], table[None], atol=1e-6)


@pytest.mark.parametrize("kind", CELLS)
def test_a_stored_network_knows_colours_it_has_not_learnt_from(kind, table):
    assert table[kind][1] < 0.55 * table[None][1]
    assert table[kind][2] < 0.85 * table[None][2]  # in the middle of a name, too


@pytest.mark.parametrize("kind", [kind for kind in CELLS if kind != "rnn"])
@pytest.mark.parametrize("name", NEAREST)
def test_a_gated_network_says_the_colour_a_person_expects(kind, name):
    data = tasks.colour_names()
    colours = np.array([data.rgb[data.names.index(other)] for other in NEAREST[name]])
    letters = tasks.encode_names([name], align="left")
    answer = stored(kind).predict(letters.xs, letters.lengths)[0]
    assert NEAREST[name][np.argmin(np.linalg.norm(colours - answer, axis=1))] == name


@pytest.mark.parametrize("kind", CELLS)
def test_stored_weights_are_whole_thousandths(kind):
    for p in stored(kind).params.values():
        assert np.array_equal(np.rint(1000 * p) / 1000, p)
