"""The forward stepper as a figure: the unrolled network, where no widget can run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from unrolled.palette import colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _numbers(values, digits=3):
    """A few numbers under one another, the first three of many."""
    shown = [f"{value:.{digits}f}".replace("-", "−") for value in values[:3]]
    return "\n".join([*shown, "…"] if len(values) > 3 else shown)


def draw_unrolled(
    ax: Axes, xs: Sequence[Sequence[float]], h_start: Sequence[float], trace: Sequence[Mapping[str, Any]], t: int, *,
    tokens: Sequence[str] | None = None, output_tokens: Sequence[str] | None = None,
) -> Axes:  # fmt: skip
    """The unrolled network on `ax`: steps up to `t` (from 0) carry their numbers, later ones are pale.

    xs (T, D) and h_start (H,), the state before step 0, as lists; trace: one record a step with h, and y (and p) if
    there is a readout; tokens (T) and output_tokens (V) name inputs and outputs.
    """
    from matplotlib.patches import FancyBboxPatch

    ink, pale = "#1f2430", "#9aa2b0"
    arrow = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (-0.3, 0), (-0.72, 0), arrowprops=arrow | {"color": colour("h")})
    ax.text(-0.52, 0.07, "$h_{-1}$", ha="center", va="bottom", color=colour("h"))
    if len(trace) <= 6:
        ax.text(-0.52, -0.07, _numbers(h_start), ha="center", va="top", color=colour("h"), fontsize=7.5)
    for s, record in enumerate(trace):
        known = s <= t
        line = ink if known else pale
        ax.add_patch(FancyBboxPatch(
            (s - 0.26, -0.24), 0.52, 0.48, boxstyle="round,pad=0.03,rounding_size=0.08", zorder=3,
            facecolor="#fff1c2" if s == t else "#f6f7f9",
            edgecolor="#a87400" if s == t else line,
            linewidth=2 if s == t else 1,
        ))  # fmt: skip
        ax.text(s, 0, "$W, b$", ha="center", va="center", color=line, zorder=4)
        ax.annotate("", (s, -0.28), (s, -0.62), arrowprops=arrow | {"color": line})
        ax.annotate("", (s + 0.7, 0), (s + 0.3, 0), arrowprops=arrow | {"color": colour("h") if known else pale})
        given = tokens[s] if tokens else f"$x_{{{s}}}$" + (f" = {xs[s][0]:g}" if len(xs[s]) == 1 else "")
        ax.text(s, -0.68, given, ha="center", va="top", color=colour("x") if known else pale)
        ax.text(s + 0.5, 0.07, f"$h_{{{s}}}$", ha="center", va="bottom", color=colour("h") if known else pale)
        if known and len(trace) <= 6:
            ax.text(s + 0.5, -0.07, _numbers(record["h"]), ha="center", va="top", color=colour("h"), fontsize=7.5)
        if "y" in record:
            ax.annotate("", (s, 0.62), (s, 0.28), arrowprops=arrow | {"color": line})
            answer = record.get("p", record["y"])
            best = max(range(len(answer)), key=lambda k: answer[k])
            named = output_tokens[best] if output_tokens else _numbers(answer) if len(answer) == 1 else ""
            label = f"$y_{{{s}}}$ = {named}" if known and named else f"$y_{{{s}}}$"
            ax.text(s, 0.68, label, ha="center", va="bottom", color=colour("y") if known else pale)
    ax.set(xlim=(-0.8, len(trace) - 0.25), ylim=(-0.95, 0.95))
    ax.axis("off")
    return ax


def unrolled_figure(
    xs: Sequence[Sequence[float]],
    h_start: Sequence[float],
    trace: Sequence[Mapping[str, Any]],
    t: int,
    *,
    tokens: Sequence[str] | None = None,
    output_tokens: Sequence[str] | None = None,
) -> Figure:
    """`draw_unrolled` as a figure of its own, wide enough for its steps."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(min(1.3 * len(trace) + 1, 8), 2.1), layout="constrained")
    draw_unrolled(figure.add_subplot(), xs, h_start, trace, t, tokens=tokens, output_tokens=output_tokens)
    return figure
