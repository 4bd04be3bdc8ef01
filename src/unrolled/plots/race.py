"""Figures of the memory race: every seed a faint line or a mark, the median a line, worst to best a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, new_figure, show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from unrolled.recordings.race import Runs

STYLES = {  # network: symbol of its colour, line, marker; the same in widgets/race.css and race.js
    "RNN": ("h", (0, (4, 2)), "s"),
    "linear": ("y", (0, (1, 1.5)), "D"),
    "LSTM": ("c", "-", "o"),
    "GRU": ("z", (0, (6, 1.5, 1, 1.5)), "^"),
}


def _spread(ax, xs, seeds, network, *, every=None, **marks):
    """Median and band of seeds (S, K) over xs (K,), and each seed faintly; `every`: which points carry a marker."""
    symbol, line, marker = STYLES[network]
    ink = colour(symbol)
    ax.fill_between(xs, seeds.min(axis=0), seeds.max(axis=0), color=ink, alpha=0.13, linewidth=0)
    ax.plot(xs, seeds.T, color=ink, **marks)
    median = np.median(seeds, axis=0)
    ax.plot(xs, median, color=ink, linestyle=line, marker=marker, markersize=5, markevery=every, label=network)


def _frame(ax, chance, xlabel, title):
    ax.axhline(chance, color=GREY, linestyle=":", linewidth=1.4)
    across = ax.get_yaxis_transform()
    ax.text(1, chance - 0.1, "guessing ", color=GREY, fontsize=8, ha="right", va="top", transform=across)
    ax.set(xlabel=xlabel, ylabel="share right", ylim=(0, 1.06), title=title)
    return ax


def _finish(figure, axes):
    """One label and one legend for all panels."""
    for ax in axes[1:]:
        ax.set_ylabel("")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(STYLES), frameon=False)


def draw_race(ax: Axes, runs: Runs, gap: int, *, networks: Sequence[str] | None = None, at: int | None = None) -> Axes:
    """Accuracy while learning at one gap on `ax`, up to step `at`; the axis is stretched at its start, as a root."""
    until = len(runs.steps) if at is None else runs.steps.index(at) + 1
    for n, network in enumerate(networks or runs.networks):
        seeds = runs.at(network, gap)[:, :until]
        _spread(ax, runs.steps[:until], seeds, network, every=(n, len(STYLES)), linewidth=0.7, alpha=0.6)
    ax.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    ax.set(xlim=(0, runs.steps[-1]), xticks=[step for step in runs.steps if step in (0, 100, 400, 900, 1600)])
    return _frame(ax, runs.chance, "training steps", f"gap {gap}")


def draw_by_gap(ax: Axes, runs: Runs, *, networks: Sequence[str] | None = None, at: int | None = None) -> Axes:
    """Accuracy after step `at` (the last if None) against the gap on `ax`."""
    check = -1 if at is None else runs.steps.index(at)
    places = np.arange(len(runs.gaps))
    for n, network in enumerate(networks or runs.networks):
        aside = 0.06 * (n - 1.5)  # beside one another where they would cover each other
        _spread(ax, places + aside, runs.accuracy[network][:, :, check].T, network, marker="_", linestyle="none")
    ax.set_xticks(places, map(str, runs.gaps))
    steps = runs.steps[check]
    return _frame(ax, runs.chance, "gap (steps between symbol and question)", f"after {steps} training steps")


def race_by_gap(
    *records: Runs, titles: Sequence[str] = ("distractors of their own", "distractors like the symbols")
) -> None:
    """Accuracy at the end against the gap, a panel for each record of runs, shown with alt text."""
    figure = new_figure(4.2 * len(records) + (1 if len(records) == 1 else 0), 3.2)
    axes = figure.subplots(1, len(records), sharey=True, squeeze=False)[0]
    said = []
    for ax, runs, title in zip(axes, records, titles, strict=False):
        draw_by_gap(ax, runs)
        if len(records) > 1:
            ax.set_title(title)
        ends = [f"{network} {_reach(runs, network)}" for network in runs.networks]
        said.append((f"{title}: " if len(records) > 1 else "") + ", ".join(ends))
    _finish(figure, axes)
    about = f"{records[0].seeds} seeds after {records[0].steps[-1]} steps, guessing is {records[0].chance:g}"
    show(figure, f"Share right against the gap, {about}. {'; '.join(said)}.")


def _reach(runs, network):
    """Up to which gap all seeds of a network solve the task, in words."""
    solved = [gap for gap in runs.gaps if runs.solved(network, gap) == runs.seeds]
    some = [gap for gap in runs.gaps if 0 < runs.solved(network, gap) < runs.seeds]
    said = f"solves gaps {', '.join(map(str, solved))} from every seed" if solved else "solves no gap from every seed"
    return said + (f" and {', '.join(map(str, some))} from some" if some else "")


def race_over_time(runs: Runs, gaps: Sequence[int]) -> None:
    """Accuracy while learning, a panel a gap, shown with alt text."""
    figure = new_figure(3.1 * len(gaps), 2.9)
    axes = figure.subplots(1, len(gaps), sharey=True, squeeze=False)[0]
    said = []
    for ax, gap in zip(axes, gaps, strict=True):
        draw_race(ax, runs, gap)
        counts = [f"{network} {runs.solved(network, gap)} of {runs.seeds}" for network in runs.networks]
        said.append(f"gap {gap}: {', '.join(counts)}")
    _finish(figure, axes)
    show(figure, f"Share right while learning. Seeds that solved the task in the end: {'; '.join(said)}.")
