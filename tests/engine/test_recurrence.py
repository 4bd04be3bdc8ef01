"""What holds for every cell run along a sequence and back, whatever its formulas."""

import subprocess
import sys

import every_cell
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from own_cell import LeakyCell

import rnn_core
from rnn_core import Stack, bptt, gradcheck_cell, unroll

every_kind = pytest.mark.parametrize("kind", every_cell.KINDS)
CLOSE = {"rtol": 0, "atol": 1e-12}


def weights_of_the_loss(cell, T=5, N=3):
    """dhs and dstate: what some loss asks of every output and of the final state."""
    rng = np.random.default_rng(3)
    dhs = rng.standard_normal((T, N, cell.hidden_size)).astype(cell.dtype)
    return dhs, every_cell.state(cell, N, seed=4)


def there_and_back(kind, T=5, N=3, lengths=None):
    cell = every_cell.make(kind)
    xs, start = every_cell.inputs(cell, T, N), every_cell.state(cell, N)
    dhs, dstate = weights_of_the_loss(cell, T, N)
    run = unroll(cell, xs, start, lengths)
    return cell, xs, start, dhs, dstate, run, bptt(cell, dhs, run.trace, dstate)


def assert_same_gradients(back, other):
    assert_allclose(back.dxs, other.dxs, **CLOSE)
    for part, same in zip(back.dstate, other.dstate, strict=True):
        assert_allclose(part, same, **CLOSE)
    for name, grad in back.grads.items():
        assert_allclose(grad, other.grads[name], **CLOSE, err_msg=name)


@every_kind
def test_hs_are_the_states_and_the_last_of_them_is_the_final_state(kind):
    _, _, start, _, _, run, _ = there_and_back(kind)
    assert run.hs.shape == (5, 3, 4)
    assert_array_equal(run.hs, run.trace.h)
    assert_array_equal(run.hs[-1], run.state.h)
    assert_array_equal(run.trace.h_prev[0], start.h)
    assert_array_equal(run.trace.h_prev[1:], run.hs[:-1])
    for name, part in zip(run.state._fields, run.state, strict=True):
        assert_array_equal(getattr(run.trace, name)[-1], part)
        assert not np.shares_memory(part, getattr(run.trace, name)), "a kept state must not keep the whole trace"


@every_kind
@pytest.mark.parametrize("cut", [1, 2, 4])
def test_splitting_a_sequence_and_carrying_the_state_gives_the_same_as_one_run(kind, cut):
    cell, xs, start, dhs, dstate, run, back = there_and_back(kind)
    first = unroll(cell, xs[:cut], start)
    second = unroll(cell, xs[cut:], first.state)
    assert_allclose(np.concatenate([first.hs, second.hs]), run.hs, **CLOSE)
    late = bptt(cell, dhs[cut:], second.trace, dstate)
    early = bptt(cell, dhs[:cut], first.trace, late.dstate)
    assert_allclose(np.concatenate([early.dxs, late.dxs]), back.dxs, **CLOSE)
    for part, same in zip(early.dstate, back.dstate, strict=True):
        assert_allclose(part, same, **CLOSE)
    for name in back.grads:
        assert_allclose(early.grads[name] + late.grads[name], back.grads[name], **CLOSE)


@every_kind
def test_truncated_bptt_lets_no_gradient_pass_the_cut(kind):
    cell, xs, start, dhs, _, _, _ = there_and_back(kind)
    first = unroll(cell, xs[:2], start)
    second = unroll(cell, xs[2:], first.state)
    nothing = bptt(cell, 0 * dhs[:2], first.trace)
    assert not nothing.dxs.any()
    assert bptt(cell, dhs[2:], second.trace).dxs.any()


@every_kind
def test_a_later_input_changes_no_earlier_state(kind):
    cell, xs, start, _, _, run, _ = there_and_back(kind)
    for t in range(len(xs)):
        other = xs.copy()
        other[t] += 1
        changed = unroll(cell, other, start)
        assert_array_equal(changed.hs[:t], run.hs[:t])
        assert not np.allclose(changed.hs[t], run.hs[t], rtol=0, atol=1e-9)


@every_kind
def test_an_earlier_loss_asks_nothing_of_a_later_input(kind):
    cell, _, _, dhs, _, run, _ = there_and_back(kind)
    dhs[3:] = 0
    back = bptt(cell, dhs, run.trace)
    assert not back.dxs[3:].any()
    assert back.dxs[2].any()


@every_kind
def test_a_batch_is_its_sequences_one_by_one(kind):
    cell, xs, start, dhs, dstate, run, back = there_and_back(kind, lengths=[5, 1, 3])
    summed = {name: np.zeros_like(value) for name, value in cell.params.items()}
    for n, length in enumerate([5, 1, 3]):
        one = slice(n, n + 1)
        alone = unroll(cell, xs[:length, one], cell.State(*(part[one] for part in start)))
        assert_allclose(alone.hs, run.hs[:length, one], **CLOSE)
        to_the_end = dhs[:length, one].copy()
        to_the_end[-1] += dhs[length:, one].sum(axis=0)  # the frozen state is read at every padded step
        alone_back = bptt(cell, to_the_end, alone.trace, cell.State(*(part[one] for part in dstate)))
        assert_allclose(alone_back.dxs, back.dxs[:length, one], **CLOSE)
        for part, same in zip(alone_back.dstate, back.dstate, strict=True):
            assert_allclose(part, same[one], **CLOSE)
        for name in summed:
            summed[name] += alone_back.grads[name]
    for name, grad in back.grads.items():
        assert_allclose(summed[name], grad, **CLOSE, err_msg=name)


@every_kind
def test_padding_changes_nothing(kind):
    cell, xs, start, dhs, dstate, run, back = there_and_back(kind, lengths=[2, 5, 3])
    other = xs.copy()
    other[2:, 0], other[3:, 2] = 7, -7
    padded = unroll(cell, other, start, [2, 5, 3])
    assert_array_equal(padded.hs, run.hs)
    assert_same_gradients(bptt(cell, dhs, padded.trace, dstate), back)
    assert not back.dxs[2:, 0].any()
    assert not back.dxs[3:, 2].any()
    longer = unroll(cell, np.concatenate([xs, xs]), start, [2, 5, 3])
    assert_array_equal(longer.hs[:5], run.hs)
    for part, same in zip(longer.state, run.state, strict=True):
        assert_array_equal(part, same)


@every_kind
def test_after_its_end_a_sequence_is_frozen(kind):
    _, _, _, _, _, run, _ = there_and_back(kind, lengths=[2, 5, 3])
    assert_array_equal(run.hs[2:, 0], np.broadcast_to(run.hs[1, 0], (3, 4)))
    assert_array_equal(run.hs[-1], run.state.h)
    assert_array_equal(run.trace.active.sum(axis=0), [2, 5, 3])


@every_kind
def test_full_lengths_are_no_lengths(kind):
    _, _, _, _, _, run, back = there_and_back(kind)
    *_, same_run, same_back = there_and_back(kind, lengths=[5, 5, 5])
    assert_array_equal(run.hs, same_run.hs)
    assert_same_gradients(back, same_back)


@every_kind
def test_step_by_step_is_unroll(kind):
    cell, xs, state, _, _, run, _ = there_and_back(kind)
    for t, x_t in enumerate(xs):
        state, trace = cell.step(x_t, state)
        assert_allclose(state.h, run.hs[t], **CLOSE)
        for name in (*trace._fields, *(name for name in ("i", "a_o", "z", "a_n") if hasattr(trace, name))):
            assert_allclose(getattr(trace, name), getattr(run.trace, name)[t], **CLOSE, err_msg=name)


def test_a_step_is_taken_in_the_cells_own_type():
    cell = every_cell.make("LSTM", dtype=np.float32)
    state, trace_t = cell.step(np.ones((3, 3), np.float64), None)
    assert {array.dtype for array in (*state, *trace_t[:-1])} == {np.dtype(np.float32)}


@pytest.mark.parametrize("W_h", [[[1e308, 0], [0, 1]], [[np.inf, 0], [-np.inf, 1]]], ids=["too large", "undefined"])
def test_a_step_that_overflows_says_so_and_nothing_else(W_h):
    cell = every_cell.make("RNN identity", 1, 2)
    cell.params["W_h"][:] = W_h
    with pytest.raises(FloatingPointError, match=r"^h: step 0 is not finite: the recurrence has exploded$"):
        cell.step(np.ones((1, 1)), np.full((1, 2), 10.0))


@every_kind
def test_one_cell_runs_two_sequences_at_once(kind):
    cell, xs, start, dhs, dstate, run, back = there_and_back(kind)
    before = {name: value.copy() for name, value in cell.params.items()}
    other = unroll(cell, -xs, start)
    bptt(cell, dhs, other.trace)
    assert_same_gradients(bptt(cell, dhs, run.trace, dstate), back)
    assert_array_equal(unroll(cell, xs, start).hs, run.hs)
    for name, value in before.items():
        assert_array_equal(cell.params[name], value)


@every_kind
def test_nothing_that_was_handed_in_is_changed(kind):
    cell = every_cell.make(kind)
    xs, start, (dhs, dstate) = every_cell.inputs(cell), every_cell.state(cell), weights_of_the_loss(cell)
    kept = [np.copy(array) for array in (xs, *start, dhs, *dstate)]
    run = unroll(cell, xs, start)
    trace = [field.copy() for field in run.trace]
    bptt(cell, dhs, run.trace, dstate)
    for array, before in zip((xs, *start, dhs, *dstate, *run.trace), kept + trace, strict=True):
        assert_array_equal(array, before)


@every_kind
def test_no_state_is_a_state_of_zeros_and_no_dstate_one_of_zeros(kind):
    cell, xs, start, dhs, dstate, _, _ = there_and_back(kind)
    zeros = cell.State(*(0 * part for part in start))
    run = unroll(cell, xs)
    assert_array_equal(run.hs, unroll(cell, xs, zeros).hs)
    assert_same_gradients(bptt(cell, dhs, run.trace), bptt(cell, dhs, run.trace, cell.State(*(0 * d for d in dstate))))


@every_kind
def test_the_gradient_is_linear_in_what_the_loss_asks(kind):
    cell, _, _, dhs, dstate, run, back = there_and_back(kind)
    double = bptt(cell, 2 * dhs, run.trace, cell.State(*(2 * part for part in dstate)))
    assert_allclose(double.dxs, 2 * back.dxs, **CLOSE)


@every_kind
@settings(max_examples=8, deadline=None)
@given(
    sizes=st.tuples(*[st.integers(1, 4)] * 4),
    dtype=st.sampled_from([np.float32, np.float64]),
    given_as=st.sampled_from([np.float32, np.float64, np.int64]),
    data=st.data(),
)
def test_shapes_and_types_are_the_contracts_for_all_sizes(kind, sizes, dtype, given_as, data):
    T, N, D, H = sizes
    cell = every_cell.make(kind, D, H, dtype)
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=N, max_size=N))
    xs = every_cell.inputs(cell, T, N).astype(given_as)
    run = unroll(cell, xs, None, lengths)
    back = bptt(cell, np.ones((T, N, H), given_as), run.trace)
    assert run.hs.shape == (T, N, H)
    assert back.dxs.shape == (T, N, D)
    assert {part.shape for part in (*run.state, *back.dstate)} == {(N, H)}
    assert {name: grad.shape for name, grad in back.grads.items()} == cell.shapes
    floats = [run.hs, *run.state, *run.trace[:-1], back.dxs, *back.dstate, *back.grads.values()]
    assert {array.dtype for array in floats} == {np.dtype(dtype)}
    assert run.trace.active.dtype == bool


@every_kind
def test_float32_is_close_to_float64(kind):
    _, xs, start, dhs, dstate, run, back = there_and_back(kind)
    small = every_cell.make(kind, dtype=np.float32)
    small_run = unroll(small, xs, start)
    small_back = bptt(small, dhs, small_run.trace, dstate)
    assert_allclose(small_run.hs, run.hs, rtol=0, atol=1e-5)
    assert_allclose(small_back.dxs, back.dxs, rtol=0, atol=1e-4)


def test_any_number_of_steps_goes_through_the_same_weights():
    cell = every_cell.make("RNN")
    assert [len(unroll(cell, every_cell.inputs(cell, T)).hs) for T in (1, 2, 1000)] == [1, 2, 1000]


def test_inputs_may_lie_in_memory_in_any_order():
    cell = every_cell.make("LSTM")
    xs, (dhs, _) = every_cell.inputs(cell), weights_of_the_loss(cell)
    run = unroll(cell, xs)
    for order in (
        np.asfortranarray,
        lambda a: np.repeat(a, 2, axis=0)[::2],
        lambda a: a.swapaxes(0, 1).copy().swapaxes(0, 1),
    ):
        other = unroll(cell, order(xs))
        assert_allclose(other.hs, run.hs, **CLOSE)
        assert_same_gradients(bptt(cell, order(dhs), other.trace), bptt(cell, dhs, run.trace))


@pytest.mark.parametrize("lengths", [None, [5, 1, 3]], ids=["all steps", "lengths"])
def test_a_cell_of_ones_own_is_a_cell(lengths):
    own = LeakyCell(3, 4, rng=np.random.default_rng(0))
    xs = every_cell.inputs(own)
    for cell in (own, Stack([own, every_cell.make("LSTM", 4, 2)])):
        assert gradcheck_cell(cell, xs, lengths=lengths).ok
    run, state = unroll(own, xs), None
    for t, x_t in enumerate(xs):
        state, trace_t = own.step(x_t, state)
        assert_allclose(trace_t.u, run.trace.u[t], **CLOSE)
    assert_allclose(state.h, run.state.h, **CLOSE)
    assert repr(own) == "LeakyCell(3, 4, dtype=float64)"
    own.params["w_h"] = own.params["w_h"][:3]
    with pytest.raises(ValueError, match=r"^params\['w_h'\]: expected float64 \(4,\), got float64 \(3,\)$"):
        unroll(own, xs)


def one_step_more(array):
    return np.concatenate([array, array[:1]])


class LongerForward(LeakyCell):
    def start(self, xs, state, active):
        trace = super().start(xs, state, active)
        return trace._replace(u=one_step_more(trace.u))


class LongerBackward(LeakyCell):
    def slopes(self, trace):
        return {"da": one_step_more(super().slopes(trace)["da"])}


class ShorterBackward(LeakyCell):
    def slopes(self, trace):
        return {"da": super().slopes(trace)["da"][1:]}


@pytest.mark.parametrize(
    ("Cell", "name", "steps"), [(LongerForward, "u", 6), (LongerBackward, "da", 6), (ShorterBackward, "da", 4)]
)
def test_a_cell_of_ones_own_that_hands_over_other_steps_than_those_of_the_run_is_refused(Cell, name, steps):
    cell = Cell(3, 4, rng=np.random.default_rng(0))
    message = rf"^LeakyCell\.\w+ward, {name}: expected a weight or an array of 5 steps, got \({steps}, 3, 4\)$"
    with pytest.raises(ValueError, match=message):
        bptt(cell, np.ones((5, 3, 4)), unroll(cell, every_cell.inputs(cell)).trace)


class MisspeltForward(LeakyCell):
    @staticmethod
    def forward(w_h, h_pref, a, u, h):
        raise AssertionError("no step is run")


class MisspeltBackward(LeakyCell):
    @staticmethod
    def backward(W_h, dh, da):
        raise AssertionError("no step is run")


class NotOfTheTrace(LeakyCell):
    @staticmethod
    def forward(count, h):
        raise AssertionError("no step is run")


@pytest.mark.parametrize(
    ("Cell", "message"),
    [
        (MisspeltForward, "MisspeltForward.forward, h_pref: expected a weight or an array of 5 steps, got nothing of"),
        (MisspeltBackward, "MisspeltBackward.backward, W_h: expected a weight or an array of 5 steps, got nothing of"),
        (NotOfTheTrace, "NotOfTheTrace.forward, count: expected a weight or an array of 5 steps, got ()"),
    ],
)
def test_a_name_that_nothing_has_is_refused_before_the_first_step(Cell, message):
    cell = Cell(3, 4, rng=np.random.default_rng(0))
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        bptt(cell, np.ones((5, 3, 4)), unroll(cell, every_cell.inputs(cell)).trace)
    assert str(caught.value).startswith(message)


def test_the_cells_know_no_time_loop():
    code = (
        "import sys, types; package = sys.modules['rnn_core'] = types.ModuleType('rnn_core'); "
        f"package.__path__ = {rnn_core.__path__!r}; import rnn_core.cells; "  # without rnn_core/__init__.py
        "print(*(name for name in sys.modules if name.startswith('rnn_core')))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "rnn_core.cells.lstm" in result.stdout.split()
    assert "rnn_core.recurrence" not in result.stdout.split()


def test_importing_the_package_imports_nothing_but_numpy():
    code = (
        "import sys, numpy.random; before = set(sys.modules); import rnn_core; "  # numpy.random waits until it is named
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}; "
        "print(*new - {'rnn_core'} - sys.stdlib_module_names)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.strip() in ("", "numpy")
