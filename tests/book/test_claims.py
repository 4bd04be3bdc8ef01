"""A claim is printed, and a false one stops the chapter."""

import numpy as np
import pytest

from unrolled.claims import claim, same


def test_a_true_claim_is_printed(capsys):
    claim("two is more than one", np.bool_(True))
    assert capsys.readouterr().out == "two is more than one: True\n"


def test_a_false_claim_stops_the_chapter_with_its_words(capsys):
    with pytest.raises(AssertionError, match="one is more than two"):
        claim("one is more than two", 1 > 2)
    assert capsys.readouterr().out == "one is more than two: False\n"


def test_numbers_are_the_same_up_to_rounding():
    assert same([0.1 + 0.2, 1.0], [0.3, 1.0]) is True
    assert same(1.0, 1.0 + 1e-11) is False
    assert same([0.537, 0.462], [0.537049, 0.462117], within=5e-4)


def test_large_numbers_have_no_more_room_than_small_ones():
    assert not same(1e6, 1e6 + 1e-6)


def test_nothing_is_the_same_as_no_number():
    assert not same([np.nan], [np.nan])
