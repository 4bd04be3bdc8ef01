"""Values and words at the edges that a mutation run found untested in rnn_core.losses."""

import numpy as np
import pytest

from rnn_core.losses import (
    binary_cross_entropy_with_logits,
    softmax_cross_entropy,
    squared_error,
    vae_bound,
)

LARGEST = np.finfo(np.float32).max


def test_a_masked_target_of_the_wrong_kind_is_named():
    mask = np.array([True, False])
    for loss in (softmax_cross_entropy, squared_error, binary_cross_entropy_with_logits):
        with pytest.raises(TypeError, match=r"^target: "):
            loss(np.zeros((2, 3)), "text", mask)


def test_one_class_alone_has_no_loss_masked_or_not():
    for mask in (None, np.array([True, False])):
        loss, dy = softmax_cross_entropy(np.array([[2.0], [3.0]]), np.array([0, 0]), mask)
        assert loss == 0
        np.testing.assert_array_equal(dy, 0)


def test_float32_losses_are_summed_in_float64():
    y = np.random.default_rng(0).standard_normal((1, 10_001)).astype(np.float32)
    nothing = np.zeros_like(y)
    exact = pytest.approx((y**2).astype(np.float64).sum(), rel=1e-12)
    assert (y**2).sum() != exact
    assert squared_error(y, nothing, reduction="sum")[0] == exact
    assert 2 * vae_bound(nothing, nothing, y, nothing).kl == exact


def test_the_largest_loss_that_float32_can_hold_is_a_loss():
    loss, _ = binary_cross_entropy_with_logits(np.array([-LARGEST]), np.array([1.0]))
    assert loss == LARGEST
