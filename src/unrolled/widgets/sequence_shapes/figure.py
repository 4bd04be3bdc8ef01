"""A recorded run as a figure: what stands where no widget can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unrolled.palette import colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from unrolled.widgets.sequence_shapes.recorded import ShapeRun

INK, SOFT = "#1f2430", "#858d9b"


def shapes_figure(run: ShapeRun) -> Figure:
    """Inputs below, states between, outputs above; what it has written itself and reads again is dashed."""
    from matplotlib.figure import Figure

    T = len(run.steps)
    figure = Figure(figsize=(min(max(0.8 * T + 0.8, 3), 9), 2.4), layout="constrained")
    ax = figure.add_subplot()
    for t, step in enumerate(run.steps):
        _box(ax, t, 0, step.read, "x", dashed=step.kind == "own")
        _box(ax, t, 1, f"{'s' if step.decoder else 'h'}", "h")
        _arrow(ax, (t, 0), (t, 1))
        if t:
            _arrow(ax, (t - 1, 1), (t, 1))
        if step.written is not None:
            _box(ax, t, 2, step.written, "y")
            _arrow(ax, (t, 1), (t, 2))
    ax.set(xlim=(-0.7, T - 0.3), ylim=(-0.5, 2.5), xticks=[], yticks=range(3))
    ax.set_yticklabels(["reads", "state", "writes"], color=INK)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return figure


def _box(ax, x, y, said, symbol, dashed=False):
    edge = {"facecolor": "white", "edgecolor": colour(symbol), "linestyle": "--" if dashed else "-"}
    shown = said if said and _writable(said) else symbol
    size = 9 if len(shown) < 9 else 7
    ax.text(x, y, shown, ha="center", va="center", size=size, color=INK, bbox={"boxstyle": "round", **edge})


def _arrow(ax, start, end):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": SOFT, "shrinkA": 13, "shrinkB": 13})


def _writable(said):
    """Has the figure's font a sign for each letter? The book's own machine may have no Chinese one."""
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    font = FT2Font(findfont("DejaVu Sans"))
    return all(font.get_char_index(ord(letter)) for letter in said)
