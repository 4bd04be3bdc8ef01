"""Train chapter 9's two writers, of colour names and of nursery tunes, and store them.

    python tools/train_writers.py [FOLDER]          (make weights; a minute)

Both are trained from three seeds in float32; the weights from seed 0 are stored, as float64 numbers of three digits, so
that what they write is the same on every machine. The README beside them says how good all of them are.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from keep import keep_scores, versions

from rnn_core import tasks
from rnn_core.data import Batches
from rnn_core.optim import Adam
from rnn_core.padding import active
from rnn_core.training import fit
from rnn_core.weights import save
from unrolled.trained.networks import name_writer, tune_writer

FOLDER = Path(__file__).parents[1] / "src/unrolled/trained/writers"
SEEDS = (0, 1, 2)
TEMPERATURES = (0.5, 1.0, 1.5)
INVENTED = 1000  # names at each temperature
SPLIT_SEED = 2  # of the colour names, the same as for the stored colour networks
F32, F64 = np.float32, np.float64


class Writer(NamedTuple):
    """A language model, and how it is trained."""

    make: Callable  # (rng, dtype) -> a model
    epochs: int
    size: int  # sequences in a batch
    lr: float


WRITERS = {"names": Writer(name_writer, 16, 32, 0.01), "tunes": Writer(tune_writer, 100, 6, 0.02)}


def names():
    """The colour names as letters; their numbers to learn from and held out; the vocabulary."""
    texts = tasks.colour_names().names
    data, vocabulary = tasks.continuations([tuple(text) for text in texts])
    sides = tasks.split(tasks.spelling_keys(texts), rng=np.random.default_rng(SPLIT_SEED))
    return data, sides, vocabulary


def tunes():
    """The six tunes as steps from note to note: all are learnt from."""
    data, vocabulary = tasks.continuations([tasks.intervals(tune) for tune in tasks.nursery_tunes().values()])
    return data, (np.arange(6), np.arange(6)), vocabulary


def nats_a_letter(model, data):
    """The mean of -log p of the right letter."""
    return model.loss(data)


def share_right(model, data):
    """The share of notes that are the likeliest after those before."""
    right = model.predict(data.xs, data.lengths).argmax(axis=-1) == data.targets
    return right[active(data.lengths, *data.xs.shape)].mean()


TASKS = {"names": (names, nats_a_letter), "tunes": (tunes, share_right)}


def trained(name, seed):
    """The model, its learning rate falling to nothing in the second half; three digits kept. And its score."""
    writer, (load_task, score), rng = WRITERS[name], TASKS[name], np.random.default_rng(seed)
    data, (learn, test), _ = load_task()
    model, optimizer = writer.make(rng, F32), Adam(writer.lr)
    batches = Batches(data.take(learn), writer.size, rng=rng)

    def slowing():
        for epoch in range(writer.epochs):
            optimizer.lr = writer.lr * min(1, 2 * (1 - epoch / writer.epochs))
            yield from batches

    fit(model, slowing(), optimizer, clip=1.0, progress=False)
    kept = writer.make(rng)
    for key, p in kept.params.items():
        p[...] = np.rint(1000 * model.params[key].astype(F64)) / 1000
    return kept, score(kept, data.take(test))


def invention(model):
    """Of the names that a model invents: what share is new, and of known words only, at each temperature."""
    data, (learn, _), vocabulary = names()
    start, end = (vocabulary.index(symbol) for symbol in ("<start>", "<end>"))
    learnt = {spelt(data.targets[: length - 1, n], vocabulary) for n, length in enumerate(data.lengths) if n in learn}
    words = {word for name in learnt for word in name.split()}
    shares = {}
    for temperature in TEMPERATURES:
        options = {"longest": 40, "rng": np.random.default_rng(3), "temperature": temperature}
        texts = [spelt(one.symbols, vocabulary) for one in model.sample(INVENTED, [start], end, **options)]
        shares[f"new at {temperature}"] = np.mean([text not in learnt for text in texts])
        shares[f"known at {temperature}"] = np.mean([words.issuperset(text.split()) for text in texts])
    return shares


def spelt(symbols, vocabulary):
    return "".join(vocabulary[v] for v in symbols)


README = """# Chapter 9's two writers

`make weights` trains them anew with `tools/train_writers.py`, which says how: Adam, the norm of the gradient clipped to
1, in float32; Python {python}, NumPy {numpy}. The weights stored are those from seed 0, kept to three digits. The
settings were chosen with an eye on what is measured.

`names` is measured on 184 colour names held out, in nats a letter; `tunes` on the six tunes it has learnt by heart, by
the share of notes that it thinks the likeliest.

| Writer | Stored | Epochs | Weights | Seed 0 | Seed 1 | Seed 2 |
|---|---|---|---|---|---|---|
{rows}

Of 1,000 names that each writer invents, the share that is new (not among those it learnt from) and the share made of
known words only, at three temperatures:

| Share | Seed 0 | Seed 1 | Seed 2 |
|---|---|---|---|
{invented}
"""


def readme(scores: dict[str, Any]) -> str:
    """The text beside the weights."""
    rows = [
        f"| {name} | `{name}.npz` | {writer.epochs} | {scores['parameters'][name]} | "
        f"{' | '.join(f'{score:.4f}' for score in scores['scores'][name])} |"
        for name, writer in WRITERS.items()
    ]
    invented = [
        f"| {share} | {' | '.join(f'{one:.2f}' for one in of_seeds)} |"
        for share, of_seeds in scores["invented"].items()
    ]
    return README.format(**scores["versions"], rows="\n".join(rows), invented="\n".join(invented))


def main(folder: str | Path = FOLDER) -> None:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"versions": versions(), "parameters": {}, "scores": {}, "invented": {}}
    for name in WRITERS:
        models, scores = zip(*(trained(name, seed) for seed in SEEDS), strict=True)
        save(folder / f"{name}.npz", models[0])
        kept["parameters"][name] = sum(p.size for p in models[0].params.values())
        kept["scores"][name] = [round(float(score), 4) for score in scores]
        if name == "names":
            found = [invention(model) for model in models]
            kept["invented"] = {share: [round(float(one[share]), 2) for one in found] for share in found[0]}
    keep_scores(kept, folder, readme)


if __name__ == "__main__":
    main(*sys.argv[1:])
