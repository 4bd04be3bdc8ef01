"""What every cell is made with: its sizes, and the maps of its gates side by side in one array."""

import numpy as np

from rnn_core import checks, initialise


def set_sizes(cell, input_size, hidden_size, rng, dtype):
    """Check and keep what every cell is made with."""
    cell.input_size = checks.count(input_size, "input_size")
    cell.hidden_size = checks.count(hidden_size, "hidden_size")
    cell.dtype = checks.float_dtype(dtype)
    checks.generator(rng)


def gated(cell, rng):
    """W_x, W_h and b of a gated cell, the maps of its gates side by side in the order of `cell.GATES`."""
    D, H, k = cell.input_size, cell.hidden_size, len(cell.GATES)
    return {
        "W_x": np.hstack([initialise.glorot_uniform((D, H), rng, cell.dtype) for _ in range(k)]),
        "W_h": np.hstack([initialise.orthogonal((H, H), rng, cell.dtype) for _ in range(k)]),
        "b": np.zeros(k * H, cell.dtype),
    }


def gate(cell, name):
    """Views of the parameters of the gate called `name`."""
    checks.choice(name, "name", cell.GATES)
    k, H = cell.GATES.index(name), cell.hidden_size
    return {key: cell.params[key][..., k * H : (k + 1) * H] for key in ("W_x", "W_h", "b")}


def shapes(params):
    """The shape of each parameter, by name."""
    return {name: value.shape for name, value in params.items()}
