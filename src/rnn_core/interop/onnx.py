"""The layouts of ONNX: inputs and attributes of the operators RNN, LSTM, GRU, Gemm, Gather and Conv."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from rnn_core.checks import choice
from rnn_core.compose import Bidirectional, Stack
from rnn_core.interop import blocks
from rnn_core.interop.arrays import checked, copies, named, sizes
from rnn_core.interop.layers import new_layer
from rnn_core.layers import Conv2D, Dense, Embedding

ORDER = {"RNN": ("h",), "LSTM": ("i", "o", "f", "g"), "GRU": ("-z", "r", "n")}
# Coupled gates: ONNX computes i and takes f = 1 - i, so its i is the complement of our f, and its block f is not read.
COUPLED = ("-f", "o", "f", "g")
COUPLED_READ = ("-f", "o", "", "g")
LSTM_COUPLED = ("f", "g", "o")  # ours
PEEPHOLES = ("w_ci", "w_co", "w_cf")
ACTIVATIONS = {"tanh": "Tanh", "relu": "Relu", "sigmoid": "Sigmoid", "identity": "Affine"}
LAYERS = ("Gemm", "Gather", "Conv")


class Node(NamedTuple):
    """An operator, its weights by the names of its inputs, and its attributes, as onnx.helper.make_node takes them."""

    op: str
    inputs: dict[str, np.ndarray]
    attributes: dict[str, Any]


def to_onnx(model: Any) -> Node:
    """The ONNX `Node` that computes what `model` computes: a cell, Bidirectional, Dense, Embedding or Conv2D.

    Raises TypeError for another model and ValueError for one that ONNX has no operator for.
    """
    if isinstance(model, Stack):
        raise ValueError("model: in ONNX each layer is a node of its own: [to_onnx(layer) for layer in model.cells]")
    if isinstance(model, (Dense, Embedding, Conv2D)):
        return _from_layer(model)
    if isinstance(model, Bidirectional):
        if model.merge != "concat":
            raise ValueError(f"model: ONNX keeps the two directions apart, got merge={model.merge!r}")
        cells, direction = [model.forward_cell, model.backward_cell], {"direction": "bidirectional"}
    else:
        cells, direction = [model], {}
    kinds = [(blocks.kind_of(cell), cell.hidden_size, _attributes(cell)) for cell in cells]
    if kinds[0] != kinds[-1] or cells[0].params.keys() != cells[-1].params.keys():
        raise ValueError(f"model: in ONNX both directions are of one kind and size, got {cells}")
    kind, H, attributes = kinds[0]
    # What is said gate by gate is said for both directions.
    attributes = {name: value * len(cells) if isinstance(value, list) else value for name, value in attributes.items()}
    rows = [_from_cell(kind, cell) for cell in cells]
    inputs = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    return Node(kind, inputs, {"hidden_size": H} | direction | attributes)


def from_onnx(op: str, inputs: Mapping[str, Any], attributes: dict[str, Any] | None = None) -> Any:
    """Our network for an ONNX node: its operator ("LSTM"), its weights by input name (W, R, B, P), its attributes.

    A bidirectional node gives a Bidirectional. Refused: direction="reverse" (give the layer the reversed sequence),
    clip, other activations than the cells here have, and convolutions with strides, dilations or groups.
    """
    choice(op, "op", (*blocks.CELLS, *LAYERS))
    weights, attributes = named(inputs, "inputs"), _plain(attributes)
    if op in LAYERS:
        return _layer(op, weights, attributes)
    directions = ("forward", "bidirectional")
    count = 1 + directions.index(choice(attributes.pop("direction", "forward"), "attributes['direction']", directions))
    options = _options(op, attributes, count)
    for name in ("hidden_size", "layout"):  # the first is in the shapes, the second concerns no weight
        attributes.pop(name, None)
    _refuse(attributes)
    _, kH, D = sizes(weights, "W", "(directions, kH, D)", "inputs")
    H = sizes(weights, "R", "(directions, kH, H)", "inputs")[2]
    kH = len(ORDER[op]) * H
    shapes = {"W": (count, kH, D), "R": (count, kH, H), "B": (count, 2 * kH), "P": (count, 3 * H)}
    shapes = {name: shape for name, shape in shapes.items() if name in weights or name in "WR"}
    if op != "LSTM":
        shapes.pop("P", None)
    given = checked(weights, shapes, "inputs")
    cells = [_to_cell(op, {name: w[k] for name, w in given.items()}, **options[k]) for k in range(count)]
    return Bidirectional(*cells) if count == 2 else cells[0]


def _from_layer(layer):
    """Dense, Embedding or Conv2D."""
    W, bias = layer.params["W"], layer.params.get("b")
    if isinstance(layer, Embedding):
        return Node("Gather", copies({"data": W}), {})
    if isinstance(layer, Dense):
        return Node("Gemm", copies({"B": W} | ({} if bias is None else {"C": bias})), {})
    before, after = layer.border
    inputs = {"W": W.transpose(3, 2, 0, 1)} | ({} if bias is None else {"B": bias})
    return Node("Conv", copies(inputs), {"pads": [before, before, after, after]})


def _layer(op, weights, attributes):
    """Dense, Embedding or Conv2D."""
    if op == "Gather":
        _refuse(attributes, axis=0)
        shapes = {"data": sizes(weights, "data", "(V, D)", "inputs")}
        return new_layer(Embedding, checked(weights, shapes, "inputs")["data"])
    if op == "Gemm":
        turned = attributes.pop("transB", 0)
        _refuse(attributes, alpha=1, beta=1, transA=0)
        shape = sizes(weights, "B", "(V, D)" if turned else "(D, V)", "inputs")
        V = shape[0] if turned else shape[1]
        given = checked(weights, {"B": shape} | ({"C": (V,)} if "C" in weights else {}), "inputs")
        return new_layer(Dense, given["B"].T if turned else given["B"], given.get("C"))
    F, _, K, _ = shape = sizes(weights, "W", "(F, C, K, K)", "inputs")
    given = checked(weights, {"W": shape} | ({"B": (F,)} if "B" in weights else {}), "inputs")
    pads = attributes.setdefault("pads", [0, 0, 0, 0])
    padding = "same" if any(pads) else "valid"
    layer = new_layer(Conv2D, given["W"].transpose(2, 3, 1, 0), given.get("B"), padding=padding)
    ours = _from_layer(layer).attributes["pads"]
    _refuse(attributes, pads=ours, strides=[1, 1], dilations=[1, 1], group=1, kernel_shape=[K, K], auto_pad="NOTSET")
    return layer


def _attributes(cell):
    """What makes a node compute the formulas of `cell`."""
    kind = blocks.kind_of(cell)
    if kind == "RNN":
        affine = {"activation_alpha": [1.0], "activation_beta": [0.0]} if cell.activation == "identity" else {}
        return {"activations": [ACTIVATIONS[cell.activation]]} | affine
    if kind == "LSTM":
        return {"input_forget": 1} if cell.coupled else {}
    return {"linear_before_reset": int(cell.reset_after)}


def _options(op, attributes, count):
    """The options of the cell of each direction, taken out of `attributes`."""
    if op == "LSTM":
        _expect_activations(attributes, ["Sigmoid", "Tanh", "Tanh"] * count)
        return [{"coupled": bool(attributes.pop("input_forget", 0))}] * count
    if op == "GRU":
        _expect_activations(attributes, ["Sigmoid", "Tanh"] * count)
        return [{"reset_after": bool(attributes.pop("linear_before_reset", 0))}] * count
    names = attributes.pop("activations", ["Tanh"] * count)
    ours = {theirs: name for name, theirs in ACTIVATIONS.items()}
    if len(names) != count or any(name not in ours for name in names):
        raise ValueError(f"attributes['activations']: expected {count} of {', '.join(ours)}, got {names}")
    if "Affine" in names:  # the identity, if its slopes are 1 and its shifts 0
        _refuse({"activation_alpha": set(attributes.pop("activation_alpha", [1]))}, activation_alpha={1})
        _refuse({"activation_beta": set(attributes.pop("activation_beta", [0]))}, activation_beta={0})
    return [{"activation": ours[name]} for name in names]


def _expect_activations(attributes, wanted):
    if (names := attributes.pop("activations", wanted)) != wanted:
        raise ValueError(f"attributes['activations']: expected {wanted}, got {names}")


def _plain(attributes):
    """A copy, with bytes (as ONNX stores text) decoded."""
    if attributes is not None and not isinstance(attributes, dict):
        raise TypeError(f"attributes: expected a dict, got {type(attributes).__name__}")

    def decoded(value):
        if isinstance(value, (list, tuple)):
            return [decoded(item) for item in value]
        return value.decode() if isinstance(value, bytes) else value

    return {name: decoded(value) for name, value in (attributes or {}).items()}


def _refuse(attributes, **harmless):
    """Refuse all that would change what a node computes; `harmless` names values that do not."""
    for name, value in attributes.items():
        if name not in harmless or value != harmless[name]:
            wanted = f"{harmless[name]}" if name in harmless else "no such attribute"
            raise ValueError(f"attributes[{name!r}]: expected {wanted}, got {value!r}")


def _from_cell(kind, cell):
    """The arrays of one direction."""
    coupled = kind == "LSTM" and cell.coupled
    ours, order = (LSTM_COUPLED, COUPLED) if coupled else (blocks.OURS[kind], ORDER[kind])
    W_x, W_h, b = (blocks.reorder(cell.params[name], ours, order) for name in ("W_x", "W_h", "b"))
    inner = blocks.reorder(blocks.inner_bias(cell), ours, order)
    rows = {"W": W_x.T, "R": W_h.T, "B": np.concatenate([b, inner])}
    if kind == "LSTM" and cell.peephole:
        rows["P"] = np.concatenate([cell.params[name] for name in PEEPHOLES])
    return rows


def _to_cell(op, given, *, coupled=False, reset_after=False, **options):
    """The cell of one direction."""
    order, ours = ORDER[op], blocks.OURS[op]
    if coupled:
        if "P" in given:
            raise ValueError("inputs: an LSTM with both peepholes (P) and coupled gates (input_forget) is not here")
        order, ours, options = COUPLED_READ, LSTM_COUPLED, options | {"coupled": True}
    none = np.zeros(2 * len(given["W"]), given["W"].dtype)
    outer, inner = np.split(given.get("B", none), 2)
    W_x, W_h, outer, inner = (blocks.reorder(a, order, ours) for a in (given["W"].T, given["R"].T, outer, inner))
    params = {"W_x": W_x, "W_h": W_h} | blocks.one_bias(outer, inner, reset_after=reset_after)
    if "P" in given:
        params |= dict(zip(PEEPHOLES, np.split(given["P"], 3), strict=True))
    return blocks.new_cell(op, params, **options)
