"""How the trained networks are built, each with random weights: `MAKERS[name](rng)`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell
from rnn_core.models import (
    VAE,
    Autoencoder,
    Captioner,
    LanguageModel,
    Recogniser,
    SequenceRegressor,
    Translator,
    cnn,
    mlp,
)
from unrolled import tasks

F64 = np.float64
CELLS: dict[str, Callable[..., Any]] = {
    "rnn": RNNCell,
    "lstm": LSTMCell,
    "lstm_peephole": partial(LSTMCell, peephole=True),
    "lstm_coupled": partial(LSTMCell, coupled=True),
    "gru_reset_before": GRUCell,
}


def colour_reader(kind: str, rng: np.random.Generator, dtype: DTypeLike = F64) -> SequenceRegressor:
    """From the letters of a name, one-hot (T, N, 30), to red, green and blue (N, 3) in 0 ... 1; kind: one of CELLS."""
    cell = CELLS[kind](len(tasks.LETTERS), 32, rng=rng, dtype=dtype)
    return SequenceRegressor(cell, 3, rng=rng, output="sigmoid")


def name_writer(rng: np.random.Generator, dtype: DTypeLike = F64) -> LanguageModel:
    """Names of colours letter by letter: 29 letters and signs after <pad>, <start>, <end>."""
    return LanguageModel(GRUCell(16, 64, rng=rng, dtype=dtype), 32, rng=rng)


def tune_writer(rng: np.random.Generator, dtype: DTypeLike = F64) -> LanguageModel:
    """Tunes leap by leap: 25 leaps after <pad>, <start>, <end>."""
    return LanguageModel(GRUCell(12, 32, rng=rng, dtype=dtype), 28, rng=rng)


def listener(rng: np.random.Generator, dtype: DTypeLike = F64) -> Recogniser:
    """From a Morse signal (T, N, 1) to letters, heard from both ends."""
    forward, backward = (LSTMCell(1, 48, rng=rng, dtype=dtype) for _ in range(2))
    return Recogniser(Bidirectional(forward, backward), len(tasks.MORSE_LETTERS), rng=rng)


def translator(rng: np.random.Generator, dtype: DTypeLike = F64, attention: bool = False) -> Translator:
    """From a number in English words to Chinese numerals, through one state or with attention."""
    encoder, decoder = (LSTMCell(16, 48, rng=rng, dtype=dtype) for _ in range(2))
    return Translator(encoder, decoder, len(tasks.ENGLISH), len(tasks.CHINESE), rng=rng, attention=attention)


def captioner(rng: np.random.Generator, dtype: DTypeLike = F64) -> Captioner:
    """From a picture of two digits (N, 8, 16) to tasks.CAPTION_WORDS."""
    vision = cnn(8, 16, 16, filters=8, rng=rng, dtype=dtype)
    return Captioner(vision, GRUCell(16, 32, rng=rng, dtype=dtype), len(tasks.CAPTION_WORDS), rng=rng)


def plain_autoencoder(rng: np.random.Generator) -> Autoencoder:
    """From a digit (N, 64) to a code (N, 2) and back."""
    return Autoencoder(mlp((64, 64, 32, 2), rng=rng), mlp((2, 32, 64, 64), rng=rng), output="bernoulli")


def variational_autoencoder(rng: np.random.Generator) -> VAE:
    """The same layers, but that the encoder says mu and logvar (N, 2) each."""
    return VAE(mlp((64, 64, 32, 4), rng=rng), mlp((2, 32, 64, 64), rng=rng), 2, rng=rng)


MAKERS: dict[str, Callable[..., Any]] = {
    **{f"colours/{kind}": partial(colour_reader, kind) for kind in CELLS},
    "writers/names": name_writer,
    "writers/tunes": tune_writer,
    "systems/morse-both": listener,
    "systems/numerals": translator,
    "systems/numerals-attention": partial(translator, attention=True),
    "systems/captions": captioner,
    "codes/plain": plain_autoencoder,
    "codes/variational": variational_autoencoder,
}
