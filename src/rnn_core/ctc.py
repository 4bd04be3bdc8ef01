"""Connectionist temporal classification: learn labels from a longer signal without knowing where they stand.

    ctc_loss        -log p(labels | signal), summed over all alignments, and its gradient
    ctc_alignment   the alignments themselves: forward and backward variables, posteriors
    ctc_greedy, ctc_beam   from the network's outputs to labels;   collapse   from a path to labels

A path pi gives each time step a label or the blank: p(pi) = prod_t y[t, pi_t] with y = softmax(logits). Its
labels are what is left when repeats are merged and then blanks dropped: a a - a b b -> a a b.
(Graves, Fernandez, Gomez & Schmidhuber, Connectionist temporal classification, 2006.)

All sums of probabilities are done with logarithms, and in float64 even for float32 logits: log p of a long
signal is a large number whose small differences matter. The gradient comes back in the type of the logits.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnn_core.checks import choice, count, floats, indices, real
from rnn_core.checks import lengths as check_lengths
from rnn_core.losses import log_softmax


class CTCAlignment(NamedTuple):
    """How N label sequences lie over T steps; -inf (or 0 for the posterior) where a sequence has ended.

    labels     (N, L)      blank, l_1, blank, l_2, ... blank: the states of an alignment, L = 2 S + 1
    log_alpha  (T, N, L)   log of the sum over all beginnings of paths that are in state s at step t
    log_beta   (T, N, L)   log of the sum over all their ends, after step t
    posterior  (T, N, L)   p(state s at step t | signal, labels); sums to 1 at each step
    log_p      (N,)        log p(labels | signal)
    """

    labels: np.ndarray
    log_alpha: np.ndarray
    log_beta: np.ndarray
    posterior: np.ndarray
    log_p: np.ndarray


def ctc_loss(
    logits: ArrayLike,
    targets: Sequence[ArrayLike] | np.ndarray,
    lengths: ArrayLike | None = None,
    target_lengths: ArrayLike | None = None,
    *,
    blank: int = 0,
    reduction: str = "mean",
) -> tuple[float, np.ndarray]:
    """-log p(targets | logits) and its gradient:

        dlogits[t, k] = y[t, k] - sum of posterior[t, s] over the states s that show label k

    logits (T, N, V), the blank among the V; targets: N lists of labels, or (N, S) padded with anything, with
    target_lengths (N,) from 0 to S; lengths (N,): the steps of each signal. reduction="mean" is the mean over
    sequences of the loss per label, as in PyTorch; "sum" is the sum over sequences. Returns loss, dlogits.
    Raises TypeError or ValueError for bad arguments, and for a target that does not fit into its signal.
    """
    logits, lengths, rows = _checked(logits, targets, lengths, target_lengths, blank)
    T, N, V = logits.shape
    log_y = log_softmax(logits.astype(np.float64))
    alignment = _align(log_y, rows, lengths, blank)
    share = np.ones(N)
    if choice(reduction, "reduction", ("mean", "sum")) == "mean":
        share /= [N * max(len(row), 1) for row in rows]
    # posterior (N, T, L) times onehot (N, L, V): what the alignments give each label at each step
    shown = (alignment.posterior.swapaxes(0, 1) @ np.eye(V)[alignment.labels]).swapaxes(0, 1)
    active = np.arange(T)[:, None] < lengths
    dlogits = (np.exp(log_y) - shown) * (active * share)[:, :, None]
    return float(-alignment.log_p @ share), dlogits.astype(logits.dtype)


def ctc_alignment(
    logits: ArrayLike,
    targets: Sequence[ArrayLike] | np.ndarray,
    lengths: ArrayLike | None = None,
    target_lengths: ArrayLike | None = None,
    *,
    blank: int = 0,
) -> CTCAlignment:
    """All alignments of `targets` with the signal, as a `CTCAlignment`; arguments and errors as in `ctc_loss`."""
    logits, lengths, rows = _checked(logits, targets, lengths, target_lengths, blank)
    return _align(log_softmax(logits.astype(np.float64)), rows, lengths, blank)


@np.errstate(over="ignore")  # a product of too many tiny numbers is -inf, and refused below
def _align(log_y, rows, lengths, blank):
    """The forward-backward algorithm for all sequences at once (Graves et al., 2006, section 4.1)."""
    labels, hop, final = _states(rows, blank)
    emission = np.take_along_axis(log_y, labels[None], axis=2)  # (T, N, L)
    active = (np.arange(len(log_y))[:, None] < lengths)[:, :, None]
    log_alpha = np.where(active, _forward(emission, hop), -np.inf)
    log_beta = np.where(active, _backward(emission, hop, final, lengths), -np.inf)
    log_p = np.logaddexp.reduce(log_alpha[0] + log_beta[0], axis=1)
    if np.isneginf(log_p).any():
        raise ValueError(f"logits: targets[{np.argmin(log_p)}] has probability 0 in float64; are they too large?")
    return CTCAlignment(labels, log_alpha, log_beta, np.exp(log_alpha + log_beta - log_p[:, None]), log_p)


def _states(rows, blank):
    """labels (N, L) with the blanks between; hop (N, L): 0 where a path may come from s - 2, else -inf; final (N, L).

    The blank between two labels may be left out, unless they are equal: then it keeps them apart. `final` is 0
    for the last label and the blank after it, where a path may end, else -inf.
    """
    sizes = np.array([[len(row)] for row in rows])
    L = 2 * sizes.max() + 1
    labels = np.full((len(rows), L), blank)
    for n, row in enumerate(rows):
        labels[n, 1 : 2 * len(row) : 2] = row
    may_hop = np.zeros(labels.shape, dtype=bool)
    may_hop[:, 2:] = (labels[:, 2:] != blank) & (labels[:, 2:] != labels[:, :-2])
    s = np.arange(L)
    may_end = (s == 2 * sizes) | (s == 2 * sizes - 1)
    return labels, np.where(may_hop, 0, -np.inf), np.where(may_end, 0, -np.inf)


def _forward(emission, hop):
    """alpha[t, s] = (alpha[t-1, s] + alpha[t-1, s-1] + alpha[t-1, s-2] if s may be hopped to) y[t, s], in logs."""
    T, N, L = emission.shape
    alpha = np.full((T, N, L + 2), -np.inf)  # two states that cannot be, before the first
    alpha[0, :, 2:4] = emission[0, :, :2]
    for t in range(1, T):
        stay, move, skip = alpha[t - 1, :, 2:], alpha[t - 1, :, 1:-1], alpha[t - 1, :, :-2] + hop
        alpha[t, :, 2:] = np.logaddexp(np.logaddexp(stay, move), skip) + emission[t]
    return alpha[:, :, 2:]


def _backward(emission, hop, final, lengths):
    """beta[t, s] = sum of beta[t+1, s'] y[t+1, s'] over s' = s, s + 1, and s + 2 if it may be hopped to, in logs."""
    T, N, L = emission.shape
    beta = np.empty((T, N, L))
    beta[-1] = final
    onward = np.full((N, L + 2), -np.inf)  # two states that cannot be, after the last
    hopped = onward.copy()
    for t in range(T - 2, -1, -1):
        onward[:, :L] = beta[t + 1] + emission[t + 1]
        hopped[:, :L] = onward[:, :L] + hop
        sums = np.logaddexp(np.logaddexp(onward[:, :L], onward[:, 1:-1]), hopped[:, 2:])
        beta[t] = np.where((t + 1 < lengths)[:, None], sums, final)
    return beta


def collapse(path: ArrayLike, blank: int = 0) -> list[int]:
    """The labels of a path: repeats merged, then blanks dropped. path (T,) whole numbers -> list of ints."""
    path = indices(path, "path", "(T,)", np.iinfo(np.int64).max)
    changed = np.append(True, path[1:] != path[:-1])
    return path[changed & (path != count(blank, "blank", 0))].tolist()


def ctc_greedy(logits: ArrayLike, lengths: ArrayLike | None = None, *, blank: int = 0) -> list[list[int]]:
    """The labels of the most probable path of each signal: a list of N lists of ints.

    Quick, but the most probable labels may be spread over many paths: see `ctc_beam`. logits (T, N, V).
    """
    logits, lengths = _signal(logits, lengths, blank)
    return [collapse(logits[:length, n].argmax(axis=1), blank) for n, length in enumerate(lengths)]


class Hypothesis(NamedTuple):
    """A guess at the labels of one signal, and log of the probability of all its paths that were followed."""

    labels: tuple[int, ...]
    log_p: float


def ctc_beam(
    logits: ArrayLike, lengths: ArrayLike | None = None, beam: int = 8, *, blank: int = 0
) -> list[list[Hypothesis]]:
    """The most probable labels of each signal by prefix search: N lists of at most `beam` `Hypothesis`, best first.

    At each step the `beam` best prefixes are kept; the paths of a prefix are counted apart by whether they
    end in a blank, for only after a blank does the same label count once more. With a beam wider than the
    number of prefixes the result is exact. logits (T, N, V). (Graves et al., 2006, section 3.2; with a beam:
    Graves & Jaitly, Towards end-to-end speech recognition with recurrent neural networks, 2014.)
    """
    logits, lengths = _signal(logits, lengths, blank)
    beam = count(beam, "beam")
    log_y = log_softmax(logits.astype(np.float64))
    return [_search(log_y[:length, n].tolist(), beam, blank) for n, length in enumerate(lengths)]


def _search(log_y, beam, blank):
    """Prefix search over one signal, a list of T lists of V log-probabilities."""
    prefixes = {(): (0.0, -math.inf)}  # prefix -> log p of its paths that end in a blank, and of the others
    for log_y_t in log_y:
        longer = {}
        for prefix, (ends_blank, ends_label) in prefixes.items():
            either = _log_add(ends_blank, ends_label)
            for k, log_p in enumerate(log_y_t):
                if k == blank:
                    _add(longer, prefix, either + log_p, -math.inf)
                elif prefix and k == prefix[-1]:
                    _add(longer, prefix, -math.inf, ends_label + log_p)
                    _add(longer, (*prefix, k), -math.inf, ends_blank + log_p)
                else:
                    _add(longer, (*prefix, k), -math.inf, either + log_p)
        prefixes = dict(sorted(longer.items(), key=lambda item: -_log_add(*item[1]))[:beam])
    guesses = [Hypothesis(prefix, _log_add(*log_ps)) for prefix, log_ps in prefixes.items()]
    return [guess for guess in guesses if guess.log_p > -math.inf]


def _add(prefixes, prefix, ends_blank, ends_label):
    """Count more paths for `prefix`: sums of probabilities, in logs."""
    before = prefixes.get(prefix, (-math.inf, -math.inf))
    prefixes[prefix] = _log_add(before[0], ends_blank), _log_add(before[1], ends_label)


def _log_add(a, b):
    """log(exp(a) + exp(b)) of two floats."""
    low, high = sorted((a, b))
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))


def _signal(logits, lengths, blank):
    """logits and the (N,) lengths of the signals, checked; without lengths each has all T steps."""
    logits = floats(logits, "logits", "(T, N, V)")
    T, N, V = logits.shape
    if count(blank, "blank", 0) >= V:
        raise ValueError(f"blank: expected a number from 0 to {V - 1}, got {blank}")
    return logits, np.full(N, T) if lengths is None else check_lengths(lengths, "lengths", T, N)


def _checked(logits, targets, lengths, target_lengths, blank):
    """The arguments of `ctc_loss`: logits, lengths (N,), and the targets as a list of N integer arrays."""
    logits, lengths = _signal(logits, lengths, blank)
    _, N, V = logits.shape
    if not isinstance(targets, (list, tuple, np.ndarray)):
        raise TypeError(f"targets: expected {N} lists of labels or an (N, S) array, got {type(targets).__name__}")
    if target_lengths is not None:
        padded = real(targets, "targets")
        if padded.ndim != 2 or len(padded) != N:
            raise ValueError(f"targets: expected ({N}, S), got {padded.shape}")
        sizes = indices(target_lengths, "target_lengths", f"({N},)", padded.shape[1] + 1)
        targets = [row[:size] for row, size in zip(padded, sizes, strict=True)]
    if isinstance(targets, np.ndarray):
        targets = list(np.atleast_1d(targets))
    if len(targets) != N:
        raise ValueError(f"targets: expected {N}, one for each signal, got {len(targets)}")
    rows = [_labels(row, f"targets[{n}]", V, blank, lengths[n]) for n, row in enumerate(targets)]
    return logits, lengths, rows


def _labels(row, name, V, blank, steps):
    """One target as an integer array, none of them the blank, short enough for a signal of `steps` steps."""
    row = real(row, name)
    if row.shape == (0,):
        return row.astype(int)
    row = indices(row, name, "(S,)", V)
    if (row == blank).any():
        raise ValueError(f"{name}: expected labels other than the blank {blank}, got {row.tolist()}")
    repeats = int((row[1:] == row[:-1]).sum())  # a blank must stand between equal labels
    if len(row) + repeats > steps:
        raise ValueError(
            f"{name}: expected a signal of at least {len(row) + repeats} steps for {len(row)} labels with {repeats} "
            f"repeats, got {steps}"
        )
    return row
