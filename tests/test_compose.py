"""Stack and Bidirectional are cells like any other, and compute what their equations say."""

import copy
import pickle

import every_cell
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from rnn_core import Bidirectional, LSTMCell, RNNCell, Stack, bptt, gradcheck_cell, parts, unroll

D = 3


def rng(seed=0):
    return np.random.default_rng(seed)


def cell(kind="LSTM", D=D, H=2, seed=0, dtype=np.float64):
    return every_cell.make(kind, D, H, dtype, seed)


def both(D=D, H=2, seed=0, merge="concat", kinds=("LSTM", "GRU"), dtype=np.float64):
    return Bidirectional(cell(kinds[0], D, H, seed, dtype), cell(kinds[1], D, H, seed + 1, dtype), merge)


def stack(H=2, dtype=np.float64, **options):
    layers = [cell("LSTM", D, H, 0, dtype), cell("GRU", H, H, 1, dtype), cell("RNN", H, H, 2, dtype)]
    return Stack(layers, **options)


MADE = {
    "stack": stack,
    "residual stack": lambda: stack(residual=True),
    "stack with dropout": lambda: stack(dropout=0.4),
    "residual stack with dropout": lambda: stack(dropout=0.4, residual=True),
    "bidirectional": both,
    "bidirectional of two sizes": lambda: Bidirectional(cell(H=2), cell("RNN", H=1, seed=1)),
    "bidirectional sum": lambda: both(merge="sum"),
    "stack of bidirectionals": lambda: Stack([both(), both(4, seed=2)], dropout=0.3, residual=True),
    "bidirectional of stacks": lambda: Bidirectional(stack(dropout=0.3), cell("GRU", seed=5)),
    "stack of stacks": lambda: Stack([stack(), Stack([cell(D=2, seed=6)])], dropout=0.2),
}
every_composition = pytest.mark.parametrize("name", MADE)
ONE_WAY = [name for name in MADE if "bidirectional" not in name]


def inputs(T=4, N=3, seed=1):
    return rng(seed).standard_normal((T, N, D))


def arrays(record):
    """All arrays in a record of records."""
    if isinstance(record, np.ndarray):
        return [record]
    if isinstance(record, dict):
        record = tuple(record.values())
    return [array for part in record for array in arrays(part)] if isinstance(record, tuple) else []


def random_like(state, seed=3):
    """A state of the same structure that is not zero."""
    state = copy.deepcopy(state)
    for k, part in enumerate(arrays(state)):
        part[:] = rng([seed, k]).standard_normal(part.shape)
    return state


def masked(seed=7):
    """An unroll that draws the same dropout masks in every run."""
    return lambda cell, *args: unroll(parts.training(cell, rng(seed)), *args)


# --- every gradient


@every_composition
@pytest.mark.parametrize(("run", "lengths"), [(unroll, None), (masked(), [4, 1, 3])], ids=["whole", "padded, training"])
def test_every_gradient_agrees_with_central_differences(name, run, lengths):
    made = MADE[name]()
    start = random_like(unroll(made, inputs()).state)
    report = gradcheck_cell(made, inputs(), start, lengths, unroll=run)
    assert report.ok, report
    assert [row.name for row in report.rows][: len(made.params)] == list(made.params)


def test_the_gradients_of_a_nested_state_are_called_by_the_way_to_them():
    made = Stack([both(), cell("RNN", 4, seed=4)])
    names = [row.name for row in gradcheck_cell(made, inputs()).rows]
    assert names[-4:] == ["0.forward.h_0", "0.forward.c_0", "0.backward.h_0", "1.h_0"]
    assert {"0.forward.W_x", "0.backward.b", "1.W_h", "xs"} < set(names)


# --- Stack


@pytest.mark.parametrize("kind", every_cell.KINDS)
def test_a_stack_of_one_is_the_cell(kind):
    alone = cell(kind)
    run = unroll(alone, inputs(), lengths=[4, 1, 3])
    back = bptt(alone, run.hs, run.trace, run.state)
    of_stack = unroll(Stack([alone]), inputs(), lengths=[4, 1, 3])
    back_of_stack = bptt(Stack([alone]), run.hs, of_stack.trace, of_stack.state)
    assert_array_equal(of_stack.hs, run.hs)
    for one, other in zip(arrays(of_stack.state), run.state, strict=True):
        assert_array_equal(one, other)
    assert_array_equal(back_of_stack.dxs, back.dxs)
    assert {name: value.tobytes() for name, value in back_of_stack.grads.items()} == {
        f"0.{name}": value.tobytes() for name, value in back.grads.items()
    }


def test_each_layer_reads_the_output_of_the_layer_below():
    made = stack()
    hs = inputs()
    run = unroll(made, hs)
    for layer, trace, state in zip(made.cells, run.trace.layers, run.state, strict=True):
        alone = unroll(layer, hs)
        assert_array_equal(trace.x, hs)
        assert_allclose(trace.h, alone.hs, atol=1e-14)
        assert_allclose(state.h, alone.state.h, atol=1e-14)
        hs = trace.h
    assert_array_equal(run.hs, hs)
    assert_array_equal(run.trace.h, hs)
    assert_array_equal(run.trace.x, inputs())
    assert run.trace.masks == (None, None)


def test_a_residual_connection_adds_the_input_of_every_layer_but_the_first():
    run = unroll(stack(residual=True), inputs())
    first, second, third = run.trace.layers
    assert_array_equal(second.x, first.h)
    assert_array_equal(third.x, second.h + first.h)
    assert_array_equal(run.hs, third.h + (second.h + first.h))


def test_given_states_belong_to_the_layers_from_the_bottom_up():
    made = stack()
    start = random_like(unroll(made, inputs()).state)
    trace = unroll(made, inputs(), start).trace
    assert_array_equal(trace.layers[0].c_prev[0], start[0].c)
    assert_array_equal(trace.layers[2].h_prev[0], start[2].h)


# --- dropout


def test_without_training_nothing_is_dropped():
    assert_array_equal(unroll(stack(dropout=0.9), inputs()).hs, unroll(stack(), inputs()).hs)
    made = stack(dropout=0.9)
    made.training(rng())
    assert unroll(made, inputs()).trace.masks == (None, None)
    assert unroll(stack().training(rng()), inputs()).trace.masks == (None, None)


def test_dropout_lies_between_layers_and_masks_are_in_the_trace():
    run = unroll(stack(dropout=0.4).training(rng(3)), inputs())
    first, second, third = run.trace.layers
    assert_array_equal(first.x, inputs())
    assert_array_equal(second.x, first.h * run.trace.masks[0])
    assert_array_equal(third.x, second.h * run.trace.masks[1])
    assert_array_equal(run.hs, third.h)


def test_dropout_never_acts_along_time():
    made = stack(dropout=0.7)
    run = unroll(made.training(rng(3)), inputs(20))
    for layer, trace in zip(made.cells, run.trace.layers, strict=True):
        assert_array_equal(trace.h_prev[1:], trace.h[:-1])
        assert_allclose(unroll(layer, trace.x).hs, trace.h, atol=1e-14)


def test_dropout_leaves_the_residual_way_alone():
    trace = unroll(stack(dropout=0.7, residual=True).training(rng(3)), inputs()).trace
    first, second, third = trace.layers
    assert_array_equal(third.x, (second.h + first.h) * trace.masks[1])
    assert_array_equal(trace.h, third.h + (second.h + first.h))


def test_masks_drop_the_asked_share_and_scale_the_rest():
    masks = unroll(stack(H=8, dtype=np.float64, dropout=0.25).training(rng()), inputs(100, 20)).trace.masks
    for mask in masks:
        assert set(np.unique(mask)) == {0, 1 / 0.75}
        assert abs((mask == 0).mean() - 0.25) < 0.02
        assert abs(mask.mean() - 1) < 0.02
        assert not (mask[0] == mask[1]).all()
    assert not (masks[0] == masks[1]).all()


def test_masks_are_new_at_each_run_and_the_same_from_the_same_seed():
    trained = stack(dropout=0.5).training(rng(5))
    first, second = unroll(trained, inputs()).trace.masks, unroll(trained, inputs()).trace.masks
    assert (first[0] != second[0]).any()
    assert_array_equal(unroll(stack(dropout=0.5).training(rng(5)), inputs()).trace.masks[0], first[0])


def test_training_reaches_the_parts_and_shares_the_weights():
    made = Bidirectional(stack(dropout=0.5), cell("RNN", seed=9))
    trained = made.training(rng())
    assert unroll(trained, inputs()).trace.forward.masks[0] is not None
    assert unroll(made, inputs()).trace.forward.masks == (None, None)
    trained.params["forward.0.b"][:] = 0.123
    assert (made.forward_cell.cells[0].params["b"] == 0.123).all()
    outer = Stack([stack(dropout=0.5), cell("RNN", 2, seed=9)])
    assert unroll(outer.training(rng()), inputs()).trace.layers[0].masks[0] is not None


def test_the_gradient_of_a_run_goes_through_the_masks_of_that_run():
    made = stack(dropout=0.5)
    trained = made.training(rng(5))
    run = unroll(trained, inputs())
    back = bptt(trained, run.hs, run.trace)
    unroll(trained, inputs())  # draws other masks, which must not matter any more
    assert_array_equal(bptt(trained, run.hs, run.trace).dxs, back.dxs)
    assert_array_equal(bptt(made, run.hs, run.trace).dxs, back.dxs)


def test_a_dropped_number_gets_no_gradient():
    made = Stack([cell("RNN"), cell("RNN", 2, seed=1)], dropout=0.5)
    run = unroll(made.training(rng(5)), inputs(1))
    back = bptt(made, run.hs, run.trace)
    dropped = run.trace.masks[0][0] == 0
    assert dropped.all(axis=1).any()
    assert (back.dxs[0][dropped.all(axis=1)] == 0).all()
    assert (back.dxs[0][~dropped.all(axis=1)] != 0).all()


# --- Bidirectional


def test_each_direction_knows_its_own_side():
    made = both()
    run = unroll(made, inputs())
    assert_array_equal(run.trace.h_forward, unroll(made.forward_cell, inputs()).hs)
    for t in range(4):  # what the backward direction has read on arriving at t: the inputs from the last to t
        read = unroll(made.backward_cell, np.flip(inputs()[t:], axis=0))
        assert_allclose(run.trace.h_backward[t], read.hs[-1], atol=1e-14)
    assert_array_equal(run.hs, np.concatenate([run.trace.h_forward, run.trace.h_backward], axis=2))
    assert_array_equal(run.state.forward.h, run.hs[-1, :, :2])
    assert_array_equal(run.state.backward.h, run.hs[0, :, 2:])
    assert_array_equal(run.trace.x, inputs())
    assert_array_equal(run.trace.backward.x, inputs()[::-1])
    assert run.trace.active.all()


def test_sum_adds_the_two_directions():
    run = unroll(both(merge="sum"), inputs())
    assert_array_equal(run.hs, run.trace.h_forward + run.trace.h_backward)
    assert_array_equal(run.trace.h_backward, unroll(both(), inputs()).trace.h_backward)


@pytest.mark.parametrize(("merge", "size"), [("concat", 4), ("sum", 2)])
def test_hidden_size_is_the_size_of_the_output(merge, size):
    assert both(merge=merge).hidden_size == size == unroll(both(merge=merge), inputs()).hs.shape[2]


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), T=st.integers(1, 6), lengths=st.none() | st.lists(st.integers(1, 6), min_size=2))
def test_reading_the_reversed_sequence_swaps_the_two_directions(seed, T, lengths):
    lengths = None if lengths is None else np.minimum(lengths, T)
    xs = inputs(T, 3 if lengths is None else len(lengths), seed)
    made = both(seed=seed % 97)
    swapped = Bidirectional(made.backward_cell, made.forward_cell)
    hs, turned = unroll(made, xs, lengths=lengths).hs, unroll(swapped, reverse(xs, lengths), lengths=lengths).hs
    assert_allclose(repeat_last(reverse(np.roll(turned, 2, axis=2), lengths), lengths), hs, atol=1e-14)


def reverse(xs, lengths):
    """Each sequence turned round by itself, the slow way."""
    turned = xs.copy()
    for n in range(xs.shape[1]):
        last = len(xs) if lengths is None else lengths[n]
        turned[:last, n] = xs[:last, n][::-1]
    return turned


def repeat_last(hs, lengths):
    hs = hs.copy()
    for n in range(hs.shape[1]):
        last = len(hs) if lengths is None else lengths[n]
        hs[last:, n] = hs[last - 1, n]
    return hs


def test_a_bidirectional_cell_cannot_take_a_single_step():
    for made in (both(), Stack([both()])):
        with pytest.raises(TypeError, match=r"^cell: expected one that reads forwards only .* whole sequences"):
            made.step(inputs()[0], None)


# --- what holds for every cell, holds for these


@settings(max_examples=30)
@given(name=st.sampled_from(ONE_WAY), T=st.integers(2, 6), at=st.integers(1, 5), seed=st.integers(0, 2**32))
def test_splitting_a_sequence_changes_nothing_for_a_stack(name, T, at, seed):
    made, xs, at = MADE[name](), inputs(T, 2, seed), min(at, T - 1)
    whole = unroll(made, xs)
    first = unroll(made, xs[:at])
    second = unroll(made, xs[at:], first.state)
    assert_allclose(np.concatenate([first.hs, second.hs]), whole.hs, atol=1e-14)
    for one, other in zip(arrays(second.state), arrays(whole.state), strict=True):
        assert_allclose(one, other, atol=1e-14)
    dhs = rng(seed).standard_normal(whole.hs.shape)
    back = bptt(made, dhs, whole.trace, random_like(whole.state))
    later = bptt(made, dhs[at:], second.trace, random_like(whole.state))
    earlier = bptt(made, dhs[:at], first.trace, later.dstate)
    assert_allclose(np.concatenate([earlier.dxs, later.dxs]), back.dxs, atol=1e-12)
    for key, value in back.grads.items():
        assert_allclose(earlier.grads[key] + later.grads[key], value, atol=1e-12)
    for one, other in zip(arrays(earlier.dstate), arrays(back.dstate), strict=True):
        assert_allclose(one, other, atol=1e-12)


@settings(max_examples=30)
@given(
    name=st.sampled_from(list(MADE)),
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    extra=st.integers(0, 2),
    seed=st.integers(0, 2**32),
)
def test_padding_changes_nothing_and_a_batch_is_its_sequences_one_by_one(name, lengths, extra, seed):
    made = MADE[name]()
    xs = inputs(max(lengths) + extra, len(lengths), seed)
    run = unroll(made, xs, lengths=lengths)
    dhs, dstate = rng(seed).standard_normal(run.hs.shape), random_like(run.state)
    back = bptt(made, dhs, run.trace, dstate)
    total = {key: np.zeros_like(value) for key, value in made.params.items()}
    for n, last in enumerate(lengths):
        alone = unroll(made, xs[:last, n : n + 1])
        assert_allclose(run.hs[:last, n], alone.hs[:, 0], atol=1e-14)
        assert_array_equal(run.hs[last:, n], np.broadcast_to(run.hs[last - 1, n], run.hs[last:, n].shape))
        for one, other in zip(arrays(run.state), arrays(alone.state), strict=True):
            assert_allclose(one[n], other[0], atol=1e-14)
        asked = dhs[:last, n : n + 1].copy()
        asked[-1] += dhs[last:, n].sum(axis=0)
        own = copy.deepcopy(alone.state)
        for mine, batch in zip(arrays(own), arrays(dstate), strict=True):
            mine[0] = batch[n]
        back_alone = bptt(made, asked, alone.trace, own)
        assert_allclose(back.dxs[:last, n], back_alone.dxs[:, 0], atol=1e-12)
        assert (back.dxs[last:, n] == 0).all()
        for key, value in back_alone.grads.items():
            total[key] += value
    for key, value in back.grads.items():
        assert_allclose(value, total[key], atol=1e-11)


@pytest.mark.parametrize("name", ONE_WAY)
def test_a_later_input_changes_no_earlier_output_of_a_stack(name):
    xs, later = inputs(), inputs()
    later[2] += 1
    before, after = unroll(MADE[name](), xs).hs, unroll(MADE[name](), later).hs
    assert_array_equal(before[:2], after[:2])
    assert (before[2:] != after[2:]).any(axis=2).all()


def test_a_later_input_changes_every_earlier_output_of_the_backward_direction_and_none_of_the_forward_one():
    xs, later = inputs(), inputs()
    later[2] += 1
    before, after = unroll(both(), xs).hs, unroll(both(), later).hs
    assert_array_equal(before[:2, :, :2], after[:2, :, :2])
    assert (before[:3, :, 2:] != after[:3, :, 2:]).all()
    assert_array_equal(before[3:, :, 2:], after[3:, :, 2:])


@pytest.mark.parametrize("name", ONE_WAY)
def test_step_by_step_a_stack_gives_what_unroll_gives(name):
    made, state = MADE[name](), None
    run = unroll(made, inputs())
    for t, x_t in enumerate(inputs()):
        state, trace_t = made.step(x_t, state)
        assert_allclose(trace_t.h, run.hs[t], atol=1e-14)
        assert_array_equal(trace_t.x, x_t)
        assert trace_t.active.shape == (3,)
    for one, other in zip(arrays(state), arrays(run.state), strict=True):
        assert_allclose(one, other, atol=1e-14)


def test_a_step_in_training_drops_as_a_run_does():
    made = stack(dropout=0.5)
    _, trace_t = made.training(rng(4)).step(inputs()[0])
    assert_array_equal(trace_t.layers[1].x, trace_t.layers[0].h * trace_t.masks[0])
    assert (trace_t.masks[0] == 0).any()


@every_composition
def test_one_cell_runs_two_sequences_at_once(name):
    made = MADE[name]()
    one = unroll(made, inputs(seed=1))
    expected = bptt(made, one.hs, one.trace)
    one, two = unroll(made, inputs(seed=1)), unroll(made, inputs(seed=2))
    bptt(made, two.hs, two.trace)
    back = bptt(made, one.hs, one.trace)
    assert_array_equal(back.dxs, expected.dxs)
    for key, value in expected.grads.items():
        assert_array_equal(back.grads[key], value)


@pytest.mark.parametrize("merge", ["concat", "sum"])
def test_float32_stays_float32(merge):
    f = np.float32
    made = Stack([both(dtype=f, merge=merge), stack_for(both(dtype=f, merge=merge).hidden_size, f)], 0.5)
    assert made.dtype == f
    xs = inputs()  # float64 given to a float32 network
    run = unroll(made.training(rng()), xs, lengths=[4, 2, 3])
    back = bptt(made, run.hs, run.trace)
    found = arrays(run) + arrays(back)
    assert {array.dtype for array in found} == {np.dtype(f), np.dtype(bool)}
    assert_allclose(unroll(made, xs).hs, unroll(as_float64(made), xs).hs, atol=1e-5)


def test_a_step_of_a_float32_stack_leaves_float32_only():
    state, trace = stack(dtype=np.float32).step(inputs()[0])  # float64 given to a float32 network
    assert {array.dtype for array in arrays(state) + arrays(trace)} == {np.dtype(np.float32), np.dtype(bool)}


def stack_for(D, dtype):
    return Stack([cell("GRU", D, 2, 3, dtype), cell("LSTM", 2, 2, 4, dtype)], residual=True)


def as_float64(made):
    f = np.float64
    other = Stack([both(dtype=f, merge=made.cells[0].merge), stack_for(made.cells[0].hidden_size, f)])
    for name, value in other.params.items():
        value[:] = made.params[name]
    return other


# --- parameters


def test_params_are_the_parts_own_arrays():
    made = Stack([both(), cell("RNN", 4, seed=5)])
    assert made.params["0.backward.W_x"] is made.cells[0].backward_cell.params["W_x"]
    assert made.params["1.b"] is made.cells[1].params["b"]
    assert len(made.params) == 3 + 3 + 3
    before = unroll(made, inputs()).hs
    made.params["0.forward.b"] += 1
    assert (unroll(made, inputs()).hs != before).any()


@pytest.mark.parametrize("make", [stack, both])
def test_an_array_put_in_the_place_of_a_parameter_is_refused(make):
    made = make()
    name = next(iter(made.params))
    made.params[name] = made.params[name].copy()
    with pytest.raises(ValueError, match=rf"^params\['{name}'\]: expected the array of its part, .* got another$"):
        unroll(made, inputs())
    made = make()
    made.params["more"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"^params\['more'\]: expected"):
        unroll(made, inputs())


@every_composition
def test_copies_and_pickles_are_independent_and_whole(name):
    made = MADE[name]()
    for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert_array_equal(unroll(twin, inputs()).hs, unroll(made, inputs()).hs)
        for key, value in twin.params.items():
            assert not np.shares_memory(value, made.params[key])


def test_the_same_cell_twice_is_refused_because_it_would_be_one_set_of_weights():
    same = cell("RNN", 2)
    why = r"^cells: expected a cell of its own .* got the same weights for part 0 and part 1: .* one set of weights"
    with pytest.raises(ValueError, match=why):
        Stack([same, same])
    with pytest.raises(ValueError, match=why):
        Stack([same] * 2)
    with pytest.raises(ValueError, match=why):
        Stack([same, copy.copy(same)])
    with pytest.raises(ValueError, match=r"part 0 and part 2"):
        Stack([Stack([same]), cell("RNN", 2, seed=1), same])
    with pytest.raises(
        ValueError, match=r"^backward_cell: expected a cell of its own .* part forward and part backward"
    ):
        Bidirectional(same, same)
    assert len(Stack([same, copy.deepcopy(same)]).cells) == 2


def test_names_tell_what_a_composition_is_made_of():
    made = Stack([RNNCell(2, 2, rng=rng()), LSTMCell(2, 2, rng=rng())], 0.1, residual=True)
    assert repr(made) == f"Stack([{made.cells[0]!r}, {made.cells[1]!r}], dropout=0.1, residual=True)"
    assert repr(both()) == f"Bidirectional({both().forward_cell!r}, {both().backward_cell!r}, merge='concat')"
    assert (made.input_size, made.hidden_size) == (2, 2)
    assert (both().input_size, stack(H=5).hidden_size) == (3, 5)
