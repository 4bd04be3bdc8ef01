"""The translation stepper from Python: what it holds, the key-frame, its sentence, and what is refused."""

import base64
import json
import re

import numpy as np
import pytest

from rnn_core import GRUCell, LSTMCell, RNNCell, Stack, tasks
from rnn_core.models import Translator
from unrolled.trained import network
from unrolled.widgets import TranslationStepper
from unrolled.widgets.translation_stepper.figure import best_path


def translator(cell=GRUCell, *, words=32, symbols=16, H=4, attention=False):
    rng = np.random.default_rng(0)
    return Translator(*(cell(3, H, rng=rng) for _ in range(2)), words, symbols, rng=rng, attention=attention)


def deep():
    rng = np.random.default_rng(0)
    stacks = [Stack([GRUCell(3, 4, rng=rng), GRUCell(4, 4, rng=rng)]) for _ in range(2)]
    return Translator(*stacks, 32, 16, rng=rng)


def stored(name):
    return network(f"systems/{name}")


def test_it_opens_at_the_end_of_the_first_network_and_says_what_was_found():
    both = {"plain": stored("numerals"), "looking": stored("numerals-attention")}
    stepper = TranslationStepper(both, 3042)
    assert (stepper.network, stepper.number, stepper.width) == ("plain", 3042, 4)
    assert stepper.t == 5 + len(stepper.search().steps)
    said = repr(stepper)
    assert said.startswith(
        "Translation stepper, plain, the best 4 beginnings kept: three thousand and forty two becomes 三千零四十二 "
        "(right). Found with p: 三千零四十二 "
    )
    wrong = repr(TranslationStepper(both, 81, width=1))
    assert "greedy: eighty one becomes 八十 (wrong, 八十一 is right). Found with p: 八十 0.90" in wrong


def test_search_is_the_models_own_and_follows_what_is_set():
    model = stored("numerals")
    stepper = TranslationStepper(model, 81)
    stepper.number, stepper.width = 20, 2
    source = tasks.ENGLISH.encode(["twenty"])[:, None]
    wanted = model.beam(source, start=1, end=2, longest=12, width=2)[0]
    assert stepper.search().best == wanted.best
    assert len(stepper.search().steps) == len(wanted.steps)


def test_the_weights_of_attention_are_the_models_under_teacher_forcing():
    model = stored("numerals-attention")
    stepper = TranslationStepper(model, 3042)
    assert stepper.network == "attention"
    one = tasks.translations([3042])
    assert np.allclose(stepper.looks(), model.attention_weights(one)[:, 0], rtol=0, atol=1e-12)
    assert TranslationStepper(stored("numerals")).looks() is None
    model = translator(attention=True)
    model.params["out.b"][tasks.CHINESE.index("<end>")] = -50
    endless = TranslationStepper(model, 5, width=1)
    assert not endless.search().best[0].ended
    assert endless.looks().shape == (12, 1)


def test_the_best_path_ends_where_the_best_sequence_does():
    beam = TranslationStepper(stored("numerals"), 0).search()
    path = sorted(best_path(beam))
    symbols = [beam.steps[k].symbols[r] for k, r in path]
    assert [tasks.CHINESE[v] for v in symbols] == ["十", "<end>"]
    assert path[0][1] == 1, "the best start was 零: with the beam, the second one wins"
    parents = [int(beam.steps[k].parents[r]) for k, r in path]
    assert parents[1:] == [r for _, r in path[:-1]]


def test_stored_weights_travel_in_two_bytes_a_number():
    stepper = TranslationStepper(stored("numerals"))
    packed = stepper.networks["one state"]["encoder"]["W_h"]
    assert packed["shape"] == [48, 192]
    assert len(packed["thousandths"]) < 3 * 48 * 192


def test_the_bundle_has_a_picture_its_words_and_json():
    for model in (stored("numerals"), stored("numerals-attention"), translator(attention=True)):
        stepper = TranslationStepper(model, 7777, width=2, held_out=[3, 1])
        data, _ = stepper._repr_mimebundle_()
        assert data["text/plain"] == repr(stepper)
        assert 5_000 < len(data["image/png"]) < 120_000
        kept = {name: value for name, value in stepper.get_state().items() if name[0] != "_" and name != "layout"}
        assert json.loads(json.dumps(kept)) == kept
        assert base64.b64decode(stepper.held_out)[:2] == bytes([2 + 8, 0])


@pytest.mark.parametrize("cell", [RNNCell, GRUCell, LSTMCell])
def test_every_cell_can_be_stepped(cell):
    stepper = TranslationStepper(translator(cell), 12, t=1)
    assert stepper.t == 1
    assert stepper.networks["one state"]["encoder"]["kind"].startswith(cell.__name__[:3].lower())


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"models": "model"}, TypeError, r"models\['one state'\]: expected a Translator, got 'model'"),
        ({"models": {}}, ValueError, "models: expected at least one, got none"),
        ({"models": {"a": None}}, TypeError, r"models\['a'\]: expected a Translator, got None"),
        ({"models": translator(words=30)}, ValueError, r"expected 32 words and 16 symbols, got \(30, 16\)"),
        ({"models": translator(symbols=5)}, ValueError, r"expected 32 words and 16 symbols, got \(32, 5\)"),
        ({"models": deep()}, TypeError, "expected an RNNCell, LSTMCell or GRUCell on either side, got Stack"),
        ({"models": translator(H=129)}, ValueError, "expected at most 128 units, got 129"),
        ({"network": "b"}, ValueError, "network: expected one of one state, got 'b'"),
        ({"number": 10_000}, ValueError, "number: expected 0 to 9999, got 10000"),
        ({"number": -1}, ValueError, "number: expected .*, got -1"),
        ({"number": "five"}, TypeError, "number: expected a whole number, got 'five'"),
        ({"width": 5}, ValueError, "width: expected 1 to 4, got 5"),
        ({"width": 0}, ValueError, "width: expected at least 1, got 0"),
        ({"held_out": [10_000]}, ValueError, "held_out: expected 0 to 9999, got 10000"),
        ({"t": 14, "number": 0}, ValueError, r"t: expected 0 to \d+, got 14"),
        ({"inside": "yes"}, TypeError, "inside: expected True or False, got 'yes'"),
        ({"lang": "de"}, ValueError, "lang: expected one of en, zh, got 'de'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        TranslationStepper(**{"models": translator()} | changed)


def test_every_word_it_asks_for_exists():
    own = {key for key in TranslationStepper.words_in("en") if key.startswith("translat")}
    asked = set(re.findall(r"[\"`](translat(?:e_[a-z_]+|ion_stepper))[\"`]", TranslationStepper._esm))
    made = {f"translate_refused_{reason}" for reason in ("empty", "unreadable", "range")}
    assert asked | made == own
