"""The gradient check agrees with calculus, and says clearly what does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer
from numpy.testing import assert_allclose, assert_array_equal

from rnn_core import GRUCell, LSTMCell, RNNCell, Stack, bptt, gradcheck, gradcheck_cell, numerical_gradient, unroll
from rnn_core.gradcheck import relative_difference
from rnn_core.recurrence import Back


def rng(seed=0):
    return np.random.default_rng(seed)


def inputs(T=4, N=2, D=3):
    return rng(1).standard_normal((T, N, D))


# --- central differences


def test_the_numerical_gradient_of_a_quadratic_is_exact():
    x = np.array([[1.0, -2.0], [3.0, 0.5]])
    assert_allclose(numerical_gradient(lambda: np.sum(x**2), x), 2 * x, rtol=1e-9)
    assert_allclose(numerical_gradient(lambda: 3.0, x), np.zeros((2, 2)))


def test_the_error_falls_with_the_square_of_eps():
    x = np.array([0.7])
    exact = np.exp(x)
    wide, narrow = (abs(numerical_gradient(lambda: float(np.exp(x[0])), x, eps) - exact)[0] for eps in (1e-2, 1e-3))
    assert_allclose(wide / narrow, 100, rtol=1e-2)
    assert_allclose(wide, np.exp(0.7) * 1e-4 / 6, rtol=1e-2)


def test_the_array_is_as_it_was_afterwards_even_if_the_loss_fails():
    x = rng().standard_normal((2, 3))
    before = x.copy()
    numerical_gradient(lambda: np.sum(np.tanh(x)), x)
    assert_array_equal(x, before)

    def fails_at_the_third_entry():
        if x[0, 2] != before[0, 2]:
            raise ZeroDivisionError
        return 0.0

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(fails_at_the_third_entry, x)
    assert_array_equal(x, before)


def test_views_and_arrays_of_any_shape_are_perturbed_in_place():
    x = rng().standard_normal((4, 6))
    view = x[1:3, ::2]
    assert_allclose(numerical_gradient(lambda: np.sum(x**3), view), 3 * view**2, rtol=1e-6)
    scalar = np.array(2.0)
    assert_allclose(numerical_gradient(lambda: float(scalar) ** 2, scalar), 4.0)


# --- the measure


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0),
        ([0.0, 0.0], [0.0, 0.0], 0),
        ([1.0, 4.0], [1.0, 5.0], 0.2),
        ([1.0, -5.0], [1.0, 0.0], 1.0),
        ([1.0], [-1.0], 2.0),
        ([1e-9, 1.0], [2e-9, 1.0], 1e-9),  # on the scale of the array, not of the entry
        ([np.nan, 1.0], [1.0, 1.0], np.inf),
        ([1.0, 1.0], [np.inf, 1.0], np.inf),
        ([], [], 0),
    ],
)
def test_relative_difference_is_on_the_scale_of_the_larger_array(a, b, difference):
    assert_allclose(relative_difference(np.array(a), np.array(b)), difference, rtol=1e-12)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_relative_difference_is_symmetric_and_knows_no_unit(scale, other):
    a, b = np.array([1.0, -2.0]) * other, np.array([1.5, -2.0]) * other
    assert_allclose(relative_difference(a, b), relative_difference(b, a))
    assert_allclose(relative_difference(a * scale, b * scale), relative_difference(a, b))


# --- the report


def a_line(wrong=0.0):
    w, b, x = np.array([2.0, -1.0]), np.array([0.5]), np.array([3.0, 4.0])
    values = {"weights": w, "b": b}
    grads = {"weights": 2 * (w @ x + b) * x, "b": 2 * (w @ x + b) * (1 + wrong)}
    return gradcheck(lambda: (w @ x + b[0]) ** 2, values, grads)


def test_a_right_gradient_agrees():
    report = a_line()
    assert report.ok
    assert report.worst < 1e-9
    assert [row.ok for row in report.rows] == [True, True]


def test_a_wrong_gradient_is_named_with_how_wrong_it_is():
    report = a_line(wrong=0.25)
    assert not report.ok
    assert [(row.name, row.ok) for row in report.rows] == [("weights", True), ("b", False)]
    assert_allclose(report.worst, 0.2, rtol=1e-6)
    assert report.worst == report.rows[1].difference


def test_printing_the_report_shows_a_table():
    expected = """
gradient of  largest relative difference  verdict
weights                          < 1e-06  agrees
b                                    0.2  WRONG
"""
    assert "\n" + str(a_line(wrong=0.25)) + "\n" == expected
    assert repr(a_line()) == str(a_line())


def test_the_columns_fit_long_names():
    x = np.ones(1)
    name = "backward.10.W_x and more"
    header, line = str(gradcheck(lambda: x[0], {name: x}, {name: x})).splitlines()
    assert header.startswith("gradient of" + " " * (len(name) - len("gradient of")) + "  largest")
    assert header.index("verdict") == line.index("agrees")


def test_tolerance_decides_and_stands_in_the_table():
    x = np.ones(1)
    strict, loose = (gradcheck(lambda: x[0], {"x": x}, {"x": x * 1.001}, tolerance=t) for t in (1e-6, 1e-2))
    assert (strict.ok, loose.ok) == (False, True)
    assert "< 1e-02" in str(loose)
    assert (strict.tolerance, loose.tolerance) == (1e-6, 1e-2)


def test_a_gradient_that_is_not_a_number_is_wrong():
    x = np.ones(2)
    report = gradcheck(lambda: x.sum(), {"x": x}, {"x": np.array([1.0, np.nan])})
    assert not report.ok
    assert report.worst == np.inf


def test_more_gradients_than_values_may_be_given():
    x = np.ones(1)
    assert [row.name for row in gradcheck(lambda: x[0], {"x": x}, {"x": x, "y": x}).rows] == ["x"]


# --- cells


@pytest.mark.parametrize("Cell", [RNNCell, LSTMCell, GRUCell])
def test_every_parameter_input_and_initial_state_of_a_cell_is_checked(Cell):
    cell = Cell(3, 2, rng=rng())
    report = gradcheck_cell(cell, inputs())
    assert report.ok, report
    states = [f"{name}_0" for name in cell.State._fields]
    assert [row.name for row in report.rows] == ["W_x", "W_h", "b", "xs", *states]


def break_one(where):
    """A bptt that is wrong in one place by one part in ten thousand."""

    def broken(cell, dhs, trace, dstate):
        back = bptt(cell, dhs, trace, dstate)
        if where == "xs":
            back.dxs[1, 0, 0] *= 1.0001
        elif where.endswith("_0"):
            getattr(back.dstate, where[:-2])[0, 0] *= 1.0001
        else:
            back.grads[where][..., 0] *= 1.0001
        return back

    return broken


@pytest.mark.parametrize("where", ["W_x", "W_h", "b", "xs", "h_0", "c_0"])
def test_one_wrong_gradient_is_found_and_no_other_is_blamed(where):
    report = gradcheck_cell(LSTMCell(3, 2, rng=rng()), inputs(), bptt=break_one(where))
    assert [row.name for row in report.rows if not row.ok] == [where]


def test_the_gradient_from_the_final_state_is_checked_too():
    def forgets_the_final_state(cell, dhs, trace, dstate):
        return bptt(cell, dhs, trace)

    assert not gradcheck_cell(LSTMCell(3, 2, rng=rng()), inputs(), bptt=forgets_the_final_state).ok


def test_a_given_state_lengths_and_inputs_are_used_and_left_as_they_were():
    cell, xs, state = RNNCell(3, 2, rng=rng()), inputs(), (rng(2).standard_normal((2, 2)),)
    params = {name: value.copy() for name, value in cell.params.items()}
    seen = []

    def watch(cell, xs, state, lengths):
        seen.append((state[0][0, 0], lengths))
        return unroll(cell, xs, state, lengths)

    before = xs.copy(), state[0].copy()
    assert gradcheck_cell(cell, xs, state, [4, 2], unroll=watch).ok
    assert seen[0] == (state[0][0, 0], [4, 2])
    assert_array_equal(xs, before[0])
    assert_array_equal(state[0], before[1])
    for name, value in params.items():
        assert_array_equal(cell.params[name], value)


def test_another_rng_asks_for_another_loss():
    asked = []

    def watch(cell, dhs, trace, dstate):
        asked.append(dhs)
        return bptt(cell, dhs, trace, dstate)

    for seed in (None, 0, 1):
        gradcheck_cell(RNNCell(3, 2, rng=rng()), inputs(), bptt=watch, rng=None if seed is None else rng(seed))
    assert_array_equal(asked[0], asked[1])
    assert (asked[0] != asked[2]).all()


# --- bad input

x = np.ones(2)
CELL = RNNCell(3, 2, rng=rng())
BAD = {
    "no function": (lambda: numerical_gradient(3, x), TypeError, "f: expected a function of no argument that"),
    "no loss": (lambda: numerical_gradient(lambda: None, x), TypeError, "f: expected a function that returns the loss"),
    "two losses": (lambda: numerical_gradient(lambda: x, x), TypeError, "f: expected a function that returns the loss"),
    "float32": (lambda: numerical_gradient(lambda: 0, np.ones(2, "f4")), TypeError, "array: expected a writeable"),
    "list": (lambda: numerical_gradient(lambda: 0, [1.0]), TypeError, "array: expected a writeable float64 array"),
    "read-only": (lambda: numerical_gradient(lambda: 0, np.broadcast_to(1.0, 2)), TypeError, "array: expected"),
    "eps": (lambda: numerical_gradient(lambda: 0, x, 0), ValueError, "eps: expected a finite number above 0, got 0"),
    "nothing": (lambda: gradcheck(lambda: 0, {}, {}), ValueError, "values: expected at least one array to check"),
    "missing": (
        lambda: gradcheck(lambda: 0, {"W": x}, {"b": x}),
        ValueError,
        "grads: expected a gradient for 'W', got",
    ),
    "none": (lambda: gradcheck(lambda: 0, {"W": x}, {}), ValueError, "grads: expected a gradient for 'W', got none"),
    "shape": (lambda: gradcheck(lambda: 0, {"W": x}, {"W": x[:1]}), ValueError, "grads['W']: expected (2,), got (1,)"),
    "float32 value": (
        lambda: gradcheck(lambda: 0, {"W": x.astype("f4")}, {"W": x}),
        TypeError,
        "values['W']: expected float64 (smaller types drown in rounding), got float32",
    ),
    "tolerance": (
        lambda: gradcheck(lambda: 0, {"W": x}, {"W": x}, tolerance=0),
        ValueError,
        "tolerance: expected a finite number above 0",
    ),
    "xs": (lambda: gradcheck_cell(CELL, x), ValueError, "xs: expected (T, N, 3), got (2,)"),
    "float32 cell": (
        lambda: gradcheck_cell(RNNCell(3, 2, rng=rng(), dtype=np.float32), inputs()),
        TypeError,
        "values['W_x']: expected float64",
    ),
    "no gradient of the state": (
        lambda: gradcheck_cell(CELL, inputs(), bptt=lambda *args: bptt(*args)._replace(dstate=None)),
        ValueError,
        "grads: expected a gradient for 'h_0', got W_x, W_h, b, xs",
    ),
    "no gradient of the inputs": (
        lambda: gradcheck_cell(CELL, inputs(), bptt=lambda *args: bptt(*args)._replace(dxs=None)),
        TypeError,
        "grads['xs']: expected an array of numbers, got NoneType",
    ),
    "seed": (lambda: gradcheck_cell(CELL, inputs(), rng=0), TypeError, "rng: expected a numpy.random.Generator"),
    "text": (lambda: gradcheck_cell(CELL, "text"), TypeError, "xs: expected an array of numbers, got str"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_the_argument_what_was_expected_and_what_came(case):
    call, error, message = BAD[case]
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@settings(max_examples=60)
@given(junk=JUNK)
def test_junk_gets_a_clear_answer(junk):
    clear_answer(gradcheck_cell, CELL, junk)
    clear_answer(gradcheck_cell, CELL, inputs(), junk)
    clear_answer(gradcheck_cell, CELL, inputs(), None, junk)
    for value, grad in ((junk, x), (x, junk), (junk, junk)):
        clear_answer(lambda value=value, grad=grad: (gradcheck(lambda: 0.0, {"W": value}, {"W": grad}), 0)[1])
    clear_answer(numerical_gradient, lambda: 0.0, x, junk)


def test_the_pieces_of_a_stack_and_its_states_have_rows_of_their_own():
    def shifted(cell, dhs, trace, dstate):
        back = bptt(cell, dhs, trace, dstate)
        back.dstate[1].c[0, 0] += 1
        return Back(*back)

    stack = Stack([LSTMCell(3, 2, rng=rng()), LSTMCell(2, 2, rng=rng(1))])
    assert [row.name for row in gradcheck_cell(stack, inputs(), bptt=shifted).rows if not row.ok] == ["1.c_0"]
