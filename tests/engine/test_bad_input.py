"""A careless call of a cell, unroll or bptt gets a clear error or the right answer, never a silent broadcast or NaN."""

import every_cell
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer

from rnn_core import GRUCell, LSTMCell, RNNCell, bptt, unroll

KINDS = st.sampled_from(sorted(every_cell.KINDS))
ZEROS = np.zeros((3, 4))


def lstm():
    cell = every_cell.make("LSTM")
    return cell, every_cell.inputs(cell)


def refused(error, message, f, *args):
    with pytest.raises(error) as caught:
        f(*args)
    assert message in str(caught.value)


def with_value(array, value):
    array = array.copy()
    array.flat[-1] = value
    return array


@pytest.mark.parametrize(
    ("xs", "error", "message"),
    [
        (np.zeros((8, 4)), ValueError, "xs: expected (T, N, 3), got (8, 4)"),
        (np.zeros((5, 2, 4)), ValueError, "xs: expected (T, N, 3), got (5, 2, 4)"),
        (np.zeros((5, 2, 1)), ValueError, "xs: expected (T, N, 3), got (5, 2, 1)"),
        (np.zeros((0, 2, 3)), ValueError, "xs: expected (T, N, 3), got (0, 2, 3)"),
        (np.zeros((5, 0, 3)), ValueError, "xs: expected (T, N, 3), got (5, 0, 3)"),
        (np.full((5, 2, 3), np.nan), ValueError, "xs: expected finite numbers, got NaN or infinity"),
        (np.full((5, 2, 3), -np.inf), ValueError, "xs: expected finite numbers, got NaN or infinity"),
        (np.zeros((5, 2, 3), complex), TypeError, "xs: expected an array of numbers, got ndarray of complex128"),
        (np.zeros((5, 2, 3), bool), TypeError, "xs: expected an array of numbers, got ndarray of bool"),
        ("text", TypeError, "xs: expected an array of numbers, got str"),
        (None, TypeError, "xs: expected an array of numbers, got NoneType"),
        ([[[1, 2, 3]], [[1, 2]]], ValueError, "xs: expected an array of numbers, got lists of unequal length"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(xs, error, message):
    refused(error, message, unroll, lstm()[0], xs)


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        (ZEROS, TypeError, "state: expected LSTMState(h, c), got ndarray"),
        ((ZEROS,), TypeError, "state: expected LSTMState(h, c), got 1 parts"),
        ((ZEROS, ZEROS, ZEROS), TypeError, "state: expected LSTMState(h, c), got 3 parts"),
        ("hc", TypeError, "state: expected LSTMState(h, c), got str"),
        ((ZEROS, ZEROS[:1]), ValueError, "state.c: expected (3, 4), got (1, 4)"),
        ((ZEROS[:, :1], ZEROS), ValueError, "state.h: expected (3, 4), got (3, 1)"),
        ((ZEROS[0], ZEROS), ValueError, "state.h: expected (3, 4), got (4,)"),
        ((ZEROS, ZEROS * np.nan), ValueError, "state.c: expected finite numbers"),
        ((ZEROS, None), TypeError, "state.c: expected an array of numbers, got NoneType"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_so_is_a_dstate(state, error, message):
    cell, xs = lstm()
    refused(error, message, unroll, cell, xs, state)
    run = unroll(cell, xs)
    refused(error, "d" + message, bptt, cell, run.hs, run.trace, state)


def test_a_lone_array_is_the_state_of_a_cell_that_carries_one():
    cell = every_cell.make("GRU")
    xs, start = every_cell.inputs(cell), every_cell.state(cell)
    assert np.array_equal(unroll(cell, xs, start.h).hs, unroll(cell, xs, start).hs)


@pytest.mark.parametrize(
    ("lengths", "error", "message"),
    [
        ([5, 5], ValueError, "lengths: expected (3,), got (2,)"),
        (5, ValueError, "lengths: expected (3,), got ()"),
        ([5, 0, 1], ValueError, "lengths: expected at least 1 step in each sequence, got 0"),
        ([5, 6, 1], ValueError, "lengths: expected numbers from 0 to 5, got 1 to 6"),
        ([5, -1, 1], ValueError, "lengths: expected numbers from 0 to 5, got -1 to 5"),
        ([5.0, 1.0, 1.0], TypeError, "lengths: expected whole numbers, got float64"),
        ("551", TypeError, "lengths: expected an array of numbers, got str"),
    ],
)
def test_lengths_that_do_not_fit_are_refused(lengths, error, message):
    refused(error, message, unroll, *lstm(), None, lengths)


def test_lengths_need_not_be_sorted():
    cell, xs = lstm()
    run, turned = unroll(cell, xs, None, [2, 5, 3]), unroll(cell, xs[:, ::-1], None, [3, 5, 2])
    assert np.allclose(run.hs, turned.hs[:, ::-1], rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("dhs", "error", "message"),
    [
        (np.zeros((5, 3)), ValueError, "dhs: expected (5, 3, 4), got (5, 3)"),
        (np.zeros((1, 3, 4)), ValueError, "dhs: expected (5, 3, 4), got (1, 3, 4)"),
        (np.zeros((5, 3, 1)), ValueError, "dhs: expected (5, 3, 4), got (5, 3, 1)"),
        (np.full((5, 3, 4), np.nan), ValueError, "dhs: expected finite numbers"),
        (None, TypeError, "dhs: expected an array of numbers, got NoneType"),
    ],
)
def test_gradients_that_do_not_fit_are_refused(dhs, error, message):
    cell, xs = lstm()
    refused(error, message, bptt, cell, dhs, unroll(cell, xs).trace)


def test_a_trace_of_something_else_is_refused():
    cell, xs = lstm()
    run = unroll(cell, xs)
    for other in ("RNN", "GRU", "LSTM coupled"):
        refused(TypeError, "trace: expected the trace of a run of", bptt, every_cell.make(other), run.hs, run.trace)
    for nothing in (None, "trace", run, tuple(run.trace)):
        refused(TypeError, "trace: expected the trace of a run of LSTMCell", bptt, cell, run.hs, nothing)
    for D, H, dtype in ((3, 5, np.float64), (2, 4, np.float64), (3, 4, np.float32)):
        other = every_cell.make("LSTM", D, H, dtype)
        refused(ValueError, "got one with x (5, 3, 3) and h (5, 3, 4) in float64", bptt, other, run.hs, run.trace)
    before, after = every_cell.make("GRU"), every_cell.make("GRU reset after")
    run = unroll(before, xs)
    refused(TypeError, "trace: expected", bptt, after, run.hs, run.trace)
    _, one_step = before.step(xs[0], every_cell.state(before))
    refused(ValueError, "trace: expected", bptt, before, run.hs, one_step)


@pytest.mark.parametrize("kind", every_cell.KINDS)
def test_a_parameter_replaced_by_something_else_is_refused(kind):
    cell = every_cell.make(kind)
    xs = every_cell.inputs(cell)
    run = unroll(cell, xs)
    for name, value in list(cell.params.items()):
        for wrong, came in (
            (value[:1].astype(complex), "complex128"),
            (value.astype(np.float32), "float32"),
            (value[..., :1], "float64"),
            (value.tolist(), "["),
            (None, "None"),
        ):
            cell.params[name] = wrong
            message = f"params['{name}']: expected float64 {value.shape}, got {came}"
            refused(ValueError, message, unroll, cell, xs)
            refused(ValueError, message, bptt, cell, run.hs, run.trace)
        cell.params[name] = with_value(value, np.nan)
        refused(FloatingPointError, "step 0 is not finite", unroll, cell, xs)
        cell.params[name] = value


@pytest.mark.parametrize(
    ("x_t", "state", "message"),
    [
        (np.zeros(3), None, "x_t: expected (N, 3), got (3,)"),
        (np.zeros((2, 4)), None, "x_t: expected (N, 3), got (2, 4)"),
        (np.zeros((2, 3)), (ZEROS, ZEROS), "state.h: expected (2, 4), got (3, 4)"),
        (np.full((2, 3), np.inf), None, "x_t: expected finite numbers"),
    ],
)
def test_a_step_refuses_what_unroll_refuses(x_t, state, message):
    refused(ValueError, message, every_cell.make("LSTM").step, x_t, state)


def test_states_that_overflow_name_the_step():
    cell = RNNCell(1, 1, rng=np.random.default_rng(0), activation="identity", dtype=np.float32)
    cell.params["W_h"][:], cell.params["W_x"][:] = 1e10, 1
    with pytest.raises(FloatingPointError, match="h: step 4 is not finite: the recurrence has exploded"):
        unroll(cell, np.ones((9, 2, 1)))
    assert np.isfinite(unroll(cell, np.ones((4, 2, 1))).hs).all()


def test_a_memory_that_overflows_is_seen_although_its_output_is_finite():
    cell = every_cell.make("carousel", 1, 1, np.float32)
    cell.params["W_x"][:] = 1e38
    with pytest.raises(FloatingPointError, match="c: step 4 is not finite"):
        unroll(cell, np.ones((9, 1, 1)))


def test_gradients_that_overflow_name_the_step():
    cell = RNNCell(1, 1, rng=np.random.default_rng(0), activation="identity", dtype=np.float32)
    cell.params["W_h"][:], cell.params["W_x"][:] = 1e10, 1
    run = unroll(cell, np.zeros((9, 3, 1)))
    dhs = np.zeros((9, 3, 1))
    dhs[-1, 1] = 1
    with pytest.raises(FloatingPointError, match="grads: the gradient is not finite from step 4 back"):
        bptt(cell, dhs, run.trace)
    cell.params["W_h"][:] = 0
    run = unroll(cell, np.zeros((2, 1, 1)))
    with pytest.raises(FloatingPointError, match="grads: the gradient is not finite summed over the steps"):
        bptt(cell, np.full((2, 1, 1), 2e38), run.trace)


def test_numbers_too_large_for_float32_are_refused():
    cell = every_cell.make("RNN", dtype=np.float32)
    refused(ValueError, "xs: expected finite numbers", unroll, cell, np.full((2, 1, 3), 1e300))


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, junk=JUNK, where=st.sampled_from(["xs", "state", "lengths", "part"]))
def test_junk_given_to_unroll_gets_a_clear_answer(kind, junk, where):
    cell = every_cell.make(kind, 2, 3)
    arguments = {"xs": every_cell.inputs(cell, 3, 2), "state": None, "lengths": None}
    if where == "part":
        where, junk = "state", cell.State(*(junk for _ in cell.State._fields))
    clear_answer(lambda: unroll(cell, **arguments | {where: junk}).hs)


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, junk=JUNK, where=st.sampled_from(["dhs", "trace", "dstate", "part"]))
def test_junk_given_to_bptt_gets_a_clear_answer(kind, junk, where):
    cell = every_cell.make(kind, 2, 3)
    run = unroll(cell, every_cell.inputs(cell, 3, 2))
    arguments = {"dhs": run.hs, "trace": run.trace, "dstate": None}
    if where == "part":
        where, junk = "dstate", cell.State(*(junk for _ in cell.State._fields))
    clear_answer(lambda: bptt(cell, **arguments | {where: junk}).dxs)


@settings(max_examples=100, deadline=None)
@given(
    Cell=st.sampled_from([RNNCell, LSTMCell, GRUCell]),
    junk=JUNK,
    where=st.sampled_from(["input_size", "hidden_size", "rng", "dtype"]),
)
def test_junk_given_to_a_cell_gets_a_clear_answer(Cell, junk, where):
    arguments = {"input_size": 2, "hidden_size": 3, "rng": np.random.default_rng(0), "dtype": np.float64}
    if isinstance(junk, int) and junk > 1000:
        return
    clear_answer(lambda: Cell(**arguments | {where: junk}).params)


def test_a_gradient_too_large_for_float32_is_refused():
    cell = every_cell.make("RNN", dtype=np.float32)
    run = unroll(cell, np.zeros((2, 1, cell.input_size)))
    refused(ValueError, "dhs: expected finite numbers", bptt, cell, np.full(run.hs.shape, 1e300), run.trace)


def test_what_came_instead_of_a_trace_is_named():
    cell = every_cell.make("RNN")
    refused(TypeError, "got str", bptt, cell, np.zeros((2, 1, cell.hidden_size)), "a trace")


def test_infinite_states_that_cancel_are_reported_once_and_without_a_warning():
    cell = RNNCell(1, 2, rng=np.random.default_rng(0), activation="identity", dtype=np.float32)
    cell.params["W_h"][:] = [[1e30, -1e30], [-1e30, 1e30]]
    cell.params["W_x"][:] = [[1, 1e-3]]
    with pytest.raises(FloatingPointError, match="h: step 2 is not finite"):
        unroll(cell, np.ones((9, 1, 1)))
