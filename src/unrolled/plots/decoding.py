"""Figures of chapter 9's second page: a signal and its letters, what a decoder looks at, pictures with words.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import LINES

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_signal(ax: Axes, signal: np.ndarray) -> Axes:
    """A signal (T,), frame by frame."""
    ax.step(range(len(signal)), signal, where="mid", color=colour("x"), linewidth=1)
    ax.set(title="what is heard", ylabel="$x_t$")
    return ax


def draw_frames(ax: Axes, p: np.ndarray, letters: Sequence[str]) -> Axes:
    """p (T, V): the probability of the blank and of the labels that lead somewhere, each label named at its peak."""
    ax.plot(p[:, 0], color=GREY, linestyle=":", label="blank")
    spoken = [v for v in range(1, p.shape[1]) if p[:, v].max() > 0.25]
    for k, v in enumerate(spoken):
        ax.plot(p[:, v], color=colour("y"), linestyle=LINES[k % 3])
        ax.text(int(p[:, v].argmax()), 1.04, letters[v], ha="center", va="bottom", color=colour("y"), weight="bold")
    ax.set(ylabel="$p$", ylim=(0, 1.3), yticks=(0, 0.5, 1))
    ax.set_title("what is said at each frame", pad=8)
    ax.legend(loc="center left", frameon=False)
    return ax


def draw_states(ax: Axes, posterior: np.ndarray, states: Sequence[int], letters: Sequence[str]) -> Axes:
    """posterior (T, L): the share of the paths of a transcript that are in each of its states at each frame."""
    ax.imshow(posterior.T, aspect="auto", cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
    ax.set(title="where all paths of the transcript are", xlabel="t", yticks=range(len(states)))
    ax.set_yticklabels(["blank" if v == 0 else letters[v] for v in states])
    return ax


def alignment(
    signal: np.ndarray, p: np.ndarray, posterior: np.ndarray, states: Sequence[int], letters: Sequence[str]
) -> None:
    """Signal, answers and alignment under one another, shown with alt text."""
    figure = new_figure(5.2, 5.2)  # legible on a phone
    top, middle, bottom = figure.subplots(3, 1, sharex=True)
    draw_signal(top, signal)
    draw_frames(middle, p, letters)
    draw_states(bottom, posterior, states, letters)
    spoken = "".join(letters[v] for v in states if v)
    blank = int((p.argmax(axis=1) == 0).sum())
    show(figure, f"A Morse signal of {len(p)} frames. At {blank} of them the network says the blank; short peaks spell "
         f"{spoken}. Below, the states blank, letter, blank, and so on from top to bottom: the paths move down them as "
         "time goes by.")  # fmt: skip


def draw_looks(ax: Axes, weights: np.ndarray, source: Sequence[str], written: Sequence[str]) -> Axes:
    """weights (S, T): how much each symbol written (a row) looks at each word of the source (a column).

    source, written: names for both in letters that every font has.
    """
    ax.imshow(weights, cmap="Greys", vmin=0, vmax=1)
    for s, row in enumerate(weights):
        for t, w in enumerate(row):
            if w > 0.15:
                ax.text(t, s, f"{w:.1f}", ha="center", va="center", color="white" if w > 0.5 else INK, fontsize=8)
    ax.set(xticks=range(len(source)), yticks=range(len(written)), ylabel="symbol written")
    ax.set_xticklabels(source, rotation=35, ha="right")
    ax.set_yticklabels(written)
    return ax


def looks(weights: np.ndarray, source: Sequence[str], written: Sequence[str]) -> None:
    """`draw_looks` as a figure of its own, shown with alt text."""
    figure = new_figure(5.4, 4)
    draw_looks(figure.add_subplot(), weights, source, written)
    most = [f"{name} at {source[row.argmax()]}" for name, row in zip(written, weights, strict=True)]
    show(figure, f"How much each symbol written looks at each word. Most of the weight: {', '.join(most)}.")


def pictures(images: np.ndarray, said: Sequence[str], right: Sequence[bool]) -> None:
    """Pictures with the words said of them, shown with alt text; right: whether they are."""
    figure = new_figure(4.4, 4.8)
    for ax, image, words, good in zip(figure.subplots(len(images) // 2, 2).flat, images, said, right, strict=True):
        ax.imshow(image, cmap="Greys", vmin=0, vmax=1)
        ax.set_title(words if good else f"✗ {words}", fontsize=11, color=INK if good else colour("f"))
        ax.axis("off")
    show(figure, f"{len(images)} pictures of two handwritten digits with the words said of them: {'; '.join(said)}.")
