"""How good are made-up digits? Three classifiers say how sure they are, and one looks for the nearest real digit.

    judges = Judges(xs, labels, rng=rng)      learn from real pictures (N, D)
    judges.sure(made)                         how sure they are of their answer, 0 to 1
    judges.distance(made)                     how far it is to the nearest real picture
    judges.passes(made, limit)                sure and near

Neither measure is enough by itself: classifiers are often sure of noise (Nguyen, Yosinski & Clune, Deep neural networks
are easily fooled, 2015), and halfway between two digits of different kinds it is often not far to a real one. Neither
asks whether a picture is sharp: the mean of many digits of one kind passes both.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks
from rnn_core.data import Batches, Examples
from rnn_core.losses import log_softmax, softmax_cross_entropy
from rnn_core.models.network import mlp
from rnn_core.optim import Adam
from rnn_core.training import fit


class Judge:
    """A small classifier of pictures (N, D) -> p (N, V), with one hidden layer of ReLU."""

    def __init__(self, inputs: int, classes: int, *, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> None:
        self.net = mlp((inputs, 64, classes), rng=rng, activation="relu", dtype=dtype)
        self.params = self.net.params

    def loss_and_grads(self, batch: Any) -> tuple[float, dict[str, np.ndarray]]:
        """Mean cross-entropy, and its gradients."""
        y, cache = self.net.forward(batch.xs)
        loss, dy = softmax_cross_entropy(y, batch.targets)
        return loss, self.net.backward(dy, cache)[1]

    def predict(self, xs: np.ndarray) -> np.ndarray:
        """p (N, V)."""
        return np.exp(log_softmax(self.net.forward(xs)[0]))


class Judges:
    """Three judges of real pictures xs (N, D) with labels (N,), trained from three starts."""

    def __init__(self, xs: np.ndarray, labels: np.ndarray, *, rng: np.random.Generator, epochs: int = 30) -> None:
        self.xs, rng = checks.floats(xs, "xs", "(N, D)"), checks.generator(rng)
        data, classes = Examples(self.xs, labels), int(np.max(labels)) + 1
        self.judges = [Judge(self.xs.shape[1], classes, rng=rng, dtype=self.xs.dtype) for _ in range(3)]
        for judge in self.judges:
            fit(judge, Batches(data, 100, rng=rng), Adam(0.01), epochs=epochs)

    def predict(self, made: np.ndarray) -> np.ndarray:
        """The mean of the judges' probabilities, (N, V)."""
        return np.mean([judge.predict(made) for judge in self.judges], axis=0)

    def sure(self, made: np.ndarray) -> np.ndarray:
        """The mean probability of their likeliest answer, (N,): below 1 if one is in doubt or two disagree."""
        return self.predict(made).max(axis=1)

    def distance(self, made: np.ndarray) -> np.ndarray:
        """The smallest Euclidean distance to a real picture, (N,)."""
        made = checks.array(made, "made", f"(N, {self.xs.shape[1]})", self.xs.dtype)
        squares = (made**2).sum(axis=1)[:, None] - 2 * made @ self.xs.T + (self.xs**2).sum(axis=1)
        return np.sqrt(np.maximum(squares.min(axis=1), 0))

    def passes(self, made: np.ndarray, limit: float) -> np.ndarray:
        """True (N,) where the judges are surer than 0.9 and a real picture is nearer than `limit`."""
        return (self.sure(made) > 0.9) & (self.distance(made) < limit)
