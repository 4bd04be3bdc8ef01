"""The alignment viewer from Python: its sums are rnn_core's, its key-frame, and what is refused."""

import json
import re

import numpy as np
import pytest

from rnn_core.ctc import ctc_alignment, ctc_greedy
from rnn_core.losses import log_softmax
from unrolled.widgets import AlignmentViewer

LETTERS = ("<blank>", "A", "B")
HAND = np.log([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.3, 0.1, 0.6]])  # the chapter's three frames: five paths give AB


def viewer(**changed):
    return AlignmentViewer(**{"signal": [0.0, 1.0, 0.5], "logprobs": HAND, "letters": LETTERS} | changed)


def test_the_probability_of_a_text_is_the_sum_over_its_paths_by_hand():
    p = np.exp(HAND)
    by_hand = sum(p[0, a] * p[1, b] * p[2, c] for a, b, c in ((0, 1, 2), (1, 0, 2), (1, 1, 2), (1, 2, 0), (1, 2, 2)))
    assert viewer().probability("AB") == pytest.approx(by_hand, abs=1e-6)
    every = ["", *"AB", "AB", "BA", "AA", "BB", "ABA", "BAB"]
    assert sum(map(viewer().probability, every)) == pytest.approx(1, abs=1e-12)


def test_six_digits_of_the_answers_are_kept_and_move_the_sum_by_next_to_nothing():
    logs = log_softmax(np.random.default_rng(0).normal(size=(60, 3)) * 4)
    made = viewer(signal=np.zeros((60, 1)), logprobs=logs, texts=["ABAB"])
    assert made.logprobs == [[round(value, 6) for value in row] for row in logs.tolist()]
    exact = ctc_alignment(logs[:, None], [[1, 2, 1, 2]]).log_p[0]
    assert np.log(made.probability()) == pytest.approx(exact, abs=1e-4)


def test_the_best_path_is_greedy_decoding():
    logs = log_softmax(np.random.default_rng(1).normal(size=(30, 3)) * 2)
    made = viewer(signal=np.zeros(30), logprobs=logs, texts=["A"])
    path, said, p = made.best_path()
    assert [LETTERS.index(letter) for letter in said] == ctc_greedy(logs[:, None])[0]
    assert path.tolist() == logs.argmax(axis=1).tolist()
    assert p == pytest.approx(np.exp(logs.max(axis=1).sum()), rel=1e-4)


def test_it_opens_at_the_end_with_what_the_best_path_says():
    made = viewer()
    assert (made.t, made.view, made.inside, made.chosen) == (2, "path", False, None)
    assert (made.texts, made.transcript) == (["AB"], "AB")
    assert viewer(texts=["", "A"]).transcript == ""


def test_the_bundle_has_a_picture_its_words_and_json():
    made = viewer(texts=["AB", ""])
    data, _ = made._repr_mimebundle_()
    assert data["text/plain"] == (
        "Alignment viewer, 3 frames. The best path says AB with probability 0.21. "
        "Summed over all paths: p(AB) = 0.50; p(nothing) = 0.03"
    )
    assert 5_000 < len(data["image/png"]) < 60_000
    kept = {name: value for name, value in made.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


def test_the_key_frame_has_signal_answers_and_states():
    top, middle, bottom = viewer(texts=["BA"]).draw().axes
    assert top.lines[0].get_ydata().tolist() == [0.0, 1.0, 0.5]
    assert middle.lines[0].get_ydata() == pytest.approx([0.2, 0.5, 0.3], abs=1e-6)
    assert [label.get_text() for label in bottom.get_yticklabels()] == ["blank", "B", "blank", "A", "blank"]
    shares = np.asarray(bottom.images[0].get_array())
    assert shares.sum(axis=0) == pytest.approx(1)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"logprobs": "logs"}, TypeError, "logprobs: expected an array of numbers, got str"),
        ({"logprobs": HAND[0]}, ValueError, r"logprobs: expected \(T, V\), got \(3,\)"),
        ({"logprobs": HAND[:1]}, ValueError, "logprobs: expected 2 to 160 frames, got 1"),
        ({"logprobs": np.zeros((161, 1))}, ValueError, "logprobs: expected 2 to 160 frames, got 161"),
        ({"logprobs": np.zeros((3, 1))}, ValueError, "logprobs: expected 2 to 64 labels, got 1"),
        ({"logprobs": np.zeros((3, 65))}, ValueError, "logprobs: expected 2 to 64 labels, got 65"),
        ({"logprobs": np.exp(HAND)}, ValueError, "expected logs of probabilities that sum to 1, got .* at frame 0"),
        ({"logprobs": np.full((3, 3), 1e4)}, ValueError, "expected logs of probabilities that sum to 1"),
        ({"logprobs": np.full((3, 3), -np.inf)}, ValueError, "logprobs: expected finite numbers"),
        ({"signal": [0.0, 1.0]}, ValueError, r"signal: expected \(3,\), got \(2,\)"),
        ({"signal": np.zeros((3, 2))}, ValueError, r"signal: expected \(3, 1\), got \(3, 2\)"),
        ({"letters": "AB"}, ValueError, "letters: expected 3 names, one a label, got 2"),
        ({"letters": (0, 1, 2)}, TypeError, "letters: expected texts"),
        ({"letters": ("-", "A", "A")}, ValueError, "letters: expected different single characters"),
        ({"letters": ("-", "A", "one")}, ValueError, r"letters: expected different .* got \['one'\]"),
        ({"texts": "AB"}, TypeError, "texts: expected a list of texts, got the text 'AB'"),
        ({"texts": []}, ValueError, "texts: expected 1 to 4 different ones"),
        ({"texts": ["A", "A"]}, ValueError, "texts: expected 1 to 4 different ones"),
        ({"texts": [1]}, TypeError, "text: expected a text, got 1"),
        ({"texts": ["AC"]}, ValueError, "text: expected letters among AB, got 'C' in 'AC'"),
        ({"texts": ["ABABABABA"]}, ValueError, "text: expected at most 8 letters, got 9"),
        ({"texts": ["AAB"]}, ValueError, "text: expected one that fits into 3 frames, got 'AAB', which needs 4"),
        ({"view": "best"}, ValueError, "view: expected one of path, sum, share, got 'best'"),
        ({"t": 3}, ValueError, "t: expected 0 to 2, got 3"),
        ({"view": "sum", "phase": 2}, ValueError, "phase: expected 0 to 1, got 2"),
        ({"inside": 1}, TypeError, "inside: expected True or False, got 1"),
        ({"chosen": 5}, ValueError, "chosen: expected 0 to 4, got 5"),
        ({"lang": "de"}, ValueError, "lang: expected one of en, zh, got 'de'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        viewer(**changed)


def test_every_word_it_asks_for_exists():
    known = AlignmentViewer.words_in("en").keys()
    own = {key for key in known if key.startswith("align_")}
    asked = set(re.findall(r"[\"`](align_[a-z_]+)[\"`]", AlignmentViewer._esm))
    lines = re.findall(r'(?:line|result)\(\d, "([a-z_]+)"', AlignmentViewer._esm)
    operations = {"path": ("choose",), "sum": ("add", "multiply", "step", "end")}
    operations["share"] = ("join", "divide", "subtract", "step")
    cases = {"merge": ("first", "new", "repeat")} | dict.fromkeys(("drop", "step"), ("letter", "repeat", "blank"))
    made = {f"align_row_{name}" for name in lines} | {"align_say_path_end"}
    made |= {f"align_{of}_{view}" for of in ("look", "picture") for view in operations}
    made |= {f"align_say_{view}_{part}" for view, parts in operations.items() for part in parts}
    made |= {f"align_say_path_{part}_{case}" for part, found in cases.items() for case in found}
    made |= {f"align_refused_{reason}" for reason in ("letter", "long", "frames")}
    assert asked | made == own
