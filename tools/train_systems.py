"""Train the listener, the translators and the captioner of chapter 9, and store them.

    python tools/train_systems.py [FOLDER]          (make weights; a quarter of an hour)

Each system is trained from three seeds in float32; the weights from seed 0 are stored, as float64 numbers of three
digits, and its README says what all of them get right of examples held out, and what the two listeners have learnt
when they have heard words of one letter only. On another machine last digits may differ.
"""

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from keep import keep_scores, versions

from rnn_core import LSTMCell, tasks
from rnn_core.data import Batches
from rnn_core.models import Recogniser
from rnn_core.optim import Adam
from rnn_core.training import fit
from rnn_core.weights import save
from unrolled.trained.networks import captioner, listener, translator

FOLDER = Path(__file__).parents[1] / "src/unrolled/trained/systems"
SEEDS = (0, 1, 2)
SPLIT_SEED = 0  # what is held out is the same for every seed
STAGES = 5  # Morse: in the first fifth of the steps all words have one letter
F32, F64 = np.float32, np.float64


class System(NamedTuple):
    """One system of the chapter, and how it comes to what it knows."""

    make: Callable  # (rng, dtype) -> a model
    batches: Callable  # (rng, steps) -> batches, one a step
    score: Callable  # (model) -> the share of the examples held out that it gets right, every symbol of them
    steps: int
    lr: float
    stored: bool = True


# Morse signals to letters


def words_held_out():
    """500 words of two or three letters."""
    return tasks.morse_words(500, rng=np.random.default_rng(SPLIT_SEED), letters=(2, 3))


def heard(words, rng, dtype=F64):
    """Words as noisy signals: Transcripts."""
    return tasks.morse_signals(words, rng=rng, dtype=dtype)


def signals_held_out(dtype=F64):
    """One signal of each word held out."""
    return heard(words_held_out(), np.random.default_rng(SPLIT_SEED + 1), dtype)


def morse_batches(rng, steps):
    """New signals at every step, none of a word held out: one letter long at first, then up to two, then three."""
    held_out = words_held_out()
    for step in range(steps):
        longest = 1 + min(2, STAGES * step // steps)
        yield heard(tasks.morse_words(32, rng=rng, letters=(1, longest), exclude=held_out), rng, F32)


def transcribed(model):
    """The share of words with every letter right."""
    data = signals_held_out(model.cell.dtype)
    rights = [row[:length].tolist() for row, length in zip(data.targets, data.target_lengths, strict=True)]
    return np.mean([guess == right for guess, right in zip(model.greedy(*data[:2]), rights, strict=True)])


def one_way(rng, dtype=F64):
    """About as many weights as the `listener`, all in one direction."""
    return Recogniser(LSTMCell(1, 67, rng=rng, dtype=dtype), len(tasks.MORSE_LETTERS), rng=rng)


# Numbers in English words to Chinese numerals


def endlessly(data, size, rng, steps):
    """So many batches of `data`, pass after pass."""
    batches = Batches(data, size, rng=rng)
    return islice(chain.from_iterable(batches for _ in range(steps)), steps)


def numerals():
    """The numbers to learn from and those held out, as Translations."""
    data = tasks.translations(range(10_000))
    return [data.take(n) for n in tasks.split(10_000, rng=np.random.default_rng(SPLIT_SEED))]


def numeral_batches(rng, steps):
    return endlessly(numerals()[0], 64, rng, steps)


def translated(model):
    """The share of numbers written without a mistake by greedy decoding."""
    data = numerals()[1]
    start, end = map(tasks.CHINESE.index, (tasks.START, tasks.END))
    return exact(model.greedy(data.sources, data.source_lengths, start=start, end=end), data)


def exact(said, data):
    """The share of `Written` that are the targets of `data`, symbol for symbol."""
    lengths = getattr(data, "target_lengths", data.lengths)
    rights = [tuple(data.targets[: length - 1, n].tolist()) for n, length in enumerate(lengths)]  # <end> apart
    return np.mean([each.symbols == right for each, right in zip(said, rights, strict=True)])


# Pictures of two digits to words


def captioned(side, N, dtype=F64):
    """N pictures made of the digits of one side of a split (0 learnt from, 1 held out), with their captions."""
    digits = tasks.digit_images(dtype)
    n = tasks.split(digits.N, rng=np.random.default_rng(SPLIT_SEED))[side]
    return tasks.captioned_digits(digits.take(n), N, rng=np.random.default_rng(side)).data


def caption_batches(rng, steps):
    return endlessly(captioned(0, 8000, F32), 32, rng, steps)


def told(model):
    """The share of pictures held out that get the right words."""
    data = captioned(1, 1000, model.cell.dtype)
    start, end = map(tasks.CAPTION_WORDS.index, (tasks.START, tasks.END))
    return exact(model.greedy(data.pictures, start=start, end=end), data)


SYSTEMS = {
    "morse-both": System(listener, morse_batches, transcribed, 2400, 0.01),
    "morse-one": System(one_way, morse_batches, transcribed, 2400, 0.01, stored=False),
    "numerals": System(translator, numeral_batches, translated, 1000, 0.01),
    "numerals-attention": System(partial(translator, attention=True), numeral_batches, translated, 1000, 0.01),
    "captions": System(captioner, caption_batches, told, 1600, 0.01),
}
LISTENERS = ("morse-both", "morse-one")


def trained(name, seed):
    """The model after all its steps, the second half at a learning rate that falls to nothing; three digits kept."""
    system, rng = SYSTEMS[name], np.random.default_rng(seed)
    model, optimizer = system.make(rng, F32), Adam(system.lr)

    def slowing():
        for step, batch in enumerate(system.batches(rng, system.steps)):
            optimizer.lr = system.lr * min(1, 2 * (1 - step / system.steps))
            yield batch

    fit(model, slowing(), optimizer, clip=1.0, progress=False)
    kept = system.make(rng, F64)
    for key, p in kept.params.items():
        p[...] = np.rint(1000 * model.params[key].astype(F64)) / 1000
    return kept


def measured(name, seed, folder):
    """Train, store if this is the one to be stored, and score."""
    model = trained(name, seed)
    if SYSTEMS[name].stored and seed == SEEDS[0]:
        save(folder / f"{name}.npz", model)
    return round(float(SYSTEMS[name].score(model)), 4)


def first_stage(name, seed):
    """A listener's loss a letter on words of one letter, when it has heard no others; log 26 for a guess."""
    system, rng = SYSTEMS[name], np.random.default_rng(seed)
    model = system.make(rng, F32)
    batches = islice(system.batches(rng, system.steps), system.steps // STAGES)
    fit(model, batches, Adam(system.lr), clip=1.0, progress=False)
    words = tasks.morse_words(500, rng=np.random.default_rng(SPLIT_SEED), letters=(1, 1))
    return round(float(model.loss(heard(words, np.random.default_rng(SPLIT_SEED + 1), F32))), 2)


README = """# The trained systems of chapter 9

`make weights` trains them anew with `tools/train_systems.py`, which says how: Adam from {lr}, the norm of the gradient
clipped to 1, as many steps as the table says, in float32; Python {python}, NumPy {numpy}. The weights stored
are those from seed 0, kept to three digits. The settings were chosen with an eye on the examples held out.

The share of examples held out with every letter, numeral or word right, for the weights as kept:

| System | Stored | Steps | Weights | {seeds} |
|---|---|---|---|---|---|---|
{rows}

## After the first stage

In the first fifth of the steps the listeners hear words of one letter only. After it, their loss a letter on 500 new
signals of one letter; a guess among 26 has log 26 = 3.258:

| System | {seeds} |
|---|---|---|---|
{stages}
"""


def readme(scores: dict[str, Any]) -> str:
    """The text beside the weights."""
    rows = [
        f"| {name} | {f'`{name}.npz`' if system.stored else 'no'} | {system.steps} | {scores['parameters'][name]} | "
        f"{' | '.join(f'{share:.4f}' for share in scores['right'][name])} |"
        for name, system in SYSTEMS.items()
    ]
    stages = [
        f"| {name} | {' | '.join(f'{loss:.2f}' for loss in scores['loss after the first stage'][name])} |"
        for name in LISTENERS
    ]
    tables = {"rows": "\n".join(rows), "stages": "\n".join(stages), "lr": SYSTEMS["numerals"].lr}
    return README.format(**scores["versions"], **tables, seeds=" | ".join(f"Seed {seed}" for seed in SEEDS))


def of_seeds(function: Callable, names: Iterable[str], workers: Executor, *more: Any) -> dict[str, list]:
    """{name: [function(name, seed, *more) for each seed]}."""
    jobs = [(name, seed, *more) for name in names for seed in SEEDS]
    found = workers.map(function, *zip(*jobs, strict=True))
    return {name: list(islice(found, len(SEEDS))) for name in names}


def main(folder: str | Path = FOLDER) -> None:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as workers:
        right = of_seeds(measured, SYSTEMS, workers, folder)
        losses = of_seeds(first_stage, LISTENERS, workers)
    models = {name: system.make(np.random.default_rng(0)) for name, system in SYSTEMS.items()}
    scores = {
        "versions": versions(),
        "parameters": {name: sum(p.size for p in model.params.values()) for name, model in models.items()},
        "right": right,
        "loss after the first stage": losses,
    }
    keep_scores(scores, folder, readme)


if __name__ == "__main__":
    main(*sys.argv[1:])
