"""Judges know real digits they have not seen, and are not taken in by noise, blends or the mean of all digits."""

import numpy as np
import pytest

from unrolled import tasks
from unrolled.digit_judges import Judges


@pytest.fixture(scope="module")
def sides():
    images, labels = tasks.digit_images(np.float32)
    learn, held_out = tasks.split(len(labels), rng=np.random.default_rng(0))
    xs = images.reshape(-1, 64)
    return xs[learn], labels[learn], xs[held_out], labels[held_out]


@pytest.fixture(scope="module")
def judges(sides):
    return Judges(*sides[:2], rng=np.random.default_rng(1))


def limit(judges, new):
    return np.quantile(judges.distance(new), 0.95)


def test_they_name_digits_they_have_not_seen(judges, sides):
    _, _, new, labels = sides
    assert (judges.predict(new).argmax(axis=1) == labels).mean() > 0.95


def test_the_distance_is_that_to_the_nearest_picture(judges, sides):
    learn, _, new, _ = sides
    slow = [np.linalg.norm(learn - x, axis=1).min() for x in new[:20]]
    np.testing.assert_allclose(judges.distance(new[:20]), slow, rtol=1e-3)


def test_a_real_digit_they_have_learnt_from_is_no_distance_away(judges, sides):
    assert judges.distance(sides[0]).max() < 0.01


def test_most_real_digits_pass(judges, sides):
    assert judges.passes(sides[2], limit(judges, sides[2])).mean() > 0.8


def test_noise_is_often_called_a_digit_but_does_not_pass(judges, sides):
    noise = np.random.default_rng(2).random((400, 64), dtype=np.float32)
    assert (judges.sure(noise) > 0.9).mean() > 0.2
    assert not judges.passes(noise, limit(judges, sides[2])).any()


def test_two_digits_over_one_another_seldom_pass(judges, sides):
    new = sides[2]
    both = (new + new[np.random.default_rng(3).permutation(len(new))]) / 2
    assert judges.passes(both, limit(judges, new)).mean() < 0.5


def test_pictures_of_another_size_are_refused(judges):
    with pytest.raises(ValueError, match=r"made: expected \(N, 64\)"):
        judges.distance(np.zeros((2, 63)))
