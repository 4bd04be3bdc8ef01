"""1,797 real handwritten digits of 8 x 8 points (scikit-learn's copy of the UCI set), as pictures and as sequences."""

from typing import NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.tasks.numerals import english_words


class Digits(NamedTuple):
    """Pictures and the digits they show."""

    images: np.ndarray  # (N, 8, 8), 0 is paper, 1 is ink
    labels: np.ndarray  # (N,) 0 ... 9


class DigitRows(NamedTuple):
    """Pictures read row by row."""

    xs: np.ndarray  # (8, N, 8): step t is row t
    labels: np.ndarray  # (N,) 0 ... 9


class Captioned(NamedTuple):
    """Pictures of two digits and what to say of them."""

    images: np.ndarray  # (N, 8, 16)
    numbers: np.ndarray  # (N,) 10 ... 99
    captions: tuple  # N tuples of words, such as ("forty", "two")


def digit_images(dtype=np.float64):
    """All digits as images (1797, 8, 8) from 0 to 1, no image twice, with labels (1797,). Needs scikit-learn."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return Digits((data.images / 16).astype(checks.float_dtype(dtype)), data.target.astype(np.int64))


def digit_rows(dtype=np.float64):
    """All digits as sequences of eight rows, xs (8, 1797, 8), with labels (1797,)."""
    images, labels = digit_images(dtype)
    return DigitRows(np.ascontiguousarray(images.transpose(1, 0, 2)), labels)


def captioned_digits(digits, N, *, rng):
    """N pictures of two of the given digits side by side, 10 to 99, with the number in English words.

    Give it the Digits of one side of a split only, and no digit's picture is on both sides.
    ValueError if no digit but 0 is given: a number does not begin with 0.
    """
    if not isinstance(digits, Digits):
        raise TypeError(f"digits: expected Digits as digit_images gives them, got {type(digits).__name__}")
    N, rng = checks.count(N, "N"), checks.generator(rng)
    leading = np.flatnonzero(digits.labels)
    if not len(leading):
        raise ValueError("digits: expected some digit from 1 to 9, got none")
    tens, ones = rng.choice(leading, N), rng.integers(0, len(digits.labels), N)
    numbers = 10 * digits.labels[tens] + digits.labels[ones]
    images = np.concatenate([digits.images[tens], digits.images[ones]], axis=2)
    return Captioned(images, numbers, tuple(english_words(int(number)) for number in numbers))
