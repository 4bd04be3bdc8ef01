"""Small sentences that need memory, in our own words, each task from its own small grammar.

A task's function draws N different sentences, so a `split` by number never has one sentence on both sides. Draws are
even over the task's cases (its classes, or the finer cases its docstring names). The vocabulary is that of the whole
grammar whatever N and seed, with <pad> at 0.

sky         Beijing: is the sky blue or grey by now?
year        find the year wherever it stands
phone       fill a blank that needs the words to its right
dismissal   "so __ was fired": I, Xiaoming or eating?
"""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned, ManyToOne
from rnn_core.tasks.sequences import END, PAD, START, Vocabulary, continuations

CITIES = ("Beijing", "Paris", "Lima", "Cairo", "Oslo", "Delhi")
PLACES = ("Nepal", "Peru", "Kenya", "Japan", "Norway", "Spain")
MEALS = tuple(
    f"{when} {where}".strip()
    for when, where in product(
        ("when the boss came", "when it rained", "before work", "after work"), ("", "at home", "in the park")
    )
)


class Example(NamedTuple):
    """One sentence of a grammar."""

    words: tuple
    label: object  # a class's name, or one name per word
    case: object  # draws are even over cases
    position: int = 0


class Sentences(NamedTuple):
    """Sentences as words and as numbers, with the class of each sentence or word."""

    sentences: tuple  # N tuples of words, no two alike
    data: ManyToOne | Aligned  # xs (T, N) words, targets (N,) or, where each word has one, (T, N); padded with 0
    positions: np.ndarray  # (N,) the step of the word asked for, where the task has one; else 0
    vocabulary: Vocabulary
    classes: Vocabulary


def choose(examples: Iterable[Example], N: int, rng: np.random.Generator) -> list[Example]:
    """N examples, all different, in random order, as even over the cases as N allows."""
    N, rng = checks.count(N, "N"), checks.generator(rng)
    cases = {}
    for example in examples:
        cases.setdefault(example.case, []).append(example)
    available = len(cases) * min(map(len, cases.values()))
    if available < N:
        raise ValueError(f"N: expected at most {available} (the different sentences of this task), got {N}")
    order = rng.permutation(len(cases))  # which cases get one more when N does not divide
    chosen = []
    for c, case in enumerate(cases.values()):
        share = N // len(cases) + (order[c] < N % len(cases))
        chosen += [case[k] for k in rng.permutation(len(case))[:share]]
    return [chosen[k] for k in rng.permutation(N)]


def labelled(examples: Iterable[Example], classes: Iterable[str], N: int, rng: np.random.Generator) -> Sentences:
    """N chosen examples as Sentences."""
    vocabulary, classes = Vocabulary.of((example.words for example in examples), (PAD,)), Vocabulary(classes)
    chosen = choose(examples, N, rng)
    xs, lengths = vocabulary.batch([example.words for example in chosen])
    labels = [example.label for example in chosen]
    if isinstance(labels[0], tuple):
        data = Aligned(xs, classes.batch(labels)[0], lengths)
    else:
        data = ManyToOne(xs, classes.encode(labels), lengths)
    positions = np.array([example.position for example in chosen])
    return Sentences(tuple(example.words for example in chosen), data, positions, vocabulary, classes)


def sky(N: int, *, rng: np.random.Generator, fillers: int = 2) -> Sentences:
    """Beijing's sky: classes blue, grey, asked at the end.

    "ten years ago the sky over Beijing was blue . the factories opened . people went to work . now the sky there is":
    factories that opened make it grey, factories that closed make it blue, the last of them counts, and if neither
    happened it is as it was. 0, 1 or 2 such events, then exactly `fillers` (0 to 3) sentences that change nothing:
    the gap. Even over (first colour, events, last colour): half blue, half grey, and neither the first colour nor the
    words without their order tell for sure.
    """
    fillers = checks.count(fillers, "fillers", 0)
    if fillers > 3:
        raise ValueError(f"fillers: expected at most 3, got {fillers}")
    opened, closed = "the factories opened .", "the factories closed ."
    nothing = ("people went to work .", "the children grew up .", "a new school was built .", "the years went by .")
    events = ((), (opened,), (closed,), (opened, closed), (closed, opened))
    examples = []
    for ago, city, was, event, pause in product(
        ("ten", "twenty", "thirty", "forty"), CITIES, ("blue", "grey"), events, product(nothing, repeat=fillers)
    ):
        told = (f"{ago} years ago the sky over {city} was {was} .", *event, *pause, "now the sky there is")
        now = {(): was, opened: "grey", closed: "blue"}[event[-1] if event else ()]
        examples.append(Example(tuple(" ".join(told).split()), now, (was, event)))
    return labelled(examples, ("blue", "grey"), N, rng)


def year(N: int, *, rng: np.random.Generator, place: str = "either") -> Sentences:
    """Find the year: "I went to Nepal in 2009" and "in 2009 I went to Nepal". Classes: 1990 ... 2009.

    positions: where the year stands (step 5 or step 1). place: "end", "start" or "either" (half of each), so that one
    can learn from one place and measure on the other. Even over years and places.
    """
    place = checks.choice(place, "place", ("either", "start", "end"))
    years = tuple(map(str, range(1990, 2010)))
    examples = []
    for who, verb, where, when in product(
        ("I", "we", "they", "Ana"), ("went", "moved", "flew", "drove"), PLACES, years
    ):
        if place != "start":
            examples.append(Example((who, verb, "to", where, "in", when), when, (when, "end"), 5))
        if place != "end":
            examples.append(Example(("in", when, who, verb, "to", where), when, (when, "start"), 1))
    return labelled(examples, years, N, rng)


def phone(N: int, *, rng: np.random.Generator) -> Sentences:
    """Fill the blank: "my phone is broken I am going to <blank> a new one". Classes: buy, repair, find.

    positions: the step of <blank>. A thing is broken or lost, and it ends in "a new one" (buy) or "it" (repair if
    broken, find if lost), evenly. So with the words before the blank one is right half of the time at best, with the
    words after it three times in four, with both always.
    """
    examples = []
    for thing, state, who, what, when in product(
        ("phone", "bicycle", "watch", "radio", "lamp", "clock", "umbrella", "guitar"),
        ("broken", "lost"),
        ("I am", "we are", "they are", "she is"),
        ("a new one", "it"),
        ("", "today", "tomorrow", "this evening", "next week", "on Monday", "at last"),
    ):
        before = f"my {thing} is {state} {who} going to".split()
        label = "buy" if what == "a new one" else {"broken": "repair", "lost": "find"}[state]
        words = (*before, "<blank>", *what.split(), *when.split())
        examples.append(Example(words, label, (state, what), len(before)))
    return labelled(examples, ("buy", "repair", "find"), N, rng)


class Candidates(NamedTuple):
    """A language model's data, a sentence to go on with, and words to rank there, the best first."""

    data: Aligned
    vocabulary: Vocabulary
    prompt: tuple
    candidates: tuple


def dismissal(N: int, *, rng: np.random.Generator) -> Candidates:
    """ "I did not finish the task of my boss so __ was fired": a language model should rank I, Xiaoming, eating.

    A third of the sentences dismiss the one who did not do the work, a third another of the eight people, and a third
    tell of somebody eating; so in that place I is likely, Xiaoming is rare and eating never comes.
    """
    people = ("I", "Xiaoming", "Ana", "Ben", "Chen", "Dora", "Emil", "Fatima")
    works = ("the task of my boss", "the report", "the plan", "the letter", "the work")
    ends = ("was fired", "was scolded", "was sent home")
    did = ("did not finish", "did not begin", "forgot", "lost")
    examples = []
    for who, verb, work, other, end in product(people, did, works, people, ends):
        case = "same" if who == other else "other"
        examples.append(Example(tuple(f"{who} {verb} {work} so {other} {end}".split()), None, case))
    for who, food, when in product(people, ("rice", "soup", "bread", "noodles", "an apple"), MEALS):
        examples.append(Example(tuple(f"{who} was eating {food} {when}".split()), None, "eating"))
    vocabulary = Vocabulary.of((example.words for example in examples), (PAD, START, END))
    chosen = [example.words for example in choose(examples, N, rng)]
    prompt = ("I", "did", "not", "finish", "the", "task", "of", "my", "boss", "so")
    return Candidates(*continuations(chosen, vocabulary), prompt, ("I", "Xiaoming", "eating"))
