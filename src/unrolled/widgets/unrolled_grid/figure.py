"""The unrolled grid as a figure: what stands where no widget can run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from unrolled.palette import colour

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, GREY, LIT = "#1f2430", "#b4bac4", "#a87400"
Node = tuple[str, int]  # (row, t)


def arrows(rows: Sequence[Mapping[str, Any]], T: int) -> list[tuple[Node, Node, bool]]:
    """[(from, to, up)] with nodes (row, t): what each node is computed from directly."""
    found = []
    for row in rows:
        below = [] if row["kind"] == "input" else [one for one in rows if one["layer"] == row["layer"] - 1]
        back = 1 if row["lane"] == "backward" else -1
        for t in range(T):
            found += [((one["name"], t), (row["name"], t), True) for one in below]
            if row["lane"] and 0 <= t + back < T:
                found.append(((row["name"], t + back), (row["name"], t), False))
    return found


def before(rows: Sequence[Mapping[str, Any]], T: int, node: Node) -> set[Node]:
    """All nodes that `node` depends on."""
    return _reached({(end, start) for start, end, _ in arrows(rows, T)}, node)


def after(rows: Sequence[Mapping[str, Any]], T: int, node: Node) -> set[Node]:
    """All nodes that depend on `node`."""
    return _reached({(start, end) for start, end, _ in arrows(rows, T)}, node)


def _reached(pairs, node):
    found, open_ = set(), [node]
    while open_:
        here = open_.pop()
        new = {end for start, end in pairs if start == here} - found
        found |= new
        open_ += new
    return found


def grid_figure(
    rows: Sequence[Mapping[str, Any]],
    T: int,
    tokens: Sequence[str] | None,
    chosen: Sequence,
    covered: Sequence[int],
    where: str,
) -> Figure:
    """Nodes and arrows; the chosen node, what it depends on (●) and what depends on it (○)."""
    from matplotlib.figure import Figure

    chosen = tuple(chosen)
    figure = Figure(figsize=(max(0.62 * T + 0.8, 4), 0.75 * len(rows) + 0.8), layout="constrained")
    ax = figure.add_subplot()
    height = {row["name"]: r for r, row in enumerate(rows)}
    signs = dict.fromkeys(before(rows, T, chosen), "●") | dict.fromkeys(after(rows, T, chosen), "○")
    for start, end, up in arrows(rows, T):
        masked = (up and where == "between" and start[0] != "x" and end[0] not in ("y", "hh")) or (
            not up and where == "along"
        )
        _arrow(ax, start, end, height, "--" if masked else "-", (start in signs or start == chosen)
               and (end in signs or end == chosen))  # fmt: skip
    for row in rows:
        for t in range(T):
            node = (row["name"], t)
            hidden = row["kind"] == "input" and t in covered
            edge = INK if node == chosen else LIT if signs.get(node) == "●" else colour("h")
            ax.plot(t, height[row["name"]], "s", markersize=16, color="white", markeredgecolor=edge, zorder=3,
                    markeredgewidth=2.4 if node == chosen or node in signs else 1)  # fmt: skip
            ax.text(t, height[row["name"]], "×" if hidden else signs.get(node, ""), ha="center", va="center", size=9,
                    color=INK, zorder=4)  # fmt: skip
    ax.set(xlim=(-0.6, T - 0.4), ylim=(-0.6, len(rows) - 0.4), yticks=range(len(rows)), xticks=range(T))
    ax.set_yticklabels([row["name"].replace("'", "′") for row in rows])
    ax.set_xticklabels(tokens or [f"t = {t}" for t in range(T)], rotation=35 if tokens else 0)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return figure


def _arrow(ax, start, end, height, line, lit):
    (x0, y0), (x1, y1) = ((t, height[name]) for name, t in (start, end))
    bend = "arc3,rad=0.35" if abs(y1 - y0) > 1 else "arc3"
    ax.annotate("", (x1, y1), (x0, y0), arrowprops={
        "arrowstyle": "->", "linestyle": line, "shrinkA": 9, "shrinkB": 9, "connectionstyle": bend,
        "color": LIT if lit else GREY, "linewidth": 1.6 if lit else 1,
    })  # fmt: skip
