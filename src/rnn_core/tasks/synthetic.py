"""Tasks made of numbers only, each with one difficulty: how long, how much, in which order to remember.

adding        two marked numbers of a long sequence, summed
copy_memory   ten symbols, a long silence, the ten symbols again
recall        the first symbol of a sequence, asked for after a gap
moving_dot    a film of one dot: which way does it go?
"""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned, ManyToOne
from rnn_core.tasks.sequences import one_hot

DIRECTIONS = ("right", "left", "down", "up")
STEPS = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)])  # (row, column) per frame, in the order of DIRECTIONS


def adding(T: int, N: int, *, rng: np.random.Generator, dtype: Any = np.float64) -> ManyToOne:
    """The adding problem: the sum of the two marked numbers.

    xs (T, N, 2): x_t = (value, mark), values uniform in [0, 1), mark 1 at one step of the first half and at one of
    the second, else 0. targets (N, 1): the sum of the two marked values. Always answering 1 has a mean squared error of
    1/6 (the variance of a sum of two uniform numbers); a network without memory cannot do better.
    (Hochreiter & Schmidhuber, 1997, in the form of Le, Jaitly & Hinton, 2015.)
    """
    T, N = checks.count(T, "T", 2), checks.count(N, "N")
    rng = checks.generator(rng)
    values = rng.random((T, N))
    marks = np.zeros((T, N))
    marks[rng.integers(0, T // 2, N), np.arange(N)] = 1
    marks[rng.integers(T // 2, T, N), np.arange(N)] = 1
    targets = (values * marks).sum(axis=0)[:, None]
    dtype = checks.float_dtype(dtype)
    return ManyToOne(np.stack([values, marks], axis=-1).astype(dtype), targets.astype(dtype))


def copy_memory(
    gap: int, N: int, *, rng: np.random.Generator, symbols: int = 8, length: int = 10, dtype: Any = np.float64
) -> Aligned:
    """Copy memory: `length` symbols, `gap` steps with the signal to answer at the last one, then the symbols again.

    xs (gap + 2 length, N, symbols + 2) one-hot; number `symbols` is the blank, `symbols + 1` the signal.
    targets (gap + 2 length, N) whole numbers below symbols + 1: blank until the signal has come, then the symbols.
    Without memory the best mean cross-entropy is length log(symbols) / (gap + 2 length).
    (Hochreiter & Schmidhuber, 1997; Arjovsky, Shah & Bengio, 2016.)
    """
    gap, N = checks.count(gap, "gap"), checks.count(N, "N")
    symbols, length = checks.count(symbols, "symbols", 2), checks.count(length, "length")
    message = checks.generator(rng).integers(0, symbols, (length, N))
    blank, signal = symbols, symbols + 1
    numbers = np.full((gap + 2 * length, N), blank)
    targets = numbers.copy()
    numbers[:length] = message
    numbers[length + gap - 1] = signal
    targets[-length:] = message
    return Aligned(one_hot(numbers, symbols + 2, dtype), targets)


def recall(
    gap: int,
    N: int,
    *,
    rng: np.random.Generator,
    symbols: int = 4,
    distractors: int = 2,
    alike: bool = False,
    dtype: Any = np.float64,
) -> ManyToOne:
    """Recall with a gap: which symbol came first?

    xs (gap + 2, N, symbols + distractors + 1) one-hot: a symbol, `gap` random distractors, the question mark (the
    last number). targets (N,): the number of the symbol. The classes are as equal in size as N allows, so guessing
    is right once in `symbols` times, and so is anything that has forgotten the first step.

    alike: the distractors are drawn from the symbols themselves (`distractors` does not count, xs has symbols + 1
    entries), so only its place tells the first symbol from the others: a memory must shut itself once it is filled.
    """
    gap, N = checks.count(gap, "gap", 0), checks.count(N, "N")
    symbols, distractors = checks.count(symbols, "symbols", 2), checks.count(distractors, "distractors")
    rng = checks.generator(rng)
    targets = rng.permutation(np.arange(N) % symbols)
    first, kinds = (0, symbols) if checks.flag(alike, "alike") else (symbols, distractors)
    between = first + rng.integers(0, kinds, (gap, N))
    question = np.full((1, N), first + kinds)
    xs = one_hot(np.concatenate([targets[None], between, question]), first + kinds + 1, dtype)
    return ManyToOne(xs, targets)


def moving_dot(
    T: int, N: int, *, rng: np.random.Generator, side: int = 6, noise: float = 0.0, dtype: Any = np.float64
) -> ManyToOne:
    """A film of one dot on a field of side x side that has no edges: which way does it move?

    xs (T, N, side * side): frame t of film n is `xs[t, n].reshape(side, side)`, the dot 1, the rest 0, plus normal
    noise of standard deviation `noise`. targets (N,): the number of the direction in DIRECTIONS. The dot goes one
    field a frame and comes in again on the other side; each frame alone shows it anywhere with equal chance, whatever
    its direction, so no single frame tells. A film run backwards shows the opposite direction.
    """
    T, N, side = checks.count(T, "T", 2), checks.count(N, "N"), checks.count(side, "side", 3)
    noise, dtype = checks.number(noise, "noise"), checks.float_dtype(dtype)
    if noise < 0:
        raise ValueError(f"noise: expected a standard deviation of 0 or more, got {noise}")
    rng = checks.generator(rng)
    targets = rng.permutation(np.arange(N) % len(DIRECTIONS))
    start = rng.integers(0, side, (N, 2))
    place = (start + np.arange(T)[:, None, None] * STEPS[targets]) % side  # (T, N, 2)
    xs = one_hot(place[..., 0] * side + place[..., 1], side * side)
    return ManyToOne((xs + noise * rng.standard_normal(xs.shape)).astype(dtype), targets)
