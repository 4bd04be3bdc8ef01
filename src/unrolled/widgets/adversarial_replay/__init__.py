"""The adversarial game watched as it was played: G's points, the field of D, both losses, half a round at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from unrolled.recordings.games import Games
from unrolled.tasks import ring
from unrolled.widgets.adversarial_replay import words
from unrolled.widgets.join import joined
from unrolled.widgets.widget import Widget, style

PACKED = ("ends", "samples", "pull", "scale", "field", "spread", "d_loss", "g_loss", "belief", "push", "shares")


class AdversarialReplay(Widget):
    """Replay a recorded game: fakes, D's field, where its slope pushes each fake, both losses, modes covered.

    games: a `Games` record (`unrolled.recordings.games.load_games`). Where it opens: run, one of games.names (the first
    if None); frame, a number of a frame (the first if None; games[run].frame(rounds) finds one); probe, the point of
    the plane at which D is asked; inside, True to move frame by frame, through each half of a round, and not by
    checkpoints.
    lang: "en" or "zh".

    Raises ValueError or TypeError for anything else.
    """

    WORDS = (words,)
    _esm = joined("adversarial_replay/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "adversarial_replay/style.css", root="adversarial-replay")

    names = traitlets.List().tag(sync=True)
    rounds = traitlets.List().tag(sync=True)
    moves = traitlets.List().tag(sync=True)
    runs = traitlets.Dict().tag(sync=True)
    centres = traitlets.List().tag(sync=True)
    real = traitlets.List().tag(sync=True)
    reach = traitlets.Float().tag(sync=True)
    least = traitlets.Float().tag(sync=True)
    extent = traitlets.Float().tag(sync=True)
    resolution = traitlets.Int().tag(sync=True)
    run = traitlets.Unicode().tag(sync=True)
    frame = traitlets.Int().tag(sync=True)
    probe = traitlets.List().tag(sync=True)
    inside = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        games: Games,
        *,
        run: str | None = None,
        frame: int | None = None,
        probe: Sequence[float] = (0.0, 0.0),
        inside: bool = False,
        lang: str = "en",
    ) -> None:
        if not isinstance(games, Games):
            raise TypeError(f"games: expected what load_games gives, got {type(games).__name__}")
        self.games, kept = games, games.kept
        real = ring(kept["shown"], rng=np.random.default_rng(0), modes=len(games.centres), sd=games.sd)
        super().__init__(
            lang=lang,
            names=list(games.names),
            runs={name: {key: kept["runs"][name][key] for key in PACKED} for name in games.names},
            real=real.round(3).tolist(),
            **{key: kept[key] for key in ("rounds", "moves", "centres", "reach", "least", "extent", "resolution")},
            run=checks.choice(games.names[0] if run is None else run, "run", games.names),
            frame=_frame(frame, len(kept["rounds"])),
            probe=_probe(probe, games.extent),
            inside=checks.flag(inside, "inside"),
        )

    def describe(self) -> str:
        """The frame it stands at, in a sentence."""
        game, k = self.games.runs[self.run], self.frame
        moved = {"D": ", after D's move in the next", "G": ", after G's move"}.get(game.moves[k], "")
        return (
            f"Adversarial replay, {self.run} game after {game.rounds[k]} rounds{moved}: the fakes cover "
            f"{game.covered[k]} of {len(self.centres)} modes, {game.near[k]:.0%} lie near one; D's loss is "
            f"{game.d_loss[k]:.3g}, G's {game.g_loss[k]:.3g}"
        )

    def draw(self) -> Any:
        """The plane at the frame, and both losses with the cursor."""
        from matplotlib.figure import Figure

        from unrolled.widgets.adversarial_replay.figure import draw_losses, draw_plane

        figure = Figure(figsize=(8, 3.6), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
        draw_plane(left, self.games, self.run, self.frame, np.array(self.real))
        draw_losses(right, self.games, self.run, self.frame)
        return figure


def _frame(frame, count):
    """`frame` if there is one of that number; the first if None."""
    if frame is None:
        return 0
    if checks.count(frame, "frame", 0) >= count:
        raise ValueError(f"frame: expected 0 to {count - 1}, got {frame}")
    return int(frame)


def _probe(probe, extent):
    """`probe` as a point of the plane."""
    point = checks.array(probe, "probe", "(2)", np.float64)
    if np.abs(point).max() > extent:
        raise ValueError(f"probe: expected a point within {extent} of 0 on both axes, got {point.tolist()}")
    return point.tolist()
