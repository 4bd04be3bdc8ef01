"""Models and recorded runs of them for the tests of the sequence shapes: small ones with weights by a seed, and the
book's own translator of numbers."""

import numpy as np

from rnn_core import GRUCell, tasks
from rnn_core.models import LanguageModel, OneHot, SequenceClassifier, Tagger
from unrolled.trained import network
from unrolled.widgets.sequence_shapes.recorded import aligned, encoder_decoder, many_to_one, one_to_many, one_to_one

WORDS = ("the", "film", "was", "not", "dull", "but", "funny")
TAGS = ("determiner", "noun", "verb", "adverb", "adjective", "other")
LETTERS = ("<start>", "<end>", " ", *"abcdefgh")


def _cell(D, seed):
    """A cell with weights large enough for beliefs that differ from step to step."""
    rng = np.random.default_rng(seed)
    cell = GRUCell(D, 6, rng=rng)
    cell.params["W_x"][...] = rng.normal(size=(D, 18))
    return cell


def classifier(seed=0):
    return SequenceClassifier(_cell(7, seed), 2, rng=np.random.default_rng(seed), embedding=OneHot(7))


def row_reader(seed=4):
    return SequenceClassifier(_cell(4, seed), 3, rng=np.random.default_rng(seed))


def tagger(seed=1):
    return Tagger(_cell(7, seed), 6, rng=np.random.default_rng(seed), embedding=OneHot(7))


def writer(seed=2):
    return LanguageModel(_cell(11, seed), 11, rng=np.random.default_rng(seed), embedding=OneHot(11))


def numeral(number, title="numerals", **options):
    given = {"source_vocabulary": tasks.ENGLISH, "target_vocabulary": tasks.CHINESE}
    truth = tasks.chinese_numeral(number)
    return encoder_decoder(
        title, network("systems/numerals"), tasks.english_words(number), truth=truth, **given | options
    )


def runs():
    """One or two of each shape."""
    rng = np.random.default_rng(3)
    letters = {"vocabulary": LETTERS, "end": None, "rng": rng}
    square = rng.random((4, 4))
    return [
        one_to_one("a picture", [0.1, 0.7, 0.2], "abc", picture=square, truth="b"),
        one_to_many("a name", writer(), ("<start>",), longest=6, **letters),
        many_to_one("sentiment", classifier(), WORDS, ("negative", "positive"), vocabulary=WORDS, truth="positive"),
        many_to_one("rows", row_reader(), square, "abc", pictures=square[:, None, :]),
        aligned("tags", tagger(), WORDS[:5], TAGS, vocabulary=WORDS, truth=TAGS[:5]),
        numeral(105),
        one_to_many("a name continued", writer(), ("<start>", "a", "b"), longest=4, **letters),
    ]
