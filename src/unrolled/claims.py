"""Facts that a chapter states about a run: printed for the reader, and held, so that no page can state a false one."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def claim(fact: str, holds: Any) -> None:
    """Print `fact` and whether it holds. Raises AssertionError with the fact if it does not."""
    print(f"{fact}: {bool(holds)}")
    assert holds, fact


def same(a: ArrayLike, b: ArrayLike, within: float = 1e-12) -> bool:
    """Whether |a - b| <= within everywhere, however large the numbers are; a, b: arrays that broadcast."""
    return bool(np.allclose(a, b, rtol=0, atol=within))
