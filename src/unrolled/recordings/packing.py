"""Arrays as texts: whole numbers of 8 or 16 bits in base64, so that a recording stays small and a page can read it.

pack, unpack                  numbers of a known extent
pack_logits, unpack_logits    the logits of a discriminator
pack_pull, unpack_pull        vectors
as_text, as_numbers           whole numbers, as they are
"""

import base64

import numpy as np

TINY = 1e-30
LEVELS = 127.5  # D's logits are kept as tanh(d / spread) in 255 levels, finest where D is in doubt
WIDEST = 4.0  # the spread is the largest |d| of the frame, or this


def pack(values: np.ndarray, extent: float) -> str:
    """Numbers in -extent ... extent as whole numbers of 16 bits; what lies outside is put on the edge."""
    return as_text(np.clip(np.round(np.asarray(values) / extent * 32767), -32767, 32767), "<i2")


def unpack(text: str, extent: float, *shape: int) -> np.ndarray:
    """The numbers of `pack`, off by half of 1/32767 of the extent at most."""
    return as_numbers(text, "<i2", *shape) / 32767 * extent


def pack_logits(logits: np.ndarray) -> tuple[str, float]:
    """D's logits as 127.5 tanh(d / spread), rounded to whole numbers of 8 bits: (text, spread)."""
    spread = float(f"{np.clip(np.abs(logits).max(), TINY, WIDEST):.4g}")
    return as_text(np.clip(np.round(LEVELS * np.tanh(np.asarray(logits) / spread)), -127, 127), "<i1"), spread


def unpack_logits(text: str, spread: float, *shape: int) -> np.ndarray:
    """The logits of `pack_logits`."""
    return spread * np.arctanh(as_numbers(text, "<i1", *shape) / LEVELS)


def pack_pull(pull: np.ndarray) -> tuple[str, float]:
    """Vectors (S, 2) as whole numbers of 8 bits, and the length of one of 127: (text, scale)."""
    scale = float(f"{max(np.abs(pull).max(), TINY):.4g}")
    return as_text(np.clip(np.round(pull / scale * 127), -127, 127), "<i1"), scale


def unpack_pull(text: str, scale: float, *shape: int) -> np.ndarray:
    """The vectors of `pack_pull`."""
    return as_numbers(text, "<i1", *shape) / 127 * scale


def as_text(values: np.ndarray, dtype: str) -> str:
    """The bytes of `values` in `dtype`, in base64."""
    return base64.b64encode(values.astype(dtype).tobytes()).decode("ascii")


def as_numbers(text: str, dtype: str, *shape: int) -> np.ndarray:
    """The numbers of `as_text` as float64. ValueError if they do not fill `shape`."""
    return np.frombuffer(base64.b64decode(text), dtype).reshape(shape).astype(float)
