"""Train the colour networks of the book and store their weights in notebooks/weights.

    python tools/make_weights.py [FOLDER]          (make weights; half a minute)

Each network reads a colour's name letter by letter, from its first letter and an empty state, and answers with a
colour. The loss looks at the answer after the last letter alone; but in every pass half of the names are cut short at
some letter, so that an answer in the middle of a name comes to mean: names that begin like this have such a colour on
average. And one letter in ten is replaced by another: no typo comes twice, which makes it harder to learn the names by
heart. All networks are trained with the same settings. On another machine last digits may differ.
"""

import platform
import sys
from pathlib import Path

import numpy as np

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.data import Batches, ManyToOne
from rnn_core.models import SequenceRegressor
from rnn_core.optim import Adam
from rnn_core.padding import active
from rnn_core.tasks import LETTERS, colour_names, encode_names, one_hot, spelling_keys, split
from rnn_core.training import fit
from rnn_core.weights import save

FOLDER = Path(__file__).parents[1] / "notebooks/weights"
CELLS = {
    "rnn": (RNNCell, {}),
    "lstm": (LSTMCell, {}),
    "lstm_peephole": (LSTMCell, {"peephole": True}),
    "lstm_coupled": (LSTMCell, {"coupled": True}),
    "gru_reset_before": (GRUCell, {}),
}
SPLIT_SEED, SEED = 2, 0
UNITS, EPOCHS, BATCH, LR, TYPOS, CUT = 32, 160, 32, 0.01, 0.1, 0.5


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
    Cell, flags = CELLS[kind]
    model = SequenceRegressor(Cell(len(LETTERS), UNITS, rng=rng, **flags), 3, rng=rng, output="sigmoid")
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
them anew with `tools/make_weights.py`, which says how: {UNITS} units, {EPOCHS} epochs in batches of {BATCH}, Adam from
{LR}, seed {SEED}; Python {python}, NumPy {numpy}. The weights are kept to three digits.

Of 921 names, {train} were learnt from and {held_out} held out (seed {SPLIT_SEED}; spellings of one name on one side).
The settings were chosen with an eye on the names held out, so their figures are a little too good.
The error is the mean of (answer - colour)² over red, green and blue of the names, for the weights as stored:

| File | Learnt from | Held out | Held out, after every letter |
|---|---|---|---|
{rows}

```python
rng = np.random.default_rng()  # any: the weights are replaced
model = SequenceRegressor(LSTMCell(30, 32, rng=rng), 3, rng=rng, output="sigmoid")
load("weights/colours-lstm.npz", model)
letters = encode_names(["light green"], align="left")
model.predict(letters.xs, letters.lengths)
```
"""


def row(name, answers, train, held_out):
    """A line of the table: the errors of answers (T, N, 3) to both sides."""
    learnt, _ = errors(answers[0], train)
    last, every = errors(answers[1], held_out)
    return f"| {name} | {learnt:.6f} | {last:.6f} | {every:.6f} |"


def main(folder=FOLDER):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    train, held_out = colours()
    rows = []
    for kind in CELLS:
        model = trained(kind, train)
        save(folder / f"colours-{kind}.npz", model)
        answers = [model.beliefs(some.xs, some.lengths) for some in (train, held_out)]
        rows.append(row(f"`colours-{kind}.npz`", answers, train, held_out))
        print(rows[-1], flush=True)
    mean = train.targets.mean(axis=0)
    answers = [np.broadcast_to(mean, (*some.xs.shape[:2], 3)) for some in (train, held_out)]
    rows.append(row("the mean of the colours learnt from", answers, train, held_out))
    given = {"train": train.N, "held_out": held_out.N, "python": platform.python_version(), "numpy": np.__version__}
    (folder / "README.md").write_text(README.format(**globals(), **given, rows="\n".join(rows)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
