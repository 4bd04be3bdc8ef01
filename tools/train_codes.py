"""Train the plain and the variational autoencoder whose codes the reader explores, and store their weights.

    python tools/train_codes.py [FOLDER]          (make weights; two minutes)

Both have the same layers and a code of two numbers, see the same digits in the same order for the same time, and lose
by the same measure, the cross-entropy of the ink; the variational one also pays for codes that are not N(0, I), and
decodes with noise. Each is trained from three seeds; the weights from seed 0 are stored, and the README beside them
says how far all of them are from digits held out, and how many of their random codes decode to something that passes
as a digit. On another machine last digits may differ.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from keep import keep_scores, versions

from rnn_core import tasks
from rnn_core.data import Batches, Examples
from rnn_core.judging import Judges
from rnn_core.models import VAE
from rnn_core.optim import Adam
from rnn_core.training import fit
from rnn_core.weights import save
from unrolled.trained.networks import plain_autoencoder, variational_autoencoder

FOLDER = Path(__file__).parents[1] / "src/unrolled/trained/codes"
SEEDS = (0, 1, 2)
SPLIT_SEED = 0
EPOCHS, BATCH, LR = 200, 64, 0.01
MAKERS = {"plain": plain_autoencoder, "variational": variational_autoencoder}


def digits():
    """The digits to learn from and those held out, as Examples(xs (N, 64)); and the labels of the former."""
    images, labels = tasks.digit_images()
    some = tasks.split(len(labels), rng=np.random.default_rng(SPLIT_SEED))
    sides = (Examples(images[n].reshape(len(n), 64)) for n in (some.train, some.held_out))
    return *sides, labels[some.train]


def trained(make, seed, train):
    """A network after EPOCHS passes, the second half at a learning rate that falls to nothing; three digits kept."""
    rng = np.random.default_rng(seed)
    model, optimizer = make(rng), Adam(LR)
    batches = Batches(train, BATCH, rng=np.random.default_rng(seed))  # its own rng: the same order for both
    for epoch in range(EPOCHS):
        optimizer.lr = LR * min(1, 2 * (1 - epoch / EPOCHS))
        fit(model, batches, optimizer, progress=False)
    for p in model.params.values():
        p[...] = np.rint(1000 * p) / 1000
    return model


def error(r: np.ndarray, xs: np.ndarray) -> float:
    """The mean of (r - x)^2 over the ink."""
    return round(float(((r - xs) ** 2).mean()), 6)


def passing(model, train, judges, limit):
    """The share of 400 random codes whose pictures pass: from N(0, I), or as wide as the codes of a plain one."""
    rng = np.random.default_rng(0)
    if isinstance(model, VAE):
        return judges.passes(model.sample(400, rng=rng), limit).mean()
    h = model.encode(train.xs)
    made = model.decode(rng.multivariate_normal(h.mean(axis=0), np.cov(h.T), 400))
    return judges.passes(made, limit).mean()


README = """# The two networks of the latent explorer

`make weights` trains them anew with `tools/train_codes.py`, which says how: {EPOCHS} epochs in batches of {BATCH}, Adam
from {LR}; Python {python}, NumPy {numpy}. The weights stored are those from seed {SEEDS[0]}, kept to three digits.
The settings were chosen with an eye on the digits held out.

Of 1,797 digits, {train} were learnt from and {held_out} held out (seed {SPLIT_SEED}). The mean of (r - x)² over the ink
of the digits held out, r decoded from the code of x (of mu, for the variational one):

| Network | Stored | Weights | {seeds} |
|---|---|---|---|---|---|
{rows}

The mean of the digits learnt from, in place of r, is off by {mean:.6f}.

Of 400 random codes of each (from N(0, I); for the plain one, from the normal distribution with the mean and the
covariances of its codes) this share decodes to pictures that pass as digits, as chapter 11 measures it:

| Random codes | {seeds} |
|---|---|---|---|
{shares}

```python
plain = unrolled.trained.network("codes/plain")
variational = unrolled.trained.network("codes/variational")
```
"""


def readme(scores: dict[str, Any]) -> str:
    """The text beside the weights."""
    rows, shares = [], []
    for name in MAKERS:
        of_seeds = " | ".join(f"{error:.6f}" for error in scores["errors"][name])
        rows.append(f"| {name} | `{name}.npz` | {scores['parameters'][name]} | {of_seeds} |")
        shares.append(f"| {name} | {' | '.join(f'{share:.2f}' for share in scores['passing'][name])} |")
    tables = {"rows": "\n".join(rows), "shares": "\n".join(shares)}
    tables |= {"seeds": " | ".join(f"Seed {seed}" for seed in SEEDS), "mean": scores["error of the mean"]}
    return README.format(**globals(), **scores["digits"], **scores["versions"], **tables)


def main(folder: str | Path = FOLDER) -> None:
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    train, held_out, labels = digits()
    judges = Judges(train.xs, labels, rng=np.random.default_rng(7))
    limit = np.quantile(judges.distance(held_out.xs), 0.95)
    scores = {
        "versions": versions(),
        "digits": {"train": train.N, "held_out": held_out.N},
        "parameters": {},
        "errors": {},
        "error of the mean": error(train.xs.mean(axis=0), held_out.xs),
        "passing": {},
    }
    for name, make in MAKERS.items():
        models = [trained(make, seed, train) for seed in SEEDS]
        save(folder / f"{name}.npz", models[0])
        scores["parameters"][name] = sum(p.size for p in models[0].params.values())
        scores["errors"][name] = [error(model.predict(held_out.xs), held_out.xs) for model in models]
        shares = (passing(model, train, judges, limit) for model in models)
        scores["passing"][name] = [round(float(share), 2) for share in shares]
        print(name, *scores["errors"][name], *scores["passing"][name], flush=True)
    keep_scores(scores, folder, readme)


if __name__ == "__main__":
    main(*sys.argv[1:])
