"""The key-frame of the adversarial replay: the plane with D's field, and both losses over the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rnn_core.activations import exact_sigmoid
from unrolled.palette import ABOVE, BELOW, colour
from unrolled.plots import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from unrolled.recordings.games import Games

LEVELS = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)
STRENGTHS = (0.5, 0.3, 0.12, 0.12, 0.3, 0.5)


def draw_plane(ax: Axes, games: Games, run: str, k: int, real: np.ndarray) -> Axes:
    """Fakes, real points and the field of D at frame k on `ax`: D(x) = 1/2 is the thick line."""
    game = games.runs[run]
    axis = np.linspace(-games.extent, games.extent, game.field.shape[1])
    ends = [BELOW[0]] * 3 + [ABOVE[0]] * 3
    shades = [tuple(1 - s * (1 - _channel(hue, c)) for c in range(3)) for hue, s in zip(ends, STRENGTHS, strict=True)]
    field = exact_sigmoid(game.field[k])
    ax.contourf(axis, axis, field, levels=LEVELS, colors=shades)
    ax.contour(axis, axis, field, levels=[0.5], colors="black", linewidths=1.6)
    ax.plot(*real.T, "+", color=GREY, markersize=4, label="real")
    ax.plot(*game.samples[k].T, "o", color="black", markersize=3, label="G(z)")
    ax.set(aspect="equal", xlim=(-games.extent, games.extent), ylim=(-games.extent, games.extent), xticks=[], yticks=[])
    ax.set_title(f"{run}, {game.rounds[k]} rounds: {game.covered[k]} of {len(games.centres)} modes", fontsize=10)
    ax.legend(loc="upper left", fontsize=8, framealpha=0.9, borderpad=0.3)
    return ax


def _channel(hue, n):
    """One of the three parts of a colour written #rrggbb, 0 to 1."""
    return int(hue[1 + 2 * n : 3 + 2 * n], 16) / 255


def draw_losses(ax: Axes, games: Games, run: str, k: int) -> Axes:
    """Both losses over the frames on `ax`, with a line at frame k."""
    game = games.runs[run]
    ax.plot(game.d_loss, color=colour("z"), label="D's loss")
    ax.plot(game.g_loss, color=colour("h"), linestyle="--", label="G's loss")
    ax.axhline(np.log(4), color=GREY, linestyle=":", linewidth=1.2)
    ax.axvline(k, color="black", linewidth=1)
    ax.set_yscale("symlog", linthresh=1)
    at = [game.frame(n) for n in (0, 8, 50, 200, 208, 500, 2000) if n in game.rounds]
    ax.set_xticks(at, [game.rounds[n] for n in at], fontsize=8)
    ax.set(xlabel="rounds played (frames evenly apart)", title="both losses; dotted: log 4")
    ax.title.set_fontsize(10)
    ax.legend(fontsize=8)
    return ax
