"""Facts about the arrays of the tasks: shapes, seeds, splits, and the tasks that are made of numbers only."""

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from rnn_core import tasks
from rnn_core.data import Aligned, Captions, Examples, ManyToOne, Transcripts, Translations
from rnn_core.tasks import DIRECTIONS, END, PAD, START, Vocabulary


def rng(seed=0):
    return np.random.default_rng(seed)


DRAWS = {
    "adding": lambda rng: tasks.adding(10, 8, rng=rng),
    "copy_memory": lambda rng: tasks.copy_memory(5, 8, rng=rng),
    "recall": lambda rng: tasks.recall(5, 8, rng=rng),
    "moving_dot": lambda rng: tasks.moving_dot(4, 8, rng=rng, noise=0.1),
    "sessions": lambda rng: tasks.sessions(6, 8, rng=rng),
    "split": lambda rng: tasks.split(50, rng=rng),
    "morse_words": lambda rng: (np.array(tasks.morse_words(20, rng=rng)),),
    "morse_signals": lambda rng: tasks.morse_signals(["SOS", "E"], rng=rng),
    "captioned_digits": lambda rng: tasks.captioned_digits(tasks.digit_images(), 8, rng=rng).data,
    "chat": lambda rng: tasks.chat(40, rng=rng).data,
    "dismissal": lambda rng: tasks.dismissal(40, rng=rng).data,
    **{
        name: lambda rng, name=name: (*(drawn := getattr(tasks, name)(40, rng=rng)).data, drawn.positions)
        for name in ("sky", "year", "phone", "sentiment", "keyword", "validity", "parts_of_speech", "slots")
    },
}


def same(these, those):
    return all(np.array_equal(a, b) for a, b in zip(these, those, strict=True))


def test_a_task_is_what_its_models_learn_from():
    kinds = {
        "adding": ManyToOne, "recall": ManyToOne, "moving_dot": ManyToOne, "copy_memory": Aligned, "sessions": Aligned,
        "morse_signals": Transcripts, "captioned_digits": Captions, "chat": Translations, "dismissal": Aligned,
    }  # fmt: skip
    for name, kind in kinds.items():
        assert isinstance(DRAWS[name](rng()), kind), name
    assert isinstance(tasks.translations([1]), Translations)
    assert isinstance(tasks.digit_images(), Examples)
    assert isinstance(tasks.digit_rows(), ManyToOne)
    assert isinstance(tasks.hihello().data, Aligned)
    assert isinstance(tasks.sky(4, rng=rng()).data, ManyToOne)
    assert isinstance(tasks.slots(4, rng=rng()).data, Aligned)


@pytest.mark.parametrize("name", DRAWS)
def test_the_same_seed_gives_the_same_data_and_another_seed_other_data(name):
    draw = DRAWS[name]
    assert same(draw(rng(1)), draw(rng(1)))
    assert not same(draw(rng(1)), draw(rng(2)))


@pytest.mark.parametrize("name", DRAWS)
@pytest.mark.parametrize("wrong", [None, 0, np.random.RandomState(0)])
def test_rng_has_to_be_a_generator(name, wrong):
    with pytest.raises(TypeError, match=r"^rng: expected a numpy\.random\.Generator"):
        DRAWS[name](wrong)


def test_data_do_not_depend_on_the_hash_seed_of_the_process_and_importing_needs_numpy_alone():
    program = (
        "import sys, numpy as np\nfrom rnn_core import tasks\n"
        "assert not {'matplotlib', 'sklearn'} & set(sys.modules)\n"
        "for f in (tasks.slots, tasks.sky, tasks.validity): print(f(50, rng=np.random.default_rng(3)).sentences)\n"
        "print(tasks.chat(50, rng=np.random.default_rng(3)).questions)"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "12"
    ]
    assert printed[0] == printed[1] != b""


# Vocabulary, one_hot, continuations, pairs


def test_a_vocabulary_decodes_what_it_encodes():
    vocabulary = Vocabulary.of(["hello"], first=(PAD,))
    assert tuple(vocabulary) == (PAD, "e", "h", "l", "o")
    assert vocabulary.encode("hello").tolist() == [2, 1, 3, 3, 4]
    assert vocabulary.decode(vocabulary.encode("hello")) == tuple("hello")


def test_a_batch_is_padded_with_0_and_knows_its_lengths():
    numbers, lengths = Vocabulary("xyz").batch(["zyx", "y"])
    assert numbers.tolist() == [[2, 1], [1, 0], [0, 0]]
    assert lengths.tolist() == [3, 1]


def test_a_foreign_symbol_is_named_with_its_place():
    with pytest.raises(ValueError, match=r"^word: expected symbols of the vocabulary, got 'q' at position 1"):
        Vocabulary("xyz").encode("xq", "word")


@pytest.mark.parametrize("symbols", ["", "xx"])
def test_a_vocabulary_is_not_empty_and_has_no_symbol_twice(symbols):
    with pytest.raises(ValueError, match=r"^symbols: expected at least one"):
        Vocabulary(symbols)


@pytest.mark.parametrize("sequences", [[], ["x", ""]])
def test_a_batch_without_sequences_or_with_an_empty_one_is_refused(sequences):
    with pytest.raises(ValueError, match=r"^sequences: expected at least one sequence"):
        Vocabulary("x").batch(sequences)


def test_one_hot_has_a_single_one_at_the_number():
    vectors = tasks.one_hot(np.array([[2, 0]]), 3)
    assert vectors.tolist() == [[[0, 0, 1], [1, 0, 0]]]
    assert vectors.dtype == np.float64
    assert tasks.one_hot([1], 2, np.float32).dtype == np.float32
    with pytest.raises(ValueError, match=r"^numbers: expected numbers from 0 to 2"):
        tasks.one_hot([3], 3)
    with pytest.raises(ValueError, match=r"^numbers: expected numbers from 0 to 2"):
        tasks.one_hot([-1], 3)


def test_continuations_have_each_target_one_step_before_it_becomes_the_input():
    data, vocabulary = tasks.continuations(["ab", "b"])
    assert tuple(vocabulary) == (PAD, START, END, "a", "b")
    assert vocabulary.decode(data.xs[:, 0]) == (START, "a", "b")
    assert vocabulary.decode(data.targets[:, 0]) == ("a", "b", END)
    assert vocabulary.decode(data.targets[:, 1]) == ("b", END, PAD)
    assert data.lengths.tolist() == [3, 2]


def test_captions_have_a_text_for_each_picture():
    pictures = np.zeros((2, 4, 4))
    data, vocabulary = tasks.captions(pictures, ["ab", "b"])
    assert data.pictures is pictures
    text, same_vocabulary = tasks.continuations(["ab", "b"])
    assert same((data.decoder_inputs, data.targets, data.lengths), (text.xs, text.targets, text.lengths))
    assert vocabulary == same_vocabulary
    with pytest.raises(ValueError, match=r"^texts: expected one for each of the 2 pictures, got 1"):
        tasks.captions(pictures, ["ab"])


def test_pairs_keep_the_order_and_the_lengths_of_both_sides():
    data, source_vocabulary, target_vocabulary = tasks.pairs(["ab", "a"], ["x", "xyx"])
    assert source_vocabulary.decode(data.sources[:, 1]) == ("a", PAD)
    assert data.source_lengths.tolist() == [2, 1]
    assert target_vocabulary.decode(data.decoder_inputs[:, 0]) == (START, "x", PAD, PAD)
    assert target_vocabulary.decode(data.targets[:, 1]) == ("x", "y", "x", END)
    assert data.target_lengths.tolist() == [2, 4]
    with pytest.raises(ValueError, match=r"^targets: expected one for each of the 2 sources, got 1"):
        tasks.pairs(["a", "b"], ["x"])


# split


@pytest.mark.parametrize(("N", "fraction", "apart"), [(10, 0.2, 2), (1797, 0.25, 449), (2, 0.01, 1)])
def test_a_split_has_every_example_once_and_none_on_both_sides(N, fraction, apart):
    train, held_out = tasks.split(N, fraction, rng=rng())
    assert len(held_out) == apart
    assert sorted([*train, *held_out]) == list(range(N))


def test_a_split_shuffles_both_sides():
    train, held_out = tasks.split(1000, 0.5, rng=rng())
    assert not np.array_equal(train, np.sort(train))
    assert not np.array_equal(held_out, np.sort(held_out))


def test_examples_with_equal_keys_stay_on_one_side():
    keys = [*"aabbccddeeffgghhiijja"]
    train, held_out = tasks.split(keys, 0.3, rng=rng())
    assert {keys[k] for k in train}.isdisjoint(keys[k] for k in held_out)
    assert len({keys[k] for k in held_out}) == 3
    assert sorted([*train, *held_out]) == list(range(len(keys)))


@pytest.mark.parametrize(
    ("examples", "held_out", "error", "says"),
    [
        (1, 0.2, ValueError, "examples: expected at least 2, got 1"),
        (10, 0.0, ValueError, "held_out: expected a fraction that leaves both sides some of 10"),
        (10, 1.0, ValueError, "held_out: expected a number from 0 to below 1"),
        (10, 0.99, ValueError, "held_out: expected a fraction that leaves both sides some of 10"),
        (["a", "a"], 0.5, ValueError, "held_out: expected a fraction that leaves both sides some of 1"),
        (10, "half", TypeError, "held_out: expected a number, got 'half'"),
        (2.5, 0.5, TypeError, "examples: expected their number or a sequence of keys, got float"),
        (True, 0.5, TypeError, "examples: expected a whole number, got True"),
    ],
)
def test_a_split_that_cannot_be_is_refused_in_words(examples, held_out, error, says):
    with pytest.raises(error, match=f"^{says}"):
        tasks.split(examples, held_out, rng=rng())


# adding


def test_adding_marks_one_value_in_each_half_and_asks_for_their_sum():
    xs, targets, _ = tasks.adding(9, 50, rng=rng())
    assert xs.shape == (9, 50, 2)
    assert targets.shape == (50, 1)
    values, marks = xs[..., 0], xs[..., 1]
    assert set(np.unique(marks)) == {0, 1}
    np.testing.assert_array_equal(marks[:4].sum(axis=0), np.ones(50))
    np.testing.assert_array_equal(marks[4:].sum(axis=0), np.ones(50))
    for n in range(50):
        assert targets[n, 0] == pytest.approx(sum(values[t, n] for t in range(9) if marks[t, n]), abs=1e-15)
    assert (marks.sum(axis=1) > 0).all()  # any step may be marked


def test_answering_1_to_the_adding_problem_costs_one_sixth():
    targets = tasks.adding(4, 100_000, rng=rng()).targets
    assert np.mean((targets - 1) ** 2) == pytest.approx(1 / 6, abs=0.003)
    assert targets.mean() == pytest.approx(1, abs=0.005)


# copy memory


def test_copy_memory_asks_for_the_first_symbols_after_the_signal():
    data = tasks.copy_memory(7, 20, rng=rng())
    xs, targets = data.xs, data.targets
    assert xs.shape == (27, 20, 10)
    assert targets.shape == (27, 20)
    numbers = xs.argmax(axis=-1)
    assert (numbers[:10] < 8).all()
    np.testing.assert_array_equal(targets[17:], numbers[:10])
    assert (targets[:17] == 8).all()
    assert (numbers[10:16] == 8).all()
    assert (numbers[16] == 9).all()
    assert (numbers[17:] == 8).all()
    assert (xs.sum(axis=-1) == 1).all()


def test_copy_memory_takes_other_alphabets_and_lengths():
    data = tasks.copy_memory(1, 3, rng=rng(), symbols=2, length=4)
    xs, targets = data.xs, data.targets
    assert xs.shape == (9, 3, 4)
    assert set(np.unique(targets[5:])) == {0, 1}


# recall


@pytest.mark.parametrize("gap", [0, 1, 20])
def test_recall_asks_for_the_first_symbol_after_the_gap(gap):
    xs, targets, _ = tasks.recall(gap, 40, rng=rng(), symbols=4, distractors=3)
    assert xs.shape == (gap + 2, 40, 8)
    numbers = xs.argmax(axis=-1)
    np.testing.assert_array_equal(numbers[0], targets)
    assert ((numbers[1:-1] >= 4) & (numbers[1:-1] < 7)).all()
    assert (numbers[-1] == 7).all()
    assert (xs.sum(axis=-1) == 1).all()


def test_recall_has_classes_of_equal_size_that_the_gap_does_not_give_away():
    xs, targets, _ = tasks.recall(1, 4000, rng=rng(), symbols=4, distractors=2)
    assert np.bincount(targets).tolist() == [1000] * 4
    for distractor in (4, 5):
        share = np.bincount(targets[xs[1, :, distractor] == 1]) / (xs[1, :, distractor] == 1).sum()
        assert np.abs(share - 0.25).max() < 0.05


def test_distractors_that_are_alike_are_the_symbols_themselves_and_say_nothing_about_the_first():
    xs, targets, _ = tasks.recall(3, 4000, rng=rng(), symbols=4, alike=True)
    assert xs.shape == (5, 4000, 5)
    numbers = xs.argmax(axis=-1)
    np.testing.assert_array_equal(numbers[0], targets)
    assert (numbers[-1] == 4).all()
    assert set(np.unique(numbers[1:-1])) == {0, 1, 2, 3}
    for between in numbers[1:-1]:
        assert abs((between == targets).mean() - 0.25) < 0.05


# moving dot


def test_the_dot_moves_one_field_a_frame_in_its_direction():
    xs, targets, _ = tasks.moving_dot(7, 40, rng=rng(), side=5)
    assert xs.shape == (7, 40, 25)
    assert (xs.sum(axis=-1) == 1).all()
    moves = {"right": (0, 1), "left": (0, -1), "down": (1, 0), "up": (-1, 0)}
    for n in range(40):
        film = xs[:, n].reshape(7, 5, 5)
        for before, after in pairwise(film):
            np.testing.assert_array_equal(np.roll(before, moves[DIRECTIONS[targets[n]]], axis=(0, 1)), after)


def test_no_single_frame_tells_the_direction_and_each_direction_is_as_frequent():
    xs, targets, _ = tasks.moving_dot(4, 20_000, rng=rng(), side=3)
    assert np.bincount(targets).tolist() == [5000] * 4
    for direction in range(4):
        where = xs[:, targets == direction].mean(axis=1)  # (T, 9)
        assert np.abs(where - 1 / 9).max() < 0.02


def test_noise_is_added_to_the_dot_with_its_standard_deviation():
    clean, noisy = (tasks.moving_dot(5, 200, rng=rng(), noise=noise).xs for noise in (0.0, 0.3))
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.02)


# sessions


def test_a_session_follows_two_series_episode_by_episode():
    data = tasks.sessions(12, 60, rng=rng(), series=5, episodes=6)
    xs, targets = data.xs, data.targets
    assert xs.shape == targets.shape == (12, 60)
    np.testing.assert_array_equal(xs[1:], targets[:-1])
    for session in np.concatenate([xs, targets[-1:]]).T:
        assert session[0] // 6 != session[1] // 6
        assert len({item // 6 for item in session}) == 2
        for series in set(session // 6):
            episodes = session[session // 6 == series] % 6
            np.testing.assert_array_equal(np.diff(episodes) % 6, 1)


def test_whoever_remembers_both_series_has_the_next_item_among_two():
    data = tasks.sessions(10, 3000, rng=rng())
    xs, targets = data.xs, data.targets
    follow = xs // 6 * 6 + (xs % 6 + 1) % 6  # the next episode of the last item's series
    assert (follow[1:] == targets[1:]).mean() == pytest.approx(0.5, abs=0.02)
    assert xs.max() == 29
    assert np.bincount(xs[0], minlength=30).min() > 60


# bad arguments and types


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: tasks.adding(1, 5, rng=rng()), ValueError, "T: expected at least 2, got 1"),
        (lambda: tasks.adding(5, 0, rng=rng()), ValueError, "N: expected at least 1, got 0"),
        (lambda: tasks.adding("5", 1, rng=rng()), TypeError, "T: expected a whole number, got '5'"),
        (lambda: tasks.adding(5, 5, rng=rng(), dtype="int64"), TypeError, "dtype: expected float32 or float64"),
        (lambda: tasks.copy_memory(0, 5, rng=rng()), ValueError, "gap: expected at least 1, got 0"),
        (lambda: tasks.copy_memory(3, 5, rng=rng(), symbols=1), ValueError, "symbols: expected at least 2"),
        (lambda: tasks.copy_memory(3, 5, rng=rng(), length=0), ValueError, "length: expected at least 1"),
        (lambda: tasks.recall(-1, 5, rng=rng()), ValueError, "gap: expected at least 0, got -1"),
        (lambda: tasks.recall(1, 5, rng=rng(), distractors=0), ValueError, "distractors: expected at least 1"),
        (lambda: tasks.recall(1, 5, rng=rng(), alike="yes"), TypeError, "alike: expected True or False, got 'yes'"),
        (lambda: tasks.moving_dot(5, 5, rng=rng(), side=2), ValueError, "side: expected at least 3, got 2"),
        (lambda: tasks.moving_dot(5, 5, rng=rng(), noise=-1), ValueError, "noise: expected a standard deviation"),
        (lambda: tasks.moving_dot(5, 5, rng=rng(), noise=np.nan), ValueError, "noise: expected a finite number"),
        (lambda: tasks.sessions(1, 5, rng=rng()), ValueError, "T: expected at least 2"),
        (lambda: tasks.sessions(5, 5, rng=rng(), series=1), ValueError, "series: expected at least 2"),
        (lambda: tasks.sessions(5, 5, rng=rng(), episodes=1), ValueError, "episodes: expected at least 2"),
    ],
)
def test_sizes_that_make_no_sense_are_refused_by_name(call, error, says):
    with pytest.raises(error, match=f"^{says}"):
        call()


@pytest.mark.parametrize(
    "make",
    [
        lambda dtype: tasks.adding(5, 3, rng=rng(), dtype=dtype)[:2],  # xs and targets
        lambda dtype: (tasks.copy_memory(5, 3, rng=rng(), dtype=dtype).xs,),
        lambda dtype: (tasks.recall(5, 3, rng=rng(), dtype=dtype).xs,),
        lambda dtype: (tasks.moving_dot(5, 3, rng=rng(), noise=0.1, dtype=dtype).xs,),
        lambda dtype: (tasks.hihello(dtype).data.xs,),
        lambda dtype: (tasks.encode_names(["red"], dtype=dtype).xs,),
        lambda dtype: (tasks.morse_signals(["E"], rng=rng(), dtype=dtype).xs,),
        lambda dtype: (tasks.colour_names(dtype).rgb,),
        lambda dtype: (tasks.digit_images(dtype).xs,),
        lambda dtype: (tasks.digit_rows(dtype).xs,),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_have_the_type_that_was_asked_for(make, dtype):
    assert all(values.dtype == dtype for values in make(dtype))
