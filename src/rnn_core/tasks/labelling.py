"""Sentences to judge as a whole, and sentences to label word by word; same records and rules as in `sentences`.

sentiment         negative or positive                    many-to-one
keyword           which thing is asked for                many-to-one
validity          is it a sentence?                       many-to-one
parts_of_speech   determiner, noun, verb ... of each word many-to-many
slots             "arrive Beijing", "leave Beijing"       many-to-many
"""

from itertools import permutations, product

import numpy as np

from rnn_core.tasks.sentences import CITIES, Example, Sentences, labelled

GOOD, BAD = ("good", "lovely", "funny", "clever", "warm"), ("bad", "dull", "sad", "silly", "cold")
KEYWORDS = ("music", "weather", "news", "light", "heating", "alarm")


def sentiment(N: int, *, rng: np.random.Generator) -> Sentences:
    """Classes negative, positive: "the film was not dull but funny", "the film was not funny but dull".

    Three kinds, evenly: a plain word, a word with "not", and "not A but B", where the two classes have the same words
    in another order: whoever only counts words can be right half of the time there.
    """
    examples = []
    for what, when, how in product(
        ("film", "book", "play", "song", "meal", "party", "walk", "show"),
        ("", "today", "last night", "this time"),
        ("", "really"),
    ):
        for word, is_good in [(word, True) for word in GOOD] + [(word, False) for word in BAD]:
            for no in ("", "not"):
                label = "positive" if is_good != bool(no) else "negative"
                words = tuple(f"the {what} was {no} {how} {word} {when}".split())
                examples.append(Example(words, label, (label, no)))
        for good, bad in product(GOOD, BAD):
            for first, second, label in ((bad, good, "positive"), (good, bad, "negative")):
                words = tuple(f"the {what} was {how} not {first} but {second} {when}".split())
                examples.append(Example(words, label, (label, "but")))
    return labelled(examples, ("negative", "positive"), N, rng)


def keyword(N: int, *, rng: np.random.Generator) -> Sentences:
    """Which thing is asked for? Classes: music, weather, news, light, heating, alarm.

    "please give me the music", "give me the music no the light please" (light), "give me the light not the music"
    (light): evenly over the three kinds, so the thing named last is the right one in two of three.
    positions: the step of the right thing.
    """
    examples = []
    for polite, ask, last in product(
        ("", "please", "hello", "hey you"), ("give me", "I need", "start", "what about"), ("", "now", "today", "again")
    ):
        before = f"{polite} {ask} the".split()
        for right in KEYWORDS:
            examples.append(Example((*before, right, *last.split()), right, (right, "one"), len(before)))
        for right, other in permutations(KEYWORDS, 2):
            mended = (*before, other, "no", "the", right, *last.split())
            examples.append(Example(mended, right, (right, "mended"), len(before) + 3))
            excluded = (*before, right, "not", "the", other, *last.split())
            examples.append(Example(excluded, right, (right, "excluded"), len(before)))
    return labelled(examples, KEYWORDS, N, rng)


def validity(N: int, *, rng: np.random.Generator) -> Sentences:
    """Is it a sentence? Classes invalid, valid.

    Half are valid, a quarter have a verb that does not agree with its subject ("the dogs near the house runs"; the noun
    beside the verb may be of either number), and a quarter have two neighbouring words swapped ("dogs the near").
    """
    nouns = {
        "one": ("dog", "child", "bird", "friend", "horse"),
        "many": ("dogs", "children", "birds", "friends", "horses"),
    }
    places = (
        "near the house",
        "near the houses",
        "behind the tree",
        "behind the trees",
        "with the ball",
        "with the balls",
    )
    verbs = {"one": ("runs", "sings", "waits", "plays"), "many": ("run", "sing", "wait", "play")}
    examples = []
    for number, other in (("one", "many"), ("many", "one")):
        for noun, place, v, when in product(nouns[number], places, range(4), ("today", "again", "outside", "alone")):
            right = ("the", noun, *place.split(), verbs[number][v], when)
            # Each kind of sentence is a case; the valid ones are two, so that they are half of a draw.
            examples.append(Example(right, "valid", ("valid", number)))
            examples.append(Example((*right[:5], verbs[other][v], when), "invalid", "agreement"))
            for t in (0, 1, 2, 3):
                swapped = (*right[:t], right[t + 1], right[t], *right[t + 2 :])
                examples.append(Example(swapped, "invalid", "order"))
    return labelled(examples, ("invalid", "valid"), N, rng)


def parts_of_speech(N: int, *, rng: np.random.Generator) -> Sentences:
    """The part of speech of each word: targets (T, N); classes determiner, pronoun, adjective, noun, verb, adverb.

    Eight words are nouns or verbs, on the whole grammar as often one as the other, and only what came before tells:
    "they often watch the new play", "they often play the new watch". Without memory half of them are wrong.
    """
    both = ("watch", "play", "plant", "water", "paint", "light", "cook", "study")
    examples = []
    pronouns, adverbs = ("I", "we", "they"), ("often", "never", "always")
    adjectives, determiners = ("new", "old", "small"), ("the", "my", "this")
    for who, how, does, which, like, what in product(
        pronouns, (None, *adverbs), both, determiners, (None, *adjectives), both
    ):
        if does == what:
            continue
        said = (who, how, does, which, like, what)
        names = ("pronoun", "adverb", "verb", "determiner", "adjective", "noun")
        words, tags = zip(*[(word, tag) for word, tag in zip(said, names, strict=True) if word], strict=True)
        examples.append(Example(words, tags, (does, how is None, like is None)))
    return labelled(examples, ("determiner", "pronoun", "adjective", "noun", "verb", "adverb"), N, rng)


def slots(N: int, *, rng: np.random.Generator) -> Sentences:
    """Slot filling: targets (T, N); classes other, destination, departure, day.

    Evenly "I will arrive in Beijing on Monday" (destination), "I will leave Beijing on Monday" (departure), "... leave
    Paris and arrive in Lima ..." and "... arrive in Lima and leave Paris ...". On the whole grammar each city is a
    destination as often as a departure: without memory the same word always gets the same label, and half of the
    cities are wrong.
    """
    examples = []
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for who, there, away, day in product(
        ("I will", "we will", "Ana will", "please let me", "they must"), CITIES, CITIES, days
    ):
        if there == away:
            continue
        arrive, leave = f"arrive in {there}", f"leave {away}"
        for case, middle in enumerate((arrive, leave, f"{leave} and {arrive}", f"{arrive} and {leave}")):
            words = tuple(f"{who} {middle} on {day}".split())
            slot = {there: "destination", away: "departure", day: "day"}
            examples.append(Example(words, tuple(slot.get(word, "other") for word in words), case))
    return labelled(dict.fromkeys(examples), ("other", "destination", "departure", "day"), N, rng)
