"""Arrays as texts: whole numbers of 8 or 16 bits in base64, so that a recording stays small and a page can read it."""

import base64

import numpy as np

TINY = 1e-30
LEVELS = 127.5  # D's logits are kept as tanh(d / spread) in 255 levels, finest where D is in doubt
WIDEST = 4.0  # the spread is the largest |d| of the frame, or this


def pack(values, extent):
    """Numbers in -extent ... extent as whole numbers of 16 bits, in base64; what lies outside is put on the edge."""
    return as_text(np.clip(np.round(np.asarray(values) / extent * 32767), -32767, 32767), "<i2")


def pack_logits(logits):
    """D's logits as 127.5 tanh(d / spread), rounded to whole numbers of 8 bits, in base64: (text, spread)."""
    spread = float(f"{np.clip(np.abs(logits).max(), TINY, WIDEST):.4g}")
    return as_text(np.clip(np.round(LEVELS * np.tanh(np.asarray(logits) / spread)), -127, 127), "<i1"), spread


def pack_pull(pull):
    """Vectors (S, 2) as whole numbers of 8 bits, in base64, and the length of one of 127: (text, scale)."""
    scale = float(f"{max(np.abs(pull).max(), TINY):.4g}")
    return as_text(np.clip(np.round(pull / scale * 127), -127, 127), "<i1"), scale


def as_text(values, dtype):
    return base64.b64encode(values.astype(dtype).tobytes()).decode()


def as_numbers(texts, dtype, *shape):
    return np.stack([np.frombuffer(base64.b64decode(text), dtype).reshape(shape) for text in texts]).astype(float)
