"""Autoencoders as the latent explorer takes them: checked, packed for the page, their codes and the plane they span."""

from typing import Any

import numpy as np

from rnn_core.layers import Activation, Dense
from rnn_core.models import VAE, Autoencoder
from rnn_core.models.network import Network
from unrolled.widgets.networks import packed

ACTIVATIONS = ("tanh", "relu", "sigmoid")  # those engine/unroll.js has
INK = "0123456789abcdefg"  # a point of a picture, in sixteenths, as one letter
MARGIN = 0.08  # the plane reaches so far beyond the codes, in parts of their range


def check_networks(networks: Any) -> dict[str, Autoencoder | VAE]:
    """{title: model} of what was given."""
    if not isinstance(networks, dict):
        networks = {"variational" if isinstance(networks, VAE) else "plain": networks}
    if not 1 <= len(networks) <= 2:
        raise ValueError(f"networks: expected one or two, got {len(networks)}")
    for title, model in networks.items():
        if not isinstance(model, Autoencoder | VAE):
            raise TypeError(f"networks[{title!r}]: expected an Autoencoder or a VAE, got {type(model).__name__}")
        twice = 2 if isinstance(model, VAE) else 1
        _check_layers(model.encoder, f"networks[{title!r}].encoder", 64, 2 * twice)
        _check_layers(model.decoder, f"networks[{title!r}].decoder", 2, 64)
    return {str(title): model for title, model in networks.items()}


def _check_layers(network, name, inputs, outputs):
    layers = network.layers if isinstance(network, Network) else [network]
    known = [isinstance(one, Dense) or getattr(one, "name", None) in ACTIVATIONS for one in layers]
    if not all(known):
        raise TypeError(f"{name}: expected Dense layers, tanh, relu and sigmoid, got {layers[known.index(False)]!r}")
    shapes = [one.params["W"].shape for one in layers if isinstance(one, Dense)]
    if not shapes or (shapes[0][0], shapes[-1][1]) != (inputs, outputs):
        came = f"{shapes[0][0]} to {shapes[-1][1]}" if shapes else "no Dense layer"
        raise ValueError(f"{name}: expected {inputs} numbers to {outputs}, got {came}")


def as_json(model: Autoencoder | VAE) -> dict[str, Any]:
    """{"encoder": layers, "decoder": layers, "variational", "sigmoid"}: what engine/autoencoder.js runs.

    A layer is {W, b} or {activation}; sigmoid: whether the decoder's output goes through one.
    """
    return {
        "encoder": _layers(model.encoder),
        "decoder": _layers(model.decoder),
        "variational": isinstance(model, VAE),
        "sigmoid": isinstance(model, VAE) or model.output == "bernoulli",
    }


def _layers(network):
    layers = network.layers if isinstance(network, Network) else [network]
    return [{"activation": one.name} if isinstance(one, Activation) else _dense(one) for one in layers]


def _dense(layer):
    W = np.asarray(layer.params["W"], float)
    return {"W": packed(W), "b": packed(np.asarray(layer.params.get("b", np.zeros(W.shape[1])), float))}


def codes_of(model: Autoencoder | VAE, pictures: np.ndarray) -> np.ndarray:
    """The codes (N, 2) of pictures (N, 64): h, or mu of a VAE."""
    code = model.encode(pictures.astype(next(iter(model.params.values())).dtype))
    return np.asarray(code[0] if isinstance(model, VAE) else code, float)


def plane_of(codes: np.ndarray, model: Autoencoder | VAE) -> dict[str, list]:
    """The part of the plane that is shown, and where its random codes come from: {"low", "high", "mean", "spread"}.

    low, high: the corners around all codes with some room; mean, spread: a random code is mean + spread @ eps, eps from
    N(0, I); so spread (2, 2) is the square root of the codes' covariances, the identity for a VAE.
    """
    low, high = codes.min(axis=0), codes.max(axis=0)
    room = MARGIN * np.maximum(high - low, 1e-3)
    mean, spread = (np.zeros(2), np.eye(2)) if isinstance(model, VAE) else (codes.mean(axis=0), _root(np.cov(codes.T)))
    found = {"low": low - room, "high": high + room, "mean": mean, "spread": spread}
    return {name: values.tolist() for name, values in found.items()}


def _root(covariances):
    """The symmetric matrix whose square is `covariances`."""
    values, vectors = np.linalg.eigh(covariances)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def packed_digits(images: np.ndarray) -> list[str]:
    """Pictures (N, 64) in sixteenths as texts of 64 letters."""
    return ["".join(INK[ink] for ink in row) for row in np.rint(16 * images).astype(int)]


def drawing(end: int | list, images: np.ndarray) -> np.ndarray:
    """The picture (64,) at an end of the walk: one of the digits by its number, or what a reader drew."""
    return images[end] if isinstance(end, int) else np.array(end, float)
