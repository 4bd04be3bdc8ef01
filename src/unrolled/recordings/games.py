"""Recorded adversarial games: G's samples, the field of D and both losses, frame by frame.

games = load_games()            # written by tools/record_game.py
run = games["saturating"]
run.samples[-1]                 # (S, 2): the points G makes of the same S codes in the last frame
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from unrolled import recordings
from unrolled.recordings.packing import unpack, unpack_logits, unpack_pull

NAMES = ("nonsaturating", "saturating", "collapse")
MOVES = ("start", "round", "D", "G")  # since the frame before: nothing yet, both in turn, D alone, G alone


class Game(NamedTuple):
    """One recorded game: K frames, the same S codes z and the same points of the plane in each.

    rounds (K,): whole rounds played; moves (K,): see MOVES. samples (K, S, 2): G(z). pull (K, S, 2): -dL/dG(z) of
    G's loss L of one example, where D's slope pushes each fake. field (K, R, R): D's logit d(x), row by row from
    below, on a grid over -extent ... extent. d_loss, g_loss, belief (K,): both losses and the mean of D(G(z)), on 1,000
    new points and codes. push (K,): the mean length of pull. shares (K, modes): the share of 1,000 fakes near each
    centre. covered (K,): centres with a tenth of their fair share. ends (seeds,): centres covered in the end, for
    every seed; the frames are those of the first.
    """

    rounds: np.ndarray
    moves: tuple[str, ...]
    samples: np.ndarray
    pull: np.ndarray
    field: np.ndarray
    d_loss: np.ndarray
    g_loss: np.ndarray
    belief: np.ndarray
    push: np.ndarray
    shares: np.ndarray
    covered: np.ndarray
    ends: np.ndarray

    @property
    def near(self) -> np.ndarray:
        """(K,): the share of the fakes that lie near any centre."""
        return self.shares.sum(axis=1)

    def frame(self, rounds: int) -> int:
        """The number of the first frame after that many whole rounds. ValueError if there is none."""
        at = [k for k, (n, move) in enumerate(zip(self.rounds, self.moves, strict=True)) if n == rounds and move != "D"]
        if not at:
            known = ", ".join(map(str, np.unique(self.rounds)))
            raise ValueError(f"rounds: expected one of {known}, got {rounds!r}")
        return at[0]


class Games(NamedTuple):
    """The recorded games by name, and what they have in common.

    centres (modes, 2) of the ring, its sd, and how near a point has to lie to count, reach. extent: the fields cover
    -extent ... extent. mended (seeds,): centres covered in the end by the game of "collapse" with a G as slow as D.
    settings: how it was done, in words and numbers. kept: all of it as it stands in the file.
    """

    runs: dict[str, Game]
    centres: np.ndarray
    sd: float
    reach: float
    extent: float
    mended: np.ndarray
    settings: dict[str, Any]
    kept: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the games, in the order in which they are shown."""
        return tuple(self.runs)

    def __getitem__(self, name: str) -> Game:  # type: ignore[override]
        return self.runs[checks.choice(name, "name", self.names)]


def load_games(path: str | os.PathLike | None = None) -> Games:
    """The games; path: another file than the one that belongs to this package.

    Raises ValueError for a file of another shape, FileNotFoundError if there is none.
    """
    try:
        kept = recordings.load("games") if path is None else json.loads(Path(path).read_text(encoding="utf-8"))
        return Games(
            runs={name: _game(kept, kept["runs"][name]) for name in NAMES},
            centres=np.array(kept["centres"]),
            sd=kept["sd"],
            reach=kept["reach"],
            extent=kept["extent"],
            mended=np.array(kept["mended"]),
            settings=kept["settings"],
            kept=kept,
        )
    except (KeyError, TypeError, ValueError) as error:  # a JSON error is a ValueError, too
        raise ValueError(f"path: expected a file written by tools/record_game.py, got {path}") from error


def _game(kept, run):
    """One game from its packed numbers."""
    R, S, K = kept["resolution"], kept["shown"], len(kept["rounds"])
    series = {key: checks.array(run[key], key, f"({K},)", np.float64) for key in ("d_loss", "g_loss", "belief", "push")}
    shares = checks.array(run["shares"], "shares", f"({K}, {len(kept['centres'])})", np.float64)
    return Game(
        rounds=np.array(kept["rounds"]),
        moves=tuple(kept["moves"]),
        samples=np.stack([unpack(text, kept["extent"], S, 2) for text in run["samples"]]),
        pull=np.stack([unpack_pull(*one, S, 2) for one in zip(run["pull"], run["scale"], strict=True)]),
        field=np.stack([unpack_logits(*one, R, R) for one in zip(run["field"], run["spread"], strict=True)]),
        **series,
        shares=shares,
        covered=(shares >= kept["least"] / len(kept["centres"])).sum(axis=1),
        ends=np.array(run["ends"]),
    )
