"""Figures of chapter 9: five shapes, colours that were invented, beliefs word by word, scores, word vectors.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, new_figure, show
from unrolled.plots.charts import MARKS, seed_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# name: (steps that read an input, steps that write an output, does an output come back as the next input?)
SHAPES = {
    "one to one": ((0,), (0,), False),
    "one to many": ((0,), (0, 1, 2), True),
    "many to one": ((0, 1, 2), (2,), False),
    "many to many, aligned": ((0, 1, 2), (0, 1, 2), False),
    "many to many, other length": ((0, 1, 2), (2, 3, 4), True),
}


def draw_shape(
    ax: Axes, name: str, corner: tuple[float, float], reads: Sequence[int], writes: Sequence[int], fed_back: bool
) -> Axes:
    """One shape on `ax`: inputs below, states in the middle, outputs above; what is written may be read next.

    corner: where its state h_0 stands. A step is one unit wide.
    """
    left, middle = corner
    arrow = {"arrowstyle": "-|>", "mutation_scale": 8, "shrinkA": 0, "shrinkB": 0, "linewidth": 1}
    steps = range(max((*reads, *writes)) + 1)
    for t in steps:
        x = left + t
        _box(ax, x, middle, f"h_{{{t}}}", "h")
        if t:
            ax.annotate("", (x - 0.3, middle), (x - 0.7, middle), arrowprops=arrow | {"color": colour("h")})
        if t in reads:
            _box(ax, x, middle - 1, f"x_{{{t}}}", "x")
            ax.annotate("", (x, middle - 0.3), (x, middle - 0.7), arrowprops=arrow | {"color": INK})
        if t in writes:
            _box(ax, x, middle + 1, f"y_{{{t}}}", "y")
            ax.annotate("", (x, middle + 0.7), (x, middle + 0.3), arrowprops=arrow | {"color": INK})
        if fed_back and t in writes and t + 1 in steps:
            way = [(x + 0.3, middle + 1), (x + 0.5, middle + 1), (x + 0.5, middle - 0.8), (x + 1, middle - 0.8)]
            ax.plot(*zip(*way, strict=True), color=colour("y"), linestyle="--", linewidth=1)
            ax.annotate("", (x + 1, middle - 0.3), way[-1], arrowprops=arrow | {"color": colour("y")})
    ax.text(left + steps[-1] / 2, middle + 1.55, name, ha="center", color=INK, fontsize=10)
    return ax


def _box(ax, x, y, letter, symbol):
    from matplotlib.patches import FancyBboxPatch

    ax.add_patch(
        FancyBboxPatch(
            (x - 0.22, y - 0.22),
            0.44,
            0.44,
            boxstyle="round,pad=0.06",
            facecolor="#f6f7f9",
            edgecolor=colour(symbol),
            linewidth=1.3,
        )
    )
    ax.text(x, y, f"${letter}$", ha="center", va="center", color=colour(symbol), fontsize=10)


def shapes() -> None:
    """All five in one drawing, shown with alt text."""
    figure = new_figure(8.2, 5)
    ax = figure.add_subplot()
    corners = ((0, 0), (2, 0), (5.6, 0), (0, -3.8), (3.6, -3.8))
    said = []
    for corner, (name, (reads, writes, fed_back)) in zip(corners, SHAPES.items(), strict=True):
        draw_shape(ax, name, corner, reads, writes, fed_back)
        said.append(f"{name}: reads at {_list(reads)}, writes at {_list(writes)}")
    ax.set(xlim=(-0.8, 8.1), ylim=(-5.2, 2), aspect="equal")
    ax.axis("off")
    show(
        figure,
        f"Five drawings of a network, unrolled. {'; '.join(said)}. Where a dashed arrow leads from an output to the "
        "next step, what was written is read next.",
    )


def _list(steps):
    return f"step {steps[0]}" if len(steps) == 1 else f"steps {', '.join(map(str, steps))}"


def draw_swatches(ax: Axes, title: str, names: Sequence[str], rgb: np.ndarray) -> Axes:
    """A row for each name: a patch of its colour, and the name beside it in ink."""
    from matplotlib.patches import Rectangle

    for row, (name, fill) in enumerate(zip(names, rgb, strict=True)):
        ax.add_patch(Rectangle((0, -row - 0.4), 0.8, 0.8, facecolor=tuple(fill), edgecolor=GREY, linewidth=0.5))
        ax.text(1, -row, name, va="center", color=INK, fontsize=9)
    ax.set(title=title, xlim=(0, 6), ylim=(-len(names) + 0.4, 0.6))
    ax.axis("off")
    return ax


def swatches(columns: Mapping[str, tuple[Sequence[str], np.ndarray]]) -> None:
    """Invented names painted by a reader of names, shown with alt text; columns: title -> (names, rgb (N, 3))."""
    figure = new_figure(8.6, 2.8)
    for ax, (title, (names, rgb)) in zip(figure.subplots(1, len(columns)), columns.items(), strict=True):
        draw_swatches(ax, title, names, rgb)
    said = [f"{title}: {', '.join(names)}" for title, (names, _) in columns.items()]
    show(figure, f"Invented names, each beside the colour that another network sees in it. {'. '.join(said)}.")


def draw_beliefs(ax: Axes, named: Mapping[str, tuple[Sequence[str], np.ndarray]]) -> Axes:
    """p after each word as a line per sentence; named: title -> (words, p (T,)). The words stand at the marks."""
    ax.axhline(0.5, color=GREY, linewidth=0.8, linestyle=":")
    for k, (title, (words, p)) in enumerate(named.items()):
        ink, line = (colour("h"), "-") if k == 0 else (INK, "--")
        ax.plot(range(len(p)), p, color=ink, linestyle=line, marker=MARKS[k], fillstyle="none", label=title)
        for t, word in enumerate(words):
            ax.text(t, (-0.17, -0.29)[k], word, ha="center", va="center", color=ink, fontsize=9)
    ax.set(ylim=(-0.05, 1.05), ylabel="p(positive)", title="What it believes after each word", xticks=[])
    ax.legend(loc="center left", frameon=False)
    return ax


def beliefs(named: Mapping[str, tuple[Sequence[str], np.ndarray]]) -> None:
    """`draw_beliefs` as a figure of its own, shown with alt text that says where each line goes."""
    figure = new_figure(7.4, 3)
    draw_beliefs(figure.add_subplot(), named)
    said = [f"{' '.join(words)}: {', '.join('up' if q > 0.5 else 'down' for q in p[4:])} from step 4 on, and ends "
            f"{'positive' if p[-1] > 0.5 else 'negative'}" for words, p in named.values()]  # fmt: skip
    show(figure, f"The probability of positive after each word, two sentences of the same words. {'; '.join(said)}.")


def draw_scores(
    ax: Axes, scores: Mapping[str, tuple[Sequence[float], Sequence[float]]], chance: Mapping[str, float]
) -> Axes:
    """A row per task: the shares right of the baseline (crosses), of the network (circles), and of guessing (a bar).

    scores: task -> (baseline's shares, network's shares), one a seed; chance: task -> share.
    """
    guessing = {task: [chance[task]] for task in scores}
    without, with_memory = ({task: both[k] for task, both in scores.items()} for k in (0, 1))
    seed_rows(ax, guessing, inks=(GREY,), marks="|", markersize=14, label="guessing")
    seed_rows(ax, without, inks=(GREY,), marks="x", label="without memory")
    seed_rows(ax, with_memory, inks=(colour("h"),), label="with memory")
    ax.set(xlim=(0, 1.03), xlabel="share right, new examples")
    ax.grid(axis="x", color="#e3e6ea", linewidth=0.6)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False, ncols=3)
    return ax


def scores(scores: Mapping[str, tuple[Sequence[float], Sequence[float]]], chance: Mapping[str, float]) -> None:
    """`draw_scores` as a figure of its own, shown with alt text; shares are named in words that hold on any machine."""
    figure = new_figure(7.4, 0.42 * len(scores) + 1.2)
    draw_scores(figure.add_subplot(), scores, chance)
    ahead = [task for task, (without, with_memory) in scores.items() if min(with_memory) > max(without)]
    said = f"In {len(ahead)} of {len(scores)} tasks every network with memory is ahead of every one without"
    show(figure, f"Share of new examples right, three seeds each, for {', '.join(scores)}. {said}.")


def draw_words(ax: Axes, points: np.ndarray, words: Sequence[str], kinds: Sequence[str]) -> Axes:
    """Words at their two coordinates, a mark and a colour for each kind; points (N, 2), kinds: N names.

    Words of a kind that stand closer together than they can be read share one label.
    """
    width, apart = (points.max(axis=0) - points.min(axis=0)).max(), []
    for k, kind in enumerate(dict.fromkeys(kinds)):
        chosen = [n for n, other in enumerate(kinds) if other == kind]
        own, ink = points[chosen], colour(("x", "h", "c", "y", "f")[k % 5])
        ax.plot(*own.T, MARKS[k % len(MARKS)], color=ink, fillstyle="none", label=kind)
        if (own.max(axis=0) - own.min(axis=0)).max() < 0.15 * width:
            left = own[:, 0].mean() > points[:, 0].mean()
            x = own[:, 0].min() if left else own[:, 0].max()
            beside: dict[str, Any] = {
                "xytext": (-9 if left else 9, 0),
                "ha": "right" if left else "left",
                "va": "center",
            }
            listed = _in_lines([words[n] for n in chosen])
            ax.annotate(listed, (x, own[:, 1].mean()), textcoords="offset points", fontsize=8, color=INK, **beside)
        else:
            apart += chosen
    taken = [(x - 0.012 * width, y - 0.015 * width, x + 0.012 * width, y + 0.015 * width) for x, y in points]
    for n in apart:
        beside, box = _free_place(points[n], words[n], width, taken)
        taken.append(box)
        ax.annotate(words[n], points[n], textcoords="offset points", fontsize=8, color=INK, va="center", **beside)
    ax.margins(0.2)
    ax.set(xlabel="first component", ylabel="second component")
    ax.set_aspect("equal", adjustable="datalim")
    return ax


def _in_lines(names):
    """One below the other; two in a line where they are many."""
    many = 2 if len(names) > 4 else 1
    return "\n".join(", ".join(names[n : n + many]) for n in range(0, len(names), many))


def _free_place(point, word, width, taken):
    """Where a word may stand beside its point so that it covers the least of what is taken: how, and its box."""
    (x, y), long, high = point, 0.024 * width * len(word), 0.05 * width
    places = []
    for left, up in ((0, 0), (1, 0), (0, 1), (0, -1), (1, 1), (1, -1)):
        side, middle = x - 0.025 * width - long if left else x + 0.025 * width, y + 0.04 * width * up
        box = (side, middle - high / 2, side + long, middle + high / 2)
        beside = {"xytext": (-7 if left else 7, 9 * up), "ha": "right" if left else "left"}
        places.append((sum(_covered(box, other) for other in taken), beside, box))
    return min(places, key=lambda place: place[0])[1:]


def _covered(one, other):
    across = min(one[2], other[2]) - max(one[0], other[0])
    return max(across, 0) * max(min(one[3], other[3]) - max(one[1], other[1]), 0)


def gathered(E: np.ndarray, kinds: Sequence[str]) -> list[str]:
    """The kinds of which every member's nearest neighbour in E (N, D) is of that kind."""
    distance = np.linalg.norm(E[:, None] - E, axis=-1)
    np.fill_diagonal(distance, np.inf)
    nearest = [kinds[n] for n in distance.argmin(axis=1)]
    apart = {kind for kind, other in zip(kinds, nearest, strict=True) if kind != other}
    return [kind for kind in dict.fromkeys(kinds) if kind not in apart]


def words(views: Mapping[str, np.ndarray], names: Sequence[str], kinds: Sequence[str]) -> None:
    """The same words before and after learning, side by side, shown with alt text; views: title -> points (N, 2).

    The alt text tells of which kinds every word has its nearest neighbour on the picture in its own kind.
    """
    figure = new_figure(9, 4.4)
    for ax, (title, points) in zip(figure.subplots(1, len(views)), views.items(), strict=True):
        draw_words(ax, points, names, kinds)
        ax.set_title(title)
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, frameon=False)
    said = [f"{title}, {_told(gathered(points, kinds), names, kinds)}" for title, points in views.items()]
    show(figure, f"{len(names)} words as points. {'. '.join(said)}.")


def _told(together, names, kinds):
    members = [
        f"{kind} ({', '.join(w for w, other in zip(names, kinds, strict=True) if other == kind)})" for kind in together
    ]
    scattered = [kind for kind in dict.fromkeys(kinds) if kind not in together]
    return f"together: {'; '.join(members) or 'none'}; scattered: {', '.join(scattered) or 'none'}"
