"""What stands before and after a recurrent network, each layer with its derivative.

    Dense        y = x W + b                         Conv2D      a Dense layer slid over an image
    Embedding    a row of W for each index           MaxPool2D   the largest of each square
    Activation   tanh, sigmoid, relu, softplus       Dropout     zeros at random, in training only
    forward_through, backward_through                layers one after another

A layer owns `params` and keeps nothing else: `y, cache = layer.forward(x)`, then `dx, grads =
layer.backward(dy, cache)` with grads under the names of params. So one layer may be used many times before the
first backward, and the gradients of its uses are added up. A cache holds x or y themselves, not copies: do not
write into them before backward. x may have any leading axes, (T, N, D) as well as (N, D); dv stands for dL/dv,
in the shape of v.

Raised everywhere: ValueError or TypeError for x or dy of the wrong shape or kind, or not finite.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import DTypeLike

from rnn_core.activations import ACTIVATIONS
from rnn_core.checks import array, choice, count, flag, float_dtype, floats, fraction, generator, indices
from rnn_core.initialise import glorot_uniform


def forward_through(layers: Sequence, x: np.ndarray) -> tuple[np.ndarray, list]:
    """y = f_k(... f_2(f_1(x))) and the layers' caches."""
    caches = []
    for layer in layers:
        x, cache = layer.forward(x)
        caches.append(cache)
    return x, caches


def backward_through(layers: Sequence, dy: np.ndarray, caches: Sequence) -> tuple[np.ndarray | None, list[dict]]:
    """dx and the grads of each layer, in the order of the layers."""
    grads = []
    for layer, cache in zip(reversed(layers), reversed(caches), strict=True):
        dy, of_layer = layer.backward(dy, cache)
        grads.insert(0, of_layer)
    return dy, grads


class Dense:
    """The affine map, the same at every step and for every example:

        y  = x W + b
        dx = dy W^T     dW = sum x^T dy     db = sum dy        (sums over all leading axes)

    x (..., D), y (..., V); params W (D, V), uniform after Glorot & Bengio (2010), and b (V,), zero.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
        bias: bool = True,
    ):
        D, V = count(input_size, "input_size"), count(output_size, "output_size")
        self.params = {"W": glorot_uniform((D, V), rng, dtype)}
        if flag(bias, "bias"):
            self.params["b"] = np.zeros(V, dtype)

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        W = self.params["W"]
        x = array(x, "x", f"(..., {len(W)})", W.dtype)
        y = x @ W
        if "b" in self.params:
            y += self.params["b"]
        return y, x

    def backward(self, dy: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        W = self.params["W"]
        dy = array(dy, "dy", str((*x.shape[:-1], W.shape[1])), W.dtype)
        rows = dy.reshape(-1, W.shape[1])
        grads = {"W": x.reshape(-1, len(W)).T @ rows}
        if "b" in self.params:
            grads["b"] = rows.sum(axis=0)
        return dy @ W.T, grads


class Embedding:
    """A learnt vector for each of V symbols: row k of W, which is onehot(k) W without the product.

        y = W[k]     dW[k] = sum of dy over all places where k stands

    k (...) whole numbers from 0 to V-1, y (..., D); params W (V, D), standard normal. An index has no gradient,
    so `backward` gives None for dx. (Bengio et al., A neural probabilistic language model, 2003.)
    """

    def __init__(self, symbols: int, size: int, *, rng: np.random.Generator, dtype: DTypeLike = np.float64):
        shape = count(symbols, "symbols"), count(size, "size")
        self.params = {"W": generator(rng).standard_normal(shape).astype(float_dtype(dtype))}

    def forward(self, k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        W = self.params["W"]
        k = indices(k, "k", "(...)", len(W))
        return W[k], k

    def backward(self, dy: np.ndarray, k: np.ndarray) -> tuple[None, dict[str, np.ndarray]]:
        W = self.params["W"]
        dy = array(dy, "dy", str((*k.shape, W.shape[1])), W.dtype)
        dW = np.zeros_like(W)
        np.add.at(dW, k, dy)  # dW[k] += dy would count a symbol that stands twice only once
        return None, {"W": dW}


class Dropout:
    """Each number is dropped with probability p in training; the others grow so that the mean stays:

        y = x * mask,  mask = 1 / (1 - p) with probability 1 - p, else 0        dx = dy * mask

    With train=False, y = x. The mask is drawn anew from `rng` at each call; it is the cache.
    (Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, 2014.)
    """

    def __init__(self, p: float):
        self.params = {}
        self.p = fraction(p, "p", below_one=True)

    def forward(
        self, x: np.ndarray, *, rng: np.random.Generator | None = None, train: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        x = floats(x, "x", "(...)")
        if not flag(train, "train"):
            return x, np.ones_like(x)
        kept = generator(rng).random(x.shape) >= self.p
        mask = (kept / (1 - self.p)).astype(x.dtype)
        return x * mask, mask

    def backward(self, dy: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, dict]:
        return array(dy, "dy", str(mask.shape), mask.dtype) * mask, {}


class Activation:
    """An activation function on each number, y = f(x) and dx = dy * f'(x), with f' written in y:

    tanh        f' = 1 - y^2             sigmoid     f' = y (1 - y)
    relu        f' = 1 if y > 0 else 0   softplus    f' = sigmoid(x) = 1 - exp(-y)
    """

    def __init__(self, name: str):
        self.params = {}
        self.name = choice(name, "name", ("tanh", "sigmoid", "relu", "softplus"))

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        f, _ = self._f_and_slope()
        y = f(floats(x, "x", "(...)"))
        return y, y

    def backward(self, dy: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, dict]:
        _, slope = self._f_and_slope()
        return array(dy, "dy", str(y.shape), y.dtype) * slope(y), {}

    def _f_and_slope(self):
        return ACTIVATIONS["exact_sigmoid" if self.name == "sigmoid" else self.name]


class Conv2D:
    """The same K x K patch of weights at every position (p, q) of an image:

        y[p, q] = b + sum_ij x[p + i, q + j] W[i, j]                                (LeCun et al., 1989)
        dW[i, j] = sum_pq x[p + i, q + j]^T dy[p, q]     dx[p, q] = sum_ij dy[p - i, q - j] W[i, j]^T

    (a cross-correlation, as in every framework). x (..., R, S, C): rows, columns, channels; any leading axes.
    y (..., R, S, F) with padding="same", where zeros surround the image (K - 1 rows, the odd one below and to
    the right), (..., R - K + 1, S - K + 1, F) with "valid". The cache is x with its
    zeros. params W (K, K, C, F), uniform after Glorot & Bengio (2010), and b (F,), zero.
    """

    def __init__(
        self, input_channels: int, output_channels: int, size: int, *, padding: str = "valid",
        rng: np.random.Generator, dtype: DTypeLike = np.float64, bias: bool = True,
    ):  # fmt: skip
        C, F = count(input_channels, "input_channels"), count(output_channels, "output_channels")
        K = count(size, "size")
        border = K - 1 if choice(padding, "padding", ("valid", "same")) == "same" else 0
        self.border = border // 2, border - border // 2  # zeros before and after
        self.params = {"W": glorot_uniform((K, K, C, F), rng, dtype)}
        if flag(bias, "bias"):
            self.params["b"] = np.zeros(F, dtype)

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        W = self.params["W"]
        K, _, C, _ = W.shape
        x = _pad(array(x, "x", f"(..., R, S, {C})", W.dtype), *self.border)
        if min(x.shape[-3:-1]) < K:
            raise ValueError(f"x: expected images of at least {K} x {K}, got {x.shape[-3]} x {x.shape[-2]}")
        y = _correlate(x, W)
        if "b" in self.params:
            y += self.params["b"]
        return y, x

    def backward(self, dy: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        W = self.params["W"]
        K, _, _, F = W.shape
        *leading, R, S, _ = x.shape
        dy = array(dy, "dy", str((*leading, R - K + 1, S - K + 1, F)), W.dtype)
        over = tuple(range(dy.ndim - 1))
        grads = {"W": np.tensordot(_windows(x, K), dy, axes=(over, over)).transpose(1, 2, 0, 3)}
        if "b" in self.params:
            grads["b"] = dy.sum(axis=over)
        # Each dy goes back to the K x K inputs it came from: the patch turned by 180 degrees, slid over dy.
        dx = _correlate(_pad(dy, K - 1, K - 1), W[::-1, ::-1].swapaxes(2, 3))
        before, after = self.border
        return dx[..., before : R - after, before : S - after, :], grads


class PoolCache(NamedTuple):
    """y, and `winner` in its shape: which of the K * K numbers of a square, row by row, was the largest."""

    y: np.ndarray
    winner: np.ndarray


class MaxPool2D:
    """The largest number of each K x K square; the gradient goes to it alone, to the first one of equals.

        y[p, q] = max_ij x[K p + i, K q + j]

    x (..., R, S, C) with R and S multiples of K; y (..., R/K, S/K, C).
    (Ranzato et al., Unsupervised learning of invariant feature hierarchies, 2007.)
    """

    def __init__(self, size: int):
        self.params = {}
        self.size = count(size, "size")

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, PoolCache]:
        K = self.size
        x = floats(x, "x", "(..., R, S, C)")
        *leading, R, S, C = x.shape
        if R % K or S % K:
            raise ValueError(f"x: expected rows and columns in multiples of {K}, got {R} x {S}")
        squares = x.reshape(*leading, R // K, K, S // K, K, C).swapaxes(-4, -3).reshape(*leading, R // K, S // K, -1, C)
        winner = squares.argmax(axis=-2, keepdims=True)
        y = np.take_along_axis(squares, winner, axis=-2)[..., 0, :]
        return y, PoolCache(y, winner[..., 0, :])

    def backward(self, dy: np.ndarray, cache: PoolCache) -> tuple[np.ndarray, dict]:
        K, (y, winner) = self.size, cache
        dy = array(dy, "dy", str(y.shape), y.dtype)
        *leading, P, Q, C = y.shape
        squares = np.zeros((*leading, P, Q, K * K, C), dy.dtype)
        np.put_along_axis(squares, winner[..., None, :], dy[..., None, :], axis=-2)
        return squares.reshape(*leading, P, Q, K, K, C).swapaxes(-4, -3).reshape(*leading, P * K, Q * K, C), {}


def _pad(x, before, after):
    """x (..., R, S, C) with `before` rows and columns of zeros before it and `after` after it."""
    return np.pad(x, [(0, 0)] * (x.ndim - 3) + [(before, after)] * 2 + [(0, 0)])


def _windows(x, K):
    """Every K x K window of x (..., R, S, C) as a view (..., R - K + 1, S - K + 1, C, K, K)."""
    return sliding_window_view(x, (K, K), axis=(-3, -2))


def _correlate(x, W):
    """sum_ij x[p + i, q + j] W[i, j] at every position where W (K, K, C, F) fits into x (..., R, S, C)."""
    return np.tensordot(_windows(x, len(W)), W.transpose(2, 0, 1, 3), axes=3)
