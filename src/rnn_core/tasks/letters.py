"""The two smallest language tasks: hihell -> ihello, and a corpus small enough to count."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned
from rnn_core.tasks.sequences import Encoded, Vocabulary, one_hot

THINGS = {"sky": "blue", "grass": "green", "snow": "white", "coal": "black", "sea": "blue", "sun": "yellow"}


def hihello(dtype: Any = np.float64) -> Encoded:
    """hihell -> ihello: six steps, five symbols, each target the next letter: xs (6, 1, 5) one-hot, targets (6, 1).

    After h comes i once and e once, after l comes l once and o once: 4 of 6 is the most without memory.
    """
    vocabulary = Vocabulary("hielo")
    numbers = vocabulary.encode("hihello")[:, None]
    return Encoded(Aligned(one_hot(numbers[:-1], len(vocabulary), dtype), numbers[1:]), vocabulary)


def counting_sentences() -> tuple:
    """Sentences (tuples of words) on the colours of things, for n-gram counters beside an RNN.

    After "very" a bigram has five colours to choose from. "sky very blue": a trigram sees the thing. "the sky is very
    blue": a trigram sees "is very" and has five colours again; it takes four words.
    """
    templates = ("{0} very {1}", "the {0} is {1}", "the {0} is very {1}", "the colour of the {0} is {1}")
    return tuple(
        tuple(template.format(thing, colour).split()) for template in templates for thing, colour in THINGS.items()
    )


def ngram_counts(sentences: Iterable, n: int) -> dict[tuple, Counter]:
    """How often each word followed each n - 1 words: a dict from context (a tuple) to a Counter of next words.

    P(word | context) = counts[context][word] / counts[context].total(). Contexts do not reach across sentences.
    """
    n = checks.count(n, "n")
    counts = {}
    for sentence in sentences:
        if isinstance(sentence, str):
            raise TypeError(f"sentences: expected sequences of words, got the text {sentence!r}")
        for t in range(n - 1, len(sentence)):
            counts.setdefault(tuple(sentence[t - n + 1 : t]), Counter())[sentence[t]] += 1
    return counts
