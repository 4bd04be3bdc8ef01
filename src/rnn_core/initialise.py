"""Where the numbers in a network start: each function gives one fresh array.

    glorot_uniform   weights that see the input: keeps the variance of signals and gradients
    orthogonal       recurrent weights: keeps the length of what is carried from step to step
    identity         recurrent weights under ReLU: the state is copied until learning says otherwise
    forget_bias      LSTM bias: the memory is kept until learning says otherwise

Weights stand for row vectors, x @ W, so the last two axes of a shape are (inputs, outputs).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from rnn_core.checks import array, choice, count, float_dtype, generator


def glorot_uniform(shape: Sequence[int], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """Independent draws from U(-a, a) with a = sqrt(6 / (fan_in + fan_out)).

    The variance a^2/3 = 2 / (fan_in + fan_out) lies between what keeps the variance of the signals on the way
    forward (1/fan_in) and that of the gradients on the way back (1/fan_out).
    (Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, eq. 16.)

    shape: (D, V), or (K, K, C, F) for a convolution, where each fan counts the K * K positions too.
    Raises TypeError or ValueError for a shape of fewer than 2 axes or sizes below 1, a wrong rng or dtype.
    """
    shape = _shape(shape, at_least=2)
    dtype, rng = float_dtype(dtype), generator(rng)
    *positions, inputs, outputs = shape
    a = np.sqrt(6 / (np.prod(positions) * (inputs + outputs)))
    return rng.uniform(-a, a, shape).astype(dtype)


def orthogonal(shape: Sequence[int], rng: np.random.Generator, dtype: DTypeLike = np.float64) -> np.ndarray:
    """A random W with W W^T = I, or W^T W = I if it has more rows than columns; all such W equally likely.

    Q of the QR decomposition of a Gaussian matrix, each column times the sign of R's diagonal entry: without
    the sign the distribution would depend on the routine that decomposes.
    (Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014; the sign:
    Mezzadri, How to generate random matrices from the classical compact groups, 2007.)

    shape: (D, V). Raises TypeError or ValueError for another shape, a wrong rng or dtype.
    """
    rows, columns = shape = _shape(shape, at_least=2, at_most=2)
    dtype, rng = float_dtype(dtype), generator(rng)
    Q, R = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    Q *= np.where(np.diag(R) < 0, -1, 1)
    return (Q if rows >= columns else Q.T).astype(dtype, order="C")


def identity(
    shape: Sequence[int], rng: np.random.Generator | None = None, dtype: DTypeLike = np.float64, *, scale: float = 1.0
) -> np.ndarray:
    """W = scale * I: h_t = h_{t-1} W hands the state on as it is, or shrunk evenly for scale < 1.

    (Le, Jaitly & Hinton, A simple way to initialize recurrent networks of rectified linear units, 2015.)

    shape: (H, H). `rng` is not used; it is there so that all initialisations are called alike.
    Raises TypeError or ValueError for a shape that is not square, a wrong dtype or scale.
    """
    rows, columns = shape = _shape(shape, at_least=2, at_most=2)
    if rows != columns:
        raise ValueError(f"shape: expected a square (H, H), got {shape}")
    dtype = float_dtype(dtype)
    return np.eye(rows, dtype=dtype) * array(scale, "scale", "()", dtype)


def forget_bias(
    hidden_size: int, value: float = 1.0, dtype: DTypeLike = np.float64, *, gates: str = "ifgo"
) -> np.ndarray:
    """The bias b (kH,) of an LSTM: `value` for the forget gate's block, 0 for the others.

    With f = sigmoid(1) = 0.73 instead of 0.5, a memory lives about twice as long before anything is learnt.
    (Gers, Schmidhuber & Cummins, Learning to forget, 2000; Jozefowicz, Zaremba & Sutskever, An empirical
    exploration of recurrent network architectures, 2015.)

    gates: the order of the blocks, "ifgo", or "fgo" for a cell with coupled gates.
    Raises TypeError or ValueError for a wrong size, value, dtype or order.
    """
    H, value = count(hidden_size, "hidden_size"), array(value, "value", "()", float_dtype(dtype))
    blocks = [value if gate == "f" else value * 0 for gate in choice(gates, "gates", ("ifgo", "fgo"))]
    return np.repeat(blocks, H)


def _shape(shape, at_least, at_most=None):
    """`shape` as a tuple of sizes from 1 up."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"shape: expected a tuple of sizes, got {shape!r}")
    shape = tuple(count(size, "shape") for size in shape)
    if len(shape) < at_least or len(shape) > (at_most or len(shape)):
        raise ValueError(f"shape: expected {at_least}{'' if at_most else ' or more'} sizes, got {shape}")
    return shape
