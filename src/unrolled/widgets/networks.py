"""Networks as JSON can carry them, and their numbers: what the engine of the widgets (engine/) reads."""

from typing import Any

import numpy as np

from rnn_core.cells import GRUCell, LSTMCell, RNNCell
from rnn_core.recurrence import unroll
from unrolled.recordings.packing import as_text


def softmax(y: np.ndarray) -> np.ndarray:
    """exp(y) / sum exp(y) along the last axis."""
    exps = np.exp(y - y.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def cell_arrays(cell: Any) -> dict[str, Any]:
    """{"kind": ..., "W_x": array, ...}: a cell's parameters under their names, float64, an RNN's activation beside.

    kind: "rnn", "lstm", "lstm_peephole", "lstm_coupled", "gru_reset_before", "gru_reset_after".
    Raises TypeError for anything else than an RNNCell, LSTMCell or GRUCell.
    """
    own = {"activation": cell.activation} if isinstance(cell, RNNCell) else {}
    return {"kind": _kind(cell), **own, **{name: np.asarray(p, float) for name, p in cell.params.items()}}


def cell_as_json(cell: Any) -> dict[str, Any]:
    """`cell_arrays` with lists in place of arrays."""
    return lists(cell_arrays(cell))


def _kind(cell):
    match cell:
        case RNNCell():
            return "rnn"
        case LSTMCell():
            return "lstm_peephole" if cell.peephole else "lstm_coupled" if cell.coupled else "lstm"
        case GRUCell():
            return "gru_reset_after" if cell.reset_after else "gru_reset_before"
    raise TypeError(f"cell: expected an RNNCell, LSTMCell or GRUCell, got {cell!r}")


def lists(value: Any) -> Any:
    """NumPy arrays, alone or inside dicts, as plain lists, which JSON can carry."""
    if isinstance(value, dict):
        return {key: lists(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def packed(value: Any) -> Any:
    """NumPy arrays, alone or inside dicts, as kit/packing.js unpacks them: lists, or less where that loses nothing.

    An array whose numbers have three digits is {shape, thousandths}: whole numbers of 16 bits in base64.
    """
    if isinstance(value, dict):
        return {key: packed(item) for key, item in value.items()}
    if not isinstance(value, np.ndarray):
        return value
    whole = np.round(value * 1000)
    if np.abs(whole).max(initial=0) < 2**15 and (whole / 1000 == value).all():
        return {"shape": list(value.shape), "thousandths": as_text(whole, "<i2")}
    return value.tolist()


def trace(cell: RNNCell, readout: dict | None, xs: np.ndarray, h_start: np.ndarray) -> list[dict[str, list]]:
    """One record a step of a run over xs (T, D) from h_{-1} = h_start (H,), under the names of the formulas:

        vW_t = [h_{t-1}, x_t] W      a_t = vW_t + b      h_t = f(a_t)
        hW_t = h_t W_y               y_t = hW_t + b_y    p_t = softmax(y_t)

    x, h_prev, vW, a and h; with a readout {W, b, softmax} hW and y; with its softmax p.
    """
    dtype = cell.params["W_h"].dtype
    run = unroll(cell, xs[:, None].astype(dtype), cell.State(h_start[None].astype(dtype))).trace
    x, h_prev, a, h = (np.asarray(array[:, 0], float) for array in (run.x, run.h_prev, run.a, run.h))
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    record = {"x": x, "h_prev": h_prev, "vW": x @ W_x + h_prev @ W_h, "a": a, "h": h}
    if readout:
        hW = h @ readout["W"]
        record |= {"hW": hW, "y": hW + readout["b"]}
        if readout["softmax"]:
            record["p"] = softmax(record["y"])
    return [{name: array[t].tolist() for name, array in record.items()} for t in range(len(xs))]
