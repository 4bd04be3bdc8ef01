"""Figures of the GRU: how long an average remembers, and networks compared by their error.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import grid, mean, reference, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def half_life(z: float) -> float:
    """Steps until half of a number is left in an average that keeps the share 1 - z at each."""
    return math.log(0.5) / math.log(1 - z)


def draw_fading(ax: Axes, styles: Mapping[float, str], steps: int) -> Axes:
    """(1 - z)^k against k for each z of `styles` (z -> line style), with a dot where half is left."""
    ax.axhline(0.5, color=GREY, linewidth=0.8, linestyle=":")
    for z, style in styles.items():
        label = f"z = {z:g}: half after {half_life(z):.1f} steps"
        ax.plot([(1 - z) ** k for k in range(steps + 1)], color=colour("h"), linestyle=style, label=label)
        ax.plot(half_life(z), 0.5, "o", color=colour("z"), zorder=3)
    ax.set(title="What is left of a number", xlabel="k, steps later", ylabel="share left", ylim=(0, 1.05))
    ax.set_xlim(0, steps)
    ax.legend(frameon=False, loc="upper right")
    return ax


def fading(styles: Mapping[float, str], steps: int) -> None:
    """`draw_fading` as a figure of its own, shown with alt text."""
    figure = new_figure(4.6, 3.2)  # small, so that its type is read on a phone
    draw_fading(figure.add_subplot(), styles, steps)
    said = ", ".join(f"for z = {z:g} after {half_life(z):.1f} steps" for z in styles)
    show(figure, f"The share of a number that is left in the state, falling from 1; half is left {said}.")


def draw_errors(ax: Axes, errors: Mapping[str, Sequence[float]], baseline: float) -> Axes:
    """One row for each network, one mark for each seed, a bar at their mean; errors: name -> numbers."""
    reference(ax, baseline, "mean colour ")
    seed_rows(ax, errors, inks=(colour("h"),), spans=(INK,), room=0.9, markersize=7, mew=1.6)
    ax.plot([mean(seeds) for seeds in errors.values()], range(len(errors)), "|", color=INK, markersize=18, mew=2)
    ax.set(xlim=(0, 1.06 * baseline), xlabel="squared error on names held out")
    return grid(ax)


def errors(named: Mapping[str, Sequence[float]], baseline: float) -> None:
    """`draw_errors` as a figure of its own, shown with alt text."""
    figure = new_figure(4.6, 0.46 * len(named) + 1.1)
    draw_errors(figure.add_subplot(), named, baseline)
    means = {name: mean(scores) for name, scores in named.items()}
    lowest, highest = (end(means, key=means.__getitem__) for end in (min, max))
    worst = max(max(scores) for scores in named.values())
    show(
        figure,
        f"Squared error on colour names held out, one mark a seed, a row each for {'; '.join(named)}. "
        f"The lowest mean is that of {lowest}, the highest that of {highest}. "
        f"All are {'below' if worst < baseline else 'not all below'} the error of always "
        "answering the mean colour.",
    )
