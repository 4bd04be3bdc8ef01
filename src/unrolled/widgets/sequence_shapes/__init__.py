"""The five shapes of a sequence task as one drawing that changes its form, and real runs to step through."""

from collections.abc import Sequence
from typing import Any

import traitlets

from rnn_core import checks
from unrolled.widgets import arguments
from unrolled.widgets.join import joined
from unrolled.widgets.sequence_shapes import words
from unrolled.widgets.sequence_shapes.recorded import SHAPES, ShapeRun
from unrolled.widgets.widget import Widget, style

MOST = 12


class SequenceShapes(Widget):
    """What is read, what is written, and when: one to one, one to many, many to one, many to many of both kinds.

    tasks: 1 to 12 recorded runs of trained models, made by the functions of `sequence_shapes.recorded`; no two with
    one title. Where it opens: task, the title of one, or shape, one of SHAPES, for the first of that shape (else the
    first of all); t, the step, done; inside, whether one press moves one operation (read, write). lang: "en" or "zh".

    Raises ValueError or TypeError for anything else.
    """

    WORDS = (words,)
    _esm = joined("sequence_shapes/widget.js")
    _css = style("kit/style.css", "sequence_shapes/style.css", root="sequence-shapes")

    tasks = traitlets.List().tag(sync=True)
    task = traitlets.Int(0).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)
    phase = traitlets.Int(0).tag(sync=True)
    inside = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        tasks: Sequence[ShapeRun],
        *,
        shape: str | None = None,
        task: str | None = None,
        t: int = 0,
        inside: bool = False,
        lang: str = "en",
    ) -> None:
        runs = _runs(tasks)
        n = _opening(runs, shape, task)
        t, inside = arguments.within(t, "t", len(runs[n].steps)), checks.flag(inside, "inside")
        writes = runs[n].steps[t].written is not None
        super().__init__(
            lang=lang,
            tasks=[
                {"title": run.title, "shape": run.shape, "steps": [_as_json(step) for step in run.steps]}
                for run in runs
            ],
            task=n,
            t=t,
            phase=int(writes and not inside),
            inside=inside,
        )
        self.runs = runs

    def describe(self) -> str:
        """The tasks by shape, and the one that is shown: its form alone, which is the same on every machine."""
        run = self.runs[self.task]
        listed = [
            f"{shape} ({', '.join(one.title for one in self.runs if one.shape == shape)})"
            for shape in SHAPES
            if any(one.shape == shape for one in self.runs)
        ]
        given = sum(step.kind == "given" for step in run.steps)
        writes = {"one-to-many": "then writes", "other-length": "then writes", "aligned": "writes at every step"}
        return (
            f"Sequence shapes: {'; '.join(listed)}. Shown: {run.title}, which reads {given} "
            f"and {writes.get(run.shape, 'writes 1')}"
        )

    def draw(self) -> Any:
        """The task that is shown, whole: inputs below, states, outputs above."""
        from unrolled.widgets.sequence_shapes.figure import shapes_figure

        return shapes_figure(self.runs[self.task])


def _runs(tasks):
    if isinstance(tasks, ShapeRun) or not isinstance(tasks, list | tuple):
        raise TypeError(f"tasks: expected a list of recorded runs, got {type(tasks).__name__}")
    for run in tasks:
        if not isinstance(run, ShapeRun):
            raise TypeError(f"tasks: expected runs such as many_to_one(...) makes, got {type(run).__name__}")
    if not 1 <= len(tasks) <= MOST:
        raise ValueError(f"tasks: expected 1 to {MOST} of them, got {len(tasks)}")
    titles = [run.title for run in tasks]
    if len(set(titles)) < len(titles):
        raise ValueError(f"tasks: expected titles that differ, got {titles}")
    return list(tasks)


def _opening(runs, shape, task):
    """The number of the run it opens with."""
    titles, shapes = [run.title for run in runs], [run.shape for run in runs]
    if task is not None:
        n = titles.index(checks.choice(task, "task", tuple(titles)))
        if shape not in (None, shapes[n]):
            raise ValueError(f"shape: expected {shapes[n]}, the shape of {task!r}, got {shape!r}")
        return n
    return 0 if shape is None else shapes.index(checks.choice(shape, "shape", tuple(dict.fromkeys(shapes))))


def _as_json(step):
    """A step without what it has not got."""
    kept = {name: value for name, value in step._asdict().items() if value not in (None, False, ())}
    if step.right is not None:
        kept["right"] = step.right
    return kept | {"p": [list(pair) for pair in step.p]}
