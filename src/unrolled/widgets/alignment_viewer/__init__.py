"""The alignment viewer: a signal, what a network answers at each frame, and how letters come of it (CTC)."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.ctc import CTCAlignment, collapse, ctc_alignment
from rnn_core.losses import log_softmax
from unrolled.widgets import arguments
from unrolled.widgets.alignment_viewer import words
from unrolled.widgets.join import joined
from unrolled.widgets.widget import Widget, style

LONGEST, MOST_LABELS, MOST_LETTERS, MOST_TEXTS = 160, 64, 8, 4
VIEWS = {"path": 3, "sum": 2, "share": 3}  # each with its number of operations inside a frame


class AlignmentViewer(Widget):
    """Follow connectionist temporal classification frame by frame (Graves et al., 2006; `rnn_core.ctc`):

        path     the best path, pi_t = argmax p_t, collapsing into letters: repeats merged, blanks dropped
        sum      alpha[t, s], the sum over the beginnings of all paths of a text, and at the end p(text | signal)
        share    alpha beta / p, the share of its paths in each state, and p - share, the gradient of -log p

    The reader types a text and sees its probability, summed in the browser as `rnn_core.ctc` does it.

    signal: (T,) or (T, 1), what is heard. logprobs: (T, V), the logs of the network's answers, V at most 64 labels
    with the blank as number 0; they are kept to six digits. letters: the V names of the labels, the blank's first, the
    others single characters. At most 160 frames. texts: up to 4 texts to compare, each of at most 8 letters, the first
    one looked at; the best path's if None. Where it opens: view; t, the frame, the last if None; phase, the operation
    inside it, if inside; chosen, the number of a state of the text, the one most paths are in if None.
    lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("alignment_viewer/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "alignment_viewer/style.css", root="alignment-viewer")

    signal = traitlets.List().tag(sync=True)
    logprobs = traitlets.List().tag(sync=True)
    letters = traitlets.List().tag(sync=True)
    texts = traitlets.List().tag(sync=True)
    transcript = traitlets.Unicode().tag(sync=True)
    view = traitlets.Unicode("path").tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)
    phase = traitlets.Int(0).tag(sync=True)
    inside = traitlets.Bool(False).tag(sync=True)
    chosen = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(
        self, signal: np.ndarray, logprobs: np.ndarray, letters: Iterable[str], *, texts: Iterable[str] | None = None,
        view: str = "path", t: int | None = None, phase: int = 0, inside: bool = False, chosen: int | None = None,
        lang: str = "en",
    ) -> None:  # fmt: skip
        logprobs = _answers(logprobs)
        T, V = logprobs.shape
        letters = _letters(letters, V)
        if texts is None:
            texts = ["".join(letters[label] for label in collapse(logprobs.argmax(axis=1)))]
        texts = _texts(texts, letters, T)
        view = checks.choice(view, "view", tuple(VIEWS))
        super().__init__(
            lang=lang,
            signal=_signal(signal, T).tolist(),
            logprobs=logprobs.tolist(),
            letters=letters,
            texts=texts,
            transcript=texts[0],
            view=view,
            t=T - 1 if t is None else arguments.within(t, "t", T),
            phase=arguments.within(phase, "phase", VIEWS[view]),
            inside=checks.flag(inside, "inside"),
            chosen=None if chosen is None else arguments.within(chosen, "chosen", 2 * len(texts[0]) + 1),
        )

    def alignment(self, text: str | None = None) -> CTCAlignment:
        """All alignments of `text` (the one looked at if None) with the signal: a `CTCAlignment` of one sequence."""
        labels = _labels(self.transcript if text is None else text, self.letters, len(self.logprobs))
        return ctc_alignment(np.array(self.logprobs)[:, None], [labels])

    def probability(self, text: str | None = None) -> float:
        """p(text | signal), the sum over all its paths."""
        return float(np.exp(self.alignment(text).log_p[0]))

    def best_path(self) -> tuple[np.ndarray, str, float]:
        """The most probable label of each frame, (T,); the text it says; the probability of this one path."""
        logs = log_softmax(np.array(self.logprobs))
        path = logs.argmax(axis=1)
        return path, "".join(self.letters[label] for label in collapse(path)), float(np.exp(logs.max(axis=1).sum()))

    def describe(self) -> str:
        """What the best path says and what the text looked at is worth, in a sentence."""
        _, said, p = self.best_path()
        worth = "; ".join(f"p({text or 'nothing'}) = {self.probability(text):.2f}" for text in self.texts)
        return (
            f"Alignment viewer, {len(self.logprobs)} frames. The best path says {said or 'nothing'} "
            f"with probability {p:.2f}. Summed over all paths: {worth}"
        )

    def draw(self) -> Any:
        """Signal, answers and the alignment of the text looked at, one under the other."""
        from matplotlib.figure import Figure

        from unrolled.plots import decoding as plots

        found = self.alignment()
        figure = Figure(figsize=(7, 4.6), layout="constrained")
        top, middle, bottom = figure.subplots(3, 1, sharex=True)
        plots.draw_signal(top, np.array(self.signal))
        plots.draw_frames(middle, np.exp(self.logprobs), self.letters)
        plots.draw_states(bottom, found.posterior[:, 0], found.labels[0], self.letters)
        return figure


def _answers(logprobs):
    """logprobs (T, V) as logs of probabilities, to six digits."""
    logs = checks.floats(logprobs, "logprobs", "(T, V)").astype(np.float64)
    T, V = logs.shape
    if not 2 <= T <= LONGEST:
        raise ValueError(f"logprobs: expected 2 to {LONGEST} frames, got {T}")
    if not 2 <= V <= MOST_LABELS:
        raise ValueError(f"logprobs: expected 2 to {MOST_LABELS} labels, got {V}")
    sums = np.exp(np.minimum(logs, 1)).sum(axis=1)
    wrong = np.abs(sums - 1) > 1e-4
    if wrong.any():
        t = int(wrong.argmax())
        raise ValueError(f"logprobs: expected logs of probabilities that sum to 1, got {sums[t]:.3g} at frame {t}")
    return logs.round(6) + 0.0


def _signal(signal, T):
    flat = checks.real(signal, "signal").ndim == 1
    return checks.array(signal, "signal", f"({T},)" if flat else f"({T}, 1)", np.float64).reshape(T).round(4) + 0.0


def _letters(letters, V):
    """The names of the labels as a list; the blank's may be anything."""
    names = list(letters)
    if not all(isinstance(name, str) for name in names):
        raise TypeError("letters: expected texts")
    if len(names) != V:
        raise ValueError(f"letters: expected {V} names, one a label, got {len(names)}")
    wrong = [name for name in names[1:] if len(name) != 1 or name.isspace()]
    if wrong or len(set(names)) != V:
        raise ValueError(f"letters: expected different single characters after the blank's name, got {wrong or names}")
    return names


def _texts(texts, letters, T):
    if isinstance(texts, str):
        raise TypeError(f"texts: expected a list of texts, got the text {texts!r}")
    texts = list(texts)
    if not 1 <= len(texts) <= MOST_TEXTS or len(set(texts)) != len(texts):
        raise ValueError(f"texts: expected 1 to {MOST_TEXTS} different ones, got {texts}")
    for text in texts:
        _labels(text, letters, T)
    return texts


def _labels(text, letters, T):
    """A text as numbers of labels; ValueError for one that has no path."""
    if not isinstance(text, str):
        raise TypeError(f"text: expected a text, got {text!r}")
    unknown = [letter for letter in text if letter not in letters[1:]]
    if unknown:
        raise ValueError(f"text: expected letters among {''.join(letters[1:])}, got {unknown[0]!r} in {text!r}")
    if len(text) > MOST_LETTERS:
        raise ValueError(f"text: expected at most {MOST_LETTERS} letters, got {len(text)}")
    needed = len(text) + sum(letter == before for letter, before in zip(text[1:], text, strict=False))
    if needed > T:
        raise ValueError(f"text: expected one that fits into {T} frames, got {text!r}, which needs {needed}")
    return [letters.index(letter, 1) for letter in text]
