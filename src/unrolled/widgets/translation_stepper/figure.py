"""The translation stepper as a figure: what stands where no widget can run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour
from unrolled.plots.decoding import draw_looks
from unrolled.tasks.numerals import CHINESE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from rnn_core.models.decoding import Beam

INK, GREY = "#1f2430", "#b4bac4"
# In letters that every font has: 三 千 as 3, 1000.
NAMES = {"<pad>": "pad", "<start>": "start", "<end>": "end", "十": "10", "百": "100", "千": "1000"}
NAMES |= {numeral: str(n) for n, numeral in enumerate("零一二三四五六七八九")}


def translate_figure(beam: Beam, words: Sequence[str], looks: np.ndarray | None) -> Figure:
    """The beginnings kept at each step as a tree, the best sequence in bold; with attention its weights below."""
    from matplotlib.figure import Figure

    tall = 0.5 * max(len(step.symbols) for step in beam.steps) + 1.1
    below = 0 if looks is None else 0.34 * len(looks) + 1.1
    figure = Figure(figsize=(0.78 * len(beam.steps) + 1.6, tall + below), layout="constrained")
    axes = figure.subplots(1 if looks is None else 2, 1, height_ratios=[tall, below][: 1 + (looks is not None)],
                           squeeze=False)[:, 0]  # fmt: skip
    draw_tree(axes[0], beam)
    axes[0].set_title(" ".join(words), fontsize=10)
    if looks is not None:
        written = [NAMES[CHINESE[v]] for v in beam.best[0].symbols] + ["end"] * beam.best[0].ended
        draw_looks(axes[1], looks, words, written)
    return figure


def best_path(beam: Beam) -> set[tuple[int, int]]:
    """{(step, row)} of the best sequence."""
    best = beam.best[0]
    symbols = [*best.symbols, CHINESE.index("<end>")] if best.ended else list(best.symbols)
    k = len(symbols) - 1
    r = next(r for r, p in enumerate(beam.steps[k].log_p) if np.isclose(p, best.log_p, rtol=0, atol=1e-9))
    path = set()
    for step in range(k, -1, -1):
        path.add((step, int(r)))
        r = beam.steps[step].parents[r]
    return path


def draw_tree(ax: Axes, beam: Beam) -> Axes:
    """A column a step; each symbol with the probability of the whole beginning under it."""
    path = best_path(beam)
    for k, step in enumerate(beam.steps):
        for r, (parent, symbol, log_p) in enumerate(zip(*step, strict=True)):
            bold = (k, r) in path
            above = 0 if k == 0 else -parent
            edge = colour("y") if bold else GREY
            ax.plot([k - 1, k], [above, -r], color=edge, linewidth=2.4 if bold else 1, zorder=1)
            _node(ax, k, -r, f"{NAMES[CHINESE[symbol]]}\n{np.exp(log_p):.2f}", edge, bold)
    _node(ax, -1, 0, "start", colour("h"))
    rows = max(len(step.symbols) for step in beam.steps)
    ax.set(xlim=(-1.6, len(beam.steps) - 0.4), ylim=(0.6 - rows, 0.6), yticks=())
    ax.set(xticks=range(len(beam.steps)), xlabel="k")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _node(ax, x, y, text, edge, bold=False):
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": edge}
    weight = "bold" if bold else "normal"
    ax.text(x, y, text, ha="center", va="center", fontsize=8, color=INK, weight=weight, bbox=box)
