"""The layouts of Keras: SimpleRNN, LSTM, GRU, Bidirectional around them, Dense, Embedding and Conv2D."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnn_core.cells import RNNCell
from rnn_core.checks import choice, flag
from rnn_core.compose import Bidirectional, Stack
from rnn_core.interop import blocks
from rnn_core.interop.arrays import checked, copies, named, sizes
from rnn_core.interop.layers import new_layer
from rnn_core.layers import Conv2D, Dense, Embedding

ORDER = {"RNN": ("h",), "LSTM": ("i", "f", "g", "o"), "GRU": ("-z", "r", "n")}
CELLS = {"SimpleRNN": "RNN", "LSTM": "LSTM", "GRU": "GRU"}
LAYERS = {"Dense": Dense, "Embedding": Embedding, "Conv2D": Conv2D}
DIRECTIONS = ("forward/", "backward/")


def to_keras(model: Any) -> dict[str, np.ndarray]:
    """The weights of the Keras layer that computes what `model` computes, by Keras' names.

    Their order is that of get_weights(): `layer.set_weights(list(to_keras(model).values()))`. The weights of
    Bidirectional are named "forward/kernel" and so on. model: a cell, Bidirectional, Dense, Embedding or Conv2D.
    Raises TypeError for another model and ValueError for one that Keras has no layer for.
    """
    if isinstance(model, Stack):
        raise ValueError("model: in Keras each layer is a layer of its own: [to_keras(layer) for layer in model.cells]")
    if isinstance(model, Bidirectional):
        cells = zip(DIRECTIONS, (model.forward_cell, model.backward_cell), strict=True)
        return {prefix + name: value for prefix, cell in cells for name, value in to_keras(cell).items()}
    if isinstance(model, (Dense, Embedding, Conv2D)):
        arrays = {"embeddings" if isinstance(model, Embedding) else "kernel": model.params["W"]}
        return copies(arrays | ({"bias": model.params["b"]} if "b" in model.params else {}))
    return copies(_from_cell(model))


def from_keras(
    kind: str,
    weights: Sequence[Any] | Mapping[str, Any],
    *,
    activation: str = "tanh",
    reset_after: bool = True,
    merge: str = "concat",
    padding: str = "valid",
) -> Any:
    """Our network for a Keras layer: `kind` is its class ("LSTM"), `weights` what get_weights() gives, or a dict.

    Twice the weights make a Bidirectional. What the weights do not tell is to be said: the activation of a
    SimpleRNN ("identity" is Keras' "linear"), the padding of a Conv2D, how Bidirectional merges ("sum", "concat"),
    and whether a GRU without biases resets after the product. Missing biases count as zero.
    """
    choice(kind, "kind", (*CELLS, *LAYERS))
    weights = named(_by_name(kind, weights))
    if kind in LAYERS:
        return _layer(kind, weights, padding)
    options = {"activation": choice(activation, "activation", RNNCell.ACTIVATIONS)} if kind == "SimpleRNN" else {}
    flag(reset_after, "reset_after")
    if not any(str(name).startswith(DIRECTIONS) for name in weights):
        return _to_cell(kind, weights, "", options, reset_after)
    known = [name for name in weights if str(name).startswith(DIRECTIONS)]
    if len(known) < len(weights):
        raise ValueError(f"weights: expected names that begin with forward/ or backward/, got {', '.join(weights)}")
    cells = [
        _to_cell(
            kind, {name: w for name, w in weights.items() if name.startswith(prefix)}, prefix, options, reset_after
        )
        for prefix in DIRECTIONS
    ]
    return Bidirectional(cells[0], cells[1], merge=merge)


def _by_name(kind, weights):
    """A list as get_weights() gives it, under the names its places stand for; a dict as it is."""
    if not isinstance(weights, (list, tuple)):
        return weights
    names = ["embeddings"] if kind == "Embedding" else ["kernel", "recurrent_kernel", "bias"]
    if kind in ("Dense", "Conv2D"):
        names = ["kernel", "bias"]
    elif len(weights) in (4, 6) and kind in CELLS:
        names = [prefix + name for prefix in DIRECTIONS for name in names[: len(weights) // 2]]
    if len(weights) > len(names):
        raise ValueError(f"weights: expected {', '.join(names)}, got {len(weights)} arrays")
    return dict(zip(names, weights, strict=False))


def _layer(kind, weights, padding):
    """Dense, Embedding or Conv2D."""
    if kind == "Embedding":
        given = checked(weights, {"embeddings": sizes(weights, "embeddings", "(V, D)")})
        return new_layer(Embedding, given["embeddings"])
    shape = sizes(weights, "kernel", "(K, K, C, F)" if kind == "Conv2D" else "(D, V)")
    given = checked(weights, {"kernel": shape} | ({"bias": shape[-1:]} if "bias" in weights else {}))
    return new_layer(LAYERS[kind], given["kernel"], given.get("bias"), padding=padding)


def _from_cell(cell):
    kind = blocks.kind_of(cell)
    if kind == "LSTM" and (cell.peephole or cell.coupled):
        raise ValueError(f"model: Keras' LSTM has neither peepholes nor coupled gates, got {cell!r}")
    rows = {"kernel": cell.params["W_x"], "recurrent_kernel": cell.params["W_h"], "bias": cell.params["b"]}
    if "b_hn" in cell.params:
        rows["bias"] = np.stack([cell.params["b"], blocks.inner_bias(cell)])
    return {name: blocks.reorder(value, blocks.OURS[kind], ORDER[kind]) for name, value in rows.items()}


def _to_cell(kind, weights, prefix, options, reset_after):
    """The cell whose weights are those named `prefix` + kernel, recurrent_kernel and bias."""
    kind = CELLS[kind]
    D = sizes(weights, f"{prefix}kernel", "(D, kH)")[0]
    H = sizes(weights, f"{prefix}recurrent_kernel", "(H, kH)")[0]
    kH = len(ORDER[kind]) * H
    shapes = {f"{prefix}kernel": (D, kH), f"{prefix}recurrent_kernel": (H, kH)}
    if (bias := f"{prefix}bias") in weights:
        # Two rows, for x and for h, are the mark of the GRU that resets after the product.
        reset_after = weights[bias].ndim == 2
        shapes[bias] = (2, kH) if kind == "GRU" and reset_after else (kH,)
    given = checked(weights, shapes)
    W_x, W_h, *biases = (blocks.reorder(given[name], ORDER[kind], blocks.OURS[kind]) for name in shapes)
    outer, inner = np.zeros((2, kH), W_x.dtype)
    if biases:
        outer, inner = biases[0] if biases[0].ndim == 2 else (biases[0], inner)
    bias = blocks.one_bias(outer, inner, reset_after=kind == "GRU" and reset_after)
    return blocks.new_cell(kind, {"W_x": W_x, "W_h": W_h} | bias, **options)
