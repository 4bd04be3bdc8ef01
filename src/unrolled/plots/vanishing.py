"""Figures of messages that vanish or explode: their length over time, where they end, and a loss with a cliff.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import MARKS, in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STYLES = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (3, 1)))
FATES = {"below 0.1": "////", "0.1 to 10": "", "above 10": "xxxx"}  # and their hatches


def draw_lengths(ax: Axes, named: Mapping[str, Sequence[float]]) -> Axes:
    """Lengths against the steps they have come back, on a logarithmic scale; named: name -> lengths (T,).

    The first line is in the gradient's colour; a line that is only there to compare with is black.
    """
    ax.axhline(1, color=GREY, linewidth=0.8)
    for number, (name, line) in enumerate(named.items()):
        ink = INK if name.startswith(("bound", "spectral")) else colour("gradient")
        mark = {"marker": MARKS[number % 5], "markevery": max(1, len(line) // 8), "markersize": 4.5}
        ax.semilogy(line, color=ink, linestyle=STYLES[number % 5], label=name, **mark)
    ax.set(xlabel="steps back", ylabel="length (log scale)")
    ax.legend(frameon=False, fontsize=9)
    return ax


def lengths(panels: Mapping[str, Mapping[str, Sequence[float]]], floor: float | None = None) -> None:
    """Panels of `draw_lengths` below one another, shown with alt text; panels: title -> {name: lengths (T,)}.

    floor: where the axis is cut, if not None.
    """
    figure = new_figure(6, 3.3 * len(panels))
    said = []
    axes = figure.subplots(len(panels), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for ax, (title, named) in zip(axes, panels.items(), strict=True):
        draw_lengths(ax, named).set(title=title, ylim=(floor, None))
        ax.label_outer()
        ends = "; ".join(f"{name} {_size(line[0])} to {_size(line[-1])}" for name, line in named.items())
        steps = len(next(iter(named.values()))) - 1
        said.append(f"{title.replace('$', '')}, from 0 to {steps} steps back: {ends}")
    show(figure, f"Lengths on a logarithmic scale. {'. '.join(said)}.")


def _size(value):
    """A length as another machine will find it too: its nearest power of ten."""
    return "0" if value == 0 else f"about 10^{round(math.log10(value))}"


def draw_fates(ax: Axes, ends: Sequence[float], low: int, high: int) -> Axes:
    """How many networks have which length in the end: bars over powers of ten, hatched where it has vanished."""
    powers = [min(max(math.log10(end), low), high) for end in ends]
    _, edges, _ = ax.hist(powers, bins=range(low, high + 1), edgecolor=INK, facecolor="white")
    for left, bar in zip(edges, ax.patches, strict=False):
        bar.set(hatch=FATES[_fate(left)], edgecolor=colour("gradient"))
    ax.axvline(0, color=INK, linewidth=1)
    ax.set(xlabel="power of ten (the outermost: or beyond)", ylabel="networks")
    return ax


def _fate(left):
    """The fate of a bar from one power of ten to the next, by its left edge."""
    return in_words(left, ((-1, "below 0.1"), (1, "0.1 to 10")), "above 10")


def fates(named: Mapping[str, Sequence[float]], low: int = -10, high: int = 10) -> None:
    """Panels of `draw_fates`, shown with alt text; named: title -> the final lengths of many networks."""
    from matplotlib.patches import Patch

    figure = new_figure(6, 2.7 * len(named))
    axes = figure.subplots(len(named), 1, sharex=True, sharey=True)
    said = []
    for ax, (title, ends) in zip(axes, named.items(), strict=True):
        draw_fates(ax, ends, low, high).set_title(title)
        ax.label_outer()
        share = {"below 0.1": [end < 0.1 for end in ends], "above 10": [end > 10 for end in ends]}
        said.append(f"{title}: " + ", ".join(f"{name} {sum(hits) / len(hits):.0%}" for name, hits in share.items()))
    box: dict[str, Any] = {"facecolor": "white", "edgecolor": colour("gradient")}
    keys = [Patch(hatch=hatch, label=name, **box) for name, hatch in FATES.items()]
    figure.legend(handles=keys, loc="outside lower center", ncols=len(keys), frameon=False)
    show(figure, f"Of {len(ends)} networks, how many lengths fall into each power of ten. {'; '.join(said)}.")


def draw_cliff(ax: Axes, w: np.ndarray, loss: np.ndarray, path: Sequence[tuple[float, float]]) -> Axes:
    """A loss over one weight on a logarithmic scale, and the weights that a descent came by."""
    ax.semilogy(w, loss, color=INK, label="loss")
    bottom = min(loss) / 3
    on_path = [(p, q) for p, q in path if w[0] <= p <= w[-1] and q > bottom]
    ax.plot(*zip(*on_path, strict=True), "o", color=colour("gradient"), fillstyle="none", label="descent, clipped")
    ax.set(title="One weight, fifty steps", xlabel="w", ylabel="loss (log scale)", ylim=(bottom, None))
    ax.legend(frameon=False)
    return ax


def cliff(w: np.ndarray, loss: np.ndarray, path: Sequence[tuple[float, float]]) -> None:
    """`draw_cliff` as a figure of its own, shown with alt text; path: (weight, loss) pairs."""
    figure = new_figure(6, 3.2)
    draw_cliff(figure.add_subplot(), w, loss, path)
    show(
        figure,
        f"The loss against w on a logarithmic scale: flat near {loss[0]:.0f} at w = {w[0]:.1f}, a narrow dip to 0 near "
        f"{path[-1][0]:.2f}, then a wall up to {_size(loss[-1])} at w = {w[-1]:.2f}. Marks run down the wall from w = "
        f"{path[0][0]:.2f} into the dip.",
    )
