"""What a careless caller hands in, and the two answers that are allowed: a clear error, or finite numbers."""

import re

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

THINGS = [
    None, True, False, "text", b"bytes", "", {}, {"W": 1}, [], (), [[]], [[1.0], [1.0, 2.0]], object(), 1j, -1, 0, 1, 2,
    3.5, float("nan"), float("inf"), -float("inf"), 10**400, np.float32(2), np.array(None), np.array(["a", "b"]),
    np.zeros((0, 3)), np.zeros((2, 0)), np.datetime64("2020-01-01"), slice(None), lambda: 1, np.random.RandomState,
]  # fmt: skip
NUMBERS = st.floats(-1e6, 1e6, width=32) | st.sampled_from([np.nan, np.inf, -np.inf, 1.0, 0.0])
ARRAYS = (
    arrays(np.float64, array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3), elements=NUMBERS)
    | arrays(np.float32, array_shapes(max_dims=4, max_side=3), elements=NUMBERS)
    | arrays(np.int64, array_shapes(max_dims=4, max_side=3), elements=st.integers(-2, 4))
    | arrays(np.bool_, array_shapes(max_dims=4, max_side=3))
    | arrays(np.complex128, array_shapes(max_dims=2, max_side=3), elements=st.just(1j))
)
JUNK = st.sampled_from(THINGS) | ARRAYS
NAMED = re.compile(r"^\w+(\.\w+|\[.*\])?: .*(expected|probability 0)")


def clear_answer(f, *args, **kwargs):
    """f(...) gives finite numbers, or a TypeError or ValueError that begins with the name of the argument."""
    try:
        result = f(*args, **kwargs)
    except (TypeError, ValueError) as error:
        if not NAMED.match(str(error)):
            raise AssertionError(f"not a clear error: {error}") from error
        return None
    assert all(np.isfinite(part).all() for part in _numbers(result)), f"not finite: {result}"
    return result


def _numbers(result):
    if isinstance(result, dict):
        result = result.values()
    if isinstance(result, (list, tuple, type({}.values()))):
        return [number for part in result for number in _numbers(part)]
    return [result] if isinstance(result, (np.ndarray, np.generic, float, int)) else []
