"""Values and words that a mutation run found untested in rnn_core.cells."""

import tracemalloc

import every_cell
import numpy as np
import pytest

from rnn_core import GRUCell, LSTMCell, RNNCell, bptt, unroll
from rnn_core.activations import ACTIVATIONS
from rnn_core.cells import affine

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


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_derivative_written_with_the_output(name):
    f, slope = ACTIVATIONS[name]
    a, e = np.array([-1.5, -0.5, 0.5, 2.0]), 1e-6
    np.testing.assert_allclose(slope(f(a)), (f(a + e) - f(a - e)) / (2 * e), rtol=1e-8, atol=1e-9)


def most_memory(f, *args):
    """The largest number of bytes that f(*args) takes at a time."""
    tracemalloc.start()
    f(*args)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("name", RNNCell.ACTIVATIONS)
def test_an_activation_or_slope_told_where_to_write_needs_no_other_memory(name):
    a = np.full(100_000, 0.5)
    place = np.empty_like(a)
    for function in ACTIVATIONS[name]:
        assert most_memory(lambda function=function: function(a, out=place)) < a.nbytes / 4


@pytest.mark.parametrize(
    ("kind", "there", "and_back"),
    [
        ("linear", 2, 3),
        ("RNN relu", 2, 3),
        ("RNN", 2, 4),
        ("carousel", 3, 5),
        ("GRU", 8, 12),
        ("GRU reset after", 8, 13),
        ("LSTM coupled", 9, 13),
        ("LSTM", 11, 15),
        ("LSTM peephole", 11, 15),
    ],
)
def test_a_run_and_the_way_back_hold_so_many_arrays_of_the_size_of_the_outputs(kind, there, and_back):
    cell = every_cell.make(kind, 1, 64)
    xs, dhs = every_cell.inputs(cell, 100, 16), np.ones((100, 16, 64))
    bptt(cell, dhs, unroll(cell, xs).trace)  # the first time costs more: what is looked up is kept
    assert most_memory(unroll, cell, xs) // dhs.nbytes == there
    assert most_memory(lambda: bptt(cell, dhs, unroll(cell, xs).trace)) // dhs.nbytes == and_back


def test_the_gradient_of_many_inputs_is_right_for_each_of_them_however_they_are_cut_into_stretches():
    rng = np.random.default_rng(0)
    for count in (1, affine.STRETCH, affine.STRETCH + 1, 3 * affine.STRETCH - 1):
        da, W_x = rng.standard_normal((2, count, 3)), rng.standard_normal((4, 2 * 3))
        by_gates = da[0] @ W_x[:, :3].T + da[1] @ W_x[:, 3:].T
        np.testing.assert_allclose(affine.input_gradient(da, W_x), by_gates, rtol=0, atol=1e-12)


def test_only_relu_starts_from_the_identity():
    I = np.eye(6)
    for activation in ("tanh", "relu", "sigmoid", "identity"):
        W_h = RNNCell(2, 6, rng=np.random.default_rng(0), activation=activation).params["W_h"]
        assert np.allclose(W_h @ W_h.T, I)
        assert np.array_equal(W_h, I) == (activation == "relu")
