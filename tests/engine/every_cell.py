"""One small cell of every kind and variant, with nothing left at a value that could hide a mistake."""

import numpy as np

from rnn_core import CarouselCell, GRUCell, LinearCell, LSTMCell, RNNCell

KINDS = {
    "RNN": (RNNCell, {}),
    "RNN relu": (RNNCell, {"activation": "relu"}),
    "RNN sigmoid": (RNNCell, {"activation": "sigmoid"}),
    "RNN identity": (RNNCell, {"activation": "identity"}),
    "LSTM": (LSTMCell, {}),
    "LSTM peephole": (LSTMCell, {"peephole": True}),
    "LSTM coupled": (LSTMCell, {"coupled": True}),
    "GRU": (GRUCell, {}),
    "GRU reset after": (GRUCell, {"reset_after": True}),
    "linear": (LinearCell, {}),
    "carousel": (CarouselCell, {}),
}


def make(kind, input_size=3, hidden_size=4, dtype=np.float64, seed=0):
    """A cell with every parameter drawn at random: a bias or peephole of zero would hide its gradient's mistakes."""
    Cell, flags = KINDS[kind]
    rng = np.random.default_rng(seed)
    cell = Cell(input_size, hidden_size, rng=rng, dtype=dtype, **flags)
    for value in cell.params.values():
        value[...] = 0.5 * rng.standard_normal(value.shape)
    return cell


def inputs(cell, T=5, N=3, seed=1):
    """xs (T, N, D)."""
    return np.random.default_rng(seed).standard_normal((T, N, cell.input_size)).astype(cell.dtype)


def state(cell, N=3, seed=2):
    """A state that is not zero."""
    rng = np.random.default_rng(seed)
    return cell.State(*(rng.standard_normal((N, cell.hidden_size)).astype(cell.dtype) for _ in cell.State._fields))
