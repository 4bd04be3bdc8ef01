"""Questions with answers, and what somebody looks at next.

chat       question-answer pairs for the same encoder-decoder that translates
sessions   a shelf of series: recommend the next item of a session
"""

from itertools import permutations, product
from typing import NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned, Translations
from rnn_core.tasks.letters import THINGS
from rnn_core.tasks.numerals import ONES
from rnn_core.tasks.sentences import Example, choose
from rnn_core.tasks.sequences import END, PAD, START, Vocabulary, pairs

NAMES = ("Ana", "Ben", "Chen", "Dora", "Emil", "Fatima")
ROOMS = ("kitchen", "garden", "office", "cellar", "hall")


class Chat(NamedTuple):
    """Questions, answers, and both as an encoder-decoder's data."""

    questions: tuple  # N tuples of words, no two alike
    answers: tuple  # N tuples of words
    data: Translations
    source_vocabulary: Vocabulary
    target_vocabulary: Vocabulary


def chat(N: int, *, rng: np.random.Generator) -> Chat:
    """N different questions with their one right answer.

    Even over four kinds: where somebody is, having been told of two people ("Ana is in the kitchen and Ben is in the
    hall where is Ben" -> "in the hall"); the speaker's name, said some words ago; small sums ("what is two and three"
    -> "five"); colours of things. All can be answered for questions held out, if what was told is remembered.
    """
    examples = [Example(*example) for example in _places() + _names() + _sums() + _colours()]
    vocabularies = (
        Vocabulary.of((example.words for example in examples), (PAD,)),
        Vocabulary.of((example.label for example in examples), (PAD, START, END)),
    )
    chosen = choose(examples, N, rng)
    questions, answers = tuple(example.words for example in chosen), tuple(example.label for example in chosen)
    return Chat(questions, answers, *pairs(questions, answers, *vocabularies))


def _pair(question, answer, kind):
    return tuple(question.split()), tuple(answer.split()), kind


def _places():
    return [
        _pair(f"{a} is in the {here} and {b} is in the {there} where is {who}", f"in the {where}", "place")
        for (a, b), (here, there) in product(permutations(NAMES, 2), permutations(ROOMS, 2))
        for who, where in ((a, here), (b, there))
    ]


def _names():
    openings, wishes = ("hello", "good morning", "hi", "good evening"), ("", "I am glad to meet you", "I am new here")
    asks = ("what is my name", "who am I")
    return [
        _pair(f"{opening} {said} {name} {wish} {ask}", f"you are {name}", "name")
        for opening, said, name, wish, ask in product(openings, ("my name is", "I am"), NAMES, wishes, asks)
    ]


def _sums():
    asks = ("what is", "how much is", "please add")
    return [
        _pair(f"{ask} {ONES[m]} and {ONES[n]}", ONES[m + n], "sum") for ask, m, n in product(asks, range(10), range(10))
    ]


def _colours():
    polite, last = ("", "please", "hello", "now"), ("", "in summer", "in the picture")
    asks = ("what colour is the", "which colour has the", "tell me the colour of the")
    return [
        _pair(f"{please} {ask} {thing} {when}", f"it is {colour}", "colour")
        for please, ask, (thing, colour), when in product(polite, asks, THINGS.items(), last)
    ]


def sessions(T: int, N: int, *, rng: np.random.Generator, series: int = 5, episodes: int = 6) -> Aligned:
    """Somebody follows two series at once: which item comes next? xs (T, N) items, targets xs one step later.

    Item number = series * episodes + episode. A session has two of the series, each from a random episode on; every
    step is the next episode of one of the two, each with chance 1/2 (after the last comes the first), and both have
    been seen in the first two steps. So from step 1 on the next item is one of two for who remembers both series; who
    sees the last item alone knows one of them. Best first guess: 1/2; best two guesses: 1 with memory.
    Sessions may come twice: `split(tuple(map(tuple, xs.T)), rng=rng)` keeps them on one side.
    """
    T, N = checks.count(T, "T", 2), checks.count(N, "N")
    series, episodes = checks.count(series, "series", 2), checks.count(episodes, "episodes", 2)
    rng = checks.generator(rng)
    followed = rng.random((N, series)).argsort(axis=1)[:, :2].T  # (2, N)
    first = rng.integers(0, episodes, (2, N))
    turn = rng.integers(0, 2, (T + 1, N))  # which of the two comes at each step
    turn[1] = 1 - turn[0]
    seen_before = np.where(turn == 1, turn.cumsum(axis=0) - 1, (1 - turn).cumsum(axis=0) - 1)
    n = np.arange(N)
    items = followed[turn, n] * episodes + (first[turn, n] + seen_before) % episodes
    return Aligned(items[:-1], items[1:])
