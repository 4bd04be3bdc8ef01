"""Facts about where the numbers start."""

import numpy as np
import pytest
from hypothesis import given, settings
from junk import JUNK, clear_answer

from rnn_core.initialise import forget_bias, glorot_uniform, identity, orthogonal


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("shape", "bound"),
    [((2, 4), 1.0), ((3, 51), 1 / 3), ((2, 3, 1, 5), np.sqrt(1 / 6)), ([4, 2], 1.0), ((1, 1), np.sqrt(3))],
)
def test_glorot_draws_fill_the_interval_of_the_paper(shape, bound):
    draws = np.array([glorot_uniform(shape, rng(seed)) for seed in range(400)])
    assert draws.shape == (400, *shape)
    assert np.abs(draws).max() <= bound
    assert draws.max() > 0.95 * bound
    assert draws.min() < -0.95 * bound
    assert abs(draws.mean()) < 0.1 * bound


def test_glorot_gives_the_numbers_of_the_generator():
    assert np.array_equal(glorot_uniform((2, 4), rng(7)), rng(7).uniform(-1, 1, (2, 4)))


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (3, 7), (7, 3), (1, 6), [6, 1]])
def test_orthogonal_keeps_lengths(shape):
    W = orthogonal(shape, rng())
    rows, columns = shape
    assert W.shape == (rows, columns)
    assert W.flags.c_contiguous
    product = W @ W.T if rows <= columns else W.T @ W
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-14)


@pytest.mark.parametrize("shape", [(4, 4), (2, 5), (5, 2)])
def test_orthogonal_is_the_gaussian_matrix_made_orthogonal(shape):
    """Gram-Schmidt on the Gaussian columns has no sign of its own choosing: R's diagonal is positive."""
    columns = rng(3).standard_normal((max(shape), min(shape)))
    basis = []
    for column in columns.T:
        rest = column - sum((q @ column) * q for q in basis)
        basis.append(rest / np.linalg.norm(rest))
    Q = np.array(basis).T
    np.testing.assert_allclose(orthogonal(shape, rng(3)), Q if shape[0] >= shape[1] else Q.T, atol=1e-12)


def test_identity_hands_a_state_on():
    assert identity((3, 3)).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert identity((2, 2), rng(), np.float64, scale=0.5).tolist() == [[0.5, 0], [0, 0.5]]
    assert identity([1, 1], None, np.float32).dtype == np.float32


def test_forget_bias_fills_the_forget_block_alone():
    assert forget_bias(2).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert forget_bias(1, -2.5, gates="fgo").tolist() == [-2.5, 0, 0]
    assert forget_bias(1).dtype == np.float64


def test_the_type_is_float64_unless_float32_is_asked_for():
    for f in (glorot_uniform, orthogonal, identity):
        assert f((2, 2), rng()).dtype == np.float64
        assert f((2, 2), rng(), "float32").dtype == np.float32
        np.testing.assert_allclose(f((2, 2), rng(), np.float32), f((2, 2), rng()), rtol=1e-6)
    assert forget_bias(2, dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: glorot_uniform((3,), rng()), ValueError, r"shape: expected 2 or more sizes, got (3,)"),
        (lambda: glorot_uniform(3, rng()), TypeError, "shape: expected a tuple of sizes, got 3"),
        (lambda: glorot_uniform((0, 3), rng()), ValueError, "shape: expected at least 1, got 0"),
        (lambda: glorot_uniform((3, 3), 0), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: glorot_uniform((3, 3), rng(), np.int32), TypeError, "dtype: expected float32 or float64, got int32"),
        (lambda: orthogonal((3, 3), rng(), np.int32), TypeError, "dtype: expected float32 or float64, got int32"),
        (lambda: orthogonal((3, 3), None), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: orthogonal((2, 2, 2), rng()), ValueError, "shape: expected 2 sizes, got (2, 2, 2)"),
        (lambda: orthogonal((2,), rng()), ValueError, "shape: expected 2 sizes, got (2,)"),
        (lambda: identity((2, 3)), ValueError, "shape: expected a square (H, H), got (2, 3)"),
        (lambda: identity((2, 2), scale="a"), TypeError, "scale: expected an array of numbers"),
        (lambda: identity((2, 2), dtype=int), TypeError, "dtype: expected float32 or float64"),
        (lambda: forget_bias(2, 1e300, np.float32), ValueError, "value: expected finite numbers"),
        (lambda: forget_bias(0), ValueError, "hidden_size: expected at least 1, got 0"),
        (lambda: forget_bias(2, gates="rzn"), ValueError, "gates: expected one of ifgo, fgo, got 'rzn'"),
        (lambda: identity((2, 2, 2)), ValueError, "shape: expected 2 sizes, got (2, 2, 2)"),
    ],
)
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@given(JUNK, JUNK)
@settings(max_examples=60, deadline=None)
def test_junk_gets_a_clear_error_or_finite_numbers(one, two):
    for f in (glorot_uniform, orthogonal, identity):
        clear_answer(f, one, rng())
        clear_answer(f, (2, 2), one, two)
        clear_answer(f, (one, two), rng())
    clear_answer(identity, (2, 2), scale=one)
    clear_answer(forget_bias, one, two)
    clear_answer(forget_bias, 2, one, np.float32)
    clear_answer(forget_bias, 2, gates=one)


def test_sizes_no_array_can_hold_are_refused():
    with pytest.raises(ValueError, match="shape: expected at most 2147483647, got a larger number"):
        glorot_uniform((10**400, 10**400), rng())
