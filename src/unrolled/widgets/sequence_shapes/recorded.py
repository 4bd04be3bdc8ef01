"""Runs of trained models, recorded step by step: what was read, what was written, and how sure the model was.

    one_to_one         one input, one answer                   any network's probabilities
    one_to_many        one input, then it writes               LanguageModel
    many_to_one        a sequence, one answer at its end       SequenceClassifier
    aligned            a sequence, an answer at every step     Tagger
    encoder_decoder    a sequence, then one of another length  Translator

`SequenceShapes` shows them. A run keeps tokens and probabilities alone, nothing of the model.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnn_core import checks
from rnn_core.compose import Bidirectional, Stack
from rnn_core.losses import log_softmax
from rnn_core.models import LanguageModel, SequenceClassifier, Tagger, Translator
from unrolled.tasks.sequences import END, START, Vocabulary

SHAPES = ("one-to-one", "one-to-many", "many-to-one", "aligned", "other-length")
LONGEST, LIKELIEST, PIXELS = 24, 5, 12


class Step(NamedTuple):
    """One step of a run."""

    read: str  # what was read
    kind: str  # "given", "start" (of a decoder) or "own", the symbol written a step before
    written: str | None = None
    p: tuple = ()  # ((name, probability), ...): the likeliest, the one written among them
    decoder: bool = False
    picture: list | None = None  # rows of numbers from 0 to 1
    truth: str | None = None  # the right answer, at the step where all of it has been written
    right: bool | None = None


class ShapeRun(NamedTuple):
    """A run: its title, its shape (one of SHAPES), its steps."""

    title: str
    shape: str
    steps: tuple


def one_to_one(
    title: str, p: np.ndarray, classes: Iterable, *, read: Any = "", picture: ArrayLike | None = None, truth: Any = None
) -> ShapeRun:
    """One input and one answer: p (V,), what a network makes of it. picture (R, C): the input, if it is one."""
    names = _classes(classes)
    p = checks.array(p, "p", f"({len(names)},)", np.float64)
    best = int(p.argmax())
    picture = None if picture is None else _pictures(np.asarray(picture)[None], 1)[0]
    truth = _truth(truth, names)
    step = Step(str(read), "given", names[best], _likeliest(p, names, best), picture=picture, truth=truth)
    return _run(title, "one-to-one", [_judged(step)])


def many_to_one(
    title: str,
    model: SequenceClassifier,
    xs: Any,
    classes: Iterable,
    *,
    vocabulary: Iterable | None = None,
    tokens: Iterable | None = None,
    pictures: ArrayLike | None = None,
    truth: Any = None,
) -> ShapeRun:
    """A whole sequence, then one answer; at each step before, what the answer would be if it ended there.

    model: a SequenceClassifier. xs: symbols of the vocabulary, or numbers (T, D) whose steps are named by `tokens`.
    pictures (T, R, C): what each step reads, to be drawn. truth: the right class.
    """
    names, tokens, p = _read(model, SequenceClassifier, "beliefs", xs, classes, vocabulary, tokens)
    answers = [names[k] for k in p.argmax(axis=1)]
    steps = [
        Step(token, "given", None, _likeliest(row, names), picture=picture)
        for token, row, picture in zip(tokens, p, _pictures(pictures, len(tokens)), strict=True)
    ]
    steps[-1] = _judged(steps[-1]._replace(written=answers[-1], truth=_truth(truth, names)))
    return _run(title, "many-to-one", steps)


def aligned(
    title: str,
    model: Tagger,
    xs: Any,
    classes: Iterable,
    *,
    vocabulary: Iterable | None = None,
    tokens: Iterable | None = None,
    pictures: ArrayLike | None = None,
    truth: Iterable | None = None,
) -> ShapeRun:
    """An answer at every step; model: a Tagger. truth: the T right classes. The rest as in `many_to_one`."""
    names, tokens, p = _read(model, Tagger, "predict", xs, classes, vocabulary, tokens)
    truths = [None] * len(tokens) if truth is None else [_truth(one, names) for one in truth]
    if len(truths) != len(tokens):
        raise ValueError(f"truth: expected {len(tokens)} classes, one a step, got {len(truths)}")
    steps = [
        _judged(Step(token, "given", names[row.argmax()], _likeliest(row, names), picture=picture, truth=right))
        for token, row, picture, right in zip(tokens, p, _pictures(pictures, len(tokens)), truths, strict=True)
    ]
    return _run(title, "aligned", steps)


def one_to_many(
    title: str, model: LanguageModel, prompt: Iterable, *, vocabulary: Iterable, end: Any = END, longest: int = 16,
    rng: np.random.Generator, temperature: float = 1.0, say: Callable[[Any], str] = str,
) -> ShapeRun:  # fmt: skip
    """The model goes on after the prompt, reading each symbol that it has written; one draw with `rng`.

    model: a LanguageModel. The probabilities are those it draws with, p^(1/temperature) made to sum to 1. A prompt of
    several symbols makes the shape "other-length". end=None: it stops at `longest` alone. say(symbol): the text of a
    symbol that is none itself, such as a note; symbols with one text count together.
    """
    _expect(model, LanguageModel)
    vocabulary = Vocabulary(vocabulary)
    given = vocabulary.encode(prompt, "prompt")
    stop = None if end is None else int(vocabulary.encode([end], "end")[0])
    drawn = model.sample(1, given, stop, longest=longest, rng=rng, temperature=temperature)[0]
    symbols = [*given, *drawn.symbols, *([stop] if drawn.ended else [])]
    ys, _, _ = model.reader.forward(np.array(symbols[:-1])[:, None])
    p = np.exp(log_softmax(ys[:, 0] / temperature))
    names = [_text(symbol if isinstance(symbol, str) else say(symbol)) for symbol in vocabulary]
    different = list(dict.fromkeys(names))
    p = p @ (np.array(names)[:, None] == np.array(different))
    steps = []
    for t, symbol in enumerate(symbols[:-1]):
        step = Step(names[symbol], "given" if t < len(given) else "own")
        if t >= len(given) - 1:
            written = names[symbols[t + 1]]
            step = step._replace(written=written, p=_likeliest(p[t], different, different.index(written)))
        steps.append(step)
    return _run(title, "one-to-many" if len(given) == 1 else "other-length", steps)


def encoder_decoder(
    title: str, model: Translator, source: Iterable, *, source_vocabulary: Iterable, target_vocabulary: Iterable,
    start: Any = START, end: Any = END, longest: int = 12, truth: Iterable | None = None,
) -> ShapeRun:  # fmt: skip
    """The whole source is read, then the decoder writes what is most probable until its end.

    model: a Translator. source: symbols of the source vocabulary; truth: the right symbols, without an end.
    """
    _expect(model, Translator)
    targets = Vocabulary(target_vocabulary)
    names, words = [_text(symbol) for symbol in targets], [_text(word) for word in source]
    symbol, stop = targets.encode([start], "start"), int(targets.encode([end], "end")[0])
    state, read = model.encode(Vocabulary(source_vocabulary).encode(source, "source")[:, None])
    written = []
    steps = [Step(word, "given") for word in words]
    while len(written) < checks.count(longest, "longest") and stop not in written:
        log_p, state = model.next_step(symbol, state, read)
        k = int(log_p[0].argmax())
        kind = "own" if written else "start"
        likeliest = _likeliest(np.exp(log_p[0]), names, k)
        steps.append(Step(names[symbol[0]], kind, names[k], likeliest, decoder=True))
        symbol = np.array([k])
        written.append(k)
    if truth is not None:
        right = [*targets.encode(truth, "truth"), stop] == written
        steps[-1] = steps[-1]._replace(truth=_together([str(symbol) for symbol in truth]), right=right)
    return _run(title, "other-length", steps)


def _read(model, kind, method, xs, classes, vocabulary, tokens):
    """The classes' names, the steps' tokens, and p (T, V) of a model that answers at each step."""
    _expect(model, kind)
    if not _one_way(model.cell):
        raise ValueError(f"model: expected a cell that reads in one direction, got {model.cell!r}")
    names, V = _classes(classes), len(model.params["out.b"])
    if len(names) != V:
        raise ValueError(f"classes: expected {V} of them for this model, got {len(names)}")
    if vocabulary is None:
        xs = np.asarray(xs)
        numbers = xs[:, None] if xs.ndim == 2 else xs
        tokens = [""] * len(numbers) if tokens is None else [_text(token) for token in tokens]
    else:
        numbers = Vocabulary(vocabulary).encode(xs, "xs")[:, None]
        tokens = [_text(token) for token in (xs if tokens is None else tokens)]
    if len(tokens) != len(numbers):
        raise ValueError(f"tokens: expected {len(numbers)} of them, one a step, got {len(tokens)}")
    if len(numbers) < 2:
        raise ValueError(f"xs: expected at least 2 steps, got {len(numbers)}")
    return names, tokens, getattr(model, method)(numbers)[:, 0]


def _expect(model, kind):
    if not isinstance(model, kind):
        raise TypeError(f"model: expected a {kind.__name__}, got {type(model).__name__}")


def _one_way(cell):
    """True if no state of this cell knows a later input."""
    if isinstance(cell, Stack):
        return all(_one_way(part) for part in cell.cells)
    return not isinstance(cell, Bidirectional)


def _run(title, shape, steps):
    if not isinstance(title, str) or not title:
        raise TypeError(f"title: expected a text, got {title!r}")
    if not 1 <= len(steps) <= LONGEST:
        raise ValueError(f"{title}: expected a run of 1 to {LONGEST} steps, got {len(steps)}")
    return ShapeRun(title, shape, tuple(steps))


def _classes(classes):
    names = [str(name) for name in classes]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"classes: expected at least one name and none twice, got {names}")
    return names


def _text(symbol):
    """A symbol as it is shown; a space would not be seen."""
    return "␣" if symbol == " " else str(symbol)


def _truth(truth, names):
    return None if truth is None else checks.choice(str(truth), "truth", tuple(names))


def _judged(step):
    return step._replace(right=None if step.truth is None else step.truth == step.written)


def _together(tokens):
    return ("" if all(len(token) == 1 for token in tokens) else " ").join(tokens)


def _likeliest(p, names, written=None):
    """The likeliest names with their probabilities, in order; the number that was written stands among them."""
    order = list(np.argsort(-p, kind="stable")[:LIKELIEST])
    if written is not None and written not in order:
        order[-1] = written
    return tuple((names[k], round(float(p[k]), 6)) for k in order)


def _pictures(pictures, T):
    """A list of T pictures as rows of numbers from 0 to 1, rounded to what one can see; T times None without any."""
    if pictures is None:
        return [None] * T
    pictures = checks.array(pictures, "pictures", f"({T}, R, C)", np.float64)
    if max(pictures.shape[1:]) > PIXELS or pictures.min() < 0 or pictures.max() > 1:
        raise ValueError(
            f"pictures: expected numbers from 0 to 1 in at most {PIXELS} rows and columns, got {pictures.shape} "
            f"from {pictures.min():g} to {pictures.max():g}"
        )
    return pictures.round(2).tolist()
