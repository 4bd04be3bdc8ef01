"""Train the colour networks of the book and store their weights in src/unrolled/trained/colours.

    python tools/train_colours.py [FOLDER]          (make weights; half a minute)

Each network reads a colour's name letter by letter, from its first letter and an empty state, and answers with a
colour. The loss looks at the answer after the last letter alone; but in every pass half of the names are cut short at
some letter, so that an answer in the middle of a name comes to mean: names that begin like this have such a colour on
average. And one letter in ten is replaced by another: no typo comes twice, which makes it harder to learn the names by
heart. All networks are trained with the same settings. On another machine last digits may differ.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from keep import keep_scores, versions

from rnn_core.data import Batches, ManyToOne
from rnn_core.optim import Adam
from rnn_core.padding import active
from rnn_core.tasks import colour_names, encode_names, one_hot, spelling_keys, split
from rnn_core.training import fit
from rnn_core.weights import save
from unrolled.trained.networks import CELLS, colour_reader

FOLDER = Path(__file__).parents[1] / "src/unrolled/trained/colours"
SPLIT_SEED, SEED = 2, 0
EPOCHS, BATCH, LR, TYPOS, CUT = 160, 32, 0.01, 0.1, 0.5


def colours():
    """The names to learn from and those held out, as ManyToOne."""
    data = colour_names()
    letters = encode_names(data.names, align="left")
    some = split(spelling_keys(data.names), rng=np.random.default_rng(SPLIT_SEED))
    examples = ManyToOne(letters.xs, data.rgb, letters.lengths)
    return examples.take(some.train), examples.take(some.held_out)


def disturbed(batch, rng):
    """The batch with a random letter at one place in ten, and half of the names cut after a random letter."""
    T, N, V = batch.xs.shape
    typos = one_hot(rng.integers(V, size=(T, N)), V)  # also after a name's end, where nobody reads
    xs = np.where(rng.random((T, N, 1)) < TYPOS, typos, batch.xs)
    cut = rng.integers(1, batch.lengths + 1)
    return batch._replace(xs=xs, lengths=np.where(rng.random(N) < CUT, cut, batch.lengths))


def trained(kind, train):
    """A network after EPOCHS passes, the second half at a learning rate that falls to nothing; three digits kept."""
    rng = np.random.default_rng(SEED)
    model = colour_reader(kind, rng)
    optimizer, batches = Adam(LR), Batches(train, BATCH, rng=rng)
    for epoch in range(EPOCHS):
        optimizer.lr = LR * min(1, 2 * (1 - epoch / EPOCHS))
        fit(model, (disturbed(batch, rng) for batch in batches), optimizer, clip=1.0)
    for p in model.params.values():
        p[...] = np.rint(1000 * p) / 1000
    return model


def errors(answers, examples):
    """The mean squared error of answers (T, N, 3) after the last letters of the examples, and after all letters."""
    apart = (answers - examples.targets) ** 2
    return apart[-1].mean(), apart[active(examples.lengths, *apart.shape[:2])].mean()


README = """# The trained colour networks

Each reads the name of a colour letter by letter and answers with red, green and blue from 0 to 1. `make weights` trains
them anew with `tools/train_colours.py`, which says how: 32 units, {EPOCHS} epochs in batches of {BATCH}, Adam from
{LR}, seed {SEED}; Python {python}, NumPy {numpy}. The weights are kept to three digits.

Of 921 names, {train} were learnt from and {held_out} held out (seed {SPLIT_SEED}; spellings of one name on one side).
The settings were chosen with an eye on the names held out, so their figures are a little too good.
The error is the mean of (answer - colour)² over red, green and blue of the names, for the weights as stored:

| File | Learnt from | Held out | Held out, after every letter |
|---|---|---|---|
{rows}

```python
model = unrolled.trained.network("colours/lstm")
letters = encode_names(["light green"], align="left")
model.predict(letters.xs, letters.lengths)
```
"""


def readme(scores: dict[str, Any]) -> str:
    """The text beside the weights."""
    named = {f"`{kind}.npz`": scores["errors"][kind] for kind in CELLS}
    named |= {"the mean of the colours learnt from": scores["errors of the mean"]}
    rows = [f"| {name} | {' | '.join(f'{error:.6f}' for error in found)} |" for name, found in named.items()]
    return README.format(**globals(), **scores["names"], **scores["versions"], rows="\n".join(rows))


def measured(answers: Sequence[np.ndarray], train: ManyToOne, held_out: ManyToOne) -> list[float]:
    """The errors of the answers (T, N, 3) to both sides: learnt from, held out, held out after every letter."""
    learnt, _ = errors(answers[0], train)
    return [round(float(error), 6) for error in (learnt, *errors(answers[1], held_out))]


def main(folder: str | Path = FOLDER) -> None:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    train, held_out = colours()
    found = {}
    for kind in CELLS:
        model = trained(kind, train)
        save(folder / f"{kind}.npz", model)
        answers = [model.beliefs(some.xs, some.lengths) for some in (train, held_out)]
        found[kind] = measured(answers, train, held_out)
        print(kind, *found[kind], flush=True)
    mean = train.targets.mean(axis=0)
    answers = [np.broadcast_to(mean, (*some.xs.shape[:2], 3)) for some in (train, held_out)]
    scores = {
        "versions": versions(),
        "names": {"train": train.N, "held_out": held_out.N},
        "errors": found,
        "errors of the mean": measured(answers, train, held_out),
    }
    keep_scores(scores, folder, readme)


if __name__ == "__main__":
    main(*sys.argv[1:])
