"""What an exercise is, and how an answer is held against its solution."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Exercise(NamedTuple):
    """A solution, the hint for a wrong answer, and, if the solution is a function, the inputs to try it on."""

    solution: Any
    hint: str
    inputs: Callable[[np.random.Generator], list[tuple]] | None = None
    tolerance: float = 1e-9


def verdict(exercise: Exercise, answer: Any) -> str:
    """ "right", "not answered yet", or what is wrong, in a sentence."""
    if answer is None:
        return "not answered yet."
    if exercise.inputs is None:
        return _compare(exercise, answer, exercise.solution)
    if not callable(answer):
        return f"expected a function, got {type(answer).__name__}."
    for arguments in exercise.inputs(np.random.default_rng(0)):
        try:
            given = answer(*(np.array(argument) for argument in arguments))
        except Exception as error:
            return f"your function stops with {type(error).__name__}: {error}"
        if given is None:
            return "not answered yet: your function returns None."
        said = _compare(exercise, given, exercise.solution(*arguments))
        if said != RIGHT:
            return said
    return RIGHT


RIGHT = "right."


def _compare(exercise, given, wanted):
    kind = type(given).__name__
    try:
        given = np.asarray(given)
        if given.dtype == object and any(part is None for part in given.flat):
            return "there is None in your answer: is a function it calls still a blank?"
        given = given.astype(float)
    except (TypeError, ValueError):
        return f"expected numbers, got {kind}."
    if np.ndim(wanted) == 0 and given.size == 1:  # y = h @ W_y is one number in an array: as right as the number
        given = given.reshape(())
    if given.shape != np.shape(wanted):
        return f"expected the shape {np.shape(wanted)}, got {given.shape}. {exercise.hint}"
    if not np.allclose(given, wanted, rtol=exercise.tolerance, atol=exercise.tolerance):
        return f"not yet. {exercise.hint}"
    return RIGHT
