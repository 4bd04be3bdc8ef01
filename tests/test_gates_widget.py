"""The gate watcher from Python: rnn_core's numbers with gates held, the key-frame, and what is refused."""

import json
import re

import numpy as np
import pytest

from rnn_core import GRUCell, LSTMCell, RNNCell, unroll
from rnn_core.cells import LinearCell
from rnn_core.layers import Dense, Embedding
from rnn_core.models import SequenceClassifier, SequenceRegressor
from rnn_core.tasks.colours import LETTERS, Colours
from unrolled.widgets import GateWatcher
from unrolled.widgets.gate_watcher import words as gates_words
from unrolled.widgets.networks import packed

KNOWN = {"red": (0.9, 0, 0), "sea green": (0.3, 0.6, 0.5)}


def rng(seed=0):
    return np.random.default_rng(seed)


def named(cell=LSTMCell, H=5, **options):
    return SequenceRegressor(cell(30, H, rng=rng(1), **options), 3, rng=rng(2), output="sigmoid")


def watcher(networks=None, **options):
    networks = networks or {"LSTM": named(), "GRU": named(GRUCell), "RNN": named(RNNCell)}
    return GateWatcher(
        networks, options.pop("inputs", "sea green"), **{"vocabulary": LETTERS, "colours": KNOWN} | options
    )


@pytest.mark.parametrize("title", ["LSTM", "GRU", "RNN"])
def test_a_run_without_holds_is_unroll_and_the_models_beliefs(title):
    watched = watcher()
    model = watched._watched[title]
    found = watched.run(title)
    run = unroll(model.cell, watched.read()[1][:, None])
    for name in set(found) - {"y", "p"}:
        assert np.array_equal(found[name], getattr(run.trace, name)[:, 0])
    beliefs = {"LSTM": named(), "GRU": named(GRUCell), "RNN": named(RNNCell)}[title].beliefs(watched.read()[1][:, None])
    assert np.allclose(found["p"], beliefs[:, 0], rtol=0, atol=1e-14)


def held_by_hand(cell, xs, holds):
    """The LSTM's formulas, a step at a time, with a hand on the gates."""
    (W_x, W_h, b), h, c, steps = (cell.params[name] for name in ("W_x", "W_h", "b")), 0.0, 0.0, []
    h = c = np.zeros(cell.hidden_size)
    for t, x in enumerate(xs):
        a = dict(zip("ifgo", np.split(x @ W_x + h @ W_h + b, 4), strict=True))
        now = {name: np.tanh(a[name]) if name == "g" else 1 / (1 + np.exp(-a[name])) for name in a}
        for gate, unit, value, start in holds:
            if t >= start:
                now[gate][slice(None) if unit is None else unit] = value
        c = now["f"] * c + now["i"] * now["g"]
        h = now["o"] * np.tanh(c)
        steps.append(now | {"c": c, "h": h})
    return {name: np.array([step[name] for step in steps]) for name in steps[0]}


@pytest.mark.parametrize(
    "holds",
    [
        [("f", None, 0, 3)],
        [("f", 2, 1, 0), ("i", 2, 0, 4)],
        [("o", None, 1, 2), ("o", 1, 0, 5)],
        [("i", None, 0, 0), ("f", None, 1, 6)],
    ],
)
def test_a_held_run_is_the_formula_with_a_hand_on_the_gate(holds):
    watched = watcher(holds=holds)
    found, truth = watched.run(), held_by_hand(named().cell, watched.read()[1], holds)
    for name, values in truth.items():
        assert np.allclose(found[name], values, rtol=0, atol=1e-14), name
    for gate, unit, value, start in holds[-1:]:
        assert (found[gate][start:, slice(None) if unit is None else unit] == value).all()


def test_memory_is_kept_exactly_with_f_at_1_and_i_at_0_and_a_gru_keeps_its_state_with_z_at_0():
    lstm = watcher(holds=[("f", None, 1, 3), ("i", None, 0, 3)]).run()["c"]
    assert (lstm[3:] == lstm[2]).all()
    gru = watcher(cell="GRU", holds=[("z", None, 0, 3)]).run()["h"]
    assert (gru[3:] == gru[2]).all()


def test_a_coupled_cell_shuts_its_input_where_its_forget_gate_is_open():
    networks = {"coupled": named(coupled=True)}
    open_f, shut_i = (watcher(networks, holds=[hold]).run() for hold in (("f", 1, 1, 2), ("i", 1, 0, 2)))
    assert (open_f["i"][2:, 1] == 0).all()
    assert all(np.array_equal(open_f[name], shut_i[name]) for name in open_f)


def test_a_hold_on_a_gate_the_cell_has_not_got_is_passed_over_and_the_network_stays_as_it_was():
    watched = watcher()
    before = {name: p.copy() for name, p in watched._watched["LSTM"].cell.params.items()}
    assert np.array_equal(watched.run(holds=[("z", None, 0, 0)])["h"], watched.run()["h"])
    watched.run(holds=[("f", None, 0, 0)])
    for name, p in watched._watched["LSTM"].cell.params.items():
        assert np.array_equal(p, before[name])


def test_a_peephole_does_not_look_past_a_hand():
    model = named(peephole=True)
    for name in ("w_ci", "w_cf", "w_co"):
        model.cell.params[name][:] = 50.0
    found = watcher({"peephole": model}, holds=[("f", None, 0, 1), ("o", 0, 1, 2)]).run()
    assert (found["f"][1:] == 0).all()
    assert (found["o"][2:, 0] == 1).all()


def test_numbers_of_one_input_a_start_state_and_no_readout():
    cell = LSTMCell(2, 3, rng=rng())
    start = cell.State(np.full((1, 3), 0.5), np.full((1, 3), -0.25))
    xs = rng().normal(size=(4, 1, 2))
    watched = GateWatcher(cell, xs, state=start, tokens=["a", "b", "c", "d"])
    assert watched.titles == ["LSTM"]
    assert np.array_equal(watched.run()["c"], unroll(cell, xs, start).trace.c[:, 0])
    assert "answers" not in repr(watched)
    assert watched.start_state == {"h": [0.5] * 3, "c": [-0.25] * 3}


def test_a_classifier_answers_with_probabilities_and_a_pair_with_its_readout():
    classifier = SequenceClassifier(GRUCell(30, 4, rng=rng()), 2, rng=rng())
    found = watcher(classifier, colours=None, output_tokens=["warm", "cold"]).run()
    assert np.allclose(found["p"].sum(axis=1), 1)
    dense = Dense(4, 2, rng=rng())
    pair = GateWatcher((RNNCell(1, 4, rng=rng()), dense), [[1.0], [2.0]])
    assert np.allclose(pair.run()["y"], dense.forward(pair.run()["h"])[0])
    assert pair.titles == ["RNN"]
    assert GateWatcher(LSTMCell(1, 4, rng=rng(), coupled=True), [[1.0], [2.0]]).titles == ["LSTM"]


def test_a_float32_network_is_run_as_float32():
    model = SequenceRegressor(LSTMCell(30, 4, rng=rng(), dtype=np.float32), 3, rng=rng(), output="sigmoid")
    found = watcher(model, holds=[("f", None, 0, 3)]).run()
    assert (found["f"][3:] == 0).all()
    assert np.isfinite(found["p"]).all()


def test_the_bundle_has_a_picture_a_sentence_and_json():
    watched = watcher(t=8, unit=2, holds=[("f", 2, 0, 4)])
    data, _ = watched._repr_mimebundle_()
    assert re.fullmatch(
        r"Gate watcher, LSTM, t = 8, “n”, unit 3: i = 0\.\d\d, f = 0\.00, g = −?0\.\d\d, o = 0\.\d\d, c = −?0\.\d\d, "
        r"h = −?0\.\d\d; it answers 0\.\d\d, 0\.\d\d, 0\.\d\d",
        data["text/plain"],
    )
    assert 5_000 < len(data["image/png"]) < 60_000
    kept = {name: value for name, value in watched.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


def test_the_sentence_has_no_minus_before_a_zero():
    cell = RNNCell(1, 1, rng=rng())
    for p in cell.params.values():
        p[...] = 0
    cell.params["b"][:] = -0.001
    assert repr(GateWatcher(cell, [[1.0]])) == "Gate watcher, RNN, t = 0, x = 1, unit 1: h = 0.00"


def test_weights_of_three_digits_travel_packed_and_others_as_lists():
    three = np.array([[0.125, -1.5], [32.767, -0.001]])
    assert packed(three)["shape"] == [2, 2]
    assert packed(three * 10) == (three * 10).tolist()
    assert packed(np.array([1 / 3])) == [1 / 3]
    model = named(H=32)
    for p in model.params.values():
        p[...] = p.round(3)
    assert len(json.dumps(watcher(model).networks)) < 25_000


def test_colours_may_come_as_a_record_and_only_known_names_count_as_held_out():
    record = Colours(("red", "blue"), np.array([[1.0, 0, 0], [0, 0, 2.0]]))
    watched = watcher(colours=record, held_out=["blue", "unheard of"])
    assert watched.colours == {"red": "ff0000", "blue": "0000ff"}
    assert watched.held_out == ["blue"]


def test_it_follows_what_a_reader_typed_and_where_the_reader_went():
    watched = watcher(holds=[("f", None, 0, 7)])
    watched.set_state({"given": list("red"), "t": 2, "cell": "GRU", "unit": 4})
    assert np.array_equal(watched.run()["p"], watcher(inputs="red").run("GRU")["p"])
    assert repr(watched).startswith("Gate watcher, GRU, t = 2, “d”, unit 5: r = ")
    assert len(watched._repr_mimebundle_()[0]["image/png"]) > 5_000
    numbers = GateWatcher(LSTMCell(1, 2, rng=rng()), [[1.0], [2.0]], tokens=["a", "b"])
    numbers.set_state({"given": [[0.5], [1.5], [2.5]], "t": 2})
    assert "x = 2.5" in repr(numbers)


def test_names_of_the_figure_are_those_of_the_run():
    figure = watcher(cell="GRU").draw()
    assert [ax.get_title() for ax in figure.axes][1:] == ["$r$", "$z$", "$n$", "$h$"]
    assert "GRU" in figure.get_suptitle()


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"networks": {"x": "cell"}}, TypeError, r"networks\['x'\]: expected a model, a pair"),
        ({"networks": {"linear": LinearCell(30, 3, rng=rng())}}, TypeError, "expected a model, a pair"),
        ({"networks": {"a": named(), "b": named(H=4), "c": RNNCell(30, 2, rng=rng())}}, ValueError, "the same inputs"),
        ({"inputs": "sea!"}, ValueError, "inputs: expected symbols of the vocabulary, got '!' at position 3"),
        ({"inputs": ""}, ValueError, "inputs: expected 1 to 60 steps, got 0"),
        ({"inputs": "a" * 61}, ValueError, "inputs: expected 1 to 60 steps, got 61"),
        ({"vocabulary": "abc"}, ValueError, "vocabulary: expected 30 symbols, one an input, got 3"),
        ({"colours": {"red": (1, 2)}}, ValueError, r"colours\['red'\]: expected \(3,\), got \(2,\)"),
        ({"tokens": ["a"]}, ValueError, "tokens: expected 9 of them, got 1"),
        ({"cell": "lstm"}, ValueError, "cell: expected one of LSTM, GRU, RNN, got 'lstm'"),
        ({"t": 9}, ValueError, "t: expected 0 to 8, got 9"),
        ({"unit": 5}, ValueError, "unit: expected 0 to 4, got 5"),
        ({"inside": 1}, TypeError, "inside"),
        ({"holds": [("f", 0, 0.5, 0)]}, ValueError, "holds: expected a gate held at 0 or 1, got 0.5"),
        ({"holds": [("c", 0, 0, 0)]}, ValueError, "holds, gate: expected one of i, f, o, r, z, got 'c'"),
        ({"holds": [("f", 9, 0, 0)]}, ValueError, "holds, unit: expected 0 to 4, got 9"),
        ({"holds": [("f", 0, 0, 9)]}, ValueError, "holds, t: expected 0 to 8, got 9"),
        ({"holds": [("f", 0, 0)]}, ValueError, r"holds: expected \(gate, unit or None, 0 or 1, t\), got"),
        ({"state": np.zeros(5)}, ValueError, "state: expected none with more than one network"),
        ({"lang": "de"}, ValueError, "lang: expected one of en, zh"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        watcher(**changed)


def test_colours_need_three_outputs_and_an_embedding_is_no_one_hot():
    model = SequenceClassifier(GRUCell(30, 4, rng=rng()), 2, rng=rng())
    with pytest.raises(ValueError, match="colours: expected networks with 3 outputs, red, green and blue, got 2"):
        watcher(model)
    learnt = SequenceClassifier(GRUCell(8, 4, rng=rng()), 3, rng=rng(), embedding=Embedding(30, 8, rng=rng()))
    with pytest.raises(TypeError, match="expected a model that reads numbers or one-hot symbols, got an embedding"):
        watcher(learnt)


def test_every_word_it_asks_for_exists():
    asked = set(re.findall(r"\btext\(\"(\w+)\"", GateWatcher._esm)) | set(
        re.findall(r"\"(gates_\w+)\"", GateWatcher._esm)
    )
    letters = {"name": "x h_prev c_prev a i f o g r z n c h tanh_c fc ig keep kept zn s", "short": "i f o g r z n c h"}
    asked |= {f"gates_{kind}_{name}" for kind, names in letters.items() for name in names.split()}
    asked |= {f"gates_did_{phase}" for phase in "afigcohrzny"}
    asked |= {f"gates_refused_{reason}" for reason in ("empty", "long", "letter", "symbol", "number")}
    assert asked <= GateWatcher.words_in("en").keys()
    own = {key for key in gates_words.ENGLISH if key not in asked}
    assert own == set(), own
