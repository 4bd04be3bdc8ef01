"""Sequences of unequal length, padded to the same number of steps: the three moves that reading them both ways needs.

A batch of sequences is (T, N, ...); sequence n lasts `lengths[n]` steps and is padding after them. None for
lengths means that all last T steps. The law of the package: after its end a sequence's output repeats its last
one, so the last step of an array holds the last output of every sequence.
"""

import numpy as np


def lengths_of(active):
    """The lengths (N,) behind `active` (T, N), True while a sequence lasts; None if nothing is padded."""
    return None if active.all() else active.sum(axis=0)


def active(lengths, steps, batch):
    """(T, N), True while a sequence lasts."""
    if lengths is None:
        return np.ones((steps, batch), bool)
    return np.arange(steps)[:, None] < lengths


def reverse(xs, lengths):
    """Each sequence from its own end to its start, the padding left where it is. Twice gives xs again."""
    if lengths is None:
        return xs[::-1]
    t = np.arange(len(xs))[:, None]
    return xs[np.where(t < lengths, lengths - 1 - t, t), np.arange(xs.shape[1])]


def hold(hs, lengths):
    """hs with the last step of each sequence repeated to the end of the padding."""
    if lengths is None:
        return hs
    t = np.arange(len(hs))[:, None]
    return hs[np.minimum(t, lengths - 1), np.arange(hs.shape[1])]


def fold(dhs, lengths):
    """The gradient of `hold`: what reaches the padding is added to the last step, and the padding gets none."""
    if lengths is None:
        return dhs
    lasts = active(lengths, *dhs.shape[:2])[..., None]
    folded = np.where(lasts, dhs, 0)
    folded[lengths - 1, np.arange(dhs.shape[1])] += np.where(lasts, 0, dhs).sum(axis=0)
    return folded
