"""Layers one after another, and a recurrent network used as one layer: what autoencoders and GANs are made of."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.layers import Activation, Dense, Dropout, backward_through, forward_through
from rnn_core.parts import check_cell, check_different, join, join_params
from rnn_core.recurrence import bptt, unroll


class Network:
    """Layers one after another, y = f_k(... f_2(f_1(x))): itself a layer, with params "0.W", "0.b", "2.W" ...

    layers: anything with params, forward(x) -> y, cache and backward(dy, cache) -> dx, grads.
    The same layer twice is refused: it would share its weights.
    """

    def __init__(self, layers: Iterable):
        self.layers = list(layers)
        if not self.layers or not all(hasattr(layer, "params") for layer in self.layers):
            raise TypeError(f"layers: expected layers such as Dense, got {self.layers!r}")
        if any(isinstance(layer, Dropout) for layer in self.layers):
            raise TypeError(
                "layers: expected layers without dropout: a Network does not know whether it is in training"
            )
        check_different(self.layers, "layers")
        self.params = join_params(**{str(k): layer for k, layer in enumerate(self.layers)})

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, list]:
        """y and the layers' caches."""
        return forward_through(self.layers, x)

    def backward(self, dy: np.ndarray, caches: list) -> tuple[np.ndarray | None, dict]:
        """dx and grads, those of the last layer first: the order in which their norm is summed."""
        dx, grads = backward_through(self.layers, dy, caches)
        return dx, join(**{str(k): grads[k] for k in reversed(range(len(grads)))})


def mlp(
    sizes: Sequence[int], *, rng: np.random.Generator, activation: str = "tanh", dtype: Any = np.float64
) -> Network:
    """A multi-layer perceptron with layers of the given sizes, (D, H, ..., V): Dense, activation, ..., Dense.

    mlp((D, V)) is one affine map: with a sigmoid after it, logistic regression.
    """
    if not isinstance(sizes, tuple | list) or len(sizes) < 2:
        raise ValueError(f"sizes: expected at least the sizes of input and output, got {sizes!r}")
    layers = []
    for D, V in pairwise(sizes):
        layers += [Dense(D, V, rng=rng, dtype=dtype), Activation(activation)]
    return Network(layers[:-1])


class Flatten:
    """Each example's numbers in a row: x (N, ...) -> (N, D)."""

    def __init__(self):
        self.params = {}

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, tuple]:
        """The rows, and the shape they came from."""
        x = checks.floats(x, "x", "(...)")
        return x.reshape(len(x), -1), x.shape

    def backward(self, dy: np.ndarray, shape: tuple) -> tuple[np.ndarray, dict]:
        """dx in the shape of x, and no grads."""
        return dy.reshape(shape), {}


class LastState:
    """A recurrent network as a layer: x (N, T * D), read as T steps of D numbers -> y = h_T V + c, (N, outputs).

    For whoever wants a classifier that reads: the rows of a picture, or the D of a GAN.
    """

    def __init__(self, cell: Any, outputs: int, *, rng: np.random.Generator):
        self.cell = check_cell(cell)
        self.out = Dense(cell.hidden_size, outputs, rng=rng, dtype=cell.dtype)
        self.params = join_params(cell=cell, out=self.out)

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, tuple]:
        """y (N, outputs), and the run and the cache of the output layer."""
        D = self.cell.input_size
        x = checks.floats(x, "x", "(N, D)")
        if x.shape[1] % D:
            raise ValueError(f"x: expected rows of T * {D} numbers, got {x.shape}")
        run = unroll(self.cell, x.reshape(len(x), -1, D).swapaxes(0, 1))
        y, last = self.out.forward(run.hs[-1])
        return y, (run, last)

    def backward(self, dy: np.ndarray, cache: tuple) -> tuple[np.ndarray, dict]:
        """dx (N, T * D) and grads."""
        run, last = cache
        dhs = np.zeros_like(run.hs)
        dhs[-1], out = self.out.backward(dy, last)
        back = bptt(self.cell, dhs, run.trace)
        return back.dxs.swapaxes(0, 1).reshape(len(dy), -1), join(cell=back.grads, out=out)
