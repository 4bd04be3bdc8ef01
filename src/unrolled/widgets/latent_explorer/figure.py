"""The latent explorer's key-frame: each plane with its codes over decoded places, and the walk below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import DIGITS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from rnn_core.models import VAE, Autoencoder

PLACES = 11  # a side of the grid of decoded places
INK = "#1f2430"


def decoded_places(model: Autoencoder | VAE, plane: Mapping[str, list], side: int = PLACES) -> np.ndarray:
    """What the decoder makes of the middles of side x side squares of the plane, as one picture (8 side, 8 side).

    The first row is the top of the plane, where the second number of the code is largest.
    """
    low, high = np.array(plane["low"]), np.array(plane["high"])
    middles = low + (high - low) * (np.arange(side)[:, None] + 0.5) / side
    a, b = np.meshgrid(middles[:, 0], middles[::-1, 1])
    pictures = model.decode(np.stack([a.ravel(), b.ravel()], axis=1).astype(next(iter(model.params.values())).dtype))
    return pictures.reshape(side, side, 8, 8).swapaxes(1, 2).reshape(8 * side, 8 * side)


def latent_figure(
    models: Mapping[str, Autoencoder | VAE],
    planes: Mapping[str, Mapping[str, list]],
    codes: Mapping[str, np.ndarray],
    labels: np.ndarray,
    walks: Mapping[str, np.ndarray],
    hands: Mapping[str, np.ndarray],
    steps: int = 12,
) -> Figure:
    """walks: {title: codes (2, 2) of both ends}; hands: {title: the code (2,) that is looked at}."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4 * len(models), 4.9), layout="constrained")
    grid = figure.add_gridspec(2, len(models), height_ratios=[8, 1])
    for k, (title, model) in enumerate(models.items()):
        ax, strip = figure.add_subplot(grid[0, k]), figure.add_subplot(grid[1, k])
        draw_plane(ax, decoded_places(model, planes[title]), planes[title], codes[title], labels)
        ax.plot(*walks[title].T, color=INK, linewidth=1.2, linestyle="--")
        ax.plot(*hands[title], marker="o", markersize=13, fillstyle="none", color=INK, markeredgewidth=2, clip_on=False)
        ax.set_title(title, fontsize=11)
        start, end = walks[title]
        pictures = model.decode(start + (end - start) * np.linspace(0, 1, steps + 1)[:, None])
        draw_pictures(strip, pictures)
        strip.set_title("the walk, decoded", fontsize=9)
    return figure


def draw_plane(ax: Axes, places: np.ndarray, plane: Mapping[str, list], codes: np.ndarray, labels: np.ndarray) -> None:
    """Decoded places, pale, and each digit at its code, in its colour."""
    (left, bottom), (right, top) = plane["low"], plane["high"]
    ax.imshow(places, cmap="Greys", vmin=0, vmax=2.2, extent=(left, right, bottom, top), aspect="auto")
    for (a, b), label in zip(codes, labels, strict=True):
        ax.text(a, b, str(label), color=DIGITS[label][0], fontsize=7, ha="center", va="center", weight="bold")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.tick_params(labelsize=8)


def draw_pictures(ax: Axes, pictures: np.ndarray) -> None:
    """Pictures (N, 64) side by side, ink on paper."""
    row = pictures.reshape(-1, 8, 8).transpose(1, 0, 2).reshape(8, -1)
    ax.imshow(row, cmap="Greys", vmin=0, vmax=1)
    for n in range(1, len(pictures)):
        ax.axvline(8 * n - 0.5, color="#d5d9e0", linewidth=0.8)
    ax.axis("off")
