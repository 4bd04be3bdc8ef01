"""The unrolled grid from Python: its numbers, its reach, the key-frame, and what is refused."""

import json
import re

import numpy as np
import pytest

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell, Stack, unroll
from rnn_core.models import OneHot, Tagger
from unrolled.widgets import UnrolledGrid
from unrolled.widgets.unrolled_grid.figure import after, before

RNG = np.random.default_rng(0)
CELL = RNNCell(2, 4, rng=RNG)
BOTH = Bidirectional(RNNCell(2, 4, rng=RNG), GRUCell(2, 3, rng=RNG))
DEEP = Stack([LSTMCell(2, 4, rng=RNG), GRUCell(4, 5, rng=RNG), RNNCell(5, 3, rng=RNG)], dropout=0.5)
XS = np.random.default_rng(1).normal(size=(6, 2))


def names(grid):
    return [row["name"] for row in grid.rows]


def test_the_rows_are_those_of_the_network():
    assert names(UnrolledGrid(CELL, XS)) == ["x", "h"]
    assert names(UnrolledGrid(DEEP, XS)) == ["x", "h1", "h2", "h3"]
    assert names(UnrolledGrid(BOTH, XS)) == ["x", "h", "h'", "hh"]
    assert names(UnrolledGrid((BOTH, (np.ones((7, 2)), np.zeros(2))), XS)) == ["x", "h", "h'", "y"]
    stack = Stack([BOTH, Bidirectional(*(RNNCell(7, 2, rng=RNG) for _ in range(2)))])
    assert names(UnrolledGrid(stack, XS)) == ["x", "h1", "h1'", "h2", "h2'", "hh"]


def test_covering_an_input_is_a_run_with_zeros_in_its_place():
    grid = UnrolledGrid(DEEP, XS, covered=(2,))
    zeroed = XS.copy()
    zeroed[2] = 0
    run, plain = (unroll(DEEP, xs[:, None]) for xs in (zeroed, XS))
    assert np.array_equal(grid.run()["h3"], run.hs[:, 0])
    assert np.array_equal(grid.run(())["h1"], plain.trace.layers[0].h[:, 0])
    changes = grid.changes()
    assert np.array_equal(changes["h3"], np.abs(run.hs - plain.hs).max(axis=(1, 2)))
    assert all((changes[name] > 0).tolist() == [False] * 2 + [True] * 4 for name in ("h1", "h2", "h3"))


def test_each_direction_reaches_its_own_side_and_the_output_all():
    rows = UnrolledGrid((BOTH, (np.ones((7, 2)), np.zeros(2))), XS).rows
    inputs = {name: {t for row, t in before(rows, 6, (name, 2)) if row == "x"} for name in ("h", "h'", "y")}
    assert inputs == {"h": {0, 1, 2}, "h'": {2, 3, 4, 5}, "y": set(range(6))}
    assert {("h", 4), ("h'", 0), ("y", 5)} <= after(rows, 6, ("x", 4))
    assert not {("h", 3), ("h'", 5)} & after(rows, 6, ("x", 4))


def test_a_tagger_answers_in_classes_with_words_for_inputs():
    model = Tagger(Bidirectional(*(RNNCell(3, 4, rng=RNG) for _ in range(2))), 2, rng=RNG, embedding=OneHot(3))
    grid = UnrolledGrid(model, ["b", "a", "c", "a"], vocabulary=("a", "b", "c"), output_tokens=("yes", "no"))
    assert grid.tokens == ["b", "a", "c", "a"]
    p = model.predict(np.array([1, 0, 2, 0])[:, None])[:, 0]
    assert np.allclose(grid.run()["y"], p, rtol=0, atol=1e-12)


def test_the_last_wave_waits_for_the_layer_below():
    both = [Bidirectional(*(RNNCell(D, 2, rng=RNG) for _ in range(2))) for D in (2, 4, 4)]
    top = RNNCell(4, 3, rng=RNG)
    assert [UnrolledGrid(n, XS).t for n in (CELL, DEEP, BOTH, Stack(both), Stack([both[0], top]))] == [5, 5, 5, 15, 10]


def test_the_bundle_has_a_picture_its_words_and_json():
    grid = UnrolledGrid(BOTH, XS, tokens=list("abcdef"), covered=(1,), chosen=("h", 3))
    data, _ = grid._repr_mimebundle_()
    assert data["text/plain"] == (
        "Unrolled grid, 6 steps, rows x, h, h', hh; covered: b: 7 of 12 states change. "
        "Chosen: h at t = 3, which depends on 4 of 6 inputs"
    )
    assert 5_000 < len(data["image/png"]) < 60_000
    kept = {name: value for name, value in grid.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


def test_dropout_is_between_the_layers_if_the_stack_has_it_or_where_one_says():
    assert [UnrolledGrid(network, XS).where for network in (DEEP, BOTH)] == ["between", "none"]
    assert UnrolledGrid(DEEP, XS, dropout="along").where == "along"
    assert "dropout along time" in repr(UnrolledGrid(DEEP, XS, dropout="along"))
    dashed = [line for line in UnrolledGrid(DEEP, XS).draw().axes[0].texts if getattr(line, "arrow_patch", None)]
    assert sum(one.arrow_patch.get_linestyle() in ("--", "dashed") for one in dashed) == 12


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"network": "cell"}, TypeError, "expected an RNNCell, LSTMCell or GRUCell|cells\\[0\\]: expected a cell"),
        ({"network": Stack([Stack([CELL])])}, TypeError, "network, layer 1: expected an RNNCell, LSTMCell or GRUCell"),
        ({"network": Stack([RNNCell(2, 2, rng=RNG) for _ in range(4)])}, ValueError, "network: expected 1 to 3 layers"),
        ({"network": Stack([CELL], residual=True)}, ValueError, "network: expected a stack without residual"),
        ({"network": RNNCell(2, 65, rng=RNG)}, ValueError, "network, layer 1: expected at most 64 units, got 65"),
        ({"network": (CELL, (np.ones((3, 2)), np.ones(2)))}, ValueError, r"readout W: expected \(4, V\)"),
        ({"xs": np.ones((6, 3))}, ValueError, r"xs: expected \(T, 2\), got \(6, 3\)"),
        ({"xs": np.ones((15, 2))}, ValueError, "xs: expected 2 to 14 steps, got 15"),
        ({"xs": np.ones((1, 2))}, ValueError, "xs: expected 2 to 14 steps, got 1"),
        ({"xs": ["a", "b"], "vocabulary": "abc"}, ValueError, "vocabulary: expected 2 symbols, one an input, got 3"),
        ({"xs": ["a", "d"], "vocabulary": "ab"}, ValueError, "xs: expected symbols of the vocabulary, got 'd'"),
        ({"tokens": ["a"]}, ValueError, "tokens: expected 6 of them, got 1"),
        ({"covered": (6,)}, ValueError, "covered: expected 0 to 5, got 6"),
        ({"chosen": ("y", 0)}, ValueError, "chosen, row: expected one of x, h, got 'y'"),
        ({"chosen": ("h", 6)}, ValueError, "chosen, t: expected 0 to 5, got 6"),
        ({"chosen": "h"}, TypeError, r"chosen: expected \(row, t\), got 'h'"),
        ({"dropout": "between"}, ValueError, "dropout: expected 'none' for a network without dropout, got 'between'"),
        ({"dropout": "up"}, ValueError, "dropout: expected one of none, between, along, got 'up'"),
        ({"seed": -1}, ValueError, "seed: expected at least 0, got -1"),
        ({"t": 6}, ValueError, "t: expected 0 to 5, got 6"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        UnrolledGrid(**{"network": CELL, "xs": XS} | changed)


def test_every_word_it_asks_for_exists():
    known = UnrolledGrid.words_in("en").keys()
    own = {key for key in known if key.startswith("grid_")}
    asked = set(re.findall(r"[\"`](grid_[a-z_]+)[\"`]", UnrolledGrid._esm))
    made = {f"grid_row_{row}{way}" for row in ("h", "layer") for way in ("", "_forward", "_backward")}
    made |= {f"grid_row_{row}" for row in ("x", "y", "hh")} | {"grid_reads", "grid_where"}
    made |= {f"grid_{of}_{where}" for of in ("where", "told") for where in ("none", "between", "along")}
    made |= {f"grid_reads_{way}" for way in ("both", "forward", "backward")}
    made |= {f"grid_key_{key}" for key in ("before", "after", "solid", "dashed", "number")}
    assert asked | made == own
