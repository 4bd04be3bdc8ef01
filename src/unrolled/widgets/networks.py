"""Networks as JSON can carry them: what the engine of the widgets (engine/) reads."""

import numpy as np

from rnn_core.cells import GRUCell, LSTMCell, RNNCell


def cell_as_json(cell):
    """{"kind": ..., "W_x": lists, ...}: a cell's parameters under their names, float64, an RNN's activation beside.

    kind: "rnn", "lstm", "lstm_peephole", "lstm_coupled", "gru_reset_before", "gru_reset_after".
    Raises TypeError for anything else than an RNNCell, LSTMCell or GRUCell.
    """
    own = {"activation": cell.activation} if isinstance(cell, RNNCell) else {}
    return {"kind": _kind(cell), **own, **lists({name: np.asarray(p, float) for name, p in cell.params.items()})}


def _kind(cell):
    match cell:
        case RNNCell():
            return "rnn"
        case LSTMCell():
            return "lstm_peephole" if cell.peephole else "lstm_coupled" if cell.coupled else "lstm"
        case GRUCell():
            return "gru_reset_after" if cell.reset_after else "gru_reset_before"
    raise TypeError(f"cell: expected an RNNCell, LSTMCell or GRUCell, got {cell!r}")


def lists(value):
    """NumPy arrays, alone or inside dicts, as plain lists, which JSON can carry."""
    if isinstance(value, dict):
        return {key: lists(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value
