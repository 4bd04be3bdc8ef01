"""Each cell computes its formulas, and its derivative is the formulas' derivative."""

import copy
import inspect
import pickle
import tracemalloc

import every_cell
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnn_core import CarouselCell, GRUCell, LinearCell, LSTMCell, RNNCell, bptt, gradcheck_cell, initialise, unroll
from rnn_core.activations import ACTIVATIONS
from rnn_core.cells import CoupledLSTMCell, PeepholeLSTMCell, ResetAfterGRUCell, affine

rng = np.random.default_rng
every_kind = pytest.mark.parametrize("kind", every_cell.KINDS)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def one_step(kind):
    """A cell, its parameters by gate, and one step from a state that is not zero."""
    cell = every_cell.make(kind)
    x, before = every_cell.inputs(cell)[0], every_cell.state(cell)
    after, trace = cell.step(x, before)
    maps = {name: cell.gate(name) for name in cell.GATES} if hasattr(cell, "GATES") else {}
    a = {name: x @ p["W_x"] + before.h @ p["W_h"] + p["b"] for name, p in maps.items()}
    return cell, x, before, after, trace, a


# The worked example of the sources: concatenated input [h, x], state of size 2, input and output of size 1.
W, b = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.array([0.1, -0.1])


def worked_example():
    cell = RNNCell(1, 2, rng=rng(0))
    cell.params |= {"W_h": W[:2].copy(), "W_x": W[2:].copy(), "b": b.copy()}
    return unroll(cell, np.array([1.0, 2.0]).reshape(2, 1, 1))


def test_the_worked_example_has_the_numbers_of_the_sources():
    run = worked_example()
    assert_allclose(run.trace.a[:, 0], [[0.6, 0.5], [1.2923401038778066, 1.3922567763036109]], rtol=0, atol=1e-12)
    states = [[0.5370495669980353, 0.46211715726000974], [0.8597381843462615, 0.8836664119437349]]
    assert_allclose(run.hs[:, 0], states, rtol=0, atol=1e-12)
    outputs = run.hs[:, 0] @ [1.0, 2.0] + 0.1
    assert_allclose(outputs, [1.561283881518055, 2.727071008233731], rtol=0, atol=1e-12)


def test_the_worked_example_as_printed_and_from_rounded_states():
    run = worked_example()
    assert_array_equal(np.round(run.hs[0, 0], 3), [0.537, 0.462])
    assert round(0.537 + 2 * 0.462 + 0.1, 3) == 1.561
    assert abs(run.hs[0, 0] @ [1.0, 2.0] + 0.1 - 1.56) < 0.005


def test_input_before_state_in_the_concatenation_gives_another_answer():
    swapped = np.tanh(np.array([1.0, 0.0, 0.0]) @ W + b)
    assert abs(swapped @ [1.0, 2.0] + 0.1 - 0.4967) < 5e-5


@pytest.mark.parametrize(
    ("activation", "f"),
    [("tanh", np.tanh), ("sigmoid", sigmoid), ("relu", lambda a: np.maximum(a, 0)), ("identity", lambda a: a)],
)
def test_an_rnn_step_is_its_formula(activation, f):
    cell = every_cell.make("RNN" if activation == "tanh" else f"RNN {activation}")
    x, before = every_cell.inputs(cell)[0], every_cell.state(cell)
    after, trace = cell.step(x, before)
    a = x @ cell.params["W_x"] + before.h @ cell.params["W_h"] + cell.params["b"]
    assert_allclose(trace.a, a, rtol=0, atol=1e-14)
    assert_allclose(after.h, f(a), rtol=0, atol=1e-14)


def test_an_lstm_step_is_its_formula():
    _, _, before, after, trace, a = one_step("LSTM")
    i, f, g, o = sigmoid(a["i"]), sigmoid(a["f"]), np.tanh(a["g"]), sigmoid(a["o"])
    c = f * before.c + i * g
    wanted = {f"a_{name}": a[name] for name in "ifgo"} | {"i": i, "f": f, "g": g, "o": o, "c": c, "tanh_c": np.tanh(c)}
    for name, value in wanted.items():
        assert_allclose(getattr(trace, name), value, rtol=0, atol=1e-14, err_msg=name)
    assert_allclose(after.c, c, rtol=0, atol=1e-14)
    assert_allclose(after.h, o * np.tanh(c), rtol=0, atol=1e-14)


def test_peepholes_let_i_and_f_see_the_old_memory_and_o_the_new_one():
    cell, _, before, after, trace, a = one_step("LSTM peephole")
    w = cell.params
    i, f = sigmoid(a["i"] + w["w_ci"] * before.c), sigmoid(a["f"] + w["w_cf"] * before.c)
    c = f * before.c + i * np.tanh(a["g"])
    o = sigmoid(a["o"] + w["w_co"] * c)
    assert_allclose(trace.a_o, a["o"] + w["w_co"] * c, rtol=0, atol=1e-14)
    assert_allclose(trace.i, i, rtol=0, atol=1e-14)
    assert_allclose(trace.f, f, rtol=0, atol=1e-14)
    assert_allclose(after.c, c, rtol=0, atol=1e-14)
    assert_allclose(after.h, o * np.tanh(c), rtol=0, atol=1e-14)


def test_peepholes_of_zero_make_the_standard_lstm():
    standard, peephole = LSTMCell(3, 4, rng=rng(0)), LSTMCell(3, 4, rng=rng(0), peephole=True)
    xs = every_cell.inputs(standard)
    assert_allclose(unroll(peephole, xs).hs, unroll(standard, xs).hs, rtol=0, atol=1e-15)


def test_coupled_gates_are_an_lstm_with_i_equal_to_1_minus_f():
    coupled, full = every_cell.make("LSTM coupled"), every_cell.make("LSTM")
    for name in "fgo":
        for key, value in coupled.gate(name).items():
            full.gate(name)[key][...] = value
    for key, value in coupled.gate("f").items():
        full.gate("i")[key][...] = -value  # sigmoid(-a) = 1 - sigmoid(a)
    xs, state = every_cell.inputs(full), every_cell.state(full)
    ours, theirs = unroll(coupled, xs, state), unroll(full, xs, state)
    assert_allclose(ours.hs, theirs.hs, rtol=0, atol=1e-14)
    assert_allclose(ours.trace.i, theirs.trace.i, rtol=0, atol=1e-14)
    dhs = every_cell.inputs(full, seed=7) @ np.ones((3, 4))
    assert_allclose(bptt(coupled, dhs, ours.trace).dxs, bptt(full, dhs, theirs.trace).dxs, rtol=0, atol=1e-13)


def test_a_gru_step_is_its_formula_with_the_reset_before_the_product():
    cell, x, before, after, trace, a = one_step("GRU")
    r, z, maps = sigmoid(a["r"]), sigmoid(a["z"]), cell.gate("n")
    a_n = x @ maps["W_x"] + (r * before.h) @ maps["W_h"] + maps["b"]
    wanted = {"a_r": a["r"], "a_z": a["z"], "a_n": a_n, "r": r, "z": z, "n": np.tanh(a_n), "s": r * before.h}
    for name, value in wanted.items():
        assert_allclose(getattr(trace, name), value, rtol=0, atol=1e-14, err_msg=name)
    assert_allclose(after.h, (1 - z) * before.h + z * np.tanh(a_n), rtol=0, atol=1e-14)


def test_a_gru_step_is_its_formula_with_the_reset_after_the_product():
    cell, x, before, after, trace, a = one_step("GRU reset after")
    r, z, maps = sigmoid(a["r"]), sigmoid(a["z"]), cell.gate("n")
    m = before.h @ maps["W_h"] + cell.params["b_hn"]
    a_n = x @ maps["W_x"] + maps["b"] + r * m
    wanted = {"a_r": a["r"], "a_z": a["z"], "a_n": a_n, "r": r, "z": z, "n": np.tanh(a_n), "m": m}
    for name, value in wanted.items():
        assert_allclose(getattr(trace, name), value, rtol=0, atol=1e-14, err_msg=name)
    assert_allclose(after.h, (1 - z) * before.h + z * np.tanh(a_n), rtol=0, atol=1e-14)


def test_a_closed_reset_gate_erases_the_past_in_the_candidate_only():
    cell = every_cell.make("GRU")
    cell.gate("r")["b"][:] = -1e3
    x, before = every_cell.inputs(cell)[0], every_cell.state(cell)
    after, trace = cell.step(x, before)
    fresh, fresh_trace = cell.step(x, cell.State(np.zeros_like(before.h)))
    assert_allclose(trace.a_n, fresh_trace.a_n, rtol=0, atol=1e-14)
    assert not np.allclose(after.h, fresh.h)


def test_the_linear_cell_adds_up_its_inputs():
    cell = every_cell.make("linear")
    xs, before = every_cell.inputs(cell), every_cell.state(cell)
    run = unroll(cell, xs, before)
    assert_allclose(run.trace.g, np.tanh(xs), rtol=0, atol=1e-15)
    assert_allclose(run.trace.a, np.tanh(xs) @ cell.params["W_x"], rtol=0, atol=1e-14)
    assert_allclose(run.hs, before.h + np.cumsum(np.tanh(xs) @ cell.params["W_x"], axis=0), rtol=0, atol=1e-14)


def test_the_carousel_is_the_linear_cell_seen_through_a_tanh():
    carousel, linear = every_cell.make("carousel"), every_cell.make("linear")
    xs, before = every_cell.inputs(carousel), every_cell.state(carousel)
    run = unroll(carousel, xs, before)
    assert_allclose(run.trace.c, unroll(linear, xs, linear.State(before.c)).hs, rtol=0, atol=1e-15)
    assert_allclose(run.hs, np.tanh(run.trace.c), rtol=0, atol=1e-15)


def test_a_gradient_passes_an_additive_memory_unchanged():
    linear, carousel = every_cell.make("linear"), every_cell.make("carousel")
    xs = every_cell.inputs(linear, T=50)
    d = every_cell.state(carousel)
    nothing = np.zeros((50, 3, 4))
    assert_array_equal(bptt(linear, nothing, unroll(linear, xs).trace, linear.State(d.h)).dstate.h, d.h)
    back = bptt(carousel, nothing, unroll(carousel, xs).trace, carousel.State(0 * d.h, d.c))
    assert_array_equal(back.dstate.c, d.c)
    assert_array_equal(back.dstate.h, 0 * d.h)


@every_kind
@pytest.mark.parametrize("lengths", [None, [5, 1, 3]], ids=["all steps", "lengths"])
def test_every_gradient_agrees_with_central_differences(kind, lengths):
    cell = every_cell.make(kind)
    report = gradcheck_cell(cell, every_cell.inputs(cell), every_cell.state(cell), lengths)
    assert {row.name for row in report.rows} >= {*cell.params, "xs", "h_0"}
    assert report.ok, report
    assert report.worst < 1e-6


@every_kind
def test_every_gradient_agrees_when_all_sizes_are_one(kind):
    cell = every_cell.make(kind, 1, 1)
    assert gradcheck_cell(cell, every_cell.inputs(cell, 3, 1), every_cell.state(cell, 1)).ok


@every_kind
def test_every_entry_of_the_trace_belongs_to_one_step(kind):
    cell = every_cell.make(kind)
    trace = unroll(cell, every_cell.inputs(cell)).trace
    assert isinstance(trace, cell.Trace)
    assert trace.x.shape == (5, 3, 3)
    assert trace.active.shape == (5, 3)
    assert {len(field) for field in trace} == {5}
    for name in FIELDS[kind.split(maxsplit=1)[0] if kind not in FIELDS else kind].split():
        assert getattr(trace, name).shape == (5, 3, 4), name


FIELDS = {
    "RNN": "h_prev a h",
    "LSTM": "h_prev c_prev a_i a_f a_g a_o i f g o c tanh_c h",
    "LSTM coupled": "h_prev c_prev a_f a_g a_o i f g o c tanh_c h",
    "GRU": "h_prev a_r a_z a_n r z n s h",
    "GRU reset after": "h_prev a_r a_z a_n r z n m h",
    "linear": "h_prev a h",
    "carousel": "h_prev c_prev a c h",
}


@pytest.mark.parametrize(("kind", "k"), [("RNN", 1), ("LSTM", 4), ("LSTM coupled", 3), ("GRU", 3)])
def test_parameters_do_not_depend_on_the_number_of_steps_and_have_the_contracts_shapes(kind, k):
    shapes = {name: value.shape for name, value in every_cell.make(kind, 10, 20).params.items()}
    assert shapes == {"W_x": (10, k * 20), "W_h": (20, k * 20), "b": (k * 20,)}


def test_the_counts_of_parameters_are_those_of_the_sources():
    def count(kind):
        return sum(value.size for value in every_cell.make(kind, 10, 20).params.values())

    assert (count("LSTM"), count("GRU"), count("GRU reset after")) == (2480, 1860, 1880)
    assert (count("LSTM peephole"), count("LSTM coupled"), count("RNN")) == (2540, 1860, 620)


@pytest.mark.parametrize("kind", [kind for kind in every_cell.KINDS if kind.startswith(("LSTM", "GRU"))])
def test_a_gates_parameters_are_views_in_the_order_of_the_blocks(kind):
    cell = every_cell.make(kind)
    assert "".join(cell.GATES) == ("rzn" if "GRU" in kind else "fgo" if "coupled" in kind else "ifgo")
    for k, name in enumerate(cell.GATES):
        for key, view in cell.gate(name).items():
            assert np.shares_memory(view, cell.params[key])
            assert_array_equal(view, np.split(cell.params[key], len(cell.GATES), axis=-1)[k])


def test_a_gate_nobody_has_is_refused():
    with pytest.raises(ValueError, match=r"name: expected one of i, f, g, o, got 'z'"):
        every_cell.make("LSTM").gate("z")
    with pytest.raises(ValueError, match=r"name: expected one of f, g, o, got 'i'"):
        every_cell.make("LSTM coupled").gate("i")
    with pytest.raises(TypeError, match=r"name: expected one of r, z, n, got 0"):
        every_cell.make("GRU").gate(0)


def test_the_first_weights_are_as_documented():
    lstm, relu = LSTMCell(3, 4, rng=rng(0)), RNNCell(3, 4, rng=rng(0), activation="relu")
    assert_array_equal(lstm.params["b"], initialise.forget_bias(4))
    coupled = LSTMCell(3, 4, rng=rng(0), coupled=True).params["b"]
    assert_array_equal(coupled, initialise.forget_bias(4, gates="fgo"))
    assert_array_equal(relu.params["W_h"], np.eye(4))
    for cell in (lstm, GRUCell(3, 4, rng=rng(0)), RNNCell(3, 4, rng=rng(0))):
        for W_h in np.split(cell.params["W_h"], cell.params["W_h"].shape[1] // 4, axis=1):
            assert_allclose(W_h @ W_h.T, np.eye(4), rtol=0, atol=1e-14)
        assert np.abs(cell.params["W_x"]).max() <= np.sqrt(6 / 7)
    assert not GRUCell(3, 4, rng=rng(0), reset_after=True).params["b_hn"].any()
    assert not GRUCell(3, 4, rng=rng(0)).params["b"].any()
    assert not RNNCell(3, 4, rng=rng(0)).params["b"].any()
    peephole = LSTMCell(3, 4, rng=rng(0), peephole=True)
    assert not any(peephole.params[name].any() for name in ("w_ci", "w_cf", "w_co"))


@every_kind
def test_the_same_seed_gives_the_same_cell(kind):
    Cell, flags = every_cell.KINDS[kind]
    first, second, other = (Cell(3, 4, rng=rng(seed), **flags) for seed in (5, 5, 6))
    for name, value in first.params.items():
        assert_array_equal(value, second.params[name])
    assert not np.array_equal(first.params["W_x"], other.params["W_x"])


@every_kind
def test_a_cell_says_what_it_is_and_can_be_copied(kind):
    cell = every_cell.make(kind)
    Cell, flags = every_cell.KINDS[kind]
    assert repr(cell).startswith(f"{Cell.__name__}(3, 4")
    assert all(f"{name}={value!r}" in repr(cell) for name, value in flags.items())
    assert repr(cell).endswith("dtype=float64)")
    xs = every_cell.inputs(cell)
    for twin in (copy.deepcopy(cell), pickle.loads(pickle.dumps(cell))):
        assert_array_equal(unroll(twin, xs).hs, unroll(cell, xs).hs)
        assert not np.shares_memory(twin.params["W_x"], cell.params["W_x"])


@pytest.mark.parametrize(
    ("Cell", "flag", "Variant"),
    [
        (LSTMCell, "peephole", PeepholeLSTMCell),
        (LSTMCell, "coupled", CoupledLSTMCell),
        (GRUCell, "reset_after", ResetAfterGRUCell),
    ],
)
def test_a_flag_makes_the_cell_of_that_variant(Cell, flag, Variant):
    flagged, direct = Cell(3, 4, rng=rng(0), **{flag: True}), Variant(3, 4, rng=rng(0))
    for cell in (flagged, direct, copy.copy(flagged), copy.deepcopy(flagged), pickle.loads(pickle.dumps(flagged))):
        assert type(cell) is Variant
        assert isinstance(cell, Cell)
        assert getattr(cell, flag) is True
        assert repr(cell) == repr(flagged)
        assert cell.params.keys() == flagged.params.keys()
        for name, value in cell.params.items():
            assert_array_equal(value, flagged.params[name])
    assert getattr(Cell(3, 4, rng=rng(0)), flag) is False
    parameters = inspect.signature(Cell).parameters
    assert list(parameters)[:4] == ["input_size", "hidden_size", "rng", "dtype"]
    assert parameters[flag].default is False


def test_a_flag_does_not_take_a_cell_of_ones_own_away():
    class Mine(LSTMCell):
        pass

    assert type(Mine(3, 4, rng=rng(0))) is Mine
    with pytest.raises(TypeError, match=r"^Mine: expected a subclass of CoupledLSTMCell for its flag$"):
        Mine(3, 4, rng=rng(0), coupled=True)
    with pytest.raises(TypeError, match=r"^PeepholeLSTMCell: expected a subclass of CoupledLSTMCell for its flag$"):
        PeepholeLSTMCell(3, 4, rng=rng(0), coupled=True)


@every_kind
def test_large_pre_activations_saturate_without_a_warning(kind):
    cell = every_cell.make(kind, dtype=np.float32)
    run = unroll(cell, every_cell.inputs(cell, T=2) * np.float32(1e4))
    back = bptt(cell, np.ones_like(run.hs), run.trace)
    assert np.isfinite(run.hs).all()
    assert np.isfinite(back.dxs).all()


@pytest.mark.parametrize("Cell", [RNNCell, LSTMCell, GRUCell, LinearCell, CarouselCell])
@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"input_size": 0}, ValueError, "input_size: expected at least 1, got 0"),
        ({"hidden_size": -4}, ValueError, "hidden_size: expected at least 1, got -4"),
        ({"hidden_size": 2.0}, TypeError, "hidden_size: expected a whole number, got 2.0"),
        ({"input_size": "3"}, TypeError, "input_size: expected a whole number, got '3'"),
        ({"input_size": True}, TypeError, "input_size: expected a whole number, got True"),
        ({"dtype": np.float16}, TypeError, "dtype: expected float32 or float64, got float16"),
        ({"dtype": "complex"}, TypeError, "dtype: expected float32 or float64, got complex128"),
        ({"rng": 0}, TypeError, "rng: expected a numpy.random.Generator such as np.random.default_rng(0), got 0"),
    ],
)
def test_a_cell_refuses_what_it_cannot_be_made_of(Cell, changed, error, message):
    arguments = {"input_size": 3, "hidden_size": 4, "rng": rng(0)} | changed
    with pytest.raises(error) as caught:
        Cell(**arguments)
    assert str(caught.value) == message


def test_a_cell_refuses_an_unknown_variant():
    with pytest.raises(ValueError, match="activation: expected one of tanh, relu, sigmoid, identity, got 'gelu'"):
        RNNCell(3, 4, rng=rng(0), activation="gelu")
    with pytest.raises(ValueError, match=r"^peephole, coupled: expected one of the two at most, got both$"):
        LSTMCell(3, 4, rng=rng(0), peephole=True, coupled=True)
    with pytest.raises(TypeError, match="peephole: expected True or False, got 'no'"):
        LSTMCell(3, 4, rng=rng(0), peephole="no")
    with pytest.raises(TypeError, match="coupled: expected True or False, got 1"):
        LSTMCell(3, 4, rng=rng(0), coupled=1)
    with pytest.raises(TypeError, match="reset_after: expected True or False, got 'yes'"):
        GRUCell(3, 4, rng=rng(0), reset_after="yes")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RNNCell(2, 3, rng=rng(0)), "RNNCell(2, 3, activation='tanh', dtype=float64)"),
        (LSTMCell(2, 3, rng=rng(0)), "LSTMCell(2, 3, dtype=float64)"),
        (LSTMCell(2, 3, rng=rng(0), peephole=True), "LSTMCell(2, 3, peephole=True, dtype=float64)"),
        (LSTMCell(2, 3, rng=rng(0), coupled=True), "LSTMCell(2, 3, coupled=True, dtype=float64)"),
        (GRUCell(2, 3, rng=rng(0)), "GRUCell(2, 3, dtype=float64)"),
        (GRUCell(2, 3, rng=rng(0), reset_after=True), "GRUCell(2, 3, reset_after=True, dtype=float64)"),
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
        assert_array_equal(place, function(a))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_derivative_written_with_the_output(name):
    f, slope = ACTIVATIONS[name]
    a, e = np.array([-1.5, -0.5, 0.5, 2.0]), 1e-6
    assert_allclose(slope(f(a)), (f(a + e) - f(a - e)) / (2 * e), rtol=1e-8, atol=1e-9)


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
    draw = rng(0).standard_normal
    for count in (1, affine.STRETCH, affine.STRETCH + 1, 3 * affine.STRETCH - 1):
        da, W_x = draw((2, count, 3)), draw((4, 2 * 3))
        by_gates = da[0] @ W_x[:, :3].T + da[1] @ W_x[:, 3:].T
        assert_allclose(affine.input_gradient(da, W_x), by_gates, rtol=0, atol=1e-12)


def test_only_relu_starts_from_the_identity():
    I = np.eye(6)
    for activation in ("tanh", "relu", "sigmoid", "identity"):
        W_h = RNNCell(2, 6, rng=rng(0), activation=activation).params["W_h"]
        assert np.allclose(W_h @ W_h.T, I)
        assert np.array_equal(W_h, I) == (activation == "relu")
