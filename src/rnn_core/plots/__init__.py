"""Figures of the book, a module a chapter: `ax` in, `ax` out; each symbol in its colour of `rnn_core.palette`.

matplotlib is imported where a figure is made, so importing this costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, GREY, PALE = "#1f2430", "#6b7280", "#9aa2b0"


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches whose parts make room for one another."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def show(figure: Figure, alt: str) -> None:
    """Display `figure` with `alt`, a sentence that says what it shows, for those who cannot see it.

    The sentence is the output's plain text, so it is checked like every printed number.
    """
    from io import BytesIO

    from IPython.display import display

    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    display({"image/png": buffer.getvalue(), "text/plain": alt}, raw=True)
