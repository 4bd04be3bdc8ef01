"""The exercises' checks, each beside the solution it accepts; one module a chapter.

    check("forward-1", 1.56)      prints whether the answer is right, or what to look at again

An answer is a number, an array, or a function, which is then tried on a few inputs. Nothing leaves the reader's
machine. An exercise not yet answered (None, or a function that returns None) is no mistake and is told so.
"""

from typing import Any

from rnn_core.exercises import (
    autoencoder,
    backward,
    decoding,
    deep,
    directions,
    forward,
    gan,
    gru,
    lstm,
    memory,
    shapes,
    vae,
    vanishing,
)
from rnn_core.exercises.checking import RIGHT, Exercise, verdict

EXERCISES: dict[str, Exercise] = {
    **memory.EXERCISES,
    **forward.EXERCISES,
    **backward.EXERCISES,
    **directions.EXERCISES,
    **deep.EXERCISES,
    **shapes.EXERCISES,
    **decoding.EXERCISES,
    **vanishing.EXERCISES,
    **lstm.EXERCISES,
    **gru.EXERCISES,
    **autoencoder.EXERCISES,
    **vae.EXERCISES,
    **gan.EXERCISES,
}

__all__ = ["EXERCISES", "RIGHT", "Exercise", "check", "verdict"]


def check(name: str, answer: Any) -> None:
    """Print whether `answer` solves exercise `name`, or a hint. ValueError if there is no such exercise."""
    if name not in EXERCISES:
        raise ValueError(f"name: expected one of {', '.join(EXERCISES)}, got {name!r}")
    print(f"{name}: {verdict(EXERCISES[name], answer)}")
