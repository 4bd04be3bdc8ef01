"""Points in the plane, where one can see what a generator has learnt and what it leaves out."""

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks

MODES, RADIUS, SD = 8, 2.0, 0.1


def ring_centres(modes: int = MODES, radius: float = RADIUS) -> np.ndarray:
    """(modes, 2): points evenly on a circle around 0, the first on the right."""
    angles = 2 * np.pi * np.arange(checks.count(modes, "modes")) / modes
    return checks.number(radius, "radius", positive=True) * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def ring(
    N: int,
    *,
    rng: np.random.Generator,
    modes: int = MODES,
    radius: float = RADIUS,
    sd: float = SD,
    dtype: DTypeLike = np.float64,
) -> np.ndarray:
    """N points (N, 2) from a mixture of Gaussians on a circle, each as likely as the others.

    x = c_k + sd e, with k drawn from the `modes` centres c of `ring_centres` and e from N(0, I).
    (As a test of generators: Metz et al., Unrolled generative adversarial networks, 2017.)
    """
    N, rng = checks.count(N, "N"), checks.generator(rng)
    if checks.number(sd, "sd") < 0:
        raise ValueError(f"sd: expected 0 or more, got {sd}")
    centres = ring_centres(modes, radius)
    points = centres[rng.integers(0, len(centres), N)] + sd * rng.standard_normal((N, 2))
    return points.astype(checks.float_dtype(dtype))


def near_centres(xs: np.ndarray, centres: np.ndarray, reach: float = 3 * SD) -> np.ndarray:
    """(modes,): the share of the points xs (N, 2) that lie within `reach` of each of the centres (modes, 2)."""
    xs, centres = checks.floats(xs, "xs", "(N, 2)"), checks.floats(centres, "centres", "(K, 2)")
    distance = np.linalg.norm(xs[:, None] - centres, axis=-1)
    return (distance <= checks.number(reach, "reach", positive=True)).mean(axis=0)


def modes_covered(xs: np.ndarray, centres: np.ndarray, reach: float = 3 * SD, least: float = 0.1) -> int:
    """How many centres have at least the part `least` of their fair share (1 / modes) of the points near them."""
    shares = near_centres(xs, centres, reach)
    return int((shares >= checks.number(least, "least", positive=True) / len(shares)).sum())
