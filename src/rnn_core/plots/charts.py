"""Parts of several chapters' figures: a row a network with a mark a seed, bands, a reference line, words that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any, Literal

from rnn_core.plots import GREY, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FAINT = "#d5d9e0"
MARKS = ("o", "s", "^", "D", "v")
LINES = ("-", "--", "-.", ":")
DASHES = ("-", (0, (6, 2)), (0, (1.5, 1.5)), "-.")  # for long lines close to one another


def seed_rows(
    ax: Axes,
    scores: Mapping[str, Sequence[float]],
    *,
    inks: Sequence[str] = (INK,),
    marks: Sequence[str] = MARKS[:1],
    spans: Sequence[str] = (),
    room: float = 0.5,
    label: str | None = None,
    **look: Any,
) -> Axes:
    """One row for each name of `scores`, the first on top, and in it one mark for each seed; scores: name -> numbers.

    inks, marks: the rows' colours and shapes, in turn. spans: colours of thin lines from a row's lowest seed to its
    highest, in turn; none, no lines. room: how much is free above the middle of the first row, in rows. label: the
    marks' name in a legend. look: how else the marks look, as in `ax.plot`.
    """
    for row, (seeds, ink, mark) in enumerate(zip(scores.values(), cycle(inks), cycle(marks), strict=False)):
        if spans:
            ax.plot([min(seeds), max(seeds)], [row, row], color=spans[row % len(spans)], linewidth=1)
        named = None if row else label
        ax.plot(seeds, [row] * len(seeds), mark, color=ink, fillstyle="none", label=named, **look)
    ax.set(ylim=(len(scores) - 0.5, -room), yticks=range(len(scores)))
    ax.set_yticklabels(scores)
    return ax


def seed_columns(ax: Axes, xs: Sequence[float], seeds: Sequence[Sequence[float]], ink: str, mark: str = "o") -> Axes:
    """One mark for each seed above each of xs; seeds: their numbers at each x."""
    for x, column in zip(xs, seeds, strict=True):
        ax.plot([x] * len(column), column, mark, color=ink, fillstyle="none")
    return ax


def seed_band(ax: Axes, xs: Sequence[float], seeds: Sequence[Sequence[float]], ink: str, **line: Any) -> Axes:
    """A line through the seeds' mean, a band from the worst to the best; seeds: their numbers at each of xs."""
    ax.fill_between(xs, [min(column) for column in seeds], [max(column) for column in seeds],
                    color=ink, alpha=0.15, linewidth=0)  # fmt: skip
    ax.plot(xs, [mean(column) for column in seeds], color=ink, fillstyle="none", **line)
    return ax


def reference(ax: Axes, x: float, label: str, **text: Any) -> Axes:
    """A dashed line at x, what rows are compared with, named above the first row; text: how the name is set."""
    ax.axvline(x, color=GREY, linestyle="--", linewidth=1)
    look: dict[str, Any] = {"ha": "right", "va": "center", "color": GREY, "fontsize": 9} | text
    ax.text(x, -0.62, label, **look)
    return ax


def grid(ax: Axes, axis: Literal["x", "y", "both"] = "x") -> Axes:
    """Faint lines behind all marks: across one axis, "x" or "y", or "both"."""
    ax.grid(axis=axis, color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    return ax


def mean(seeds: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(seeds) / len(seeds)


def in_words(value: float, bounds: Sequence[tuple[float, str]], beyond: str) -> str:
    """A number in words that another machine will find too; bounds: (least value that is too large, words), rising."""
    return next((words for bound, words in bounds if value < bound), beyond)


def course(values: Sequence[float]) -> str:
    """Whether a row of numbers rises or falls at every step, in words."""
    if all(before < after for before, after in pairwise(values)):
        return "rises all the way"
    falls = all(before > after for before, after in pairwise(values))
    return "falls all the way" if falls else "rises and falls"
