"""Figures of deep networks: how far a message reaches, and how they compare.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import TYPE_CHECKING

from unrolled.palette import colour
from unrolled.plots import GREY, new_figure, show
from unrolled.plots.charts import LINES, grid, mean, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_reaches(ax: Axes, ways: Mapping[str, Sequence[float]]) -> Axes:
    """The length of a gradient at each input, on a logarithmic scale; ways: name -> (T,), 1 at the last step."""
    for (name, lengths), line in zip(ways.items(), LINES, strict=False):
        ax.semilogy(lengths, color=colour("gradient"), linestyle=line, label=name)
    ax.set(title="How much of a message reaches each input", xlabel="t", ylabel="length (log scale), 1 at the end")
    ax.legend(frameon=False)
    return ax


def reaches(ways: Mapping[str, Sequence[float]]) -> None:
    """`draw_reaches` as a figure of its own, shown with alt text."""
    figure = new_figure(7, 3.2)
    draw_reaches(figure.add_subplot(), ways)
    order = sorted(ways, key=lambda name: ways[name][0])
    said = ", ".join(f"{name} about 1e{round(log10(ways[name][0]))}" for name in order)
    show(figure, f"Of a message of length 1 sent back from the last step, what reaches the first input: {said}.")


def draw_losses(ax: Axes, losses: Mapping[str, Sequence[float]]) -> Axes:
    """One row for each network, one mark for each seed, a bar at the mean; losses: name -> a loss for each seed."""
    seed_rows(ax, losses, spans=(GREY,))
    for row, seeds in enumerate(losses.values()):
        ax.plot([mean(seeds)] * 2, [row - 0.3, row + 0.3], color=colour("h"), linewidth=2.5)
    ax.set_xlabel("loss of a held-out letter (nats; less is better)")
    return grid(ax)


def losses(of_networks: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Networks trained in several ways, one panel each, shown with alt text; of_networks: name -> {way: losses}."""
    ways = list(next(iter(of_networks.values())))
    figure = new_figure(8, 0.36 * len(of_networks) + 1.1)
    said = []
    for ax, way in zip(figure.subplots(1, len(ways), sharey=True, sharex=True), ways, strict=True):
        draw_losses(ax, {name: values[way] for name, values in of_networks.items()})
        ax.set_title(way)
        means = {name: mean(values[way]) for name, values in of_networks.items()}
        said.append(
            f"{way}: " + ", ".join(f"{name} {means[name]:.2f}" for name in sorted(means, key=means.__getitem__))
        )
    show(figure, f"Mean loss of a held-out letter over the seeds, the lowest first. {'; '.join(said)}.")
