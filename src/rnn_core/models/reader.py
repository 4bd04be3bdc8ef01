"""The part most models share: a recurrent network that reads and answers at every step."""

from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.compose import Bidirectional, Stack
from rnn_core.layers import Dense, Embedding
from rnn_core.parts import check_cell, join, join_params, training
from rnn_core.recurrence import Run, bptt, unroll


class OneHot:
    """Symbols as the rows of the identity, in the place of an Embedding: nothing is learnt."""

    def __init__(self, symbols: int, dtype: Any = np.float64):
        self.params = {}
        self.rows = np.eye(checks.count(symbols, "symbols"), dtype=checks.float_dtype(dtype))

    def forward(self, k: np.ndarray) -> tuple[np.ndarray, None]:
        """The rows numbered k (...), and nothing for backward."""
        return self.rows[checks.indices(k, "k", "(...)", len(self.rows))], None

    def backward(self, dy: np.ndarray, cache: None) -> tuple[None, dict]:
        """No gradient: symbols have none, and nothing is learnt."""
        return None, {}


class Reading(NamedTuple):
    """What `Reader.backward` needs: the caches of the embedding and of the output layer, and the run's trace."""

    symbols: Any
    hs: np.ndarray
    trace: Any


class Reader:
    """A recurrent network with an output layer:

        x_t = E[k_t]  (with an embedding)      h_t = cell(x_t, h_{t-1})      y_t = h_t V + c

    xs (T, N, D) numbers, or (T, N) symbols if there is an embedding (Embedding or OneHot); ys (T, N, outputs).
    params: embedding.W, cell.*, out.W (H, outputs), out.b (outputs,).
    """

    def __init__(self, cell: Any, outputs: int, *, rng: np.random.Generator, embedding: Any = None):
        self.cell, self.embedding = check_cell(cell), embedding
        if embedding is not None:
            self.symbols = _symbols(embedding, cell)
        self.out = Dense(cell.hidden_size, outputs, rng=rng, dtype=cell.dtype)
        self.params = join_params(embedding=embedding, cell=cell, out=self.out)

    def run(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> tuple[Run, Any]:
        """The run of the cell over xs, as of `unroll`, and the cache of the embedding."""
        symbols = None
        if self.embedding is not None:
            xs, symbols = self.embedding.forward(checks.indices(xs, "xs", "(T, N)", self.symbols))
        return unroll(self.cell, xs, state, lengths), symbols

    def forward(
        self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None
    ) -> tuple[np.ndarray, Any, Reading]:
        """ys (T, N, outputs), the final state, and a `Reading` for backward."""
        run, symbols = self.run(xs, state, lengths)
        ys, hs = self.out.forward(run.hs)
        return ys, run.state, Reading(symbols, hs, run.trace)

    def backward(self, dys: np.ndarray, reading: Reading, dstate: Any = None) -> tuple[np.ndarray | None, Any, dict]:
        """dxs (None for symbols), dstate of the initial state, and grads."""
        dhs, out = self.out.backward(dys, reading.hs)
        return self._backward_states(dhs, reading, out, dstate)

    def forward_last(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> tuple[np.ndarray, tuple]:
        """y (N, outputs) from what each direction knows at its own end, and what `backward_last` needs."""
        run, symbols = self.run(xs, None, lengths)
        k = units_forward(self.cell)
        y, last = self.out.forward(np.concatenate([run.hs[-1, :, :k], run.hs[0, :, k:]], axis=-1))
        return y, (last, Reading(symbols, run.hs, run.trace))

    def backward_last(self, dy: np.ndarray, cache: tuple) -> dict:
        """The grads of `forward_last`."""
        last, reading = cache
        dh, out = self.out.backward(dy, last)
        k, dhs = units_forward(self.cell), np.zeros_like(reading.hs)
        dhs[-1, :, :k] = dh[:, :k]
        dhs[0, :, k:] = dh[:, k:]
        return self._backward_states(dhs, reading, out)[2]

    def training(self, rng: np.random.Generator) -> Any:
        """The same weights, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def _backward_states(self, dhs, reading, out, dstate=None):
        back = bptt(self.cell, dhs, reading.trace, dstate)
        dxs, embedding = back.dxs, None
        if self.embedding is not None:
            dxs, embedding = self.embedding.backward(dxs, reading.symbols)
        return dxs, back.dstate, join(embedding=embedding, cell=back.grads, out=out)


def _symbols(embedding, cell):
    """How many symbols `embedding` knows; it has to give what the cell reads."""
    if not isinstance(embedding, Embedding | OneHot):
        raise TypeError(f"embedding: expected an Embedding, a OneHot or None, got {embedding!r}")
    symbols, size = embedding.rows.shape if isinstance(embedding, OneHot) else embedding.params["W"].shape
    if size != cell.input_size:
        raise ValueError(f"embedding: expected vectors of {cell.input_size} numbers for {cell!r}, got {size}")
    return symbols


def units_forward(cell: Any) -> int:
    """How many of a cell's outputs have read the whole sequence at its last step; the others have at its first."""
    while isinstance(cell, Stack):
        cell = cell.cells[-1]
    if not isinstance(cell, Bidirectional):
        return cell.hidden_size
    if cell.merge == "sum":
        raise ValueError(
            "cell: expected merge='concat' for one answer to a sequence, got 'sum': ends cannot be told apart"
        )
    return units_forward(cell.forward_cell)
