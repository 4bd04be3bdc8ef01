"""One-to-many: a language model says what may come next, and so can write."""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.data import Aligned
from rnn_core.layers import Embedding
from rnn_core.losses import log_softmax
from rnn_core.models import decoding
from rnn_core.models.batch import counting, expect
from rnn_core.models.tagger import Tagger
from rnn_core.parts import check_cell, training


class LanguageModel:
    """p(next symbol | all before) of V symbols, letters, words or notes:

        p(s_{t+1} | s_1 ... s_t) = softmax(h_t V + c)         h_t = cell(E[s_t], h_{t-1})

    (Mikolov et al., Recurrent neural network based language model, 2010.) cell: any cell that reads in one direction.
    embedding: learnt vectors of cell.input_size if None, or OneHot(V). Batches: Aligned(xs, targets, lengths), both
    (T, N) symbols, targets one step ahead.
    """

    def __init__(self, cell: Any, symbols: int, *, rng: np.random.Generator, embedding: Any = None):
        if embedding is None:
            embedding = Embedding(symbols, check_cell(cell).input_size, rng=rng, dtype=cell.dtype)
        self.tagger = Tagger(cell, symbols, rng=rng, embedding=embedding)  # its class at t is the symbol at t + 1
        self.reader, self.cell, self.params = self.tagger.reader, cell, self.tagger.params

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Aligned) -> tuple[float, dict]:
        """Mean -log p of the next symbol over all steps that count, and its gradients; exp of it is the perplexity."""
        return self.tagger.loss_and_grads(batch)

    def loss_grads_and_state(self, batch: Aligned, state: Any = None) -> tuple[float, dict, Any]:
        """The same from a given start, with the final state: for truncated backpropagation through time."""
        return self.tagger.loss_grads_and_state(batch, state)

    def loss(self, batch: Aligned) -> float:
        """The loss alone."""
        return self.tagger.loss(batch)

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None, state: Any = None) -> np.ndarray:
        """p (T, N, V): the probability of each symbol to come after x_0 ... x_t."""
        return self.tagger.predict(xs, lengths, state)

    def log_p(self, batch: Aligned) -> np.ndarray:
        """(N,) log p(targets | xs) of each sequence, summed over the steps that count: which one is likelier?"""
        xs, targets, lengths, _ = expect(batch, Aligned)
        log_p = log_softmax(self.reader.forward(xs, None, lengths)[0])
        chosen = np.take_along_axis(log_p, np.asarray(targets)[..., None], axis=-1)[..., 0]
        mask = counting(batch)
        return chosen.sum(axis=0, where=True if mask is None else mask)

    def sample(
        self,
        N: int,
        prompt: np.ndarray,
        end: int | None = None,
        *,
        longest: int,
        rng: np.random.Generator,
        temperature: float = 1.0,
    ) -> list[decoding.Written]:
        """N sequences that go on after `prompt` (T,): a list of `Written`, without the prompt.

        Each symbol is drawn with p^(1/temperature); a sequence stops at the symbol `end`, or after `longest` symbols.
        """
        prompt = checks.indices(prompt, "prompt", "(T,)", len(self.params["out.b"]))
        given = np.repeat(prompt[:, None], checks.count(N, "N"), axis=1)
        state = self.reader.run(given[:-1])[0].state if len(given) > 1 else None
        return decoding.sample(self.next_step, state, given[-1], end, longest, rng=rng, temperature=temperature)

    def next_step(self, symbols: np.ndarray, state: Any) -> tuple[np.ndarray, Any]:
        """One step: the symbols (N,) written last -> log p (N, V) of the next ones, and the state after them."""
        ys, state, _ = self.reader.forward(symbols[None], state)
        return log_softmax(ys[0]), state
