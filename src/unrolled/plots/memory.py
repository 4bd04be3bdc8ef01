"""Figures of readers with and without memory: what share they answer, and films of a moving dot.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import grid, in_words, mean, reference, seed_band, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEMORYLESS = ("s", "D", "^", "v")  # marks of readers without memory; the one with memory is a dot


def _style(name, number, memory):
    """Colour and marker of a reader: the state's colour and a dot if it has memory, else ink and another shape."""
    return (colour("h"), "o") if name in memory else (INK, MEMORYLESS[number % len(MEMORYLESS)])


def draw_accuracies(ax: Axes, scores: Mapping[str, Sequence[float]], chance: float, memory: Sequence[str] = ()) -> Axes:
    """One row for each reader, one mark for each seed, and a line where guessing is; scores: reader -> accuracies."""
    inks, marks = zip(*(_style(name, row, memory) for row, name in enumerate(scores)), strict=True)
    reference(ax, chance, "guessing ", fontsize=8)
    seed_rows(ax, scores, inks=inks, marks=marks, spans=inks, room=0.9, markersize=7, mew=1.6)
    ax.set(xlim=(-0.03, 1.03), xlabel="share right")
    return grid(ax)


def accuracies(results: Mapping[str, Mapping[str, Sequence[float]]], chance: float, memory: Sequence[str] = ()) -> None:
    """Readers measured in several ways, shown with alt text; results: reader -> {measured on: accuracies}."""
    tests = list(next(iter(results.values())))
    figure = new_figure(8, 0.45 * len(results) + 1.2)
    for ax, test in zip(figure.subplots(1, len(tests), sharey=True, squeeze=False)[0], tests, strict=True):
        draw_accuracies(ax, {name: result[test] for name, result in results.items()}, chance, memory)
        ax.set_title(test)
    said = [
        f"{test}: " + ", ".join(f"{name} {_beside(result[test], chance)}" for name, result in results.items())
        for test in tests
    ]
    show(figure, f"Share of right answers, guessing is {chance:g}. {'; '.join(said)}.")


def _beside(scores, chance):
    """Scores beside guessing, in words that another machine will find too."""
    share = mean(scores)
    bounds = ((chance - 0.1, "less than by guessing"), (chance + 0.1, "as by guessing"), (0.9, f"about {share:.1f}"))
    return in_words(share, bounds, "nearly all")


def draw_accuracy_by_gap(
    ax: Axes,
    gaps: Sequence[int],
    scores: Mapping[str, Sequence[Sequence[float]]],
    chance: float,
    memory: Sequence[str] = (),
) -> Axes:
    """A line through each reader's mean over the seeds, a band from its worst to its best; scores[reader][gap]."""
    ax.axhline(chance, color=GREY, linestyle="--", linewidth=1)
    ax.text(gaps[-1], chance - 0.03, "guessing", ha="right", va="top", color=GREY, fontsize=8)
    for number, (name, rows) in enumerate(scores.items()):
        ink, mark = _style(name, number, memory)
        line = "-" if name in memory else (0, (4, 1 + 2 * number))
        seed_band(ax, gaps, rows, ink, linestyle=line, marker=mark, label=name)
    ax.set(title="Recall", xlabel="gap (steps between symbol and question)", ylabel="share right", ylim=(0, 1.05))
    ax.legend(loc="center right", frameon=False)
    return ax


def accuracy_by_gap(
    gaps: Sequence[int], scores: Mapping[str, Sequence[Sequence[float]]], chance: float, memory: Sequence[str] = ()
) -> None:
    """`draw_accuracy_by_gap` as a figure of its own, shown with alt text."""
    figure = new_figure(7, 3)
    draw_accuracy_by_gap(figure.add_subplot(), gaps, scores, chance, memory)
    said = [
        f"{name}: {', '.join(f'gap {gap} {_beside(row, chance)}' for gap, row in zip(gaps, rows, strict=True))}"
        for name, rows in scores.items()
    ]
    show(figure, f"Share of right answers against the gap, guessing is {chance:g}. {'; '.join(said)}.")


def draw_frame(ax: Axes, frame: np.ndarray, title: str = "") -> Axes:
    """One frame (rows, columns) of a film, dark where it is bright, without axes' numbers."""
    ax.imshow(frame, cmap="Greys", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=title)
    return ax


def films(named: Mapping[str, np.ndarray]) -> None:
    """Films as rows of frames, shown with alt text; named: title -> (T, rows, columns) with one bright dot a frame."""
    steps = len(next(iter(named.values())))
    figure = new_figure(1.25 * steps, 1.55 * len(named))
    said = []
    for part, (title, film) in zip(figure.subfigures(len(named), 1, squeeze=False)[:, 0], named.items(), strict=True):
        part.suptitle(title, fontsize=10)
        for t, ax in enumerate(part.subplots(1, steps)):
            draw_frame(ax, film[t])
            ax.set_xlabel(f"t = {t}", fontsize=8)
        at = [divmod(int(frame.argmax()), frame.shape[1]) for frame in film]
        said.append(f"{title}: a dot in row {at[0][0]}, columns {', '.join(str(column) for _, column in at)}")
    show(figure, f"{'; '.join(said)} of a noisy field of {film.shape[1]} by {film.shape[2]}.")
