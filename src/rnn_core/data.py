"""What a model learns from, one record for each shape a sequence task can have, and batches of it.

    Aligned        many-to-many, step by step        Transcripts   many-to-many, shorter: the places not known (CTC)
    ManyToOne      an answer to a whole sequence     Translations  many-to-many, of unknown length
    Examples       no sequence: points, pictures     Captions      one-to-many

    pad            sequences of unequal length -> one array and lengths
    Batches        passes over a record, in batches, shuffled anew each time, bucketed by length if wished
    streams, chunks    one long sequence -> parallel streams -> pieces for truncated backpropagation through time

A batch is a record like the whole, with fewer examples: `data.take(n)` has the examples numbered n, cut to the longest
of them; `data.N` is how many there are. Symbols are whole numbers (T, N), anything else is numbers (T, N, D); lengths
None means that all have T steps.
Raised everywhere: TypeError or ValueError for arguments of the wrong kind or shape.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks


class Examples(NamedTuple):
    """Examples without time: xs (N, ...), and what to make of them, targets (N, ...), None for xs themselves."""

    xs: np.ndarray
    targets: np.ndarray | None = None

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, xs=0, targets=0)

    def take(self, n: Any) -> "Examples":
        """The examples numbered n."""
        return Examples(self.xs[n], None if self.targets is None else self.targets[n])


class ManyToOne(NamedTuple):
    """Sequences xs (T, N) or (T, N, D) and one answer to each, targets (N,) classes or (N, V) numbers."""

    xs: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray | None = None

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, xs=1, targets=0, lengths=0)

    def take(self, n: Any) -> "ManyToOne":
        """The examples numbered n, cut to the longest of them."""
        (xs,), lengths = _cut([self.xs], self.lengths, n)
        return ManyToOne(xs, self.targets[n], lengths)


class Aligned(NamedTuple):
    """Sequences xs (T, N) or (T, N, D) and an answer at each step, targets (T, N) or (T, N, V).

    mask (T, N): True where an answer counts; None for every step of every sequence.
    """

    xs: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, xs=1, targets=1, lengths=0, mask=1)

    def take(self, n: Any) -> "Aligned":
        """The examples numbered n, cut to the longest of them."""
        (xs, targets, mask), lengths = _cut([self.xs, self.targets, self.mask], self.lengths, n)
        return Aligned(xs, targets, lengths, mask)


class Transcripts(NamedTuple):
    """Signals xs (T, N, D) with lengths (N,), and labels targets (N, S), target_lengths (N,), at unknown places."""

    xs: np.ndarray
    lengths: np.ndarray
    targets: np.ndarray
    target_lengths: np.ndarray

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, xs=1, lengths=0, targets=0, target_lengths=0)

    def take(self, n: Any) -> "Transcripts":
        """The examples numbered n, cut to the longest of them."""
        (xs,), lengths = _cut([self.xs], self.lengths, n)
        return Transcripts(xs, lengths, self.targets[n], self.target_lengths[n])


class Translations(NamedTuple):
    """Sources (T, N), and what a decoder reads and should write, decoder_inputs and targets (S, N), one step apart."""

    sources: np.ndarray
    source_lengths: np.ndarray
    decoder_inputs: np.ndarray
    targets: np.ndarray
    target_lengths: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Those of the sources, by which batches are bucketed."""
        return self.source_lengths

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, sources=1, source_lengths=0, decoder_inputs=1, targets=1, target_lengths=0)

    def take(self, n: Any) -> "Translations":
        """The examples numbered n, cut to the longest of them."""
        (sources,), source_lengths = _cut([self.sources], self.source_lengths, n)
        (inputs, targets), target_lengths = _cut([self.decoder_inputs, self.targets], self.target_lengths, n)
        return Translations(sources, source_lengths, inputs, targets, target_lengths)


class Captions(NamedTuple):
    """Pictures (or any features) (N, ...), and what a decoder reads and should write: see Translations."""

    pictures: np.ndarray
    decoder_inputs: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray

    @property
    def N(self) -> int:
        """How many examples."""
        return _examples(self, pictures=0, decoder_inputs=1, targets=1, lengths=0)

    def take(self, n: Any) -> "Captions":
        """The examples numbered n, cut to the longest of them."""
        (inputs, targets), lengths = _cut([self.decoder_inputs, self.targets], self.lengths, n)
        return Captions(self.pictures[n], inputs, targets, lengths)


def _cut(arrays, lengths, n):
    """The sequences numbered n of each (T, N, ...) array, without the steps at the end that none of them has."""
    kept = None if lengths is None else np.asarray(lengths)[n]
    T = None if kept is None else kept.max()
    return [None if array is None else array[:T, n] for array in arrays], kept


def _examples(record, **axes):
    """The number N of examples: the length of each field along its axis, which has to be the same for all."""
    sizes = {}
    for name, axis in axes.items():
        value = getattr(record, name)
        if value is not None:
            if not isinstance(value, np.ndarray) or value.ndim <= axis:
                came = value.shape if isinstance(value, np.ndarray) else type(value).__name__
                raise ValueError(f"{name}: expected an array with the examples along axis {axis}, got {came}")
            sizes[name] = value.shape[axis]
    if len(set(sizes.values())) > 1:
        raise ValueError(f"{', '.join(sizes)}: expected the same number of examples, got {list(sizes.values())}")
    return next(iter(sizes.values()))


class Batches:
    """`data` in batches of `size` examples: each `for batch in batches` is one pass, len(batches) its length.

    With `rng`, every pass is shuffled anew; without it, the order stays. bucket=True puts sequences of like length
    together, so that few steps are padding; then only the order of the batches and that of equals is random. The
    last batch of a pass may be smaller.
    """

    def __init__(self, data: Any, size: int, *, rng: np.random.Generator | None = None, bucket: bool = False):
        if not hasattr(data, "take") or not hasattr(data, "_fields"):
            raise TypeError(f"data: expected a record such as ManyToOne(xs, targets), got {type(data).__name__}")
        self.data, self.size = data, checks.count(size, "size")
        self.rng = None if rng is None else checks.generator(rng)
        self.bucket = checks.flag(bucket, "bucket")
        if self.bucket and getattr(data, "lengths", None) is None:
            raise ValueError("bucket: expected data with lengths, got lengths None")
        self.N = data.N

    def __len__(self) -> int:
        return -(-self.N // self.size)

    def __iter__(self) -> Iterator:
        order = np.arange(self.N) if self.rng is None else self.rng.permutation(self.N)
        if self.bucket:
            order = order[np.argsort(np.asarray(self.data.lengths)[order], kind="stable")]
        pieces = [order[start : start + self.size] for start in range(0, self.N, self.size)]
        if self.bucket and self.rng is not None:
            self.rng.shuffle(pieces)
        for n in pieces:
            yield self.data.take(n)


def pad(sequences: Iterable, name: str = "sequences") -> tuple[np.ndarray, np.ndarray]:
    """N sequences of unequal length, (T_n, D) numbers or (T_n,) symbols -> xs (T, N, D) or (T, N), lengths (N,).

    T is the longest length; the padding is 0, and `lengths` says where it begins. Numbers come out as float64 unless
    all came as float32.
    """
    rows = [checks.real(row, f"{name}[{n}]") for n, row in enumerate(sequences)]
    if not rows or any(row.ndim not in (1, 2) or len(row) == 0 for row in rows):
        came = [row.shape for row in rows][:3]
        raise ValueError(f"{name}: expected sequences of at least one step, (T, D) or (T,), got {came}")
    for n, row in enumerate(rows):
        if row.shape[1:] != rows[0].shape[1:] or (row.dtype.kind == "f") != (rows[0].dtype.kind == "f"):
            raise ValueError(f"{name}[{n}]: expected one like the first, {rows[0].dtype} (T, {rows[0].shape[1:]})")
    lengths = np.array([len(row) for row in rows])
    xs = np.zeros((lengths.max(), len(rows), *rows[0].shape[1:]), np.result_type(*rows))
    for n, row in enumerate(rows):
        xs[: len(row), n] = row
    return xs, lengths


def streams(symbols: np.ndarray, N: int) -> Aligned:
    """One long sequence (L,) or (L, D) as N sequences side by side, each going on where it was cut from the next.

    Returns Aligned(xs, targets), both (T, N, ...) with T = (L - 1) // N; targets are xs one step later. What is left
    over at the end is dropped.
    """
    symbols, N = checks.real(symbols, "symbols"), checks.count(N, "N")
    T = (len(symbols) - 1) // N if symbols.ndim else 0
    if T < 1:
        raise ValueError(f"symbols: expected more than N = {N} of them, got {symbols.shape}")
    xs, targets = (part[: T * N].reshape(N, T, *symbols.shape[1:]).swapaxes(0, 1) for part in (symbols, symbols[1:]))
    return Aligned(xs, targets)


def chunks(data: Aligned, steps: int) -> list[Aligned]:
    """`data`, Aligned and all of one length, as a list of pieces of at most `steps` steps, in order.

    Truncated backpropagation through time (Williams & Peng, 1990) is to learn from one piece after the other and
    carry the state: fit(model, chunks(data, steps), optimizer, carry=True).
    """
    steps = checks.count(steps, "steps")
    if not isinstance(data, Aligned) or data.lengths is not None:
        raise ValueError("data: expected Aligned(xs, targets) without lengths: a sequence must go on in the next piece")
    cuts = [slice(start, start + steps) for start in range(0, len(data.xs), steps)]
    mask = data.mask
    return [Aligned(data.xs[t], data.targets[t], None, None if mask is None else mask[t]) for t in cuts]
