"""Figures of the way back: the computational graph, what arrives at a state, and a loss that falls.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unrolled.palette import colour
from unrolled.plots import GREY, INK, PALE, new_figure, show
from unrolled.plots.charts import DASHES, course

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS = {"x": 0, "a": 1, "h": 2, "y": 3, "L": 4}
COLUMN, RADIUS = 1.7, 0.27


def draw_graph(ax: Axes, T: int, *, backwards: bool = False) -> Axes:
    """The computational graph of T steps; backwards=True adds the gradients, which run against every arrow.

    The two that arrive at the last state but one, from its own output and from the next step, are drawn thick.
    """
    start, total, marked = _at("h", -1), ((T - 1) * COLUMN / 2, ROWS["L"] + 1), _at("h", T - 2)
    for tail, head, label in _edges(T, total):
        _edge(ax, tail, head, "" if backwards else label, PALE if backwards else INK)
        if backwards:
            _gradient(ax, head, tail, thick=tail == marked)
    for symbol in ROWS:
        for t in range(T):
            _node(ax, _at(symbol, t), f"${symbol}_{t}$", symbol)
    _node(ax, start, "$h_{-1}$", "h")
    _node(ax, total, "$L$", "L")
    if backwards:
        _meeting(ax, marked, T - 2)
    ax.set(xlim=(-COLUMN - 0.4, (T - 1) * COLUMN + 0.4), ylim=(-0.4, total[1] + 0.4), aspect="equal")
    ax.axis("off")
    return ax


def _at(symbol, t):
    return t * COLUMN, ROWS[symbol]


def _edges(T, total):
    """[(tail, head, label)]: every arrow of the graph, what it leads from and to and what is done on the way."""
    edges = [(_at("h", t - 1), _at("a", t), "$W_h$") for t in range(T)]
    for t in range(T):
        edges += [
            (_at("x", t), _at("a", t), "$W_x$"),
            (_at("a", t), _at("h", t), "tanh"),
            (_at("h", t), _at("y", t), "$W_y$"),
            (_at("y", t), _at("L", t), ""),
            (_at("L", t), total, ""),
        ]
    return edges


def _meeting(ax, at, t):
    """A ring around the state of step t and the names of the two gradients that meet there."""
    _circle(ax, at, RADIUS + 0.07, fill=False, edgecolor=colour("gradient"), linewidth=2.5, zorder=4)
    said: dict[str, Any] = {"color": colour("gradient"), "va": "center", "fontsize": 12}
    ax.text(at[0] - 0.3, at[1] + 0.55, f"$dy_{t}\\,W_y^T$", ha="right", **said)
    ax.text(at[0] + 0.36, at[1] - 0.88, f"$da_{t + 1}\\,W_h^T$", ha="left", **said)


def _circle(ax, at, radius, **style):
    from matplotlib.patches import Circle

    ax.add_patch(Circle(at, radius, **style))


def _node(ax, at, label, symbol):
    ink = INK if symbol == "L" else colour(symbol)
    _circle(ax, at, RADIUS, facecolor="white", edgecolor=ink, linewidth=1.4, zorder=3)
    ax.text(*at, label, ha="center", va="center", color=ink, fontsize=12, zorder=5)


def _ends(tail, head, aside=0.0):
    """The two ends of an arrow between two nodes' rims, moved `aside` to its right."""
    (x, y), (X, Y) = tail, head
    length = ((X - x) ** 2 + (Y - y) ** 2) ** 0.5
    dx, dy = (X - x) / length, (Y - y) / length
    near, far = RADIUS + 0.03, length - RADIUS - 0.03
    right = aside * dy, -aside * dx
    return [(x + s * dx + right[0], y + s * dy + right[1]) for s in (near, far)]


def _edge(ax, tail, head, label, ink):
    begin, end = _ends(tail, head)
    ax.annotate("", end, begin, arrowprops={"arrowstyle": "-|>", "color": ink, "shrinkA": 0, "shrinkB": 0})
    if label:
        x, y = (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2
        sideways = {"ha": "left", "va": "center"} if tail[0] == head[0] else {"ha": "left", "va": "bottom"}
        ax.text(x + 0.07, y, label, color=INK, fontsize=11, **sideways)


def _gradient(ax, tail, head, thick):
    """An arrow beside the one it answers, dashed; thick for the two that meet."""
    begin, end = _ends(tail, head, aside=0.1)
    style: dict[str, Any] = {"linewidth": 2.6} if thick else {"linewidth": 1.2, "linestyle": "--"}
    arrow = {"arrowstyle": "-|>", "color": colour("gradient"), "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, begin, arrowprops=arrow | style)


def graph(T: int = 3, *, backwards: bool = False) -> None:
    """`draw_graph` as a figure of its own, shown with alt text."""
    figure = new_figure(5, 5)
    draw_graph(figure.add_subplot(), T, backwards=backwards)
    forwards = (
        f"Computational graph of {T} steps, steps from left to right. In each step t an arrow leads from x_t (by W_x) "
        "to a_t, by tanh to h_t, by W_y to y_t and on to L_t; from h_t another leads (by W_h) to a_t of the next step, "
        f"from h_-1 to a_0. All L_t lead to L. Each state but the last has two ways out."
    )
    k = T - 2
    against = (
        f"The same graph of {T} steps with a dashed arrow against every arrow: gradients run from L down to the "
        f"inputs. At h_{k} two thick ones meet: dy_{k} W_y^T from its own output, and da_{k + 1} W_h^T from step "
        f"{k + 1}."
    )
    show(figure, against if backwards else forwards)


def draw_arrivals(ax: Axes, own: np.ndarray, future: np.ndarray) -> Axes:
    """What arrives at one unit of h_t for each t: from its own output, from later steps, and their sum; all (T,)."""
    steps = range(len(own))
    ax.axhline(0, color=PALE, linewidth=0.8)
    ax.bar([t - 0.19 for t in steps], own, 0.36, color=colour("y"), label="from its own output")
    bars: dict[str, Any] = {"facecolor": "white", "edgecolor": colour("gradient"), "hatch": "////", "linewidth": 1.2}
    ax.bar([t + 0.19 for t in steps], future, 0.36, label="from later steps", **bars)
    ax.plot(steps, own + future, "D", color=INK, markersize=5, label="sum")
    ax.set(xlabel="t", xticks=list(steps))
    return ax


def arrivals(named: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Panels of `draw_arrivals`, shown with alt text; named: title -> own (T,) and future (T,) of one unit."""
    figure = new_figure(5, 2.1 * len(named) + 0.6)
    said = []
    for ax, (title, (own, future)) in zip(figure.subplots(len(named), 1, sharey=True), named.items(), strict=True):
        draw_arrivals(ax, own, future).set_title(title)
        silent = sum(part == 0 for part in own)
        parts = "; ".join(f"t={t} {o:.2f} and {f:.2f}" for t, (o, f) in enumerate(zip(own, future, strict=True)))
        said.append(f"{title}, {silent} of {len(own)} steps without a part of their own: {parts}")
    figure.supylabel("gradient at one unit of $h_t$", fontsize=10)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    show(figure, f"The part from h_t's own output and the part from later steps. {'. '.join(said)}.")


def draw_learning_curves(ax: Axes, losses: Mapping[str, Sequence[float]], guessing: float) -> Axes:
    """The loss at each step of training, a line for each of `losses` (name -> numbers), on a logarithmic scale."""
    ax.axhline(guessing, color=GREY, linestyle="--", linewidth=1)
    for (name, line), style in zip(losses.items(), DASHES, strict=False):
        ax.plot(line, color=INK, linestyle=style, label=name)
    ax.text(len(line), guessing, "all symbols equally likely", ha="right", va="bottom", color=GREY, fontsize=9)
    ax.set(title="hihell → ihello", xlabel="steps of gradient descent", ylabel="loss L (log scale)", yscale="log")
    ax.legend(frameon=False)
    return ax


def learning_curves(named: Mapping[str, Sequence[float]], guessing: float) -> None:
    """`draw_learning_curves` as a figure of its own, shown with alt text."""
    figure = new_figure(6, 3.2)
    draw_learning_curves(figure.add_subplot(), named, guessing)
    lines = list(named.values())
    falls = all(course(line) == "falls all the way" for line in lines)
    show(
        figure,
        f"Loss against steps of gradient descent, {len(named)} seeds: all begin near {guessing:.0f}, where all symbols "
        f"are equally likely, {'fall at every step' if falls else 'fall, not at every step'}, and end below "
        f"{max(line[-1] for line in lines):.1f} after {len(lines[0])} steps.",
    )
