"""Figures of an LSTM at work: what each gate buys, a story read word by word, beliefs in colour, how far gates open.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text. What comes out of a
training differs a little from machine to machine, so the alt texts round generously.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import grid, in_words, mean, reference, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STYLES = {"i": ("s", (0, (5, 2))), "f": ("o", "-"), "o": ("^", (0, (1.5, 1.5)))}
NAMES = {"i": "input gate i", "f": "forget gate f", "o": "output gate o"}


def draw_relative_errors(ax: Axes, errors: Mapping[str, Sequence[float]]) -> Axes:
    """One row for each network, one mark for each seed, on a logarithmic scale that begins at 0.001."""
    reference(ax, 1, "always 0 ")
    ink = (colour("c"),)
    seed_rows(ax, errors, inks=ink, spans=ink, room=0.9, markersize=8, mew=1.6)
    ax.set(xscale="log", xlim=(0.001, 1.6), xlabel="error, as a share of that of always answering 0 (log scale)")
    return grid(ax)


def relative_errors(named: Mapping[str, Sequence[float]]) -> None:
    """`draw_relative_errors` as a figure of its own, shown with alt text; named: network -> error from each seed."""
    figure = new_figure(7, 0.5 * len(named) + 1.1)
    draw_relative_errors(figure.add_subplot(), named)
    bounds = ((0.05, "below 0.05"), (0.55, "0.05 to 0.55"), (0.9, "0.55 to 0.9"))
    said = ", ".join(f"{name} {in_words(mean(seeds), bounds, 'above 0.9')}" for name, seeds in named.items())
    show(figure, f"Error as a share of that of always answering 0, mean over the seeds: {said}.")


def draw_gates(ax: Axes, trace: Any, unit: int = 0) -> Axes:
    """The three gates of one unit over time, each with a line style and a mark of its own."""
    for name, (mark, line) in STYLES.items():
        gate = getattr(trace, name)[:, 0, unit]
        ax.plot(gate, color=colour(name), marker=mark, linestyle=line, markersize=4, label=NAMES[name])
    ax.set(ylabel="open", ylim=(-0.05, 1.05), yticks=(0, 0.5, 1))
    return ax


def draw_memory(ax: Axes, trace: Any, unit: int = 0, sign: int = 1) -> Axes:
    """Memory c of one unit as bars and what is shown of it, h, as a line; `sign` -1 turns both around."""
    c, h = sign * trace.c[:, 0, unit], sign * trace.h[:, 0, unit]
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.bar(range(len(c)), c, 0.7, color=colour("c"), alpha=0.55, label="memory c")
    ax.plot(h, "D-", color=colour("h"), markersize=4, label="state h")
    ax.set_ylabel("grey above 0")
    return ax


def story(words: Sequence[str], trace: Any, unit: int = 0, sign: int = 1) -> None:
    """Gates and memory of one unit while it reads `words`, shown with alt text; sign as in `draw_memory`."""
    figure = new_figure(6.4, 4.6)
    above, below = figure.subplots(2, 1, sharex=True)
    draw_gates(above, trace, unit)
    draw_memory(below, trace, unit, sign).set_xticks(
        range(len(words)), words, rotation=60, ha="right", rotation_mode="anchor"
    )
    for ax in (above, below):
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)
    c, f = sign * trace.c[:, 0, unit], trace.f[:, 0, unit]
    turns = [words[t] for t in range(1, len(c)) if c[t - 1] < -0.2 and c[t] > 0.2]
    show(
        figure,
        f"The three gates and the memory of one unit over the words: {' '.join(words)}. The forget gate is lowest at "
        f"“{words[f.argmin()]}”; the memory goes from below 0 to above 0 at: {', '.join(turns) or 'no word'}; in "
        f"the end it is {'above' if c[-1] > 0 else 'below'} 0.",
    )


def draw_colours_by_letter(ax: Axes, text: str, rgb: np.ndarray, known: Any = None) -> Axes:
    """A row of swatches: what is believed after each letter of `text`, rgb (T, 3); after a gap the known colour."""
    ax.imshow(np.clip(rgb, 0, 1)[None], aspect="auto")
    for t, (letter, colours) in enumerate(zip(text, rgb, strict=True)):
        light = colours @ (0.3, 0.59, 0.11) > 0.5  # what the eye makes of red, green and blue
        ax.text(t, 0, letter if letter != " " else "␣", ha="center", va="center", color="black" if light else "white")
    if known is not None:
        from matplotlib.patches import Rectangle

        ax.add_patch(Rectangle((len(text) + 0.2, -0.5), 2, 1, facecolor=known, edgecolor=INK, linewidth=0.8))
    ax.set(xticks=[], yticks=[], xlim=(-0.5, len(text) + 2.5))
    ax.spines[:].set_visible(False)
    return ax


def colours_by_letter(rows: Mapping[str, tuple[np.ndarray, Any]]) -> None:
    """Rows of `draw_colours_by_letter`, all letters of one width, shown with alt text.

    rows: text -> (rgb (T, 3), known or None). The alt text names the strongest of red, green and blue after
    the last letter.
    """
    from matplotlib.figure import Figure

    longest = max(map(len, rows)) + 3
    figure = Figure(figsize=(0.42 * longest, 0.55 * len(rows)))
    said = []
    for row, (text, (rgb, known)) in enumerate(rows.items()):
        top = 1 - (row + 1) / len(rows)
        ax = figure.add_axes((0.01, top + 0.02, 0.98 * (len(text) + 3) / longest, 0.8 / len(rows)))
        draw_colours_by_letter(ax, text, np.asarray(rgb, float), known)
        said.append(f"{text}: {('red', 'green', 'blue')[int(np.argmax(rgb[-1]))]}")
    show(
        figure,
        "Letters on the colour believed after each of them; at the right, after a gap, the colour people meant. "
        f"Strongest after the last letter: {'; '.join(said)}.",
    )


def draw_openness(ax: Axes, trace: Any) -> Axes:
    """How often each gate is open how far: histograms in ten bins of every unit, step and sequence of a trace."""
    for name, (mark, line) in STYLES.items():
        counts, edges = np.histogram(getattr(trace, name)[trace.active], bins=10, range=(0, 1))
        middles = (edges[:-1] + edges[1:]) / 2
        ax.plot(middles, counts / counts.sum(), color=colour(name), marker=mark, linestyle=line, label=NAMES[name])
    for edge in (0.1, 0.9):
        ax.axvline(edge, color=GREY, linewidth=0.8, linestyle="--")
    ax.set(xlabel="shut                     open", xlim=(0, 1), ylim=(0, 1))
    return ax


def openness(traces: Mapping[str, Any]) -> None:
    """Panels of `draw_openness`, shown with alt text; traces: title -> trace of a network."""
    figure = new_figure(8, 3)
    said = []
    for ax, (title, trace) in zip(figure.subplots(1, len(traces), sharey=True), traces.items(), strict=True):
        draw_openness(ax, trace).set_title(title)
        forget = trace.f[trace.active]
        said.append(f"{title}: {'most' if (abs(forget - 0.5) > 0.4).mean() > 0.5 else 'fewer than half'}")
    figure.axes[0].set_ylabel("share of all values")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    show(figure, f"How far the gates are open. Values of the forget gate below 0.1 or above 0.9: {'; '.join(said)}.")
