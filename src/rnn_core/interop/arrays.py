"""What is asked of weights from elsewhere, and the errors for those that do not fit."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnn_core import checks


def named(weights: Mapping[str, Any], name: str = "weights") -> dict[str, np.ndarray]:
    """`weights` as a dict of name -> NumPy array; anything that NumPy can see as an array will do."""
    if not isinstance(weights, Mapping):
        raise TypeError(f"{name}: expected a dict of arrays, got {type(weights).__name__}")
    return {key: checks.real(value, f"{name}[{key!r}]") for key, value in weights.items()}


def checked(
    weights: dict[str, np.ndarray], shapes: Mapping[str, tuple[int, ...]], name: str = "weights"
) -> dict[str, np.ndarray]:
    """`weights` with exactly the names and shapes of `shapes` (name -> tuple), all in one float type.

    float32 if all of them are, else float64.
    """
    missing, foreign = [key for key in shapes if key not in weights], [key for key in weights if key not in shapes]
    if missing or foreign:
        parts = [f"{what} {', '.join(map(str, keys))}" for what, keys in (("no", missing), ("also", foreign)) if keys]
        raise ValueError(f"{name}: expected {', '.join(shapes)}; got {' and '.join(parts)}")
    dtype = np.float32 if all(weights[key].dtype == np.float32 for key in shapes) else np.float64
    return {key: checks.array(weights[key], f"{name}[{key!r}]", str(shape), dtype) for key, shape in shapes.items()}


def sizes(weights: dict[str, np.ndarray], key: str, letters: str, name: str = "weights") -> tuple[int, ...]:
    """The shape of `weights[key]`, which is to have as many axes as `letters` such as "(3H, D)" names."""
    if key not in weights:
        raise ValueError(f"{name}: expected {key}, got {', '.join(map(str, weights)) or 'nothing'}")
    shape = weights[key].shape
    if len(shape) != letters.count(",") + 1 or not all(shape):
        raise ValueError(f"{name}[{key!r}]: expected {letters}, got {shape}")
    return shape


def copies(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays of their own, rows first in memory, so that writing into them changes no network."""
    return {key: np.array(value, order="C") for key, value in arrays.items()}
