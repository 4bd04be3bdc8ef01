"""Recorded trainings: how well several networks did, at several gaps, from several seeds, as they learnt.

runs = load_runs("alike")       # written by tools/record_race.py
runs.final("LSTM", 20)          # (seeds,) accuracy on new sequences after the last step
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from unrolled import recordings

TASKS = ("recall", "alike")
SOLVED = 0.95


class Runs(NamedTuple):
    """One task's recorded trainings.

    accuracy[network] (gaps, seeds, checkpoints): the share of right answers on new sequences; gaps and steps (how
    many training steps had been made at each checkpoint) name its first and last axis. chance: what guessing gets.
    parameters[network]: how many numbers it learnt. settings: how it was done, in words and numbers.
    """

    task: str
    gaps: tuple[int, ...]
    steps: tuple[int, ...]
    chance: float
    accuracy: dict[str, np.ndarray]
    parameters: dict[str, int]
    settings: dict[str, Any]

    @property
    def networks(self) -> tuple[str, ...]:
        """The names of the networks, in the order in which they are shown."""
        return tuple(self.accuracy)

    @property
    def seeds(self) -> int:
        """How often each network was trained at each gap."""
        return next(iter(self.accuracy.values())).shape[1]

    def at(self, network: str, gap: int) -> np.ndarray:
        """(seeds, checkpoints): the accuracy of one network at one gap. ValueError for an unknown one."""
        checks.choice(network, "network", self.networks)
        if gap not in self.gaps:
            raise ValueError(f"gap: expected one of {', '.join(map(str, self.gaps))}, got {gap!r}")
        return self.accuracy[network][self.gaps.index(gap)]

    def final(self, network: str, gap: int) -> np.ndarray:
        """(seeds,): the accuracy after the last step."""
        return self.at(network, gap)[:, -1]

    def solved(self, network: str, gap: int, threshold: float = SOLVED) -> int:
        """How many seeds have an accuracy of `threshold` or more after the last step."""
        return int((self.final(network, gap) >= threshold).sum())


def load_runs(task: str = "recall", path: str | os.PathLike | None = None) -> Runs:
    """The runs of one task: "recall", or "alike", whose distractors are symbols themselves.

    path: another file than the one that belongs to this package. Raises ValueError for an unknown task or a file of
    another shape, FileNotFoundError if there is no file.
    """
    checks.choice(task, "task", TASKS)
    try:
        kept = recordings.load("race") if path is None else json.loads(Path(path).read_text(encoding="utf-8"))
        one = kept["tasks"][task]
        gaps, steps = tuple(kept["gaps"]), tuple(kept["steps"])
        shape = f"({len(gaps)}, {kept['settings']['seeds']}, {len(steps)})"
        accuracy = {
            network: checks.array(values, f"accuracy[{network!r}]", shape, np.float64)
            for network, values in one["accuracy"].items()
        }
        return Runs(task, gaps, steps, kept["chance"], accuracy, one["parameters"], kept["settings"])
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"path: expected a file written by tools/record_race.py, got {path}") from error
