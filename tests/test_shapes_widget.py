"""The sequence shapes from Python: runs recorded from models, where it opens, what it says, and what is refused."""

import json
import re

import numpy as np
import pytest
from shape_runs import LETTERS, TAGS, WORDS, classifier, numeral, runs, tagger, writer

from rnn_core import Bidirectional, GRUCell, Stack, tasks
from rnn_core.models import OneHot, Tagger
from unrolled.trained import network
from unrolled.widgets import SequenceShapes
from unrolled.widgets.sequence_shapes.recorded import SHAPES, aligned, many_to_one, one_to_many, one_to_one

RUNS = runs()
CLASSES = ("negative", "positive")


def run(title):
    return next(one for one in RUNS if one.title == title)


def shares(step, names):
    """p of a step in the order of the names."""
    return np.array([dict(step.p)[name] for name in names])


def test_many_to_one_keeps_the_belief_after_each_step_and_writes_at_the_last_alone():
    believed = classifier().beliefs(np.arange(7)[:, None])[:, 0]
    steps = run("sentiment").steps
    for step, p in zip(steps, believed, strict=True):
        np.testing.assert_allclose(shares(step, CLASSES), p, rtol=0, atol=1e-6)
    assert [step.written for step in steps[:-1]] == [None] * 6
    assert steps[-1].written == CLASSES[believed[-1].argmax()]
    assert steps[-1].right == (steps[-1].written == "positive")
    assert [step.read for step in steps] == list(WORDS)


def test_aligned_writes_the_likeliest_class_at_every_step_and_judges_each():
    p = tagger().predict(np.arange(5)[:, None])[:, 0]
    steps = run("tags").steps
    assert [step.written for step in steps] == [TAGS[k] for k in p.argmax(axis=1)]
    assert [step.right for step in steps] == [step.written == tag for step, tag in zip(steps, TAGS, strict=False)]
    for step, row in zip(steps, p, strict=True):
        assert [name for name, _ in step.p] == [TAGS[k] for k in np.argsort(-row)[:5]]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_one_to_many_writes_what_the_model_draws_and_keeps_the_odds_it_drew_with(temperature):
    model, options = writer(), {"longest": 6, "temperature": temperature}
    for seed in range(5):
        found = one_to_many(
            "a name", model, ("<start>",), vocabulary=LETTERS, rng=np.random.default_rng(seed), **options
        )
        drawn = model.sample(1, [0], 1, rng=np.random.default_rng(seed), **options)[0]
        symbols = [LETTERS[k].replace(" ", "␣") for k in drawn.symbols] + ["<end>"] * drawn.ended
        assert [step.written for step in found.steps] == symbols
        assert [step.read for step in found.steps] == ["<start>", *symbols[:-1]]
        odds = model.predict(np.array([0, *drawn.symbols])[: len(symbols), None])[:, 0] ** (1 / temperature)
        for step, row in zip(found.steps, odds / odds.sum(axis=1, keepdims=True), strict=True):
            assert step.written in dict(step.p)
            for name, share in step.p:
                assert share == pytest.approx(row[LETTERS.index(name.replace("␣", " "))], abs=2e-6)


def test_symbols_with_one_text_count_together():
    model, symbols = writer(), ("<start>", "<end>", *((pitch, beats) for pitch in range(3) for beats in (1, 2, 4)))
    options = {"vocabulary": symbols, "end": None, "longest": 5, "rng": np.random.default_rng(0)}
    found = one_to_many("a tune", model, ["<start>"], say=lambda note: f"note {note[0]}", **options)
    p = model.predict(np.array([[0]]))[0, 0]
    together = [("<start>", p[0]), ("<end>", p[1]), *((f"note {k}", p[2 + 3 * k : 5 + 3 * k].sum()) for k in range(3))]
    assert dict(found.steps[0].p) == pytest.approx(dict(together), abs=1e-6)


def test_a_longer_prompt_is_read_before_anything_is_written():
    found = run("a name continued")
    assert found.shape == "other-length"
    assert [step.kind for step in found.steps[:4]] == ["given", "given", "given", "own"]
    assert [step.written is None for step in found.steps[:3]] == [True, True, False]


def test_encoder_decoder_writes_what_greedy_writes_with_its_probability():
    model = network("systems/numerals")
    start, end = tasks.CHINESE.index("<start>"), tasks.CHINESE.index("<end>")
    for number in (0, 12, 81, 105, 3010, 3210):
        found = numeral(number)
        source = tasks.ENGLISH.encode(tasks.english_words(number))[:, None]
        written = model.greedy(source, start=start, end=end)[0]
        decoded = [step for step in found.steps if step.decoder]
        assert [step.written for step in decoded] == [*(tasks.CHINESE[k] for k in written.symbols), "<end>"]
        log_p = np.log([dict(step.p)[step.written] for step in decoded]).sum()
        assert log_p == pytest.approx(written.log_p, abs=1e-4)
        right = "".join(tasks.CHINESE[k] for k in written.symbols) == tasks.chinese_numeral(number)
        assert (found.steps[-1].right, found.steps[-1].truth) == (right, tasks.chinese_numeral(number))


def test_a_decoder_that_is_stopped_before_its_end_is_not_right():
    cut = numeral(105, longest=4)  # 一百零五, without the end
    assert ("".join(step.written for step in cut.steps if step.decoder), cut.steps[-1].right) == ("一百零五", False)


def test_it_opens_at_the_shape_or_the_task_it_is_told_with_the_step_done():
    assert [SequenceShapes(RUNS, shape=shape).task for shape in SHAPES] == [0, 1, 2, 4, 5]
    opened = SequenceShapes(RUNS, task="tags", t=3)
    assert (opened.task, opened.t, opened.phase, opened.inside) == (4, 3, 1, False)
    assert SequenceShapes(RUNS, task="sentiment", t=3).phase == 0
    assert SequenceShapes(RUNS, task="tags", inside=True).phase == 0


def test_what_it_hands_over_is_the_runs_as_json_and_small():
    widget = SequenceShapes(RUNS)
    kept = {name: value for name, value in widget.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept
    assert len(json.dumps(kept["tasks"])) < 20_000
    for given, one in zip(widget.tasks, RUNS, strict=True):
        assert [step.get("written") for step in given["steps"]] == [step.written for step in one.steps]


def test_the_bundle_has_a_picture_and_a_sentence_without_any_trained_symbol():
    data, _ = SequenceShapes(RUNS, task="numerals")._repr_mimebundle_()
    assert data["text/plain"] == (
        "Sequence shapes: one-to-one (a picture); one-to-many (a name); many-to-one (sentiment, rows); aligned (tags); "
        "other-length (numerals, a name continued). Shown: numerals, which reads 4 and then writes"
    )
    assert 3_000 < len(data["image/png"]) < 60_000


def test_the_figure_has_what_was_read_and_written():
    texts = [text.get_text() for text in SequenceShapes(RUNS, task="tags").draw().axes[0].texts]
    assert {*WORDS[:5], *(step.written for step in run("tags").steps)} <= set(texts)
    texts = [text.get_text() for text in SequenceShapes(RUNS, task="numerals").draw().axes[0].texts]
    assert "一" not in texts
    assert texts.count("y") == 4  # the font has no Chinese


def ways(**options):
    rng = np.random.default_rng(0)
    return Tagger(options["cell"](rng), 6, rng=rng, embedding=OneHot(7))


BOTH = Stack([Bidirectional(GRUCell(7, 4, rng=np.random.default_rng(0)), GRUCell(7, 4, rng=np.random.default_rng(1)))])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: many_to_one("x", tagger(), WORDS, CLASSES),
            TypeError,
            "expected a SequenceClassifier, got Tag",
        ),
        (lambda: aligned("x", ways(cell=lambda rng: BOTH), WORDS, TAGS), ValueError, "a cell that reads in one direct"),
        (lambda: many_to_one("x", classifier(), WORDS, "abc", vocabulary=WORDS), ValueError, "classes: expected 2 of"),
        (lambda: many_to_one("x", classifier(), WORDS, "aa", vocabulary=WORDS), ValueError, "one name and none twice"),
        (lambda: many_to_one("x", classifier(), ["a"], CLASSES, vocabulary=WORDS), ValueError, "xs: expected symbols"),
        (lambda: many_to_one("x", classifier(), ["the"], CLASSES, vocabulary=WORDS), ValueError, "at least 2 steps"),
        (lambda: many_to_one("x", classifier(), WORDS, CLASSES, vocabulary=WORDS, tokens="ab"), ValueError, "tokens: "),
        (lambda: many_to_one("x", classifier(), WORDS, CLASSES, vocabulary=WORDS, truth="so"), ValueError, "truth: "),
        (lambda: aligned("x", tagger(), WORDS, TAGS, vocabulary=WORDS, truth=TAGS), ValueError, "truth: expected 7"),
        (lambda: one_to_one("x", [0.5, 0.5], "abc"), ValueError, r"p: expected \(3,\), got \(2,\)"),
        (lambda: one_to_one("x", [1.0], "a", picture=np.ones((13, 2))), ValueError, "at most 12 rows and columns"),
        (lambda: one_to_one("x", [1.0], "a", picture=np.full((2, 2), 1.5)), ValueError, "numbers from 0 to 1"),
        (lambda: one_to_one("", [1.0], "a"), TypeError, "title: expected a text, got ''"),
        (
            lambda: many_to_one("x", classifier(), WORDS * 4, CLASSES, vocabulary=WORDS),
            ValueError,
            "1 to 24 steps",
        ),
        (lambda: SequenceShapes(RUNS[0]), TypeError, "tasks: expected a list of recorded runs, got ShapeRun"),
        (lambda: SequenceShapes(["run"]), TypeError, "tasks: expected runs such as many_to_one"),
        (lambda: SequenceShapes([]), ValueError, "tasks: expected 1 to 12 of them, got 0"),
        (lambda: SequenceShapes(RUNS[:1] * 2), ValueError, "tasks: expected titles that differ"),
        (lambda: SequenceShapes(RUNS, task="chess"), ValueError, "task: expected one of a picture, a name"),
        (lambda: SequenceShapes(RUNS, shape="round"), ValueError, "shape: expected one of one-to-one"),
        (lambda: SequenceShapes(RUNS[:1], shape="aligned"), ValueError, "shape: expected one of one-to-one, got"),
        (
            lambda: SequenceShapes(RUNS, task="tags", shape="many-to-one"),
            ValueError,
            "shape: expected aligned, the",
        ),
        (lambda: SequenceShapes(RUNS, t=1), ValueError, "t: expected 0 to 0, got 1"),
        (lambda: SequenceShapes(RUNS, inside="no"), TypeError, "inside: expected True or False, got 'no'"),
    ],
)
def test_bad_input_is_refused_by_name(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_every_word_it_asks_for_exists():
    own = {key for key in SequenceShapes.words_in("en") if key.startswith("shapes_")}
    asked = set(re.findall(r"[\"`](shapes_[a-z_]+)[\"`]", SequenceShapes._esm))
    made = {f"shapes_{of}{shape}" for shape in SHAPES for of in ("", "about_")}
    made |= {f"shapes_reads_{kind}" for kind in ("own", "start")}
    made |= {f"shapes_p_{kind}" for kind in ("writes", "would", "none", "later")}
    assert asked | made == own
