"""Many-to-one: a whole sequence of any length, one answer."""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import ManyToOne
from rnn_core.layers import Activation
from rnn_core.losses import log_softmax, softmax_cross_entropy, squared_error
from rnn_core.models.batch import expect, one_loss
from rnn_core.models.reader import Reader
from rnn_core.parts import training


class SequenceClassifier:
    """One of V classes for a sequence, p = softmax(h_T V + c), from the state after its last step.

    cell: any cell; of a Bidirectional one each direction gives the state after its own last step. embedding: Embedding
    or OneHot if the inputs are symbols (T, N). Batches: ManyToOne(xs, targets (N,), lengths). The loss is the mean of
    -log p of the right classes.
    """

    def __init__(self, cell: Any, classes: int, *, rng: np.random.Generator, embedding: Any = None):
        self.reader = Reader(cell, classes, rng=rng, embedding=embedding)
        self.cell, self.params = cell, self.reader.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: ManyToOne) -> tuple[float, dict]:
        """Mean cross-entropy over the sequences, and its gradients."""
        loss, dy, cache = self._forward(batch)
        return loss, self.reader.backward_last(dy, cache)

    def loss(self, batch: ManyToOne) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """p (N, V): the probability of each class."""
        return np.exp(log_softmax(self.reader.forward_last(xs, lengths)[0]))

    def beliefs(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """p (T, N, V): what it would answer if the sequence ended after each step."""
        return np.exp(log_softmax(self.reader.forward(xs, None, lengths)[0]))

    def _forward(self, batch):
        xs, targets, lengths = expect(batch, ManyToOne)
        y, cache = self.reader.forward_last(xs, lengths)
        return *one_loss(y, targets, softmax_cross_entropy), cache


class Straight:
    """The activation that is none, y = x."""

    def __init__(self):
        self.params = {}

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        return x, None

    def backward(self, dy: np.ndarray, cache: None) -> tuple[np.ndarray, dict]:
        return dy, {}


class SequenceRegressor:
    """V numbers for a sequence, y = f(h_T V + c), f the identity or, for numbers from 0 to 1, the sigmoid.

    Batches: ManyToOne(xs, targets (N, V), lengths). The loss is the mean of (y - targets)^2 over all numbers.
    """

    def __init__(
        self, cell: Any, outputs: int, *, rng: np.random.Generator, embedding: Any = None, output: str = "identity"
    ):
        checks.choice(output, "output", ("identity", "sigmoid"))
        self.reader = Reader(cell, outputs, rng=rng, embedding=embedding)
        self.f = Activation("sigmoid") if output == "sigmoid" else Straight()
        self.cell, self.params = cell, self.reader.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: ManyToOne) -> tuple[float, dict]:
        """Mean squared error, and its gradients."""
        loss, dy, (last, f) = self._forward(batch)
        da, _ = self.f.backward(dy, f)
        return loss, self.reader.backward_last(da, last)

    def loss(self, batch: ManyToOne) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """y (N, V)."""
        return self.f.forward(self.reader.forward_last(xs, lengths)[0])[0]

    def beliefs(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """y (T, N, V): what it would answer if the sequence ended after each step."""
        return self.f.forward(self.reader.forward(xs, None, lengths)[0])[0]

    def _forward(self, batch):
        xs, targets, lengths = expect(batch, ManyToOne)
        a, last = self.reader.forward_last(xs, lengths)
        y, f = self.f.forward(a)
        return *one_loss(y, targets, squared_error), (last, f)
