"""Figures of codes: pictures in rows, errors against the code's size, the plane of codes, and what a weight trades.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import DIGITS, colour
from unrolled.plots import INK, new_figure, show
from unrolled.plots.charts import LINES, MARKS, course, grid, in_words, mean, seed_columns, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDE = 8  # a digit has 8 x 8 points


def strip(images: np.ndarray) -> np.ndarray:
    """Pictures (n, 64) side by side with a white column between, (8, 9 n - 1)."""
    apart = [np.pad(np.reshape(image, (SIDE, SIDE)), ((0, 0), (0, 1))) for image in images]
    return np.concatenate(apart, axis=1)[:, :-1]


def draw_strip(ax: Axes, images: np.ndarray, title: str) -> Axes:
    """One row of digits, ink dark, named above."""
    ax.imshow(strip(images), cmap="Greys", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, loc="left", fontsize=13, pad=3)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def rows(named: Mapping[str, np.ndarray], said: str) -> None:
    """Digits in rows, shown with alt text; named: title -> pictures (n, 64), all rows of one length; said in words."""
    figure = new_figure(6, 0.8 * len(named))
    for ax, (title, images) in zip(figure.subplots(len(named), squeeze=False)[:, 0], named.items(), strict=True):
        draw_strip(ax, images, title)
    each = len(next(iter(named.values())))
    show(figure, f"{len(named)} rows of {each} pictures of 8 by 8 points: {'; '.join(named)}. {said}")


def draw_sizes(
    ax: Axes, sizes: Sequence[int], straight: Mapping[int, float], bent: Mapping[int, Sequence[float]]
) -> Axes:
    """Held-out error against the code's size; straight: size -> error of PCA, bent: size -> errors by seed."""
    ax.loglog(sizes, [straight[Z] for Z in sizes], "s--", color=INK, label="PCA", fillstyle="none")
    ax.loglog(sizes, [mean(bent[Z]) for Z in sizes], color=colour("h"), label="autoencoder, mean of its seeds")
    seed_columns(ax, sizes, [bent[Z] for Z in sizes], colour("h"))
    ax.set(title="What a code leaves out", xlabel="numbers in the code, Z", ylabel="mean squared error")
    ax.set_xticks(sizes, [str(Z) for Z in sizes])
    ax.minorticks_off()
    ax.legend(frameon=False)
    return ax


def sizes(straight: Mapping[int, float], bent: Mapping[int, Sequence[float]]) -> None:
    """`draw_sizes` as a figure of its own, shown with alt text."""
    figure = new_figure(7, 3.2)
    draw_sizes(figure.add_subplot(), list(straight), straight, bent)
    said = ", ".join(f"{Z} numbers {_compared(np.array(bent[Z]) / straight[Z])}" for Z in straight)
    show(figure, f"Error on held-out digits against the size of the code; the autoencoder beside PCA: {said}.")


def _compared(ratios):
    """In words that another machine will find too."""
    if ratios.max() < 0.97:
        return "less"
    return "more" if ratios.min() > 1.5 else "about the same"


def draw_plane(ax: Axes, codes: np.ndarray, labels: Sequence[int], title: str) -> Axes:
    """Codes (N, 2) as the digits they belong to, each written as itself in its colour."""
    for (x, y), label in zip(codes, labels, strict=True):
        ax.text(x, y, str(label), color=DIGITS[label][0], fontsize=8, ha="center", va="center")
    low, high = codes.min(axis=0), codes.max(axis=0)
    edge = 0.05 * (high - low)
    ax.set(
        xlim=(low[0] - edge[0], high[0] + edge[0]),
        ylim=(low[1] - edge[1], high[1] + edge[1]),
        title=title,
        xlabel="first number of the code",
    )
    return ax


def planes(named: Mapping[str, np.ndarray], labels: Sequence[int]) -> None:
    """Planes of codes side by side, shown with alt text; named: title -> codes (N, 2)."""
    figure = new_figure(8, 4)
    axes = figure.subplots(1, len(named))
    for ax, (title, codes) in zip(axes, named.items(), strict=True):
        draw_plane(ax, codes, labels, title)
    axes[0].set_ylabel("second number")
    show(figure, f"{len(labels)} held-out digits, each written at its code of two numbers: {', '.join(named)}.")


def draw_map(ax: Axes, tiles: np.ndarray, codes: np.ndarray, low: Any, high: Any, title: str) -> Axes:
    """What is decoded from a grid of codes, tiles (n, n, 64), the lowest row first; codes (N, 2) of real digits."""
    picture = np.concatenate([np.pad(strip(row), ((0, 1), (0, 1))) for row in tiles[::-1]], axis=0)
    (left, bottom), (right, top) = np.broadcast_to(low, 2), np.broadcast_to(high, 2)
    ax.imshow(picture, cmap="Greys", vmin=0, vmax=1, extent=(left, right, bottom, top), aspect="auto")
    ax.plot(*codes.T, ".", color=colour("h"), markersize=3.5, alpha=0.8)
    ax.set(title=title, xlabel="first number of the code", xlim=(left, right), ylim=(bottom, top))
    return ax


def maps(named: Mapping[str, tuple[np.ndarray, np.ndarray]], corners: Mapping[str, tuple[Any, Any]]) -> None:
    """Decoded planes side by side, with alt text; named: title -> (tiles, codes), corners: title -> (low, high)."""
    figure = new_figure(8, 4.3)
    axes = figure.subplots(1, len(named))
    said = []
    for ax, (title, (tiles, codes)) in zip(axes, named.items(), strict=True):
        draw_map(ax, tiles, codes, *corners[title], title)
        near = np.linalg.norm(codes, axis=1) < 3
        said.append(f"{title}, {'nearly all' if near.mean() > 0.9 else 'not all'} codes within 3 of the origin")
    axes[0].set_ylabel("second number")
    show(figure, f"Pictures decoded from a grid of places, and the codes of real digits: {'; '.join(said)}.")


def draw_passing(ax: Axes, shares: Mapping[str, Sequence[float]]) -> Axes:
    """The share of pictures that pass: a dot for each seed, a row for each kind; shares: title -> by seed."""
    seed_rows(ax, shares, inks=(colour("h"),), marks=MARKS)
    ax.set(xlim=(-0.02, 1), xlabel="share that passes", ylim=(len(shares) - 0.6, -0.4))
    return grid(ax, "both")


def passing(shares: Mapping[str, Sequence[float]]) -> None:
    """`draw_passing` as a figure of its own, shown with alt text."""
    figure = new_figure(6, 0.75 + 0.38 * len(shares))
    draw_passing(figure.add_subplot(), shares)
    bounds = ((0.1, "hardly any"), (0.5, "less than half"), (0.82, "more than half"))
    many = {title: in_words(mean(by_seed), bounds, "more than four in five") for title, by_seed in shares.items()}
    said = "; ".join(f"{title}, {share}" for title, share in many.items())
    show(figure, f"Share of pictures that pass, three seeds each: {said}.")


def draw_trade(
    ax: Axes, betas: Sequence[float], values: Mapping[float, Sequence[float]], title: str, mark: str, line: str
) -> Axes:
    """One quantity against the weight beta: a dot for each seed, a line through the means; values: beta -> by seed."""
    places = range(len(betas))
    ax.plot(places, [mean(values[beta]) for beta in betas], line, color=INK)
    seed_columns(ax, places, [values[beta] for beta in betas], colour("h"), mark)
    ax.set(title=title, xlabel="weight β of the KL term", xticks=places, ylim=(0, None))
    ax.set_xticklabels([f"{beta:g}" for beta in betas])
    return grid(ax, "y")


def trades(measured: Mapping[str, Mapping[float, Sequence[float]]]) -> None:
    """Panels of `draw_trade`, shown with alt text; measured: title -> {beta: values by seed}."""
    figure = new_figure(8, 2.7)
    said = []
    for k, (ax, (title, values)) in enumerate(zip(figure.subplots(1, len(measured)), measured.items(), strict=True)):
        betas = list(values)
        draw_trade(ax, betas, values, title, MARKS[k], LINES[k])
        means = [mean(values[beta]) for beta in betas]
        best = means.index(max(means))
        said.append(f"{title} {course(means)}" + (f", most at {betas[best]:g}" if 0 < best < len(betas) - 1 else ""))
    show(figure, f"Against the weight of the KL term, {betas[0]:g} to {betas[-1]:g}, three seeds: {'; '.join(said)}.")
