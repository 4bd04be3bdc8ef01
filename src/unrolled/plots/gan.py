"""Figures of chapter 12: the best judge, two losses, forgeries in the plane and on paper.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import DASHES, MARKS, reference, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HALF = (0.5,)  # where the judge cannot say


def draw_densities(ax: Axes, x: np.ndarray, p: np.ndarray, q: np.ndarray) -> Axes:
    """How dense real examples (p) and fakes (q) lie along a line."""
    ax.plot(x, p, color=colour("x"), label="real, $p$")
    ax.plot(x, q, color=colour("y"), linestyle=DASHES[1], label="fake, $q$")
    ax.set(ylabel="density", ylim=(0, None))
    ax.legend(frameon=False)
    return ax


def draw_judges(ax: Axes, x: np.ndarray, best: np.ndarray, trained: Sequence[np.ndarray]) -> Axes:
    """The best judge, and trained ones: D(x) along a line, one line for each."""
    ax.plot(x, best, color=INK, linewidth=3, alpha=0.35, label="$p / (p + q)$")
    for number, line in enumerate(trained):
        ax.plot(x, line, color=INK, linewidth=1, linestyle=DASHES[1 + number % 3], label=f"trained, seed {number}")
    ax.axhline(0.5, color=GREY, linewidth=0.8)
    ax.set(xlabel="x", ylabel="D(x)", ylim=(-0.03, 1.03))
    ax.legend(frameon=False, fontsize=8, loc="upper center", ncols=2)
    return ax


def best_judge(x: np.ndarray, p: np.ndarray, q: np.ndarray, best: np.ndarray, trained: Sequence[np.ndarray]) -> None:
    """`draw_densities` above `draw_judges`, shown with alt text."""
    figure = new_figure(6, 5)
    top, bottom = figure.subplots(2, 1, sharex=True)
    draw_densities(top, x, p, q).set_title("Two densities, and who can tell them apart")
    draw_judges(bottom, x, best, trained)
    peak = float(x[best.argmax()])
    show(
        figure,
        "Above, the density of real examples with two peaks and that of the fakes, one wide hill between them. Below, "
        f"the best judge: two peaks of up to {best.max():.1f}, the first near x = {peak:.0f}, and "
        f"{best[len(x) // 2]:.1f} in the middle. {len(trained)} trained judges follow it where there are examples.",
    )


def draw_slopes(ax: Axes, y: np.ndarray, slopes: Mapping[str, np.ndarray]) -> Axes:
    """Gradients of losses in a logit y; slopes: name -> their values."""
    for (name, line), style in zip(slopes.items(), DASHES, strict=False):
        ax.plot(y, line, color=colour("gradient"), linestyle=style, label=name)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.set(xlabel="y, the judge's logit for a fake", ylabel="dy", title="Two losses for the forger: their gradients")
    ax.legend(frameon=False)
    return ax


def slopes(y: np.ndarray, named: Mapping[str, np.ndarray]) -> None:
    """`draw_slopes` as a figure of its own, with D = sigmoid(y) on top, shown with alt text."""
    figure = new_figure(6, 3.4)
    ax = draw_slopes(figure.add_subplot(), y, named)
    shares = (0.01, 0.1, 0.5, 0.9, 0.99)
    top = ax.secondary_xaxis("top")
    top.set(xticks=[math.log(s / (1 - s)) for s in shares], xlabel="D(G(z))")
    top.set_xticklabels([f"{s:g}" for s in shares])
    said = "; ".join(f"{name} from {_rounded(line[0])} to {_rounded(line[-1])}" for name, line in named.items())
    show(figure, f"Gradients in the logit y from {y[0]:.0f} to {y[-1]:.0f}, both below 0 and equal at y = 0: {said}.")


def _rounded(value):
    """Two digits, and never a 0 with a minus sign."""
    return f"{round(float(value), 2) + 0.0:.2f}"


def draw_points(
    ax: Axes,
    real: np.ndarray,
    fakes: np.ndarray,
    judge: Callable[[np.ndarray], np.ndarray] | None = None,
    *,
    extent: float = 3.2,
) -> Axes:
    """Real points and fakes in the plane; with judge, a function of points (N, 2), the line where D = 1/2."""
    ax.plot(*real.T, "+", color=GREY, markersize=5, label="real")
    ax.plot(*fakes.T, "o", color=colour("y"), markersize=3.2, fillstyle="none", markeredgewidth=0.8, label="fake")
    if judge is not None:
        side = np.linspace(-extent, extent, 81)
        grid = np.stack(np.meshgrid(side, side), axis=-1)
        field = judge(grid.reshape(-1, 2)).reshape(81, 81)
        ax.contour(side, side, field, levels=HALF, colors=INK, linewidths=0.8, linestyles="--")
    ax.set(xlim=(-extent, extent), ylim=(-extent, extent), aspect="equal", xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    return ax


def points(panels: Mapping[str, Sequence[Any]], said: str, extent: float = 3.2) -> None:
    """Panels of `draw_points`, two in a row, shown with `said` as alt text; panels: title -> arguments."""
    rows = (len(panels) + 1) // 2
    figure = new_figure(5, 2.6 * rows + 0.4)  # narrow: a phone shows it nearly as it is
    axes = figure.subplots(rows, 2).flat
    for ax, (title, arguments) in zip(axes, panels.items(), strict=False):
        draw_points(ax, *arguments, extent=extent).set_title(title, fontsize=11)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    if len(panels) % 2:
        figure.axes[-1].axis("off")
        figure.axes[-1].legend(handles, labels, loc="center", frameon=False)
    else:
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    show(figure, said)


def draw_values(ax: Axes, values: Mapping[str, Sequence[float]]) -> Axes:
    """V of several judges, a mark for each seed; values: name -> numbers."""
    reference(ax, -math.log(4), " always 1/2: −log 4", ha="left", va="top")
    seed_rows(ax, values, marks=MARKS, room=0.7)
    ax.set_xlabel("V on new examples")
    return ax


def values(named: Mapping[str, Sequence[float]]) -> None:
    """`draw_values` as a figure of its own, shown with alt text."""
    figure = new_figure(6, 2.6)
    draw_values(figure.add_subplot(), named).set_title("What a judge can see")
    floor = -math.log(4)
    blind = [name for name, line in named.items() if max(line) < floor + 0.1]
    seeing = [name for name, line in named.items() if min(line) > floor + 0.1]
    show(
        figure,
        f"V of {len(named)} judges, a mark for each seed, and a line at minus log 4, the V of a judge that always says "
        f"one half. On the line: {', '.join(blind) or 'none'}. Clearly above it: {', '.join(seeing) or 'none'}.",
    )


def digits(rows: Mapping[str, np.ndarray], said: str) -> None:
    """Rows of pictures (N, 64), shown with `said` as alt text; rows: title -> pictures."""
    N = min(len(pictures) for pictures in rows.values())
    figure = new_figure(5, 0.72 * len(rows) + 0.1)
    parts = figure.subfigures(len(rows), 1, squeeze=False).flat
    for part, (title, pictures) in zip(parts, rows.items(), strict=True):
        part.suptitle(title, fontsize=10, x=0.01, ha="left")
        for ax, picture in zip(part.subplots(1, N, squeeze=False).flat, pictures, strict=False):
            ax.imshow(picture.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
            ax.axis("off")
    show(figure, said)
