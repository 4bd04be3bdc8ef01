"""Train the plain and the variational autoencoder whose codes the reader explores, and store their weights.

    python tools/make_codes.py [FOLDER]          (make weights; one minute)

Both have the same layers and a code of two numbers, see the same digits in the same order for the same time, and lose
by the same measure, the cross-entropy of the ink; the variational one also pays for codes that are not N(0, I), and
decodes with noise. Each is trained from three seeds; the weights from seed 0 are stored, and the README beside them
says how far all of them are from digits held out. On another machine last digits may differ.
"""

import platform
import sys
from pathlib import Path

import numpy as np

from rnn_core import tasks
from rnn_core.batches import Batches, Examples
from rnn_core.models import VAE, Autoencoder, mlp
from rnn_core.optim import Adam
from rnn_core.training import fit
from rnn_core.weights import save

FOLDER = Path(__file__).parents[1] / "notebooks/weights/codes"
SEEDS = (0, 1, 2)
SPLIT_SEED = 0
EPOCHS, BATCH, LR = 200, 64, 0.01


def digits():
    """The digits to learn from and those held out, as Examples(xs (N, 64))."""
    images, labels = tasks.digit_images()
    some = tasks.split(len(labels), rng=np.random.default_rng(SPLIT_SEED))
    return [Examples(images[n].reshape(len(n), 64)) for n in (some.train, some.held_out)]


def plain(rng):
    return Autoencoder(mlp((64, 64, 32, 2), rng=rng), mlp((2, 32, 64, 64), rng=rng), output="bernoulli")


def variational(rng):
    """The same, but that its encoder says mu and logvar, two numbers each."""
    return VAE(mlp((64, 64, 32, 4), rng=rng), mlp((2, 32, 64, 64), rng=rng), 2, rng=rng)


MAKERS = {"plain": plain, "variational": variational}


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


README = """# The two networks of the latent explorer

`make weights` trains them anew with `tools/make_codes.py`, which says how: {EPOCHS} epochs in batches of {BATCH}, Adam
from {LR}; Python {python}, NumPy {numpy}. The weights stored are those from seed {SEEDS[0]}, kept to three digits.

Of 1,797 digits, {train} were learnt from and {held_out} held out (seed {SPLIT_SEED}). The mean of (r - x)² over the ink
of the digits held out, r decoded from the code of x (of mu, for the variational one):

| Network | Stored | Weights | {seeds} |
|---|---|---|---|---|---|
{rows}

The mean of the digits learnt from, in place of r, is off by {mean:.6f}.

```python
rng = np.random.default_rng()  # any: the weights are replaced
plain = Autoencoder(mlp((64, 64, 32, 2), rng=rng), mlp((2, 32, 64, 64), rng=rng), output="bernoulli")
load("weights/codes/plain.npz", plain)
variational = VAE(mlp((64, 64, 32, 4), rng=rng), mlp((2, 32, 64, 64), rng=rng), 2, rng=rng)
load("weights/codes/variational.npz", variational)
```
"""


def main(folder=FOLDER):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    train, held_out = digits()
    rows = []
    for name, make in MAKERS.items():
        models = [trained(make, seed, train) for seed in SEEDS]
        save(folder / f"{name}.npz", models[0])
        errors = [((model.predict(held_out.xs) - held_out.xs) ** 2).mean() for model in models]
        size = sum(p.size for p in models[0].params.values())
        rows.append(f"| {name} | `{name}.npz` | {size} | {' | '.join(f'{error:.6f}' for error in errors)} |")
        print(rows[-1], flush=True)
    given = {"train": train.N, "held_out": held_out.N, "python": platform.python_version(), "numpy": np.__version__}
    given |= {"seeds": " | ".join(f"Seed {seed}" for seed in SEEDS), "rows": "\n".join(rows)}
    given |= {"mean": ((train.xs.mean(axis=0) - held_out.xs) ** 2).mean()}
    (folder / "README.md").write_text(README.format(**globals(), **given), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
