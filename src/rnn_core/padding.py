"""Sequences of unequal length, padded to the same number of steps.

    active, lengths_of     from lengths to the mask (T, N) of the steps that count, and back
    reverse                each sequence from its end to its start
    hold, fold             the last output repeated to the end of the padding, and the gradient of that

A batch of sequences is (T, N, ...); sequence n lasts `lengths[n]` steps and is padding after them. None for
lengths means that all last T steps. The rule of the package: after its end a sequence's output repeats its last
one, so the last step of an array holds the last output of every sequence.
"""

import numpy as np

from rnn_core import checks


def active(lengths: np.ndarray | None, steps: int, batch: int) -> np.ndarray:
    """(T, N), T = `steps`, N = `batch`: True at step t of sequence n while t < lengths[n].

    A mask for a loss over sequences of unequal length. Raises TypeError or ValueError for lengths that are not N whole
    numbers from 1 to T.
    """
    T, N = checks.count(steps, "steps"), checks.count(batch, "batch")
    if lengths is None:
        return np.ones((T, N), bool)
    return np.arange(T)[:, None] < checks.lengths(lengths, "lengths", T, N)


def lengths_of(active: np.ndarray) -> np.ndarray | None:
    """The lengths (N,) behind `active` (T, N); None if nothing is padded."""
    return None if active.all() else active.sum(axis=0)


def reverse(xs: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """Each sequence from its own end to its start, the padding left where it is. Twice gives xs again."""
    if lengths is None:
        return xs[::-1]
    t = np.arange(len(xs))[:, None]
    return xs[np.where(t < lengths, lengths - 1 - t, t), np.arange(xs.shape[1])]


def hold(hs: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """hs with the last step of each sequence repeated to the end of the padding."""
    if lengths is None:
        return hs
    t = np.arange(len(hs))[:, None]
    return hs[np.minimum(t, lengths - 1), np.arange(hs.shape[1])]


def fold(dhs: np.ndarray, lengths: np.ndarray | None) -> np.ndarray:
    """The gradient of `hold`: what reaches the padding is added to the last step, and the padding gets none."""
    if lengths is None:
        return dhs
    lasts = active(lengths, *dhs.shape[:2])[..., None]
    folded = np.where(lasts, dhs, 0)
    folded[lengths - 1, np.arange(dhs.shape[1])] += np.where(lasts, 0, dhs).sum(axis=0)
    return folded
