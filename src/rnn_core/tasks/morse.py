"""Morse code as a noisy signal of varying speed, with its letters but not their places: speech in small, for CTC.

A dot lasts 1 unit, a dash 3; silence lasts 1 unit inside a letter, 3 between letters and at both ends. A word's unit
is drawn between 1.5 and 2.5 frames, and each element is up to 15 % longer or shorter, rounded to whole frames.
Without noise an element of up to 3 frames is then always one unit, and one of 4 or more is three.
"""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import Transcripts
from rnn_core.tasks.sequences import Vocabulary

BLANK = 0  # CTC's blank
CODE = {
    "A": ".-", "B": "-...", "C": "-.-.", "D": "-..", "E": ".", "F": "..-.",
    "G": "--.", "H": "....", "I": "..", "J": ".---", "K": "-.-", "L": ".-..",
    "M": "--", "N": "-.", "O": "---", "P": ".--.", "Q": "--.-", "R": ".-.",
    "S": "...", "T": "-", "U": "..-", "V": "...-", "W": ".--", "X": "-..-",
    "Y": "-.--", "Z": "--..",
}  # fmt: skip
LETTER = {code: letter for letter, code in CODE.items()}
MORSE_LETTERS = Vocabulary(("<blank>", *CODE))


def morse_words(
    N: int, *, rng: np.random.Generator, letters: tuple[int, int] = (1, 3), exclude: Collection[str] = ()
) -> tuple[str, ...]:
    """N random words of A ... Z, each length in `letters` (shortest, longest) equally likely, none of `exclude`."""
    N, rng = checks.count(N, "N"), checks.generator(rng)
    shortest, longest = _interval(letters, "letters")
    shortest, longest = checks.count(shortest, "letters"), checks.count(longest, "letters", shortest)
    if isinstance(exclude, str):
        raise TypeError(f"exclude: expected a collection of words, got the text {exclude!r}")
    exclude = set(exclude)
    lengths = rng.permutation(np.arange(N) % (longest - shortest + 1)) + shortest
    for length in range(shortest, longest + 1):
        if sum(len(word) == length for word in exclude) >= 26**length:
            raise ValueError(f"exclude: expected to leave some words of {length} letters, got all of them")
    words = []
    for length in lengths:
        while (word := "".join(rng.choice(list(CODE), length))) in exclude:
            pass
        words.append(word)
    return tuple(words)


def morse_signals(
    words: Sequence[str],
    *,
    rng: np.random.Generator,
    unit: tuple[float, float] = (1.5, 2.5),
    jitter: float = 0.15,
    noise: float = 0.2,
    dtype: Any = np.float64,
) -> Transcripts:
    """The words as signals with a unit from the interval `unit` of frames and normal noise.

    xs (T, N, 1): 1 is tone, 0 silence, plus noise; 0 after a signal's end. targets (N, S): the letters 1 ... 26 of
    MORSE_LETTERS, padded with 0.
    Each element of k units lasts round(k unit (1 + e)) frames, at least one, e uniform in [-jitter, jitter].
    ValueError for a word that is empty or holds anything but A ... Z (small letters are read as capitals).
    """
    if isinstance(words, str):
        raise TypeError(f"words: expected a list of texts, got the text {words!r}")
    words = tuple(_checked_word(word) for word in words)
    fast, slow = (checks.number(end, "unit", positive=True) for end in _interval(unit, "unit"))
    if fast > slow:
        raise ValueError(f"unit: expected (lowest, highest), got {unit}")
    jitter, noise = checks.fraction(jitter, "jitter", below_one=True), checks.number(noise, "noise")
    if noise < 0:
        raise ValueError(f"noise: expected a standard deviation of 0 or more, got {noise}")
    dtype, rng = checks.float_dtype(dtype), checks.generator(rng)
    numbers, target_lengths = MORSE_LETTERS.batch(words, "words")
    signals = [_tones(word, rng.uniform(fast, slow), jitter, rng) for word in words]
    lengths = np.array([len(signal) for signal in signals])
    xs = np.zeros((lengths.max(), len(words), 1), dtype)
    for n, signal in enumerate(signals):
        xs[: len(signal), n, 0] = signal + noise * rng.standard_normal(len(signal))
    return Transcripts(xs, lengths, numbers.T, target_lengths)


def decode_morse(signal: np.ndarray) -> str:
    """The word in one signal (T,), read by two thresholds: tone above 0.5, three units from 4 frames on.

    Exact without noise at the default speeds; "?" stands for a code that is no letter. The baseline to beat.
    """
    signal = checks.array(signal, "signal", "(T,)", np.float64)
    word, code = "", ""
    for tone, frames in groupby(signal > 0.5):
        long = len(list(frames)) >= 4
        if tone:
            code += "-" if long else "."
        elif long and code:
            word, code = word + LETTER.get(code, "?"), ""
    return word + (LETTER.get(code, "?") if code else "")


def _elements(word):
    """The word as (is it tone, units) one after the other."""
    elements = [(0, 3)]
    for letter in word:
        for mark in CODE[letter]:
            elements += [(1, 1 if mark == "." else 3), (0, 1)]
        elements[-1] = (0, 3)
    return elements


def _tones(word, unit, jitter, rng):
    levels, units = np.array(_elements(word)).T
    frames = np.maximum(1, np.round(units * unit * (1 + rng.uniform(-jitter, jitter, len(units)))))
    return np.repeat(levels, frames.astype(int)).astype(float)


def _checked_word(word):
    if not isinstance(word, str):
        raise TypeError(f"words: expected texts, got {word!r}")
    if not word or any(letter not in CODE for letter in word.upper()):
        raise ValueError(f"words: expected words of the letters A to Z, got {word!r}")
    return word.upper()


def _interval(value, name):
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise TypeError(f"{name}: expected (lowest, highest), got {value!r}")
    return value
