"""Points in the plane: where they lie, and how many of their places a sample covers."""

import numpy as np
import pytest

from unrolled.tasks import modes_covered, near_centres, ring, ring_centres


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_centres_stand_evenly_on_the_circle():
    centres = ring_centres(5, 3.0)
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 3)
    gaps = np.linalg.norm(centres - np.roll(centres, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 2 * 3 * np.sin(np.pi / 5))
    np.testing.assert_allclose(centres[0], [3, 0])


def test_each_mode_is_as_likely_as_the_others_and_has_its_spread():
    xs, centres = ring(20_000, rng=rng()), ring_centres()
    of = np.linalg.norm(xs[:, None] - centres, axis=-1).argmin(axis=1)
    assert np.abs(np.bincount(of) / len(xs) - 1 / 8).max() < 0.015
    assert np.abs((xs - centres[of]).std(axis=0) - 0.1).max() < 0.005


def test_the_same_seed_gives_the_same_points_in_the_type_asked_for():
    assert np.array_equal(ring(50, rng=rng(1)), ring(50, rng=rng(1)))
    assert not np.array_equal(ring(50, rng=rng(1)), ring(50, rng=rng(2)))
    assert ring(3, rng=rng(), dtype=np.float32).dtype == np.float32


def test_real_points_cover_every_mode_and_three_deviations_hold_nearly_all():
    xs = ring(2000, rng=rng())
    assert modes_covered(xs, ring_centres()) == 8
    assert 0.98 < near_centres(xs, ring_centres()).sum() < 0.995  # 1 - exp(-9/2) = 0.989 in two dimensions


def test_a_mode_counts_from_a_tenth_of_its_fair_share():
    centres = ring_centres(4)
    xs = np.repeat(centres, [370, 25, 5, 0], axis=0)
    assert near_centres(xs, centres).tolist() == [0.925, 0.0625, 0.0125, 0]
    assert modes_covered(xs, centres) == 2  # the fair share is 1/4
    assert modes_covered(xs, centres, least=0.05) == 3
    assert modes_covered(np.zeros((5, 2)), centres) == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ring(0, rng=rng()), ValueError, "N: expected"),
        (lambda: ring(5, rng=0), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: ring(5, rng=rng(), sd=-1), ValueError, "sd: expected 0 or more, got -1"),
        (lambda: ring_centres(0), ValueError, "modes: expected"),
        (lambda: ring_centres(8, 0), ValueError, "radius: expected a finite number above 0"),
        (lambda: modes_covered(np.ones((4, 3)), ring_centres()), ValueError, r"xs: expected \(N, 2\), got \(4, 3\)"),
        (lambda: near_centres(np.ones((4, 2)), np.ones(2)), ValueError, r"centres: expected \(K, 2\), got \(2,\)"),
        (lambda: modes_covered(np.ones((4, 2)), ring_centres(), reach=0), ValueError, "reach: expected a finite"),
    ],
)
def test_bad_input_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()
