"""949 names people gave to colours (xkcd colour survey, CC0), less the vulgar ones: names <-> red, green, blue.

    data = colour_names()
    letters = encode_names(data.names)        # letters.xs (T, N, V), letters.lengths (N,)
    some = split(spelling_keys(data.names), rng=rng)

Split so, no "blue-green" is held out that was learnt from as "blue green".
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.tasks.sequences import Vocabulary, one_hot

LETTERS = Vocabulary(" '-/abcdefghijklmnopqrstuvwxyz")
VULGAR_STEMS = ("barf", "booger", "diarrhea", "piss", "poo", "puke", "shit", "snot", "vomit")


class Colours(NamedTuple):
    """Colour names and what people meant by them."""

    names: tuple  # N texts
    rgb: np.ndarray  # (N, 3) red, green, blue from 0 to 1


def colour_names(dtype: Any = np.float64) -> Colours:
    """The names in alphabetical order and their colours, rgb (N, 3) from 0 to 1. Needs matplotlib."""
    from matplotlib.colors import XKCD_COLORS, to_rgb

    hexes = {key.removeprefix("xkcd:"): value for key, value in XKCD_COLORS.items()}
    names = tuple(sorted(name for name in hexes if not any(stem in name for stem in VULGAR_STEMS)))
    return Colours(names, np.array([to_rgb(hexes[name]) for name in names], dtype=checks.float_dtype(dtype)))


class Names(NamedTuple):
    """Names as letters, one step a letter."""

    xs: np.ndarray  # (T, N, V) one-hot, V = len(LETTERS)
    lengths: np.ndarray  # (N,)


def encode_names(names: Iterable[str], *, align: str = "right", T: int | None = None, dtype: Any = np.float64) -> Names:
    """Names, also typed ones, as one-hot letters xs (T, N, 30) with lengths (N,).

    align="right": every name ends at step T - 1, zero vectors come before it, so the last state has read the name.
    align="left": every name begins at step 0, zero vectors come after it: use `lengths`.
    T is the longest name unless a longer one is asked for. Capitals are read as small letters.
    ValueError for an empty name or a letter that is not in LETTERS, with the letter and its place.
    """
    if isinstance(names, str):
        raise TypeError(f"names: expected a list of texts, got the text {names!r}")
    align, dtype = checks.choice(align, "align", ("right", "left")), checks.float_dtype(dtype)
    rows = [_letters(name) for name in names]
    longest = max(map(len, rows), default=0)
    if not longest:
        raise ValueError("names: expected at least one name, got none")
    T = longest if T is None else checks.count(T, "T", longest)
    xs = np.zeros((T, len(rows), len(LETTERS)), dtype)
    for n, row in enumerate(rows):
        first = T - len(row) if align == "right" else 0
        xs[first : first + len(row), n] = one_hot(row, len(LETTERS), dtype)
    return Names(xs, np.array([len(row) for row in rows]))


def spelling_keys(names: Iterable[str]) -> tuple[str, ...]:
    """Each name without spaces and punctuation: keys for `split` that keep spellings of one name together."""
    return tuple("".join(letter for letter in name if letter.isalpha()) for name in names)


def _letters(name):
    if not isinstance(name, str):
        raise TypeError(f"names: expected texts, got {name!r}")
    if not name:
        raise ValueError("names: expected at least one letter in each name, got ''")
    for t, letter in enumerate(name.lower()):
        if letter not in LETTERS:
            raise ValueError(
                f"names: expected letters a to z, space, hyphen, slash or apostrophe, got {letter!r} at position {t} "
                f"of {name!r}"
            )
    return LETTERS.encode(name.lower())
