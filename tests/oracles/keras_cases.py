"""What Keras computes on its PyTorch backend, as cases; see `torch_cases` for the form they have.

All in float32: layers of float64 multiply matrices in float32 there too.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from torch_cases import normal

RECURRENT = {
    "SimpleRNN tanh": ("SimpleRNN", {"activation": "tanh"}),
    "SimpleRNN relu": ("SimpleRNN", {"activation": "relu"}),
    "SimpleRNN sigmoid": ("SimpleRNN", {"activation": "sigmoid"}),
    "SimpleRNN linear": ("SimpleRNN", {"activation": "linear"}),
    "LSTM": ("LSTM", {}),
    "LSTM without biases": ("LSTM", {"use_bias": False}),
    "GRU, reset after": ("GRU", {"reset_after": True}),
    "GRU, reset before": ("GRU", {"reset_after": False}),
}


def set_weights(layer, rng, scale):
    """Random weights, and their names as `from_keras` takes them, so that a stored case is a dict."""
    layer.set_weights([normal(rng, *w.shape) * np.float32(scale) for w in layer.get_weights()])
    return {f"weights/{k}": w for k, w in enumerate(layer.get_weights())}


def recurrent(rng, name, *, D, H, T, N, merge=None, masked=False):
    """One recurrent layer, in both directions if `merge` says how: outputs and final states; time-major here."""
    kind, options = RECURRENT[name]
    layer = getattr(keras.layers, kind)(H, return_sequences=True, return_state=True, dtype="float32", **options)
    if merge:
        layer = keras.layers.Bidirectional(layer, merge_mode=merge, dtype="float32")
    directions, parts = 2 if merge else 1, "hc" if kind == "LSTM" else "h"
    lengths = rng.permutation(np.r_[T, rng.integers(1, T + 1, N - 1)]) if masked else np.full(N, T)
    xs = normal(rng, T, N, D)
    layer.build((N, T, D))
    case = set_weights(layer, rng, 0.5)
    start = [normal(rng, N, H) for _ in range(directions * len(parts))]
    mask = keras.ops.convert_to_tensor(np.arange(T) < lengths[:, None]) if masked else None
    given = [keras.ops.convert_to_tensor(part, dtype="float32") for part in start]
    batch_major = keras.ops.convert_to_tensor(xs.swapaxes(0, 1), dtype="float32")
    hs, *state = layer(batch_major, initial_state=given, mask=mask)
    case |= {"kind": kind, "merge": merge or "", "lengths": lengths, "xs": xs}
    case |= {"activation": {"linear": "identity"}.get(options.get("activation"), options.get("activation", "tanh"))}
    case |= {"reset_after": options.get("reset_after", True)}
    case["hs"] = keras.ops.convert_to_numpy(hs).swapaxes(0, 1)
    for k, part in enumerate(parts):  # Keras lists h and c of the forward direction, then of the backward one
        case[f"{part}_0"] = np.stack(start[k :: len(parts)])
        case[f"{part}_T"] = np.stack([keras.ops.convert_to_numpy(s) for s in state[k :: len(parts)]])
    return case


def layer(rng, kind, *, padding="valid", K=3, bias=True):
    """Dense, Embedding or Conv2D: outputs."""
    if kind == "Dense":
        made, x = keras.layers.Dense(4, use_bias=bias, dtype="float32"), normal(rng, 2, 3, 3)
    elif kind == "Embedding":
        made, x = keras.layers.Embedding(5, 3, dtype="float32"), rng.integers(0, 5, (4, 3))
    else:
        made = keras.layers.Conv2D(3, K, padding=padding, use_bias=bias, dtype="float32")
        x = normal(rng, 2, 5, 4, 2)
    made.build(x.shape)
    case = set_weights(made, rng, 1)
    y = made(keras.ops.convert_to_tensor(x, dtype=None if kind == "Embedding" else "float32"))
    return case | {"kind": kind, "padding": padding, "x": x, "y": keras.ops.convert_to_numpy(y)}


def all_cases(rng, *, small):
    """name -> case, as in `torch_cases`."""
    cases = {}

    def draw(low, high, fixed):
        return fixed if small else int(rng.integers(low, high))

    for name in RECURRENT:
        for merge, masked in ((None, False), (None, True), ("concat", True), ("sum", False)):
            if small and merge == "sum" and not name.startswith("LSTM"):
                continue
            sizes = {"D": draw(1, 9, 2), "H": draw(1, 12, 3), "T": draw(2, 12, 4), "N": draw(1, 6, 3)}
            case = recurrent(rng, name, merge=merge, masked=masked, **sizes)
            cases[f"keras recurrent: {name}, {merge or 'one direction'}{', masked' * masked}"] = case
    for kind, options in (
        ("Dense", {}),
        ("Dense", {"bias": False}),
        ("Embedding", {}),
        ("Conv2D", {}),
        ("Conv2D", {"padding": "same"}),
        ("Conv2D", {"padding": "same", "K": 2, "bias": False}),
    ):
        cases[f"keras layer: {kind} {options or ''}"] = layer(rng, kind, **options)
    return cases
