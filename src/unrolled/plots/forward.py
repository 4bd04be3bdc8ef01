"""Figures of the forward pass: activation functions and their slopes.

As in `unrolled.plots`: `ax` in, `ax` out, and a function that shows the figure with alt text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unrolled.palette import colour
from unrolled.plots import PALE, new_figure, show

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_activation(ax: Axes, name: str, f: np.ndarray, slope: np.ndarray, a: np.ndarray) -> Axes:
    """f(a) as a line and its slope, dashed, on `ax`."""
    ax.axhline(0, color=PALE, linewidth=0.8)
    ax.axvline(0, color=PALE, linewidth=0.8)
    ax.plot(a, f, color=colour("h"), label="f(a)")
    ax.plot(a, slope, color=colour("gradient"), linestyle="--", label="slope f′(a)")
    ax.set(title=name, xlabel="a", ylim=(-1.2, 2.2))
    return ax


def activations() -> None:
    """tanh, sigmoid and ReLU beside one another, each with its slope, shown with alt text."""
    from rnn_core.activations import ACTIVATIONS

    a = np.linspace(-4, 4, 401)
    figure = new_figure(8, 2.8)
    said = []
    for ax, name in zip(figure.subplots(1, 3, sharey=True), ("tanh", "sigmoid", "relu"), strict=True):
        f, derivative = ACTIVATIONS[name]
        h = f(a)
        slope = derivative(h)
        draw_activation(ax, name, h, slope, a)
        said.append(f"{name} runs from {h.min():.1f} to {h.max():.1f} with slopes up to {slope.max():.2f}")
    ax.legend(loc="upper left", frameon=False)
    show(figure, f"Three curves with their slopes, for a from -4 to 4: {'; '.join(said)}.")
