"""Who remembers longest: recorded trainings on the recall task, watched as they learn, with every seed shown."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from unrolled.recordings.race import Runs
from unrolled.tasks import recall
from unrolled.widgets.join import joined
from unrolled.widgets.memory_race import words
from unrolled.widgets.widget import Widget, style

VIEWS = ("time", "gap")
LETTERS = {"recall": "ABCDxy?", "alike": "ABCD?"}


class MemoryRace(Widget):
    """Watch networks learn to recall a symbol after a gap: each one's median, its worst and best seed, and all seeds.

    runs: a `Runs` record (`unrolled.recordings.race.load_runs`). Where it opens: gap, one of runs.gaps (the middle one
    if None); at, one of runs.steps, the training steps made (the last if None); view, "time" (accuracy while learning,
    at that gap) or "gap" (accuracy against the gap, after so many steps); networks, those shown (all if None).
    lang: "en" or "zh".

    Raises ValueError or TypeError for anything else.
    """

    WORDS = (words,)
    _esm = joined("memory_race/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "memory_race/style.css", root="memory-race")

    networks = traitlets.List().tag(sync=True)
    gaps = traitlets.List().tag(sync=True)
    steps = traitlets.List().tag(sync=True)
    chance = traitlets.Float().tag(sync=True)
    accuracy = traitlets.Dict().tag(sync=True)
    parameters = traitlets.Dict().tag(sync=True)
    examples = traitlets.List().tag(sync=True)
    shown = traitlets.List().tag(sync=True)
    gap = traitlets.Int().tag(sync=True)
    at = traitlets.Int().tag(sync=True)
    view = traitlets.Unicode("time").tag(sync=True)

    def __init__(
        self,
        runs: Runs,
        *,
        gap: int | None = None,
        at: int | None = None,
        view: str = "time",
        networks: Iterable[str] | None = None,
        lang: str = "en",
    ) -> None:
        if not isinstance(runs, Runs):
            raise TypeError(f"runs: expected what load_runs gives, got {type(runs).__name__}")
        self.runs = runs
        super().__init__(
            lang=lang,
            networks=list(runs.networks),
            gaps=list(runs.gaps),
            steps=list(runs.steps),
            chance=runs.chance,
            accuracy={network: values.tolist() for network, values in runs.accuracy.items()},
            parameters=runs.parameters,
            examples=[_example(runs.task, gap) for gap in runs.gaps],
            shown=_shown(networks, runs.networks),
            gap=_one_of(gap, "gap", runs.gaps, runs.gaps[len(runs.gaps) // 2]),
            at=_one_of(at, "at", runs.steps, runs.steps[-1]),
            view=checks.choice(view, "view", VIEWS),
        )

    def standings(self) -> dict[str, np.ndarray]:
        """network -> (seeds,) accuracies at the cursor, worst to best, of those shown."""
        check = self.steps.index(self.at)
        return {network: np.sort(self.runs.at(network, self.gap)[:, check]) for network in self.shown}

    def describe(self) -> str:
        """How they stand, in a sentence."""
        said = [
            f"{network} {seeds[0]:.2f} to {seeds[-1]:.2f} (median {np.median(seeds):.2f})"
            for network, seeds in self.standings().items()
        ]
        return (
            f"Memory race at gap {self.gap} after {self.at} training steps: share right, worst to best of "
            f"{self.runs.seeds} seeds: {'; '.join(said)}. Guessing is {self.chance:g}"
        )

    def draw(self) -> Any:
        """The view it opens with: accuracy while learning at the gap, or against the gap at the cursor."""
        from matplotlib.figure import Figure

        from unrolled.plots import race as plots

        figure = Figure(figsize=(6.4, 3), layout="constrained")
        ax = figure.add_subplot()
        if self.view == "time":
            plots.draw_race(ax, self.runs, self.gap, networks=self.shown, at=self.at)
        else:
            plots.draw_by_gap(ax, self.runs, networks=self.shown, at=self.at)
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
        return figure


def _one_of(value, name, options, default):
    """`value` if it is one of the whole numbers `options`; the default if it is None."""
    if value is not None and checks.count(value, name, 0) not in options:
        raise ValueError(f"{name}: expected one of {', '.join(map(str, options))}, got {value}")
    return default if value is None else int(value)


def _shown(networks, known):
    """The names in `networks` in the order of `known`; all if None."""
    if isinstance(networks, str):
        raise TypeError(f"networks: expected a list of names, got {networks!r}")
    wanted = [checks.choice(name, "networks", known) for name in (known if networks is None else networks)]
    if not wanted:
        raise ValueError("networks: expected at least one, got none")
    return [name for name in known if name in wanted]


def _example(task, gap):
    """One sequence of the task as letters."""
    xs = recall(gap, 4, rng=np.random.default_rng(gap), alike=task == "alike").xs
    return "".join(LETTERS[task][number] for number in xs[:, 0].argmax(axis=-1))
