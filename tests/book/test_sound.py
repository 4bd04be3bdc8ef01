"""A tune as sound: the right pitches for the right times, the same bytes everywhere, and readable without ears."""

import io
import wave

import numpy as np
import pytest

from unrolled import sound, tasks

TUNE = (tasks.Note(69, 1), tasks.Note(60, 0.5), tasks.Note(72, 2))


def loudest(samples):
    """The frequency with the most energy, in Hz."""
    heights = np.abs(np.fft.rfft(samples - 128.0))
    return heights.argmax() * sound.RATE / len(samples)


def test_each_note_sounds_at_its_frequency_for_its_time():
    samples, start = sound.samples(TUNE, beat=0.3), 0
    for pitch, duration in TUNE:
        end = start + round(0.3 * duration * sound.RATE)
        assert loudest(samples[start:end]) == pytest.approx(tasks.frequency(pitch), rel=0.02)
        start = end
    assert start == len(samples)


def test_notes_begin_and_end_in_silence_without_a_click():
    samples = sound.samples(TUNE[:1]).astype(int)
    assert samples[0] == samples[-1] == 128
    assert np.abs(np.diff(samples)).max() < 60


def test_no_sample_is_so_near_to_a_rounding_edge_that_another_sine_would_round_it_otherwise():
    for pitch, duration in {note for tune in tasks.nursery_tunes().values() for note in tune}:
        t = np.arange(round(duration * 0.3 * sound.RATE)) / sound.RATE
        loud = np.clip(np.minimum(t, t[-1] - t) / sound.EDGE, 0, 1)
        exact = sound.LOUD * loud * np.sin(2 * np.pi * tasks.frequency(pitch) * t)
        assert np.abs(exact - np.floor(exact) - 0.5).min() > 1e-9


def test_the_file_is_one_channel_of_8_bits():
    with wave.open(io.BytesIO(sound.wav(TUNE))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, 8000)
        assert file.readframes(file.getnframes()) == sound.samples(TUNE).tobytes()


def test_a_tune_is_spelt_with_its_beats():
    assert sound.spelt(TUNE) == "A4 C4:.5 C5:2"


def test_the_player_names_itself_says_its_notes_and_asks_no_other_host(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append((data, raw)))
    sound.play(TUNE, 'a "tune" & <more>')
    ((data, raw),) = shown
    assert raw
    assert data["text/plain"] == 'a "tune" & <more>: A4 C4:.5 C5:2'
    assert 'aria-label="a &quot;tune&quot; &amp; &lt;more&gt;"' in data["text/html"]
    assert 'src="data:audio/wav;base64,' in data["text/html"]
    assert "http" not in data["text/html"]


def test_silence_is_refused():
    with pytest.raises(ValueError, match=r"^tune: expected at least one note"):
        sound.samples(())
    with pytest.raises(ValueError, match=r"^beat: "):
        sound.samples(TUNE, beat=0)
