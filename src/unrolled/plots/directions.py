"""Figures of reading from both ends: what each direction knows, and how sure a reader is after each row.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import in_words, mean, seed_band

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# reader: colour, line, mark. Reading direction is told by the mark, not by the colour alone.
STYLES = {
    "forwards": (colour("h"), "-", ">"),
    "backwards": (colour("h"), "--", "<"),
    "both": (INK, "-", "o"),
    "one row alone": (GREY, ":", "s"),
}


def draw_reach(ax: Axes, reach: Sequence[Sequence[int]], title: str) -> Axes:
    """A square for each state t (a row) and input s (a column), filled if the state depends on the input."""
    T = len(reach)
    ax.imshow(reach, cmap="Greys", vmin=0, vmax=4)
    for t in range(T):
        for s in range(T):
            if reach[t][s]:
                ax.text(s, t, "●", ha="center", va="center", color=INK, fontsize=9)
    ax.set(title=title, xticks=range(T), yticks=range(T), xlabel="input changed")
    ax.set_xticklabels([f"$x_{s}$" for s in range(T)])
    ax.set_yticklabels([f"$t={t}$" for t in range(T)])
    return ax


def reach(named: Mapping[str, Sequence[Sequence[int]]]) -> None:
    """Which inputs reach which states, shown with alt text; named: title -> (T, T) of 0 and 1, state by input."""
    figure = new_figure(6.6, 2.6)
    for ax, (title, squares) in zip(figure.subplots(1, len(named)), named.items(), strict=True):
        draw_reach(ax, squares, title)
    said = [f"{title}: {int(sum(map(sum, squares)))} of {len(squares) ** 2}" for title, squares in named.items()]
    show(figure, f"Squares that say which state depends on which input. Filled are, for {'; for '.join(said)}.")


def draw_by_row(ax: Axes, scores: Mapping[str, Sequence[Sequence[float]]]) -> Axes:
    """Share right after each row: a line through the mean over the seeds, a band from the worst to the best."""
    for name, rows in scores.items():
        ink, line, mark = STYLES[name]
        steps = list(zip(*rows, strict=True))
        seed_band(ax, range(len(steps)), steps, ink, linestyle=line, marker=mark, label=name)
    ax.set(title="Which digit is it?", xlabel="row t", ylabel="share right, asked at row t", ylim=(0, 1.02))
    ax.legend(loc="lower center", frameon=False, ncols=2)
    return ax


def by_row(scores: Mapping[str, Sequence[Sequence[float]]]) -> None:
    """`draw_by_row` as a figure of its own, shown with alt text; scores[reader][seed][t]."""
    figure = new_figure(7, 3.4)
    draw_by_row(figure.add_subplot(), scores)
    said = [f"{name} {_progress(rows)}" for name, rows in scores.items()]
    show(figure, f"Share right when asked at each row, from the first row to the last: {'; '.join(said)}.")


def _progress(rows):
    """What the mean does from the first row to the last, in words that another machine will find too."""
    means = [mean(step) for step in zip(*rows, strict=True)]
    course = in_words(means[-1] - means[0], ((-0.25, "falls"), (0.25, "stays level")), "rises")
    return f"{course}, at best {'above' if max(means) > 0.8 else 'below'} 0.8"
