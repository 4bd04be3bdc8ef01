"""Many-to-many, shorter: labels from a longer signal, their places unknown (CTC)."""

from typing import Any

import numpy as np

from rnn_core.ctc import CTCAlignment, Hypothesis, ctc_alignment, ctc_beam, ctc_greedy, ctc_loss
from rnn_core.data import Transcripts
from rnn_core.losses import log_softmax
from rnn_core.models.batch import expect, one_loss
from rnn_core.models.reader import Reader
from rnn_core.parts import training


class Recogniser:
    """Labels or the blank at every frame, y_t = h_t V + c, trained with the CTC loss (Graves et al., 2006).

    cell: any cell, best a Bidirectional one. labels: how many, the blank (number 0) among them.
    Batches: Transcripts(xs (T, N, D), lengths, targets (N, S), target_lengths).
    """

    def __init__(self, cell: Any, labels: int, *, rng: np.random.Generator):
        self.reader = Reader(cell, labels, rng=rng)
        self.cell, self.params = cell, self.reader.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Transcripts) -> tuple[float, dict]:
        """-log p(labels | signal) per label, its mean over the signals, and its gradients."""
        loss, dys, reading = self._forward(batch)
        return loss, self.reader.backward(dys, reading)[2]

    def loss(self, batch: Transcripts) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """p (T, N, V): the probability of each label at each frame."""
        return np.exp(log_softmax(self._logits(xs, lengths)))

    def greedy(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> list[list[int]]:
        """The labels of the most probable path of each signal: N lists."""
        return ctc_greedy(self._logits(xs, lengths), lengths)

    def beam(self, xs: np.ndarray, lengths: np.ndarray | None = None, width: int = 8) -> list[list[Hypothesis]]:
        """The most probable labels of each signal: N lists of `Hypothesis`, best first."""
        return ctc_beam(self._logits(xs, lengths), lengths, width)

    def alignment(self, batch: Transcripts) -> CTCAlignment:
        """How the right labels lie over the frames, as a `CTCAlignment`; its log_p is log p(labels | signal)."""
        xs, lengths, targets, target_lengths = expect(batch, Transcripts)
        return ctc_alignment(self._logits(xs, lengths), targets, lengths, target_lengths)

    def _logits(self, xs, lengths):
        return self.reader.forward(xs, None, lengths)[0]

    def _forward(self, batch):
        xs, lengths, targets, target_lengths = expect(batch, Transcripts)
        ys, _, reading = self.reader.forward(xs, None, lengths)
        loss, dys = one_loss(ys, targets, ctc_loss, lengths=lengths, target_lengths=target_lengths)
        return loss, dys, reading
