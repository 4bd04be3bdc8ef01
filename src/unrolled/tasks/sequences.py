"""From symbols to the arrays a network reads, and from all examples to those kept apart.

Vocabulary        symbols <-> whole numbers, padding
one_hot           (T, N) numbers -> (T, N, V) zeros and ones
continuations     sequences -> inputs and next-symbol targets of a language model
captions          pictures and words for them -> the arrays of a captioner
pairs             (source, target) sequences -> the arrays of an encoder-decoder
split             indices to learn from and indices held out

A symbol is anything hashable: a letter, a word, a note.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned, Captions, Translations

PAD, START, END = "<pad>", "<start>", "<end>"


class Vocabulary(tuple):
    """The symbols of a task in a fixed order: symbol number v stands for `vocabulary[v]`."""

    __slots__ = ()

    def __new__(cls, symbols: Iterable[Hashable]) -> "Vocabulary":
        vocabulary = super().__new__(cls, symbols)
        if not vocabulary or len(set(vocabulary)) < len(vocabulary):
            raise ValueError(f"symbols: expected at least one symbol and none twice, got {tuple(vocabulary)!r}")
        return vocabulary

    @classmethod
    def of(cls, sequences: Iterable, first: Iterable = ()) -> "Vocabulary":
        """The symbols of `sequences` in sorted order, after those of `first`."""
        return cls((*first, *sorted({symbol for sequence in sequences for symbol in sequence} - set(first))))

    def encode(self, sequence: Iterable, name: str = "sequence") -> np.ndarray:
        """The numbers (T,) of the symbols of `sequence`. ValueError for a symbol that is not in the vocabulary."""
        number = {symbol: v for v, symbol in enumerate(self)}
        for t, symbol in enumerate(sequence):
            if symbol not in number:
                raise ValueError(f"{name}: expected symbols of the vocabulary, got {symbol!r} at position {t}")
        return np.array([number[symbol] for symbol in sequence], dtype=np.int64)

    def decode(self, numbers: np.ndarray) -> tuple:
        """The symbols (a tuple) of the numbers (T,)."""
        return tuple(self[v] for v in checks.indices(numbers, "numbers", "(T,)", len(self)))

    def batch(self, sequences: Iterable, name: str = "sequences") -> tuple[np.ndarray, np.ndarray]:
        """The sequences as padded numbers (T, N), padded with 0, and their lengths (N,).

        T is the longest length; `lengths`, not the padding, says where a sequence ends.
        """
        rows = [self.encode(sequence, name) for sequence in sequences]
        if not rows or not all(len(row) for row in rows):
            raise ValueError(f"{name}: expected at least one sequence and no empty one, got {list(sequences)[:3]!r}")
        lengths = np.array([len(row) for row in rows])
        numbers = np.zeros((lengths.max(), len(rows)), dtype=np.int64)
        for n, row in enumerate(rows):
            numbers[: len(row), n] = row
        return numbers, lengths


def one_hot(numbers: np.ndarray, V: int, dtype: Any = np.float64) -> np.ndarray:
    """The whole numbers (...) as vectors (..., V) of zeros with a single one."""
    V = checks.count(V, "V")
    given = checks.real(numbers, "numbers")
    checks.indices(given.reshape(-1), "numbers", "(N,)", V)
    return np.eye(V, dtype=checks.float_dtype(dtype))[given]


class Encoded(NamedTuple):
    """Sequences of symbols as numbers: what a model learns from, and what the numbers stand for."""

    data: Any  # Aligned, or Captions if there are pictures
    vocabulary: Vocabulary


def continuations(sequences: Iterable, vocabulary: Vocabulary | None = None) -> Encoded:
    """A language model's data: Aligned inputs <start> s_1 ... s_n and targets s_1 ... s_n <end>, both (T, N).

    A given vocabulary has to hold <start> and <end>; the default is <pad>, <start>, <end> and the sorted symbols.
    """
    sequences = [tuple(sequence) for sequence in sequences]
    vocabulary = vocabulary or Vocabulary.of(sequences, (PAD, START, END))
    xs, lengths = vocabulary.batch([(START, *sequence) for sequence in sequences])
    targets, _ = vocabulary.batch([(*sequence, END) for sequence in sequences])
    return Encoded(Aligned(xs, targets, lengths), vocabulary)


def captions(pictures: np.ndarray, texts: Iterable, vocabulary: Vocabulary | None = None) -> Encoded:
    """A captioner's data: pictures (N, ...) and the N sequences to be written for them, as Captions.

    The vocabulary is that of `continuations`. ValueError if there are not as many texts as pictures.
    """
    words, vocabulary = continuations(texts, vocabulary)
    if len(pictures) != words.N:
        raise ValueError(f"texts: expected one for each of the {len(pictures)} pictures, got {words.N}")
    return Encoded(Captions(pictures, words.xs, words.targets, words.lengths), vocabulary)


class Pairs(NamedTuple):
    """An encoder-decoder's data, and what the numbers on either side stand for."""

    data: Translations
    source_vocabulary: Vocabulary
    target_vocabulary: Vocabulary


def pairs(
    sources: Iterable,
    targets: Iterable,
    source_vocabulary: Vocabulary | None = None,
    target_vocabulary: Vocabulary | None = None,
) -> Pairs:
    """An encoder-decoder's data: read the whole source, then write the target.

    The decoder's inputs are <start> y_1 ... y_n (teacher forcing), its targets y_1 ... y_n <end>; target_lengths count
    the <end>. The default vocabularies are <pad> and the sorted symbols, for targets <start> and <end>, too.
    ValueError if there are not as many sources as targets, or a symbol is not in a given vocabulary.
    """
    sources, targets = list(sources), list(targets)
    if len(sources) != len(targets):
        raise ValueError(f"targets: expected one for each of the {len(sources)} sources, got {len(targets)}")
    source_vocabulary = source_vocabulary or Vocabulary.of(sources, (PAD,))
    numbers, source_lengths = source_vocabulary.batch(sources, "sources")
    written, target_vocabulary = continuations(targets, target_vocabulary)
    data = Translations(numbers, source_lengths, written.xs, written.targets, written.lengths)
    return Pairs(data, source_vocabulary, target_vocabulary)


class Split(NamedTuple):
    """Indices of the examples to learn from and of those held out: no example is in both."""

    train: np.ndarray
    held_out: np.ndarray


def split(examples: int | Sequence, held_out: float = 0.2, *, rng: np.random.Generator) -> Split:
    """Shuffled indices of the examples to learn from and of a fraction `held_out` to measure on.

    examples is a number N of different examples, or a sequence of N keys: examples with equal keys (spellings of
    one name, repeated sessions) stay on one side. `held_out` is then the fraction of keys. Each side keeps one key.
    """
    held_out = checks.fraction(held_out, "held_out", below_one=True)
    rng = checks.generator(rng)
    if isinstance(examples, int | np.integer):
        keys = np.arange(checks.count(examples, "examples", 2))
    else:
        if not isinstance(examples, Sequence):
            raise TypeError(f"examples: expected their number or a sequence of keys, got {type(examples).__name__}")
        number = {key: k for k, key in enumerate(dict.fromkeys(examples))}
        keys = np.array([number[key] for key in examples], dtype=np.int64)
    K = len(np.unique(keys))
    apart = max(1, round(held_out * K))
    if held_out == 0 or apart >= K:
        raise ValueError(f"held_out: expected a fraction that leaves both sides some of {K} examples, got {held_out}")
    is_apart = np.zeros(K, dtype=bool)
    is_apart[rng.permutation(K)[:apart]] = True
    order = rng.permutation(len(keys))
    return Split(order[~is_apart[keys[order]]], order[is_apart[keys[order]]])
