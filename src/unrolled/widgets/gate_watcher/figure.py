"""The gate watcher's key-frame: every gate and state of a run as heat maps, the beliefs above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GATES = ("i", "f", "o", "r", "z")
ORDER = ("i", "f", "o", "g", "c", "r", "z", "n", "h")


def gates_figure(
    run: Mapping[str, np.ndarray], tokens: Sequence[str], unit: int, t: int, *, title: str, swatch: bool
) -> Figure:
    """`run`: {name: (T, H)} with p or y (T, V) if there is a readout; the chosen unit and step are framed."""
    from matplotlib.figure import Figure

    names = [name for name in ORDER if name in run]
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(8, 0.9 + 1.75 * rows), layout="constrained")
    figure.suptitle(f"{title}, unit {unit + 1}, t = {t}", fontsize=10)
    grid = figure.add_gridspec(rows + 1, columns, height_ratios=[0.28] + [1] * rows)
    _beliefs(figure.add_subplot(grid[0, :]), run.get("p", run.get("y")), tokens, t, swatch)
    for k, name in enumerate(names):
        _map(figure.add_subplot(grid[1 + k // columns, k % columns]), name, run[name], unit, t)
    return figure


def _beliefs(ax, answers, tokens, t, swatch):
    T = len(tokens)
    if answers is not None:
        image = np.clip(answers, 0, 1)[None] if swatch else answers.T
        ax.imshow(image, aspect="auto", cmap="cividis", interpolation="nearest")
    ax.set(xticks=range(T), xticklabels=["␣" if token == " " else token for token in tokens], yticks=[])
    ax.set(xlim=(-0.5, T - 0.5), ylabel="")
    ax.tick_params(length=0, labelsize=8, bottom=False, labelbottom=False, top=True, labeltop=True)
    ax.axvline(t, color="#1f2430", linewidth=0.8, linestyle=":")


def _map(ax, name, values, unit, t):
    """Gates from white to their colour, 0 to 1; states from orange through white to blue, centred at 0."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    T, H = values.shape
    ramp = ["#ffffff", colour(name)] if name in GATES else ["#d55e00", "#ffffff", "#0072b2"]
    most = max(1.0, np.abs(values).max())
    limits = {"vmin": 0, "vmax": 1} if name in GATES else {"vmin": -most, "vmax": most}
    ax.imshow(
        values.T, aspect="auto", interpolation="nearest", cmap=LinearSegmentedColormap.from_list(name, ramp), **limits
    )
    ax.add_patch(Rectangle((-0.5, unit - 0.5), T, 1, fill=False, color="#1f2430", linewidth=1))
    ax.add_patch(Rectangle((t - 0.5, -0.5), 1, H, fill=False, color="#a87400", linewidth=1))
    ax.set_title(f"${name}$", color=colour(name), fontsize=11)
    ax.set(xticks=[], yticks=[])
