"""Values at the edges that a mutation run found untested in rnn_core.optim."""

import numpy as np
import pytest

from rnn_core.optim import SGD, clip_by_norm, clip_by_value


def test_a_gradient_without_numbers_is_clipped_like_any_other():
    grads = {"W": np.array([3.0, 4.0]), "none": np.zeros((0, 2))}
    assert clip_by_norm(grads, 1.0) == pytest.approx(5, rel=1e-15)
    np.testing.assert_allclose(grads["W"], [0.6, 0.8], rtol=1e-15)
    assert clip_by_value(grads, 0.7) == pytest.approx(0.8, rel=1e-15)
    np.testing.assert_allclose(grads["W"], [0.6, 0.7], rtol=1e-15)


def test_the_norm_of_a_tiny_gradient_is_not_lost_in_its_squares():
    assert clip_by_norm({"W": np.array([3e-200, 4e-200])}, 1.0) == pytest.approx(5e-200, rel=1e-12)


def test_the_norm_of_a_float32_gradient_is_summed_in_float64():
    g = np.random.default_rng(0).uniform(0.5, 1, 10_001).astype(np.float32)
    g[0] = 1  # the largest, which is taken out before squaring
    exact = pytest.approx(np.sqrt((g**2).astype(np.float64).sum()), rel=1e-12)
    assert np.sqrt((g**2).sum()) != exact
    assert clip_by_norm({"g": g}, 1e9) == exact


def test_a_gradient_that_float32_cannot_hold_is_refused_for_float32_parameters():
    params = {"W": np.zeros(2, np.float32)}
    with pytest.raises(ValueError, match=r"W.*expected finite numbers"):
        SGD(0.1).update(params, {"W": np.array([1e300, 0.0])})
    np.testing.assert_array_equal(params["W"], 0)
