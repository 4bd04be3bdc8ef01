"""What several widgets are given: checked, and brought to the form in which a widget keeps it."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from rnn_core import checks


def sequence(xs: Any, D: int) -> np.ndarray:
    """`xs` (T, D), or one sequence of a batch of one, (T, 1, D), as (T, D).

    Raises ValueError or TypeError for anything of another shape or kind.
    """
    xs = checks.real(xs, "xs")
    if xs.ndim == 3:
        return checks.array(xs, "xs", f"(T, 1, {D})", np.float64)[:, 0]
    return checks.array(xs, "xs", f"(T, {D})", np.float64)


def start_state(state: Any, H: int) -> np.ndarray:
    """`state` as h_{-1} (H,): zero if not given, or (H,), (1, H), or the state of a run.

    Raises ValueError or TypeError for anything of another shape or kind.
    """
    if state is None:
        return np.zeros(H)
    h = checks.real(getattr(state, "h", state), "state")
    return checks.array(h[0] if h.ndim == 2 and len(h) == 1 else h, "state", f"({H},)", np.float64)


def readout(given: Any, H: int, softmax: bool) -> dict[str, Any] | None:
    """The readout y = h W + b as {W (H, V), b (V,), softmax}: of a pair (W_y, b_y) or a layer with params W and b.

    None stays None; a layer without b has b = 0. Raises ValueError or TypeError for anything of another shape or kind.
    """
    if given is None:
        return None
    if hasattr(given, "params"):
        W, b = given.params["W"], given.params.get("b")
    elif isinstance(given, tuple) and len(given) == 2:
        W, b = given
    else:
        raise TypeError(f"readout: expected a pair (W_y, b_y) or a Dense layer, got {given!r}")
    W = checks.array(W, "readout W", f"({H}, V)", np.float64)
    V = W.shape[1]
    b = np.zeros(V) if b is None else checks.array(b, "readout b", f"({V},)", np.float64)
    return {"W": W, "b": b, "softmax": checks.flag(softmax, "softmax")}


def names(given: Iterable | None, argument: str, size: int) -> list[str] | None:
    """`size` names as texts; None stays None. Raises ValueError for another number of names."""
    if given is None:
        return None
    texts = [str(name) for name in given]
    if len(texts) != size:
        raise ValueError(f"{argument}: expected {size} of them, got {len(texts)}")
    return texts


def within(value: Any, argument: str, size: int) -> int:
    """`value` as an index below `size`. Raises ValueError or TypeError for anything else."""
    value = checks.count(value, argument, minimum=0)
    if value >= size:
        raise ValueError(f"{argument}: expected 0 to {size - 1}, got {value}")
    return value


def show(values: Any, spec: str = ".3f") -> str:
    """A vector in words: its only entry, all of a few, or the first three of many."""
    shown = [format(value, spec).replace("-", "−") for value in values[:3]]
    if len(values) == 1:
        return shown[0]
    return f"[{', '.join(shown)}{', …' if len(values) > 3 else ''}]"
