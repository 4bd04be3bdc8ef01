"""Networks as the gate watcher takes them: read, run with gates held by hand, and packed for the page."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core.cells import GRUCell, LSTMCell, RNNCell
from rnn_core.layers import Activation
from rnn_core.models.reader import OneHot
from rnn_core.recurrence import unroll
from unrolled.widgets import arguments
from unrolled.widgets.networks import cell_arrays, packed, softmax

FAR = 1e3  # a bias beyond reach: the sigmoid of it is 1 exactly, and 0 of its negative


class Watched(NamedTuple):
    """A cell and what answers from its state: {W, b, softmax} with "sigmoid", or None."""

    cell: Any
    readout: dict | None


def watched_by_title(networks: Any) -> dict[str, Watched]:
    """{title: Watched} of what was given."""
    if not isinstance(networks, dict):
        networks = {_title(networks): networks}
    if not networks:
        raise ValueError("networks: expected at least one, got none")
    return {str(title): _network(one, f"networks[{title!r}]") for title, one in networks.items()}


def _network(one, name):
    reader = getattr(one, "reader", None)
    if reader is not None:
        if not isinstance(reader.embedding, OneHot | None):
            raise TypeError(f"{name}: expected a model that reads numbers or one-hot symbols, got an embedding")
        softmax = not hasattr(one, "f")  # a classifier; a regressor has its output function
        readout = arguments.readout(reader.out, one.cell.hidden_size, softmax)
        return Watched(_cell(one.cell, name), readout | {"sigmoid": not softmax and isinstance(one.f, Activation)})
    cell, readout = one if isinstance(one, tuple) and len(one) == 2 else (one, None)
    cell = _cell(cell, name)
    readout = arguments.readout(readout, cell.hidden_size, False)
    return Watched(cell, None if readout is None else readout | {"sigmoid": False})


def _cell(cell, name):
    if not isinstance(cell, RNNCell | LSTMCell | GRUCell):
        raise TypeError(f"{name}: expected a model, a pair (cell, readout) or a cell, got {cell!r}")
    return cell


def _title(network):
    cell = getattr(network, "cell", network[0] if isinstance(network, tuple) and network else network)
    kind = next((kind for kind in (RNNCell, LSTMCell, GRUCell) if isinstance(cell, kind)), type(cell))
    return kind.__name__.removesuffix("Cell")


def sizes(watched: Mapping[str, Watched]) -> tuple[int, int]:
    """D and V, which all networks share."""
    D, V = ({size(one) for one in watched.values()} for size in (lambda one: one.cell.input_size, _outputs))
    if len(D) > 1 or len(V) > 1:
        raise ValueError(
            f"networks: expected the same inputs and outputs for all, got D = {sorted(D)}, V = {sorted(V)}"
        )
    return D.pop(), V.pop()


def _outputs(one):
    return 0 if one.readout is None else len(one.readout["b"])


def held_run(
    one: Watched, xs: np.ndarray, start: Mapping[str, np.ndarray] | None, holds: Sequence[Mapping[str, Any]]
) -> dict[str, np.ndarray]:
    """Every number of a run over xs (T, D) from `start` ({"h": (H,), ...} or None) with the gates held.

    A gate is held by running a cell whose gate no longer looks at anything: weights 0, bias beyond reach.
    """
    cuts = sorted({0, *(hold["from"] for hold in holds)})
    fields = one.cell.State._fields
    state = None if start is None else one.cell.State(*(start[name][None].astype(one.cell.dtype) for name in fields))
    pieces = []
    for begin, end in zip(cuts, [*cuts[1:], len(xs)], strict=True):
        held = _held(one.cell, [hold for hold in holds if hold["from"] <= begin])
        run = unroll(held, xs[begin:end, None].astype(held.dtype), state)
        state = run.state
        pieces.append(run.trace)
    found = {
        name: np.concatenate([np.asarray(getattr(piece, name)[:, 0], float) for piece in pieces])
        for name in _numbers_of(one.cell)
    }
    return found | _answers(found["h"], one.readout)


def _held(cell, holds):
    """The cell with its gates held."""
    cell = copy.copy(cell)
    cell.params = {name: p.copy() for name, p in cell.params.items()}
    for hold in holds:
        gate, value = hold["gate"], hold["value"]
        if gate == "i" and "i" not in getattr(cell, "GATES", ()):  # coupled: i = 1 - f
            gate, value = "f", 1 - value
        if gate not in getattr(cell, "GATES", ()):
            continue
        unit = slice(None) if hold["unit"] is None else hold["unit"]
        views = cell.gate(gate)
        views["W_x"][:, unit] = views["W_h"][:, unit] = 0
        views["b"][unit] = FAR if value else -FAR
        if f"w_c{gate}" in cell.params:
            cell.params[f"w_c{gate}"][unit] = 0
    return cell


def _numbers_of(cell):
    """The names of the gates and states of a cell, as its trace has them."""
    if isinstance(cell, RNNCell):
        return ("h",)
    return ("r", "z", "n", "h") if isinstance(cell, GRUCell) else ("i", "f", "g", "o", "c", "tanh_c", "h")


def _answers(hs, readout):
    if readout is None:
        return {}
    y = hs @ readout["W"] + readout["b"]
    if readout["softmax"]:
        return {"y": y, "p": softmax(y)}
    return {"y": y, "p": (1 + np.tanh(y / 2)) / 2} if readout["sigmoid"] else {"y": y}


def as_json(one: Watched) -> dict[str, Any]:
    """A network as JSON, its matrices packed."""
    return packed({"cell": cell_arrays(one.cell), "readout": one.readout})
