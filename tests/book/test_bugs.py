"""Every planted bug is caught by the gradient check, at the gradients where it does its harm and nowhere else."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnn_core import GRUCell, LSTMCell, RNNCell, Stack, bptt, gradcheck, gradcheck_cell, unroll
from rnn_core.layers import Dense
from rnn_core.losses import softmax_cross_entropy
from unrolled import bugs


def rng(seed=0):
    return np.random.default_rng(seed)


XS = rng(1).standard_normal((5, 4, 3))
RNN = {"W_x", "W_h", "b", "xs", "h_0"}
LSTM = RNN | {"c_0"}
HARM = {
    bugs.rnn_bptt: set(),
    bugs.wrong_bias: {"b"},
    bugs.missing_derivative: RNN,
    bugs.dropped_recursion: RNN,
    bugs.state_after: {"W_h"},
    bugs.lstm_bptt: set(),
    bugs.swapped_gates: LSTM,
}


def cell_for(bug):
    Cell = LSTMCell if bug in (bugs.lstm_bptt, bugs.swapped_gates) else RNNCell
    return Cell(3, 2, rng=rng())


def wrong(report):
    return {row.name for row in report.rows if not row.ok}


@pytest.mark.parametrize("bug", HARM, ids=lambda bug: bug.__name__)
def test_the_check_blames_exactly_the_gradients_that_the_bug_spoils(bug):
    report = gradcheck_cell(cell_for(bug), XS, (0.5 * np.ones((4, 2)),) * len(cell_for(bug).State._fields), bptt=bug)
    assert wrong(report) == HARM[bug]
    # No near miss: what is wrong is wrong by percents, far above any rounding.
    assert all(row.difference > 0.01 for row in report.rows if not row.ok)


@pytest.mark.parametrize("bug", HARM, ids=lambda bug: bug.__name__)
def test_a_bug_gives_the_right_shapes_and_finite_numbers(bug):
    cell = cell_for(bug)
    run = unroll(cell, XS)
    back, right = bug(cell, run.hs, run.trace, run.state), bptt(cell, run.hs, run.trace, run.state)
    assert back.dxs.shape == right.dxs.shape
    assert {name: value.shape for name, value in back.grads.items()} == cell.shapes
    assert all(np.isfinite(value).all() for value in back.grads.values())


@pytest.mark.parametrize("right", [bugs.rnn_bptt, bugs.lstm_bptt])
def test_the_textbook_loops_give_what_the_library_gives(right):
    cell = cell_for(right)
    run = unroll(cell, XS)
    one, other = right(cell, run.hs, run.trace, run.state), bptt(cell, run.hs, run.trace, run.state)
    assert_allclose(one.dxs, other.dxs, atol=1e-13)
    for name, value in other.grads.items():
        assert_allclose(one.grads[name], value, atol=1e-12)
    for mine, library in zip(one.dstate, other.dstate, strict=True):
        assert_allclose(mine, library, atol=1e-13)


@pytest.mark.parametrize("bug", HARM, ids=lambda bug: bug.__name__)
def test_no_bug_writes_into_what_it_is_given(bug):
    cell = cell_for(bug)
    run = unroll(cell, XS)
    asked, dstate = run.hs.copy(), cell.State(*(np.ones((4, 2)) for _ in cell.State._fields))
    bug(cell, asked, run.trace, dstate)
    assert_array_equal(asked, run.hs)
    assert all((part == 1).all() for part in dstate)


def test_a_batch_of_one_hides_the_wrong_bias():
    assert gradcheck_cell(cell_for(bugs.wrong_bias), XS[:, :1], bptt=bugs.wrong_bias).ok


def test_a_single_step_hides_the_dropped_recursion_but_for_what_comes_from_the_future():
    cell = RNNCell(3, 2, rng=rng())
    run = unroll(cell, XS[:1])
    dhs, nothing = np.ones_like(run.hs), cell.State(np.zeros((4, 2)))
    for name, value in bugs.dropped_recursion(cell, dhs, run.trace, nothing).grads.items():
        assert_allclose(value, bptt(cell, dhs, run.trace).grads[name])


def language_model_check(bug):
    """h = tanh(U x + W h + b), o = V h + c, softmax and cross-entropy: the five gradients, those of h's by `bug`."""
    cell, output = RNNCell(3, 8, rng=rng(2)), Dense(8, 4, rng=rng(3))
    targets = rng(4).integers(0, 4, (5, 4))

    def loss():
        return softmax_cross_entropy(output.forward(unroll(cell, XS).hs)[0], targets, reduction="sum")[0]

    run = unroll(cell, XS)
    o, cache = output.forward(run.hs)
    _, do = softmax_cross_entropy(o, targets, reduction="sum")
    dhs, of_output = output.backward(do, cache)
    of_cell = bug(cell, dhs, run.trace, cell.State(np.zeros((4, 8)))).grads
    values = {"V": output.params["W"], "c": output.params["b"]}
    values |= {"U": cell.params["W_x"], "W": cell.params["W_h"], "b": cell.params["b"]}
    grads = {"V": of_output["W"], "c": of_output["b"], "U": of_cell["W_x"], "W": of_cell["W_h"], "b": of_cell["b"]}
    return gradcheck(loss, values, grads)


def test_without_the_recursion_W_U_and_b_are_wrong_while_V_and_c_still_pass():
    report = language_model_check(bugs.dropped_recursion)
    assert wrong(report) == {"W", "U", "b"}
    assert all(0.1 < row.difference < 0.9 for row in report.rows if not row.ok)
    assert language_model_check(bugs.rnn_bptt).ok


def test_h_k_in_the_place_of_h_k_minus_1_is_off_by_more_than_the_gradient_itself():
    report = language_model_check(bugs.state_after)
    assert wrong(report) == {"W"}
    assert report.worst > 0.5
    cell = RNNCell(3, 2, rng=rng())
    right, h_k = (gradcheck_cell(cell, XS, bptt=f).rows[1] for f in (bugs.rnn_bptt, bugs.state_after))
    assert right.ok
    assert h_k.difference > 1


@pytest.mark.parametrize("count", [2, 3])
def test_one_layer_object_in_several_places_gives_each_a_part_of_the_gradient_of_one_array(count):
    cell = GRUCell(3, 3, rng=rng())
    shared = bugs.SharedLayers(cell, count)
    report = gradcheck_cell(shared, XS)
    assert wrong(report) == set(shared.params)
    # The parts add up to the gradient of the one array.
    run = unroll(shared, XS)
    grads = bptt(shared, np.ones_like(run.hs), run.trace).grads
    sums = {name: sum(grads[f"{k}.{name}"] for k in range(count)) for name in cell.params}
    assert gradcheck(lambda: unroll(shared, XS).hs.sum(), cell.params, sums).ok


def test_shared_layers_have_the_weights_of_one_layer_and_a_stack_refuses_them():
    cell = RNNCell(3, 3, rng=rng())
    shared = bugs.SharedLayers(cell, 2)
    assert len({id(value) for value in shared.params.values()}) == 3
    assert shared.params["1.W_x"] is shared.params["0.W_x"]
    with pytest.raises(ValueError, match=r"^cells: expected a cell of its own for each part"):
        Stack([cell] * 2)


def test_shared_layers_compute_what_two_equal_layers_compute():
    twins = Stack([RNNCell(3, 3, rng=rng()), RNNCell(3, 3, rng=rng())])
    assert_array_equal(unroll(bugs.SharedLayers(twins.cells[0], 2), XS).hs, unroll(twins, XS).hs)
