"""1,797 real handwritten digits of 8 x 8 points (scikit-learn's copy of the UCI set), as pictures and as sequences."""

from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.data import Captions, Examples, ManyToOne
from unrolled.tasks.numerals import ONES, TENS, english_words
from unrolled.tasks.sequences import END, PAD, START, Vocabulary, captions

CAPTION_WORDS = Vocabulary((PAD, START, END, *ONES, *TENS))


class Captioned(NamedTuple):
    """Pictures of two digits and words for them."""

    numbers: np.ndarray  # (N,) 10 ... 99
    captions: tuple  # N tuples of words, such as ("forty", "two")
    data: Captions  # pictures (N, 8, 16), the words as numbers of CAPTION_WORDS
    vocabulary: Vocabulary


def digit_images(dtype: Any = np.float64) -> Examples:
    """All digits as images xs (1797, 8, 8), 0 is paper and 1 is ink, no image twice, and targets (1797,), 0 ... 9.

    Needs scikit-learn.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    return Examples((data.images / 16).astype(checks.float_dtype(dtype)), data.target.astype(np.int64))


def digit_rows(dtype: Any = np.float64) -> ManyToOne:
    """All digits as sequences of eight rows, xs (8, 1797, 8): step t is row t; targets (1797,)."""
    images, targets = digit_images(dtype)
    assert targets is not None
    return ManyToOne(np.ascontiguousarray(images.transpose(1, 0, 2)), targets)


def captioned_digits(digits: Examples, N: int, *, rng: np.random.Generator) -> Captioned:
    """N pictures of two of the given digits side by side, 10 to 99, with the number in English words.

    Give it the digits of one side of a split only, and no digit's picture is on both sides.
    ValueError if no digit but 0 is given: a number does not begin with 0.
    """
    if not isinstance(digits, Examples):
        raise TypeError(f"digits: expected Examples as digit_images gives them, got {type(digits).__name__}")
    N, rng = checks.count(N, "N"), checks.generator(rng)
    images, figures = digits.xs, np.asarray(digits.targets)
    leading = np.flatnonzero(figures)
    if not len(leading):
        raise ValueError("digits: expected some digit from 1 to 9, got none")
    tens, ones = rng.choice(leading, N), rng.integers(0, len(figures), N)
    numbers = 10 * figures[tens] + figures[ones]
    texts = tuple(english_words(int(number)) for number in numbers)
    pictures = np.concatenate([images[tens], images[ones]], axis=2)
    return Captioned(numbers, texts, *captions(pictures, texts, CAPTION_WORDS))
