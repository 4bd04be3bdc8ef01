"""Notes as sound: a tune becomes a wave of sines, and a player in the page.

Everything is rounded to 8 bits, so the same notes give the same bytes on every machine.
"""

import io
import wave
from collections.abc import Sequence

import numpy as np

from rnn_core import checks
from unrolled.tasks import Note, frequency, note_name

RATE = 8000  # samples a second
LOUD = 99.7  # of 127; not 100, or a sine of 440 Hz would fall on halves, which round as the machine likes
EDGE = 0.02  # seconds in which a note swells and fades, or each would begin with a click


def samples(tune: Sequence[Note], beat: float = 0.3) -> np.ndarray:
    """The tune as whole numbers (S,) from 0 to 255, silence 128: a sine for each note, `beat` seconds to the beat.

    (pitch, duration) sounds as sin(2 pi f t), f = frequency(pitch), for duration * beat seconds. Raises ValueError
    for an empty tune or a beat that is not above 0.
    """
    beat = checks.number(beat, "beat", positive=True)
    if not len(tune):
        raise ValueError("tune: expected at least one note, got none")
    return np.concatenate([_sine(pitch, duration * beat) for pitch, duration in tune])


def _sine(pitch, seconds):
    t = np.arange(max(1, round(seconds * RATE))) / RATE
    loud = np.clip(np.minimum(t, t[-1] - t) / EDGE, 0, 1)
    return np.rint(128 + LOUD * loud * np.sin(2 * np.pi * frequency(pitch) * t)).astype(np.uint8)


def wav(tune: Sequence[Note], beat: float = 0.3) -> bytes:
    """The tune as the bytes of a .wav file: one channel, 8 bits, 8000 samples a second."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(samples(tune, beat).tobytes())
    return file.getvalue()


def spelt(tune: Sequence[Note]) -> str:
    """The tune in letters: the names of its notes, and their beats where these are not one."""
    return " ".join(
        note_name(pitch) + ("" if duration == 1 else f":{duration:g}".replace(":0.", ":.")) for pitch, duration in tune
    )


def play(tune: Sequence[Note], title: str, beat: float = 0.3) -> None:
    """Show a player for the tune; its notes are the output's plain text and stand below it.

    The sound is part of the page: no file and no other host is asked for it.
    """
    from html import escape

    from IPython.display import Audio, display

    source = Audio(data=wav(tune, beat), embed=True).src_attr()
    notes = f"{title}: {spelt(tune)}"
    player = f'<audio controls src="{source}" aria-label="{escape(title)}" style="max-width: 100%"></audio>'
    display({"text/html": f"{player}<p>{escape(notes)}</p>", "text/plain": notes}, raw=True)
