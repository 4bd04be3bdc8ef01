"""One-to-many: a picture, or any features, then words for it."""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import Captions
from rnn_core.layers import Activation, Conv2D, Dense, Embedding, MaxPool2D
from rnn_core.losses import log_softmax, softmax_cross_entropy
from rnn_core.models import decoding
from rnn_core.models.batch import expect, one_loss
from rnn_core.models.network import Flatten, Network
from rnn_core.models.reader import Reader
from rnn_core.padding import active
from rnn_core.parts import check_cell, check_different, check_network, join, join_params, training


class Captioner:
    """What the picture shows is the first thing the network reads (Vinyals et al., Show and tell, 2015):

        x_0 = f(picture)     x_k = E[w_{k-1}], w_0 = <start>     h_k = cell(x_k, h_{k-1})
        p(w_k | w_1 ... w_{k-1}, picture) = softmax(h_k V + c)

    vision: a `Network` from pictures (N, ...) to (N, cell.input_size), such as `cnn`, or an `mlp` for a colour.
    Batches: Captions(pictures, decoder_inputs, targets, lengths). params: vision.*, embedding.W, cell.*, out.*.
    """

    def __init__(self, vision: Any, cell: Any, symbols: int, *, rng: np.random.Generator):
        check_different([check_network(vision, "vision"), check_cell(cell)], "vision, cell")
        embedding = Embedding(symbols, cell.input_size, rng=rng, dtype=cell.dtype)
        self.vision, self.embedding, self.reader = vision, embedding, Reader(cell, symbols, rng=rng)
        self.cell = cell
        self.params = join_params(vision=vision, embedding=embedding) | self.reader.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Captions) -> tuple[float, dict]:
        """Mean -log p of the words, teacher-forced, and its gradients."""
        loss, dys, (seen, words, reading) = self._forward(batch)
        dxs, _, grads = self.reader.backward(np.concatenate([np.zeros_like(dys[:1]), dys]), reading)
        assert dxs is not None  # the reader reads numbers
        _, vision = self.vision.backward(dxs[0], seen)
        _, embedding = self.embedding.backward(dxs[1:], words)
        return loss, join(vision=vision, embedding=embedding) | grads

    def loss(self, batch: Captions) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def greedy(self, pictures: np.ndarray, *, start: int, end: int | None, longest: int = 30) -> list[decoding.Written]:
        """The most probable word at each step: a list of N `Written`."""
        state, first = self.encode(pictures), np.full(len(pictures), self._symbol(start))
        return decoding.greedy(self.next_step, state, first, end, longest)

    def sample(
        self,
        pictures: np.ndarray,
        *,
        start: int,
        end: int | None,
        longest: int = 30,
        rng: np.random.Generator,
        temperature: float = 1.0,
    ) -> list[decoding.Written]:
        """Each word drawn with p^(1/temperature): a list of N `Written`."""
        state, first = self.encode(pictures), np.full(len(pictures), self._symbol(start))
        return decoding.sample(self.next_step, state, first, end, longest, rng=rng, temperature=temperature)

    def beam(
        self, pictures: np.ndarray, *, start: int, end: int | None, longest: int = 30, width: int = 4
    ) -> list[decoding.Beam]:
        """The most probable words that a beam search finds: a list of N `Beam`."""
        start = self._symbol(start)
        states = [self.encode(pictures[n : n + 1]) for n in range(len(pictures))]
        return [decoding.beam_search(self.next_step, state, start, end, longest, width) for state in states]

    def _symbol(self, start):
        return int(checks.indices(start, "start", "()", len(self.embedding.params["W"])))

    def _see(self, pictures):
        """x_0 (N, D) and what backward needs of it."""
        x_0, seen = self.vision.forward(pictures)
        if x_0.ndim != 2 or x_0.shape[1] != self.cell.input_size:
            raise ValueError(f"vision: expected outputs (N, {self.cell.input_size}) for {self.cell!r}, got {x_0.shape}")
        return x_0, seen

    def encode(self, pictures: np.ndarray) -> Any:
        """The state after the pictures (N, ...), from which the words are written."""
        x_0, _ = self._see(pictures)
        return self.reader.run(x_0[None])[0].state

    def next_step(self, symbols: np.ndarray, state: Any) -> tuple[np.ndarray, Any]:
        """One step: the words (N,) written last -> log p (N, V) of the next ones, and the state after them."""
        ys, state, _ = self.reader.forward(self.embedding.forward(symbols[None])[0], state)
        return log_softmax(ys[0]), state

    def _forward(self, batch):
        pictures, decoder_inputs, targets, lengths = expect(batch, Captions)
        x_0, seen = self._see(pictures)
        V = len(self.embedding.params["W"])
        decoder_inputs = checks.indices(decoder_inputs, "decoder_inputs", f"(S, {len(x_0)})", V)
        xs, words = self.embedding.forward(decoder_inputs)
        ys, _, reading = self.reader.forward(np.concatenate([x_0[None], xs]))
        mask = active(lengths, len(ys) - 1, len(x_0))
        loss, dys = one_loss(ys[1:], targets, softmax_cross_entropy, mask=mask)  # the picture itself has no word
        return loss, dys, (seen, words, reading)


class Channel:
    """Grey pictures (N, R, S) as pictures of one channel (N, R, S, 1), which a convolution wants."""

    def __init__(self):
        self.params = {}

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        return checks.floats(x, "pictures", "(N, R, S)")[..., None], None

    def backward(self, dy: np.ndarray, cache: None) -> tuple[np.ndarray, dict]:
        return dy[..., 0], {}


def cnn(
    rows: int, columns: int, size: int, *, rng: np.random.Generator, filters: int = 8, dtype: Any = np.float64
) -> Network:
    """A small network that sees: 3 x 3 convolution, relu, the largest of each 2 x 2 square, one affine map.

    Grey pictures (N, rows, columns), both even -> (N, size).
    """
    rows, columns = checks.count(rows, "rows", 2), checks.count(columns, "columns", 2)
    if rows % 2 or columns % 2:
        raise ValueError(f"rows, columns: expected even numbers, got {rows} and {columns}")
    inside = (rows // 2) * (columns // 2) * checks.count(filters, "filters")
    convolution = Conv2D(1, filters, 3, padding="same", rng=rng, dtype=dtype)
    dense = Dense(inside, size, rng=rng, dtype=dtype)
    return Network([Channel(), convolution, Activation("relu"), MaxPool2D(2), Flatten(), dense])
