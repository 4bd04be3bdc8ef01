"""What every public function asks of its arguments, and the errors it answers with.

Each check returns the argument as an array of the wanted type, or raises an error that names the
argument, what was expected and what came:

    xs: expected (T, N, 3), got (8, 4)

`TypeError` is for a thing of the wrong kind (text, None, an object), `ValueError` for the right kind with
a wrong shape or a number that is not finite.
"""

import functools
import math
import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

LARGEST_COUNT = 2**31 - 1


def count(value: Any, name: str, minimum: int = 1) -> int:
    """`value` as an int of at least `minimum`, and not beyond what any array can hold."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: expected a whole number, got {value!r}")
    given = int(value)
    if given < minimum:
        raise ValueError(f"{name}: expected at least {minimum}, got {given}")
    if given > LARGEST_COUNT:
        raise ValueError(f"{name}: expected at most {LARGEST_COUNT}, got a larger number")
    return given


def flag(value: Any, name: str) -> bool:
    """`value` as True or False: a text such as "no" must not count as True."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}: expected True or False, got {value!r}")
    return bool(value)


def fraction(value: Any, name: str, *, below_one: bool = False) -> float:
    """`value` as a float in [0, 1], or in [0, 1) with `below_one`."""
    value = number(value, name)
    if not 0 <= value <= 1 or (below_one and value == 1):
        raise ValueError(f"{name}: expected a number from 0 to {'below 1' if below_one else '1'}, got {value}")
    return value


def number(value: Any, name: str, *, positive: bool = False) -> float:
    """`value` as a finite float, above zero with `positive`."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a number, got {value!r}")
    try:
        given = float(value)  # a whole number may be too large, a fraction too small
    except OverflowError:
        given = float("inf")
    if not np.isfinite(given) or (positive and given <= 0):
        raise ValueError(f"{name}: expected a finite number{' above 0' if positive else ''}, got {given}")
    return given


def choice(value: Any, name: str, options: Iterable[str]) -> str:
    """`value` if it is one of `options`."""
    if not isinstance(value, str) or value not in options:
        error = ValueError if isinstance(value, str) else TypeError
        raise error(f"{name}: expected one of {', '.join(options)}, got {value!r}")
    return value


def float_dtype(dtype: DTypeLike, name: str = "dtype") -> np.dtype:
    """`dtype` as float32 or float64: the two types a network of this package may have."""
    try:
        wanted = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"{name}: expected float32 or float64, got {dtype!r}") from None
    if wanted not in (np.float32, np.float64):
        raise TypeError(f"{name}: expected float32 or float64, got {wanted}")
    return wanted


def generator(rng: Any, name: str = "rng") -> np.random.Generator:
    """`rng` if it is a NumPy Generator: nothing in this package draws from a hidden global state."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{name}: expected a numpy.random.Generator such as np.random.default_rng(0), got {rng!r}")
    return rng


def array(value: Any, name: str, shape: str, dtype: DTypeLike) -> np.ndarray:
    """`value` as a finite float array of `shape`.

    `shape` is a string such as "(T, N, 3)": a number must match, a letter stands for any length from 1 up,
    "..." in front for any number of axes.
    float64 numbers given to a float32 network become float32; they never turn the network into float64.
    """
    given = real(value, name)
    if not _fits(given.shape, shape):
        raise ValueError(f"{name}: expected {shape}, got {given.shape}")
    if given.dtype != dtype:
        with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused below
            given = given.astype(dtype)
    if not all_finite(given):
        raise ValueError(f"{name}: expected finite numbers, got NaN or infinity")
    return given


@functools.lru_cache
def _fits(came, shape):
    """True if the shape that `came` is one of those that the text `shape` stands for. Asked of the same two again
    and again while a network learns: the answers are kept.
    """
    wanted = [axis.strip() for axis in shape.strip("()").split(",") if axis.strip()]
    if wanted[:1] == ["..."]:
        wanted = ["N"] * (len(came) - len(wanted) + 1) + wanted[1:]
    return len(came) == len(wanted) and all(
        size == int(axis) if axis.isdigit() else size > 0 for axis, size in zip(wanted, came, strict=True)
    )


def all_finite(array: np.ndarray) -> bool:
    """True if `array` holds no NaN and no infinity.

    The sum of squares is finite only then, and is found without an array of answers; where it overflows, each
    entry is looked at.
    """
    return math.isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


def floats(value: Any, name: str, shape: str) -> np.ndarray:
    """`value` as in `array`: float32 if it came as float32, float64 if it came as anything else."""
    return array(value, name, shape, np.float32 if real(value, name).dtype == np.float32 else np.float64)


def real(value: Any, name: str) -> np.ndarray:
    """`value` as an array of real numbers, whatever its shape."""
    try:
        given = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: expected an array of numbers, got lists of unequal length") from None
    if given.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected an array of numbers, got {type(value).__name__} of {given.dtype}")
    return given


def indices(value: Any, name: str, shape: str, below: int) -> np.ndarray:
    """`value` as an integer array of `shape` (as in `array`) with entries in 0 ... below-1."""
    given = real(value, name)
    if given.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected whole numbers, got {given.dtype}")
    array(given, name, shape, np.float64)
    if given.min() < 0 or given.max() >= below:
        raise ValueError(f"{name}: expected numbers from 0 to {below - 1}, got {given.min()} to {given.max()}")
    return given


def lengths(value: Any, name: str, steps: int, batch: int) -> np.ndarray:
    """`value` as the (N,) lengths of `batch` sequences padded to `steps` steps, each from 1 to T."""
    given = indices(value, name, f"({batch},)", steps + 1)
    if given.min() < 1:
        raise ValueError(f"{name}: expected at least 1 step in each sequence, got {given.min()}")
    return given
