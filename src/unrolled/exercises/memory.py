"""Chapter 1, why memory."""

import numpy as np

from unrolled.exercises.checking import Exercise

AFTER_OPENED = "opened . the years went by . people went to work . now the sky there is"


def _bigram_table(tokens, V):
    table = np.zeros((V, V))
    np.add.at(table, (tokens[:-1], tokens[1:]), 1)
    return table


def _best_without_memory(xs, labels):
    hits = sum(np.bincount(labels[xs == word]).max() for word in np.unique(xs))
    return hits / len(xs)


def _table_inputs(rng):
    return [(np.array([0, 1, 0, 1, 1, 1]), 2), (rng.integers(0, 5, 40), 5), (np.array([2]), 3)]


def _tagger_inputs(rng):
    hihell, ihello = np.array([0, 1, 0, 2, 3, 3]), np.array([1, 0, 2, 3, 3, 4])
    return [(hihell, ihello), (rng.integers(0, 6, 50), rng.integers(0, 3, 50))]


EXERCISES = {
    "memory-1": Exercise(
        2 / 12,
        "Look at the counts above: how often did any word follow very, and how often was it yellow?",
        tolerance=5e-3,
    ),
    "memory-2": Exercise(
        len(AFTER_OPENED.split()),
        "Count from opened to the last word, is, both of them and every full stop too.",
    ),
    "memory-3": Exercise(
        np.array([41 * 38 * 32 + 32, 38 * 32 + 32 * 32 + 32]),
        "The first layer has a weight from each of 41 * 38 inputs to each of 32 units, and a bias for each unit. "
        "The RNN has W_x (38, 32), W_h (32, 32) and b (32,).",
    ),
    "memory-4": Exercise(
        _bigram_table,
        "Go through the neighbours tokens[t], tokens[t + 1] and add 1 to table[tokens[t], tokens[t + 1]] each time, "
        "also when a pair comes again.",
        _table_inputs,
    ),
    "memory-5": Exercise(
        _best_without_memory,
        "For each word that occurs, take the label it has most often and count how often it has it. Divide the sum "
        "by the number of words.",
        _tagger_inputs,
    ),
}
