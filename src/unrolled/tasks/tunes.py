"""Six nursery tunes in the public domain, as (pitch, duration) notes.

A tune is written as NAME:BEATS, NAME alone being one beat (a quarter note); names are those of the piano keys, C4 the
middle C. All are in common time and were printed before 1900.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rnn_core import checks

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
WRITTEN = {
    "Twinkle, twinkle, little star": (
        "C4 C4 G4 G4 A4 A4 G4:2 F4 F4 E4 E4 D4 D4 C4:2 G4 G4 F4 F4 E4 E4 D4:2 G4 G4 F4 F4 E4 E4 D4:2 "
        "C4 C4 G4 G4 A4 A4 G4:2 F4 F4 E4 E4 D4 D4 C4:2"
    ),
    "Frère Jacques": (
        "C4 D4 E4 C4 C4 D4 E4 C4 E4 F4 G4:2 E4 F4 G4:2 G4:.5 A4:.5 G4:.5 F4:.5 E4 C4 G4:.5 A4:.5 G4:.5 F4:.5 E4 C4 "
        "C4 G3 C4:2 C4 G3 C4:2"
    ),
    "Mary had a little lamb": ("E4 D4 C4 D4 E4 E4 E4:2 D4 D4 D4:2 E4 G4 G4:2 E4 D4 C4 D4 E4 E4 E4 E4 D4 D4 E4 D4 C4:4"),
    "London Bridge": (
        "G4:1.5 A4:.5 G4 F4 E4 F4 G4:2 D4 E4 F4:2 E4 F4 G4:2 G4:1.5 A4:.5 G4 F4 E4 F4 G4:2 D4:2 G4:2 E4 C4:3"
    ),
    "Au clair de la lune": (
        "C4 C4 C4 D4 E4:2 D4:2 C4 E4 D4 D4 C4:4 C4 C4 C4 D4 E4:2 D4:2 C4 E4 D4 D4 C4:4 "
        "D4 D4 D4 D4 A3:2 A3:2 D4 C4 B3 A3 G3:4 C4 C4 C4 D4 E4:2 D4:2 C4 E4 D4 D4 C4:4"
    ),
    "Hot cross buns": "E4 D4 C4:2 E4 D4 C4:2 C4:.5 C4:.5 C4:.5 C4:.5 D4:.5 D4:.5 D4:.5 D4:.5 E4 D4 C4:2",
}


class Note(NamedTuple):
    """One note of a tune."""

    pitch: int  # semitones, middle C is 60 and the A above it 69 (MIDI)
    duration: float  # beats


def nursery_tunes() -> dict[str, tuple[Note, ...]]:
    """The tunes: a dict from title to a tuple of Notes. Notes are symbols for a Vocabulary."""
    return {title: tuple(map(_note, written.split())) for title, written in WRITTEN.items()}


def transpose(tune: Sequence[Note], semitones: int) -> tuple[Note, ...]:
    """The tune with every note higher by `semitones` (lower if negative): the same tune in another key."""
    semitones = checks.count(semitones, "semitones", -60)
    return tuple(Note(pitch + semitones, duration) for pitch, duration in tune)


class Leap(NamedTuple):
    """One note as it follows from the one before: how far up, and how long."""

    interval: int  # semitones above the note before
    duration: float  # beats


def intervals(tune: Sequence[Note]) -> tuple[Leap, ...]:
    """The tune as a tuple of Leaps, the same in every key. The first leap is 0."""
    pitches = [note.pitch for note in tune]
    return tuple(
        Leap(note.pitch - before, note.duration) for before, note in zip(pitches[:1] + pitches, tune, strict=False)
    )


def from_intervals(leaps: Iterable[Leap], first: int) -> tuple[Note, ...]:
    """The notes (a tuple) of Leaps, the first leap counted from the pitch `first`."""
    notes, pitch = [], checks.count(first, "first")
    for interval, duration in leaps:
        pitch += interval
        notes.append(Note(pitch, duration))
    return tuple(notes)


def note_name(pitch: int) -> str:
    """The name of a pitch, sharps for the black keys: 60 is C4, 66 is F#4."""
    octave, semitone = divmod(checks.count(pitch, "pitch"), 12)
    name = {number: name for name, number in SEMITONES.items()}
    return f"{name.get(semitone) or name[semitone - 1] + '#'}{octave - 1}"


def frequency(pitch: float) -> float:
    """The frequency of a pitch in Hz, equal temperament: 440 * 2^((pitch - 69) / 12)."""
    return 440.0 * 2.0 ** ((checks.number(pitch, "pitch") - 69) / 12)


def _note(written):
    name, _, beats = written.partition(":")
    return Note(12 * (int(name[1:]) + 1) + SEMITONES[name[0]], float(beats or 1))
