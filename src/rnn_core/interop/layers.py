"""A layer of ours from its weights."""

from typing import Any

import numpy as np

from rnn_core.layers import Conv2D, Embedding


def new_layer(cls: type, W: np.ndarray, b: np.ndarray | None = None, *, padding: str = "valid") -> Any:
    """Dense, Embedding or Conv2D (cls) that owns copies of W and b, which stand as ours do."""
    options = {"rng": np.random.default_rng(0), "dtype": W.dtype}  # whatever it starts with is written over
    sizes = W.shape
    if cls is Conv2D:
        K, across, C, F = W.shape
        if across != K:
            raise ValueError(f"weights: expected square patches, got {K} x {across}")
        sizes, options = (C, F, K), options | {"padding": padding}
    if cls is not Embedding:
        options["bias"] = b is not None
    layer = cls(*sizes, **options)
    layer.params["W"][...] = W
    if b is not None:
        layer.params["b"][...] = b
    return layer
