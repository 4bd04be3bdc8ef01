"""Gates side by side in one array: from one framework's order into another's, and from arrays to a cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnn_core.cells import CoupledLSTMCell, GRUCell, LSTMCell, PeepholeLSTMCell, ResetAfterGRUCell, RNNCell

CELLS = {"RNN": RNNCell, "LSTM": LSTMCell, "GRU": GRUCell}
VARIANTS = {PeepholeLSTMCell: "LSTM", CoupledLSTMCell: "LSTM", ResetAfterGRUCell: "GRU"}
KINDS = {cls: kind for kind, cls in CELLS.items()} | VARIANTS

# The order of the blocks. A minus marks a gate that is the complement of ours: 1 - sigmoid(a) = sigmoid(-a), so its
# weights and biases are ours times -1.
OURS = {"RNN": ("h",), "LSTM": ("i", "f", "g", "o"), "GRU": ("r", "z", "n")}


def reorder(array: np.ndarray, source: Sequence[str], target: Sequence[str]) -> np.ndarray:
    """The blocks of the last axis of `array`, which stand in the order `source`, in the order `target`."""
    block = {
        _name(gate): _sign(gate) * part for gate, part in zip(source, np.split(array, len(source), -1), strict=True)
    }
    return np.concatenate([_sign(gate) * block[_name(gate)] for gate in target], axis=-1)


def _name(gate):
    return gate.removeprefix("-")


def _sign(gate):
    return -1 if gate.startswith("-") else 1


def kind_of(cell: Any) -> str:
    """ "RNN", "LSTM" or "GRU"; TypeError for what is none of our cells."""
    if type(cell) not in KINDS:
        raise TypeError(f"model: expected a cell or layer that the frameworks have too, got {type(cell).__name__}")
    return KINDS[type(cell)]


def new_cell(kind: str, params: Mapping[str, np.ndarray], **options: Any) -> Any:
    """A cell of `kind` that owns copies of `params`, named and ordered as ours are; extra ones tell the variant."""
    D, H = len(params["W_x"]), len(params["W_h"])
    if kind == "GRU":
        options["reset_after"] = "b_hn" in params
    if kind == "LSTM":
        options["peephole"] = "w_ci" in params
    # Whatever it starts with is written over.
    cell = CELLS[kind](D, H, rng=np.random.default_rng(0), dtype=params["W_x"].dtype, **options)
    for name, value in params.items():
        cell.params[name][...] = value
    return cell


def inner_bias(cell: Any) -> np.ndarray:
    """The bias a framework adds to h_{t-1} W_h, as a row of blocks in our order: zero but for the b_hn of a GRU."""
    inner = np.zeros_like(cell.params["b"])
    if "b_hn" in cell.params:
        inner[-cell.hidden_size :] = cell.params["b_hn"]
    return inner


def one_bias(outer: np.ndarray, inner: np.ndarray, *, reset_after: bool = False) -> dict[str, np.ndarray]:
    """Our b from the two rows of blocks that a framework adds up; with reset_after b_hn is the end of `inner`."""
    if not reset_after:
        return {"b": outer + inner}
    *_, b_hn = np.split(inner, 3)
    return {"b": outer + np.concatenate([inner[: -len(b_hn)], np.zeros_like(b_hn)]), "b_hn": b_hn}
