"""Types and words that a mutation run found untested in rnn_core.layers."""

import numpy as np
import pytest

from rnn_core.layers import Conv2D, Dense, Embedding


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_float32_layer_has_a_float32_bias(rng):
    assert Dense(2, 3, rng=rng, dtype=np.float32).params["b"].dtype == np.float32
    assert Conv2D(2, 3, 1, rng=rng, dtype=np.float32).params["b"].dtype == np.float32


def test_a_gradient_that_float32_cannot_hold_is_refused_by_a_float32_embedding(rng):
    table = Embedding(3, 1, rng=rng, dtype=np.float32)
    _, cache = table.forward(np.array([0]))
    with pytest.raises(ValueError, match="dy: expected finite numbers"):
        table.backward(np.array([[1e300]]), cache)


def test_an_image_smaller_than_the_patch_is_told_by_rows_and_columns(rng):
    with pytest.raises(ValueError, match="x: expected images of at least 3 x 3, got 4 x 2"):
        Conv2D(1, 1, 3, rng=rng).forward(np.zeros((5, 6, 4, 2, 1)))
