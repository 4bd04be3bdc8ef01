"""The translation stepper: an encoder reads, its state is handed over, a decoder writes, and a beam grows as a tree."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.cells import GRUCell, LSTMCell, RNNCell
from rnn_core.models import Translator
from rnn_core.models.decoding import Beam
from unrolled.recordings.packing import as_text
from unrolled.tasks.numerals import CHINESE, ENGLISH, LARGEST, chinese_numeral, english_words
from unrolled.tasks.sequences import END, START
from unrolled.widgets import arguments
from unrolled.widgets.join import joined
from unrolled.widgets.networks import cell_arrays, packed
from unrolled.widgets.translation_stepper import words
from unrolled.widgets.widget import Widget, style

LONGEST, WIDEST_BEAM, WIDEST_CELL = 12, 4, 128


class TranslationStepper(Widget):
    """Numbers from 0 to 9999 in English words, turned into Chinese numerals step by step by trained networks:

        h_t = encoder(E[x_t], h_{t-1})      s_{-1} = h_{T-1}      s_k = decoder(F[y_{k-1}], s_{k-1})
        p(y_k | y_0 ... y_{k-1}, x) = softmax(s_k W_y + b_y)

    with attention softmax(u_k W_y + b_y), u_k = tanh([s_k, m_k] W_u + b_u), m_k = sum_t w_{k,t} h_t and
    w_k = softmax(s_k W h^T). Of all beginnings the `width` most probable are kept at each step. The reader types
    another number, and the network translates it in the browser.

    models: a Translator from ENGLISH (32 words) to CHINESE (16 symbols), or {title: Translator}; cells RNNCell,
    LSTMCell or GRUCell of at most 128 units. number: 0 to 9999. width: 1 (greedy) to 4. network: the title of the one
    that is shown, the first by default. held_out: numbers that no network learnt from, or None if that is not to be
    said. t: the step it stands at, 0 ... T - 1 reading, T handing over, then one a symbol; the last by default.
    inside: does one press move an operation. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("translation_stepper/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "translation_stepper/style.css", root="translation-stepper")

    networks = traitlets.Dict().tag(sync=True)
    titles = traitlets.List().tag(sync=True)
    vocabularies = traitlets.Dict().tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)
    held_out = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    network = traitlets.Unicode().tag(sync=True)
    number = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    t = traitlets.Int().tag(sync=True)
    inside = traitlets.Bool().tag(sync=True)

    def __init__(
        self, models: Any, number: int = 3042, *, width: int = 4, network: str | None = None,
        held_out: Iterable[int] | None = None, t: int | None = None, inside: bool = False, lang: str = "en",
    ) -> None:  # fmt: skip
        self._models = models = _models(models)
        network = checks.choice(next(iter(models)) if network is None else network, "network", tuple(models))
        number, width = arguments.within(number, "number", LARGEST + 1), checks.count(width, "width")
        if width > WIDEST_BEAM:
            raise ValueError(f"width: expected 1 to {WIDEST_BEAM}, got {width}")
        steps = len(english_words(number)) + 1 + len(_search(models[network], number, width).steps)
        super().__init__(
            lang=lang,
            networks={title: _as_json(model) for title, model in models.items()},
            titles=list(models),
            vocabularies={"english": list(ENGLISH), "chinese": list(CHINESE)},
            held_out=None if held_out is None else _bits(held_out),
            network=network,
            number=number,
            width=width,
            t=steps - 1 if t is None else arguments.within(t, "t", steps),
            inside=checks.flag(inside, "inside"),
        )

    def search(self) -> Beam:
        """The `Beam` that rnn_core finds for the number and the network that are shown now."""
        return _search(self._models[self.network], self.number, self.width)

    def looks(self) -> np.ndarray | None:
        """How much each symbol of the best sequence looks at each word, (S, T); None without attention."""
        model = self._models[self.network]
        if model.attention is None:
            return None
        best = self.search().best[0]
        read_in = [CHINESE.index(START), *best.symbols][: len(best.symbols) + best.ended]
        state, source = model.encode(_source(self.number))
        rows = []
        for symbol in read_in:
            _, state = model.next_step(np.array([symbol]), state, source)
            _, answer = model.answer(state.h[None], source)
            rows.append(answer.look.weights[0, 0])
        return np.array(rows)

    def describe(self) -> str:
        """What is read and what is written, in a sentence."""
        found = [(numeral_of(one.symbols), one.log_p) for one in self.search().best]
        told = ", ".join(f"{said} {np.exp(log_p):.2f}" for said, log_p in found)
        right = chinese_numeral(self.number)
        verdict = "right" if found[0][0] == right else f"wrong, {right} is right"
        kept = "greedy" if self.width == 1 else f"the best {self.width} beginnings kept"
        return (
            f"Translation stepper, {self.network}, {kept}: {' '.join(english_words(self.number))} becomes "
            f"{found[0][0]} ({verdict}). Found with p: {told}"
        )

    def draw(self) -> Any:
        """The tree of the search, and with attention what the best sequence looks at, as a figure."""
        from unrolled.widgets.translation_stepper.figure import translate_figure

        return translate_figure(self.search(), english_words(self.number), self.looks())


def _bits(numbers):
    """Numbers from 0 to 9999 as a bit each in base64: 2,000 of them would be 2,000 lines of a notebook."""
    there = np.zeros(LARGEST + 1, bool)
    there[[arguments.within(number, "held_out", LARGEST + 1) for number in numbers]] = True
    return as_text(np.packbits(there, bitorder="little"), "u1")


def numeral_of(symbols: Iterable[int]) -> str:
    """Numbers of CHINESE symbols as text."""
    return "".join(CHINESE[symbol] for symbol in symbols)


def _source(number):
    return ENGLISH.encode(english_words(number))[:, None]


def _search(model, number, width):
    start, end = CHINESE.index(START), CHINESE.index(END)
    return model.beam(_source(number), start=start, end=end, longest=LONGEST, width=width)[0]


def _models(models):
    """{title: Translator} of what was given."""
    if not isinstance(models, dict):
        models = {"attention" if getattr(models, "attention", None) is not None else "one state": models}
    if not models:
        raise ValueError("models: expected at least one, got none")
    for title, model in models.items():
        _check(model, f"models[{title!r}]")
    return {str(title): model for title, model in models.items()}


def _check(model, name):
    if not isinstance(model, Translator):
        raise TypeError(f"{name}: expected a Translator, got {model!r}")
    sizes = tuple(len(one.params["W"]) for one in (model.source, model.target))
    if sizes != (len(ENGLISH), len(CHINESE)):
        raise ValueError(f"{name}: expected {len(ENGLISH)} words and {len(CHINESE)} symbols, got {sizes}")
    for cell in (model.encoder, model.decoder):
        if not isinstance(cell, RNNCell | LSTMCell | GRUCell):
            raise TypeError(f"{name}: expected an RNNCell, LSTMCell or GRUCell on either side, got {cell!r}")
    if model.encoder.hidden_size > WIDEST_CELL:
        raise ValueError(f"{name}: expected at most {WIDEST_CELL} units, got {model.encoder.hidden_size}")


def _as_json(model):
    """A translator as JSON carries it, its matrices packed."""

    def arrays(part):
        return {name: np.asarray(value, float) for name, value in part.params.items()}

    return packed({
        "source": arrays(model.source)["W"], "encoder": cell_arrays(model.encoder),
        "target": arrays(model.target)["W"], "decoder": cell_arrays(model.decoder), "out": arrays(model.out),
        "attention": None if model.attention is None else arrays(model.attention)["W"],
        "combine": None if model.attention is None else arrays(model.combine),
    })  # fmt: skip
