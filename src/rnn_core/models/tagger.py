"""Many-to-many, aligned: an answer to every step, such as the part of speech of each word."""

from typing import Any

import numpy as np

from rnn_core.data import Aligned
from rnn_core.losses import log_softmax, softmax_cross_entropy
from rnn_core.models.batch import counting, expect, one_loss
from rnn_core.models.reader import Reader
from rnn_core.parts import training


class Tagger:
    """One of V classes at every step, p_t = softmax(h_t V + c); the loss is the mean of -log p of the right ones.

    cell: any cell; a Bidirectional one knows the words to the right too. embedding: Embedding or OneHot if the inputs
    are symbols (T, N); without it they are numbers (T, N, D). Batches: Aligned(xs, targets, lengths, mask).
    """

    def __init__(self, cell: Any, classes: int, *, rng: np.random.Generator, embedding: Any = None):
        self.reader = Reader(cell, classes, rng=rng, embedding=embedding)
        self.cell, self.params = cell, self.reader.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Aligned) -> tuple[float, dict]:
        """Mean cross-entropy over all steps that count, and its gradients."""
        return self.loss_grads_and_state(batch)[:2]

    def loss_grads_and_state(self, batch: Aligned, state: Any = None) -> tuple[float, dict, Any]:
        """The same from a given start, with the final state: for truncated backpropagation through time."""
        loss, dys, state, reading = self._forward(batch, state)
        return loss, self.reader.backward(dys, reading)[2], state

    def loss(self, batch: Aligned) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None, state: Any = None) -> np.ndarray:
        """p (T, N, V): the probability of each class at each step."""
        return np.exp(log_softmax(self.reader.forward(xs, state, lengths)[0]))

    def _forward(self, batch, state=None):
        xs, targets, lengths, _ = expect(batch, Aligned)
        ys, state, reading = self.reader.forward(xs, state, lengths)
        loss, dys = one_loss(ys, targets, softmax_cross_entropy, mask=counting(batch))
        return loss, dys, state, reading
