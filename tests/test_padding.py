"""Reversing, holding and folding padded sequences, and that folding is the gradient of holding."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer
from numpy.testing import assert_allclose, assert_array_equal

from rnn_core import padding

# Two sequences of three and two steps, padded to four: the numbers tell sequence and step.
XS = np.array([[[1.0], [10]], [[2], [20]], [[3], [99]], [[99], [98]]])
LENGTHS = np.array([3, 2])


def by_sequence(xs):
    return xs[..., 0].T.tolist()


def test_each_sequence_is_reversed_by_itself_and_its_padding_stays():
    assert by_sequence(padding.reverse(XS, LENGTHS)) == [[3, 2, 1, 99], [20, 10, 99, 98]]
    assert by_sequence(padding.reverse(XS, None)) == [[99, 3, 2, 1], [98, 99, 20, 10]]
    assert_array_equal(padding.reverse(XS, np.array([4, 4])), padding.reverse(XS, None))


def test_the_last_step_is_held_to_the_end():
    assert by_sequence(padding.hold(XS, LENGTHS)) == [[1, 2, 3, 3], [10, 20, 20, 20]]
    assert_array_equal(padding.hold(XS, None), XS)


def test_what_reaches_the_padding_is_folded_onto_the_last_step():
    before = XS.copy()
    assert by_sequence(padding.fold(XS, LENGTHS)) == [[1, 2, 102, 0], [10, 217, 0, 0]]
    assert_array_equal(padding.fold(XS, None), XS)
    assert_array_equal(XS, before)


def test_active_and_lengths_tell_the_same():
    assert padding.active(LENGTHS, 4, 2).T.tolist() == [[True, True, True, False], [True, True, False, False]]
    assert padding.active(None, 2, 3).all()
    assert padding.active(None, 2, 3).shape == (2, 3)
    assert padding.lengths_of(padding.active(LENGTHS, 4, 2)).tolist() == [3, 2]
    assert padding.lengths_of(padding.active(None, 4, 2)) is None


@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5), extra=st.integers(0, 3), seed=st.integers(0, 2**32))
def test_reversing_twice_gives_the_same_and_folding_is_the_gradient_of_holding(lengths, extra, seed):
    rng, lengths = np.random.default_rng(seed), np.array(lengths)
    hs, dhs = rng.standard_normal((2, lengths.max() + extra, len(lengths), 2))
    assert_array_equal(padding.reverse(padding.reverse(hs, lengths), lengths), hs)
    # sum(hold(hs) * dhs) is linear in hs, with the gradient fold(dhs); reversing is its own gradient
    assert_allclose(np.sum(padding.hold(hs, lengths) * dhs), np.sum(hs * padding.fold(dhs, lengths)), atol=1e-12)
    reversed_dhs = padding.reverse(dhs, lengths)
    assert_allclose(np.sum(padding.reverse(hs, lengths) * dhs), np.sum(hs * reversed_dhs), atol=1e-12)


def test_a_mask_is_true_until_each_sequence_ends():
    assert padding.active([1, 3], 3, 2).tolist() == [[True, True], [False, True], [False, True]]


BAD = [
    (lambda: padding.active([0], 2, 1), ValueError, "lengths: expected at least 1 step in each sequence, got 0"),
    (lambda: padding.active([3], 2, 1), ValueError, "lengths: expected numbers from 0 to 2, got 3 to 3"),
    (lambda: padding.active(2, 2, 1), ValueError, "lengths: expected (1,), got ()"),
    (lambda: padding.active([1], 2, 2), ValueError, "lengths: expected (2,), got (1,)"),
    (lambda: padding.active([1], 0, 1), ValueError, "steps: expected at least 1, got 0"),
    (lambda: padding.active(None, 1, 0), ValueError, "batch: expected at least 1, got 0"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD, ids=[message for *_, message in BAD])
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@given(JUNK, JUNK, JUNK)
@settings(max_examples=80, deadline=None)
def test_junk_gets_a_clear_error_or_a_mask(one, two, three):
    clear_answer(padding.active, one, 3, 2)
    clear_answer(padding.active, [1, 3], two, 2)
    clear_answer(padding.active, [1, 3], 3, three)


def test_reversing_leaves_what_follows_a_sequences_end_where_it_is():
    xs = np.arange(10.0).reshape(5, 2, 1)
    turned = padding.reverse(xs, np.array([3, 5]))
    assert_array_equal(turned[:, 0, 0], [4, 2, 0, 6, 8])
    assert_array_equal(turned[:, 1, 0], [9, 7, 5, 3, 1])
