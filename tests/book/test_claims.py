"""A claim is printed, and a false one stops the chapter."""

import numpy as np
import pytest

from unrolled.claims import claim


def test_a_true_claim_is_printed(capsys):
    claim("two is more than one", np.bool_(True))
    assert capsys.readouterr().out == "two is more than one: True\n"


def test_a_false_claim_stops_the_chapter_with_its_words(capsys):
    with pytest.raises(AssertionError, match="one is more than two"):
        claim("one is more than two", 1 > 2)
    assert capsys.readouterr().out == "one is more than two: False\n"
