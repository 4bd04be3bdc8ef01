"""What every model asks of its batch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_core.data import Aligned
from rnn_core.padding import active


def expect(batch: Any, kind: Any) -> Any:
    """`batch` if it is a record of this kind."""
    if not isinstance(batch, kind):
        raise TypeError(f"batch: expected {kind.__name__}({', '.join(kind._fields)}), got {type(batch).__name__}")
    return batch


def counting(batch: Aligned) -> np.ndarray | None:
    """mask (T, N) of the steps of an Aligned batch that count, None if all do."""
    if batch.lengths is None:
        return batch.mask
    lasting = active(batch.lengths, *np.shape(batch.xs)[:2])
    if batch.mask is None:
        return lasting
    if not isinstance(batch.mask, np.ndarray) or batch.mask.dtype != bool:
        raise TypeError(f"mask: expected an array of True and False, got {type(batch.mask).__name__}")
    if batch.mask.shape != lasting.shape:
        raise ValueError(f"mask: expected {lasting.shape}, got {batch.mask.shape}")
    return lasting & batch.mask


def finite(values: np.ndarray, name: str) -> np.ndarray:
    """`values`, or FloatingPointError if they are not finite: then training has diverged."""
    if not np.isfinite(values).all():
        raise FloatingPointError(f"{name}: not finite")
    return values


def one_loss(y: np.ndarray, targets: Any, loss: Callable, **options: Any) -> tuple[float, np.ndarray]:
    """`loss(y, targets)` of outputs that are finite; FloatingPointError if they are not."""
    return loss(finite(y, "outputs"), targets, **options)
