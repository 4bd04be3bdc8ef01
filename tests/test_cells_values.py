"""Values and words that a mutation run found untested in rnn_core.cells."""

import numpy as np
import pytest

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.cells.activations import ACTIVATIONS

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RNNCell(2, 3, rng=RNG), "RNNCell(2, 3, activation='tanh', dtype=float64)"),
        (LSTMCell(2, 3, rng=RNG), "LSTMCell(2, 3, dtype=float64)"),
        (LSTMCell(2, 3, rng=RNG, peephole=True), "LSTMCell(2, 3, peephole=True, dtype=float64)"),
        (LSTMCell(2, 3, rng=RNG, coupled=True), "LSTMCell(2, 3, coupled=True, dtype=float64)"),
        (GRUCell(2, 3, rng=RNG), "GRUCell(2, 3, dtype=float64)"),
        (GRUCell(2, 3, rng=RNG, reset_after=True), "GRUCell(2, 3, reset_after=True, dtype=float64)"),
    ],
)
def test_a_cell_prints_as_the_call_that_makes_it(cell, text):
    assert repr(cell) == text


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_and_its_slope_write_where_they_are_told(name):
    f, slope = ACTIVATIONS[name]
    a = np.array([-1.5, -0.5, 0.5, 2.0])
    for function in (f, slope):
        place = np.full(4, 7.0)
        assert function(a, out=place) is place
        np.testing.assert_array_equal(place, function(a))


def test_only_relu_starts_from_the_identity():
    I = np.eye(6)
    for activation in ("tanh", "relu", "sigmoid", "identity"):
        W_h = RNNCell(2, 6, rng=np.random.default_rng(0), activation=activation).params["W_h"]
        assert np.allclose(W_h @ W_h.T, I)
        assert np.array_equal(W_h, I) == (activation == "relu")
