"""The layouts of PyTorch: state_dicts of nn.RNN, LSTM, GRU, Linear, Embedding and Conv2d."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnn_core.checks import choice
from rnn_core.compose import Bidirectional, Stack
from rnn_core.interop import blocks
from rnn_core.interop.arrays import checked, copies, named, sizes
from rnn_core.interop.layers import new_layer
from rnn_core.layers import Conv2D, Dense, Embedding

ORDER = {"RNN": ("h",), "LSTM": ("i", "f", "g", "o"), "GRU": ("r", "-z", "n")}
LAYERS = ("Linear", "Embedding", "Conv2d")
DIRECTIONS = ("", "_reverse")  # what the names of the weights of each direction end in


def to_torch(model: Any) -> dict[str, np.ndarray]:
    """The state_dict, as NumPy arrays, of the PyTorch module that computes what `model` computes.

    model: a cell, Bidirectional, a Stack of either, Dense, Embedding or Conv2D.
    Raises TypeError for another model and ValueError for one that PyTorch has no module for.
    """
    if isinstance(model, (Dense, Embedding, Conv2D)):
        axes = (3, 2, 0, 1) if isinstance(model, Conv2D) else (1, 0) if isinstance(model, Dense) else (0, 1)
        arrays = {"weight": model.params["W"].transpose(axes)}
        return copies(arrays | ({"bias": model.params["b"]} if "b" in model.params else {}))
    rows = _rows(model)
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"model: PyTorch reads all layers in the same directions, got {model!r}")
    _same_everywhere([cell for row in rows for cell in row])
    arrays = {}
    for k, row in enumerate(rows):
        for cell, direction in zip(row, DIRECTIONS, strict=False):
            arrays |= {f"{name}_l{k}{direction}": value for name, value in _from_cell(cell).items()}
    return copies(arrays)


def from_torch(kind: str, weights: Mapping[str, Any], *, activation: str = "tanh", padding: str = "valid") -> Any:
    """Our network for a PyTorch module: `kind` is its class ("LSTM"), `weights` its state_dict.

    A module of several layers gives a Stack, one of two directions Bidirectional. What a state_dict does not tell
    is to be said: the activation of an nn.RNN, the padding of an nn.Conv2d. Missing biases count as zero.
    """
    weights = named(weights)
    if choice(kind, "kind", (*blocks.CELLS, *LAYERS)) in LAYERS:
        return _layer(kind, weights, padding)
    options = {"activation": choice(activation, "activation", ("tanh", "relu"))} if kind == "RNN" else {}
    shapes = _shapes(kind, weights)
    given = checked(weights, shapes)
    directions = DIRECTIONS if "weight_ih_l0_reverse" in shapes else DIRECTIONS[:1]
    layers = []
    for k in range(sum(name.startswith("weight_ih") for name in shapes) // len(directions)):
        cells = [_to_cell(kind, given, f"_l{k}{direction}", options) for direction in directions]
        layers.append(Bidirectional(*cells) if len(cells) == 2 else cells[0])
    return Stack(layers) if len(layers) > 1 else layers[0]


def _layer(kind, weights, padding):
    """Dense, Embedding or Conv2D."""
    if kind == "Embedding":
        return new_layer(Embedding, checked(weights, {"weight": sizes(weights, "weight", "(V, D)")})["weight"])
    shape = sizes(weights, "weight", "(F, C, K, K)" if kind == "Conv2d" else "(V, D)")
    given = checked(weights, {"weight": shape} | ({"bias": shape[:1]} if "bias" in weights else {}))
    if kind == "Conv2d":
        return new_layer(Conv2D, given["weight"].transpose(2, 3, 1, 0), given.get("bias"), padding=padding)
    return new_layer(Dense, given["weight"].T, given.get("bias"))


def _rows(model):
    """The cells of `model`: one row for each layer, with one cell for each direction."""
    if isinstance(model, Stack):
        if model.residual:
            raise ValueError("model: PyTorch has no residual connections between recurrent layers")
        return [row for layer in model.cells for row in _rows(layer)]
    if isinstance(model, Bidirectional):
        if model.merge != "concat":
            raise ValueError(f"model: PyTorch concatenates the two directions, got merge={model.merge!r}")
        return [[model.forward_cell, model.backward_cell]]
    return [[model]]


def _same_everywhere(cells):
    """Refuse what no module of PyTorch computes: it has one kind and one size of cell in all its places."""
    for cell in cells:
        kind = blocks.kind_of(cell)
        if kind == "RNN" and cell.activation not in ("tanh", "relu"):
            raise ValueError(f"model: PyTorch's RNN has tanh and relu, got {cell!r}")
        if kind == "LSTM" and (cell.peephole or cell.coupled):
            raise ValueError(f"model: PyTorch's LSTM has neither peepholes nor coupled gates, got {cell!r}")
        if kind == "GRU" and not cell.reset_after:
            raise ValueError(f"model: PyTorch's GRU resets after the product (reset_after=True), got {cell!r}")
    if len({(type(cell), cell.hidden_size, getattr(cell, "activation", None)) for cell in cells}) > 1:
        raise ValueError(f"model: PyTorch has the same cell in all layers and directions, got {cells}")


def _from_cell(cell):
    order = ORDER[kind := blocks.kind_of(cell)]
    rows = {"weight_ih": cell.params["W_x"], "weight_hh": cell.params["W_h"]}
    rows |= {"bias_ih": cell.params["b"], "bias_hh": blocks.inner_bias(cell)}
    return {name: blocks.reorder(value, blocks.OURS[kind], order).T for name, value in rows.items()}


def _shapes(kind, weights):
    """What a state_dict of this kind has to hold, as far as its own names tell: layers, directions, biases."""
    kH, D = sizes(weights, "weight_ih_l0", "(kH, D)")
    H = sizes(weights, "weight_hh_l0", "(kH, H)")[1]
    kH = len(ORDER[kind]) * H
    directions = DIRECTIONS if "weight_ih_l0_reverse" in weights else DIRECTIONS[:1]
    layers = 1
    while f"weight_ih_l{layers}" in weights:
        layers += 1
    shapes = {}
    for k in range(layers):
        for direction in directions:
            place = f"_l{k}{direction}"
            shapes |= {f"weight_ih{place}": (kH, D if k == 0 else H * len(directions)), f"weight_hh{place}": (kH, H)}
            if "bias_ih_l0" in weights:
                shapes |= {f"bias_ih{place}": (kH,), f"bias_hh{place}": (kH,)}
    return shapes


def _to_cell(kind, given, place, options):
    ours = {
        name: blocks.reorder(given[f"{name}{place}"].T, ORDER[kind], blocks.OURS[kind])
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        if f"{name}{place}" in given
    }
    W_x, W_h = ours["weight_ih"], ours["weight_hh"]
    none = W_x[0] * 0
    bias = blocks.one_bias(ours.get("bias_ih", none), ours.get("bias_hh", none), reset_after=kind == "GRU")
    return blocks.new_cell(kind, {"W_x": W_x, "W_h": W_h} | bias, **options)
