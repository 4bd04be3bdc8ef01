"""Facts about colours, Morse signals, digits and tunes."""

import numpy as np
import pytest

from rnn_core import tasks
from rnn_core.tasks.tunes import WRITTEN


def rng(seed=0):
    return np.random.default_rng(seed)


# colours


def test_colours_are_those_of_the_survey_without_the_vulgar_names():
    names, rgb = tasks.colour_names()
    assert len(names) == len(set(names)) == 921
    assert list(names) == sorted(names)
    assert rgb.shape == (921, 3)
    assert (rgb.min(), rgb.max()) == (0, 1)
    assert not any(stem in name for name in names for stem in ("poo", "snot", "puke"))
    colour = dict(zip(names, rgb, strict=True))
    np.testing.assert_allclose(colour["red"], [0xE5 / 255, 0, 0])
    np.testing.assert_allclose(colour["light green"], [0x96 / 255, 0xF9 / 255, 0x7B / 255])


def test_every_colour_name_can_be_encoded_and_read_back_at_either_side():
    names, _ = tasks.colour_names()
    for align in ("right", "left"):
        xs, lengths = tasks.encode_names(names, align=align)
        T = max(map(len, names))
        assert xs.shape == (T, 921, 30)
        assert lengths.tolist() == [len(name) for name in names]
        for n in (0, 100, 920):
            first = T - lengths[n] if align == "right" else 0
            letters = xs[first : first + lengths[n], n].argmax(axis=1)
            assert "".join(tasks.LETTERS.decode(letters)) == names[n]
            assert xs[:, n].sum() == lengths[n]
            assert (xs[first : first + lengths[n], n].sum(axis=1) == 1).all()


def test_capitals_are_read_as_small_letters_and_T_may_be_longer():
    xs, _ = tasks.encode_names(["Red"], T=5)
    assert xs.shape == (5, 1, 30)
    assert (xs[:2] == 0).all()
    np.testing.assert_array_equal(xs[2:], tasks.encode_names(["red"]).xs)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: tasks.encode_names(["grün"]), ValueError, "names: expected letters a to z.* got 'ü' at position 2"),
        (lambda: tasks.encode_names(["red2"]), ValueError, "names: expected letters a to z.* got '2' at position 3"),
        (lambda: tasks.encode_names([""]), ValueError, "names: expected at least one letter in each name"),
        (lambda: tasks.encode_names([]), ValueError, "names: expected at least one name, got none"),
        (lambda: tasks.encode_names("red"), TypeError, "names: expected a list of texts, got the text 'red'"),
        (lambda: tasks.encode_names([3]), TypeError, "names: expected texts, got 3"),
        (lambda: tasks.encode_names(["red"], T=2), ValueError, "T: expected at least 3, got 2"),
        (lambda: tasks.encode_names(["red"], align="middle"), ValueError, "align: expected one of right, left"),
    ],
)
def test_a_name_that_cannot_be_read_is_refused_in_words(call, error, says):
    with pytest.raises(error, match=f"^{says}"):
        call()


def test_spellings_of_one_name_stay_on_one_side_of_a_split():
    names, _ = tasks.colour_names()
    keys = tasks.spelling_keys(names)
    assert len(set(keys)) < len(names)
    assert tasks.spelling_keys(["blue-green", "blue/green", "robin's egg"]) == ("bluegreen", "bluegreen", "robinsegg")
    train, held_out = tasks.split(keys, rng=rng())
    assert {keys[k] for k in train}.isdisjoint(keys[k] for k in held_out)
    assert len(train) + len(held_out) == 921


# Morse


def test_the_code_is_that_of_the_international_alphabet():
    # The letters as the tree of the code has them, row by row: left is a dot, right a dash.
    tree = ["E", "T", *"IANM", *"SURWDKGO", *"HVF?L?PJBXCYZQ??"]
    codes = [format(k, f"0{depth}b") for depth in (1, 2, 3, 4) for k in range(2**depth)]
    read = {letter: code.replace("0", ".").replace("1", "-") for letter, code in zip(tree, codes, strict=True)}
    assert {letter: code for letter, code in read.items() if letter != "?"} == dict(tasks.CODE)


def test_without_noise_every_signal_decodes_to_its_word():
    words = tasks.morse_words(300, rng=rng(), letters=(1, 5))
    words += tuple(tasks.CODE)
    for seed in range(3):
        signals = tasks.morse_signals(words, rng=rng(seed), noise=0.0)
        for n, word in enumerate(words):
            assert tasks.decode_morse(signals.xs[: signals.lengths[n], n, 0]) == word


def test_without_jitter_a_signal_has_the_units_of_the_code():
    signals = tasks.morse_signals(["ET"], rng=rng(), unit=(2, 2), jitter=0.0, noise=0.0)
    tones = signals.xs[:, 0, 0]
    np.testing.assert_array_equal(tones, [0] * 6 + [1] * 2 + [0] * 6 + [1] * 6 + [0] * 6)
    inside = tasks.morse_signals(["I"], rng=rng(), unit=(1, 1), jitter=0.0, noise=0.0).xs[:, 0, 0]
    np.testing.assert_array_equal(inside, [0, 0, 0, 1, 0, 1, 0, 0, 0])


def test_signals_come_with_transcripts_as_ctc_wants_them():
    xs, lengths, targets, target_lengths = tasks.morse_signals(["abz", "E"], rng=rng())
    assert tasks.MORSE_LETTERS.decode(targets[0]) == tuple("ABZ")  # small letters are read as capitals
    assert targets.tolist() == [[1, 2, 26], [5, 0, 0]]
    assert target_lengths.tolist() == [3, 1]
    assert xs.shape == (lengths.max(), 2, 1)
    assert (xs[lengths[1] :, 1] == 0).all()
    assert (lengths >= 2 * target_lengths + 1).all()  # room for a blank around each letter
    assert len(tasks.MORSE_LETTERS) == 27
    assert tasks.MORSE_LETTERS[0] == "<blank>"


def test_speed_varies_from_word_to_word_and_noise_has_its_standard_deviation():
    clean = tasks.morse_signals(["SOS"] * 300, rng=rng(), noise=0.0)
    units = 33  # 3 + (5 + 3 + 11 + 3 + 5) + 3
    assert 1.5 * 0.93 < clean.lengths.min() / units < 1.6
    assert 2.4 < clean.lengths.max() / units < 2.5 * 1.07
    silence = tasks.morse_signals(["E"] * 3000, rng=rng(), noise=0.2).xs[:3]
    assert silence.std() == pytest.approx(0.2, rel=0.03)
    assert abs(silence.mean()) < 0.01


def test_noise_makes_the_two_thresholds_fail_most_of_the_time():
    words = tasks.morse_words(200, rng=rng(), letters=(2, 3))
    signals = tasks.morse_signals(words, rng=rng())
    right = [tasks.decode_morse(signals.xs[: signals.lengths[n], n, 0]) == word for n, word in enumerate(words)]
    assert np.mean(right) < 0.9


def test_random_words_have_each_length_equally_often_and_leave_out_what_is_held_out():
    held_out = set(tasks.morse_words(100, rng=rng(1), letters=(2, 2)))
    words = tasks.morse_words(900, rng=rng(), exclude=held_out)
    assert np.bincount([len(word) for word in words]).tolist() == [0, 300, 300, 300]
    assert held_out.isdisjoint(words)
    assert set("".join(words)) == set(tasks.CODE)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: tasks.morse_signals(["A1"], rng=rng()), ValueError, "words: expected words of the letters A to Z"),
        (lambda: tasks.morse_signals([""], rng=rng()), ValueError, "words: expected words of the letters A to Z"),
        (lambda: tasks.morse_signals([], rng=rng()), ValueError, "words: expected at least one"),
        (lambda: tasks.morse_signals("SOS", rng=rng()), TypeError, "words: expected a list of texts"),
        (lambda: tasks.morse_signals([5], rng=rng()), TypeError, "words: expected texts, got 5"),
        (lambda: tasks.morse_signals(["A"], rng=rng(), unit=2), TypeError, "unit: expected \\(lowest, highest\\)"),
        (
            lambda: tasks.morse_signals(["A"], rng=rng(), unit=(0, 2)),
            ValueError,
            "unit: expected a finite number above",
        ),
        (lambda: tasks.morse_signals(["A"], rng=rng(), unit=(3, 2)), ValueError, "unit: expected .lowest, highest."),
        (lambda: tasks.morse_signals(["A"], rng=rng(), jitter=1), ValueError, "jitter: expected a number from 0"),
        (lambda: tasks.morse_signals(["A"], rng=rng(), noise=-0.1), ValueError, "noise: expected a standard deviation"),
        (lambda: tasks.morse_words(3, rng=rng(), letters=(0, 2)), ValueError, "letters: expected at least 1, got 0"),
        (lambda: tasks.morse_words(3, rng=rng(), letters=(3, 2)), ValueError, "letters: expected at least 3, got 2"),
        (lambda: tasks.morse_words(3, rng=rng(), letters=3), TypeError, "letters: expected \\(lowest, highest\\)"),
        (lambda: tasks.morse_words(3, rng=rng(), exclude=tasks.CODE), ValueError, "exclude: expected to leave some"),
        (lambda: tasks.morse_words(3, rng=rng(), exclude="AB"), TypeError, "exclude: expected a collection of words"),
        (lambda: tasks.decode_morse([[1.0]]), ValueError, "signal: expected \\(T,\\)"),
    ],
)
def test_bad_morse_is_refused_in_words(call, error, says):
    with pytest.raises(error, match=f"^{says}"):
        call()


# digits


def test_digits_are_1797_different_pictures_with_ink_from_0_to_1():
    images, labels = tasks.digit_images()
    assert images.shape == (1797, 8, 8)
    assert (images.min(), images.max()) == (0, 1)
    assert len(np.unique(images.reshape(1797, 64), axis=0)) == 1797
    assert labels.dtype == np.int64
    assert np.bincount(labels).min() >= 174
    assert np.bincount(labels).max() <= 183


def test_step_t_of_a_digit_is_row_t_of_its_picture():
    images, labels = tasks.digit_images()
    xs, row_labels, _ = tasks.digit_rows()
    assert xs.shape == (8, 1797, 8)
    np.testing.assert_array_equal(row_labels, labels)
    for t in range(8):
        np.testing.assert_array_equal(xs[t], images[:, t])


def test_a_caption_says_the_two_digits_of_its_picture():
    digits = tasks.digit_images()
    digits = digits.take(np.arange(60))
    numbers, captions, data, vocabulary = tasks.captioned_digits(digits, 200, rng=rng())
    assert data.pictures.shape == (200, 8, 16)
    assert numbers.min() >= 10
    label = {image.tobytes(): int(k) for image, k in zip(digits.xs, digits.targets, strict=True)}
    for image, number, caption in zip(data.pictures, numbers, captions, strict=True):
        left, right = (np.ascontiguousarray(half).tobytes() for half in (image[:, :8], image[:, 8:]))
        assert 10 * label[left] + label[right] == number
        assert caption == tasks.english_words(int(number))
    for n, caption in enumerate(captions):
        assert vocabulary.decode(data.targets[: data.lengths[n], n]) == (*caption, tasks.END)


def test_captions_need_digits_and_one_that_is_not_0():
    digits = tasks.digit_images()
    zeros = digits.take([0])
    assert zeros.targets.tolist() == [0]
    with pytest.raises(ValueError, match=r"^digits: expected some digit from 1 to 9, got none"):
        tasks.captioned_digits(zeros, 5, rng=rng())
    with pytest.raises(TypeError, match=r"^digits: expected Examples as digit_images gives them, got ndarray"):
        tasks.captioned_digits(digits.xs, 5, rng=rng())
    with pytest.raises(ValueError, match=r"^N: expected at least 1"):
        tasks.captioned_digits(digits, 0, rng=rng())


# tunes


def test_every_tune_fills_whole_bars_of_four_beats_and_no_note_crosses_a_bar_line():
    tunes = tasks.nursery_tunes()
    assert len(tunes) == 6
    assert set(tunes) == set(WRITTEN)
    for title, tune in tunes.items():
        ends = np.cumsum([note.duration for note in tune])
        assert ends[-1] % 4 == 0, title
        assert {4.0 * bar for bar in range(1, int(ends[-1]) // 4 + 1)} <= set(ends), title


def test_notes_have_the_pitches_of_the_piano_and_their_beats():
    tune = tasks.nursery_tunes()["Twinkle, twinkle, little star"]
    assert tune[:7] == ((60, 1), (60, 1), (67, 1), (67, 1), (69, 1), (69, 1), (67, 2))
    assert tasks.Note(55, 1.0) in tasks.nursery_tunes()["Frère Jacques"]
    assert all(55 <= note.pitch <= 69 for tune in tasks.nursery_tunes().values() for note in tune)


def test_a_transposed_tune_keeps_its_steps_and_its_rhythm():
    tune = tasks.nursery_tunes()["London Bridge"]
    higher = tasks.transpose(tune, 5)
    assert [note.pitch - 5 for note in higher] == [note.pitch for note in tune]
    assert [note.duration for note in higher] == [note.duration for note in tune]
    assert tasks.transpose(higher, -5) == tune
    with pytest.raises(TypeError, match=r"^semitones: expected a whole number"):
        tasks.transpose(tune, 0.5)


def test_as_leaps_a_tune_is_the_same_in_every_key_and_comes_back():
    for tune in tasks.nursery_tunes().values():
        leaps = tasks.intervals(tune)
        assert leaps[0].interval == 0
        assert tasks.intervals(tasks.transpose(tune, -4)) == leaps
        assert tasks.from_intervals(leaps, tune[0].pitch) == tune
    with pytest.raises(TypeError, match=r"^first: expected a whole number"):
        tasks.from_intervals(leaps, 60.5)


def test_pitches_have_the_names_of_the_piano_keys():
    assert [tasks.note_name(pitch) for pitch in (59, 60, 61, 69, 70)] == ["B3", "C4", "C#4", "A4", "A#4"]


def test_the_a_above_middle_c_has_440_hertz_and_an_octave_doubles():
    assert tasks.frequency(69) == 440
    assert tasks.frequency(81) == pytest.approx(880)
    assert tasks.frequency(60) == pytest.approx(261.6256, abs=1e-4)


def test_notes_are_symbols_of_a_vocabulary():
    data, vocabulary = tasks.continuations(tasks.nursery_tunes().values())
    assert vocabulary.decode(data.targets[:7, 0]) == tasks.nursery_tunes()["Twinkle, twinkle, little star"][:7]
