"""The forward stepper as a figure: the unrolled network, where no widget can run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from unrolled.palette import colour
from unrolled.plots import INK, PALE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ARROW = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
ABOVE: dict[str, Any] = {"ha": "center", "va": "bottom"}
BELOW: dict[str, Any] = {"ha": "center", "va": "top"}
FEW = 6  # so many steps have room for their states' numbers


def _numbers(values, digits=3):
    """A few numbers under one another, the first three of many."""
    shown = [f"{value:.{digits}f}".replace("-", "−") for value in values[:3]]
    return "\n".join([*shown, "…"] if len(values) > 3 else shown)


def draw_unrolled(
    ax: Axes,
    xs: Sequence[Sequence[float]],
    h_start: Sequence[float],
    trace: Sequence[dict[str, Any]],
    t: int,
    *,
    tokens: Sequence[str] | None = None,
    output_tokens: Sequence[str] | None = None,
) -> Axes:
    """The unrolled network on `ax`: steps up to `t` (from 0) carry their numbers, later ones are pale.

    xs (T, D) and h_start (H,), the state before step 0, as lists; trace: one record a step with h, and y (and p) if
    there is a readout; tokens (T) and output_tokens (V) name inputs and outputs.
    """
    few = len(trace) <= FEW
    ax.annotate("", (-0.3, 0), (-0.72, 0), arrowprops=ARROW | {"color": colour("h")})
    _state(ax, -0.52, "$h_{-1}$", colour("h"), h_start if few else ())
    for s, record in enumerate(trace):
        inks = {symbol: colour(symbol) if s <= t else PALE for symbol in "xhy"} | {"": INK if s <= t else PALE}
        given = tokens[s] if tokens else f"$x_{{{s}}}$" + (f" = {xs[s][0]:g}" if len(xs[s]) == 1 else "")
        _step(ax, s, given, inks, now=s == t)
        _state(ax, s + 0.5, f"$h_{{{s}}}$", inks["h"], record["h"] if few and s <= t else ())
        if "y" in record:
            ax.annotate("", (s, 0.62), (s, 0.28), arrowprops=ARROW | {"color": inks[""]})
            named = _answer(record, output_tokens) if s <= t else ""
            ax.text(s, 0.68, f"$y_{{{s}}}$" + (f" = {named}" if named else ""), color=inks["y"], **ABOVE)
    ax.set(xlim=(-0.8, len(trace) - 0.25), ylim=(-0.95, 0.95))
    ax.axis("off")
    return ax


def _state(ax, x, name, ink, h):
    """A state's name above the line at x, and below it the numbers h, if any."""
    ax.text(x, 0.07, name, color=ink, **ABOVE)
    if len(h):
        ax.text(x, -0.07, _numbers(h), color=ink, fontsize=7.5, **BELOW)


def _step(ax, s, given, inks, now):
    """The box of step s with the arrows that lead into it, its input's name, and the arrow to the next; lit if now."""
    from matplotlib.patches import FancyBboxPatch

    fill, edge, width = ("#fff1c2", "#a87400", 2) if now else ("#f6f7f9", inks[""], 1)
    shape = {"boxstyle": "round,pad=0.03,rounding_size=0.08", "zorder": 3}
    box = FancyBboxPatch((s - 0.26, -0.24), 0.52, 0.48, facecolor=fill, edgecolor=edge, linewidth=width, **shape)
    ax.add_patch(box)
    ax.text(s, 0, "$W, b$", ha="center", va="center", color=inks[""], zorder=4)
    ax.annotate("", (s, -0.28), (s, -0.62), arrowprops=ARROW | {"color": inks[""]})
    ax.annotate("", (s + 0.7, 0), (s + 0.3, 0), arrowprops=ARROW | {"color": inks["h"]})
    ax.text(s, -0.68, given, color=inks["x"], **BELOW)


def _answer(record, output_tokens):
    """The likeliest output's name, or the only output's number, or nothing."""
    answer = record.get("p", record["y"])
    best = max(range(len(answer)), key=lambda k: answer[k])
    return output_tokens[best] if output_tokens else _numbers(answer) if len(answer) == 1 else ""


def unrolled_figure(
    xs: Sequence[Sequence[float]],
    h_start: Sequence[float],
    trace: Sequence[dict[str, Any]],
    t: int,
    *,
    tokens: Sequence[str] | None = None,
    output_tokens: Sequence[str] | None = None,
) -> Figure:
    """`draw_unrolled` as a figure of its own, wide enough for its steps."""
    figure = new_figure(min(1.3 * len(trace) + 1, 8), 2.1)
    draw_unrolled(figure.add_subplot(), xs, h_start, trace, t, tokens=tokens, output_tokens=output_tokens)
    return figure
