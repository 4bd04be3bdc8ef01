"""The three ways of being deep: each computes its equations, and is a cell like any other."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer
from numpy.testing import assert_allclose, assert_array_equal
from test_compose import arrays, cell, inputs, masked, random_like, stack

from rnn_core import Bidirectional, Stack, bptt, gradcheck_cell, unroll
from rnn_core.deep import DeepMaps, DeepTransitionCell, Groups, SkipRNNCell
from rnn_core.layers import Activation, Dense, Dropout


def rng(seed=0):
    return np.random.default_rng(seed)


def random_params(made, seed=0):
    """`made` with no parameter at zero, where it could hide a mistake."""
    for k, value in enumerate(made.params.values()):
        value[...] = 0.5 * rng([seed, k]).standard_normal(value.shape)
    return made


def groups(dtype=np.float64):
    return Groups([cell("LSTM", 3, 2, 0, dtype), cell("RNN", 2, 3, 1, dtype), cell("GRU", 3, 1, 2, dtype)])


def maps(inner=None, dtype=np.float64):
    def dense(D, V):
        return Dense(D, V, rng=rng(D), dtype=dtype)

    inner = inner or cell("LSTM", 2, 4, 0, dtype)
    before = [dense(3, 5), Activation("tanh"), dense(5, inner.input_size)]
    after = [Activation("softplus"), dense(inner.hidden_size, 2)]
    return random_params(DeepMaps(inner, before, after))


def transition(depth=3, dtype=np.float64, **options):
    return random_params(DeepTransitionCell(3, 2, depth, rng=rng(), dtype=dtype, **options))


def skip(k=2, dtype=np.float64):
    return random_params(SkipRNNCell(3, 2, k, rng=rng(), dtype=dtype))


MADE = {
    "groups": groups,
    "deep maps": maps,
    "deep maps around a stack": lambda: maps(Stack([cell("GRU"), cell("RNN", 2, seed=1)], dropout=0.4)),
    "deep transition": transition,
    "deep transition with shortcut": lambda: transition(2, shortcut=True),
    "transition of one layer": lambda: transition(1),
    "skip of 2": skip,
    "skip of 3": lambda: skip(3),
    "skip beyond the sequence": lambda: skip(9),
    "stack": lambda: Stack([skip(3), random_params(DeepTransitionCell(2, 2, rng=rng()))], residual=True),
}
BOTH_WAYS = {"bidirectional": lambda: Bidirectional(skip(), transition())}
every_one = pytest.mark.parametrize("name", MADE | BOTH_WAYS)
every_one_way = pytest.mark.parametrize("name", MADE)


def make(name):
    return (MADE | BOTH_WAYS)[name]()


# --- the equations


def test_groups_are_a_stack_of_which_every_layer_is_seen():
    made = groups()
    run, inside = unroll(made, inputs()), unroll(Stack(made.stack.cells), inputs())
    assert_array_equal(run.hs, np.concatenate([layer.h for layer in inside.trace.layers], axis=2))
    assert made.hidden_size == run.hs.shape[2] == 6
    assert [group.h.shape[2] for group in run.trace.groups] == [2, 3, 1]
    assert made.params["1.W_x"] is made.stack.cells[1].params["W_x"]


def test_deep_maps_are_layers_around_a_cell():
    made = maps()
    p = made.params
    read = np.tanh(inputs() @ p["before.0.W"] + p["before.0.b"]) @ p["before.2.W"] + p["before.2.b"]
    run, inside = unroll(made, inputs()), unroll(made.parts["cell"], read)
    assert_allclose(run.hs, np.log1p(np.exp(inside.hs)) @ p["after.1.W"] + p["after.1.b"], atol=1e-14)
    assert_allclose(run.trace.cell.x, read, atol=1e-14)
    assert_allclose(run.state.c, inside.state.c, atol=1e-14)
    assert (made.input_size, made.hidden_size) == (3, 2)


def test_deep_maps_without_layers_are_the_cell():
    inner = cell()
    assert_array_equal(unroll(DeepMaps(inner), inputs()).hs, unroll(inner, inputs()).hs)
    only_activation = DeepMaps(inner, before=[Activation("relu")], after=[Activation("relu")])
    assert (only_activation.input_size, only_activation.hidden_size) == (3, 2)


@pytest.mark.parametrize("shortcut", [False, True])
def test_a_deep_transition_goes_through_its_layers_at_every_step(shortcut):
    made = transition(3, shortcut=shortcut)
    p, h = made.params, rng(4).standard_normal((3, 2))
    trace = unroll(made, inputs(), h).trace
    for t, x in enumerate(inputs()):
        u_1 = np.tanh(x @ p["W_x"] + h @ p["W_h"] + p["b"])
        u_2 = np.tanh(u_1 @ p["W_2"] + p["b_2"])
        a_3 = u_2 @ p["W_3"] + p["b_3"] + (h @ p["W_s"] if shortcut else 0)
        assert_allclose(trace.h_prev[t], h, atol=1e-14)
        h = np.tanh(a_3)
        assert_allclose(trace.u[t], [u_1, u_2, h], atol=1e-14)
        assert_allclose(np.tanh(trace.a[t]), trace.u[t], atol=1e-14)
        assert_allclose(trace.a[t, 2], a_3, atol=1e-14)
        assert_allclose(trace.h[t], h, atol=1e-14)
    assert list(p) == ["W_x", "W_h", "b", "W_2", "b_2", "W_3", "b_3"] + ["W_s"] * shortcut


def test_a_transition_of_one_layer_is_an_rnn():
    one, rnn = transition(1), cell("RNN")
    for name, value in one.params.items():
        rnn.params[name][:] = value
    assert_allclose(unroll(one, inputs()).hs, unroll(rnn, inputs()).hs, atol=1e-14)


@pytest.mark.parametrize("k", [2, 3, 9])
def test_a_skip_connection_reads_the_state_k_steps_ago(k):
    made = skip(k)
    p = made.params
    start = random_like(unroll(made, inputs()).state)
    run = unroll(made, inputs(), start)
    past = list(start)  # the newest first
    for t, x in enumerate(inputs()):
        assert_allclose(run.trace.h_prev[t], past[0], atol=1e-14)
        assert_allclose(run.trace.h_skip[t], past[k - 1], atol=1e-14)
        a = x @ p["W_x"] + past[0] @ p["W_h"] + past[k - 1] @ p["W_s"] + p["b"]
        assert_allclose(run.trace.a[t], a, atol=1e-14)
        past.insert(0, np.tanh(a))
        assert_allclose(run.hs[t], past[0], atol=1e-14)
    assert run.state._fields == ("h", *(f"h_{j}" for j in range(1, k)))
    for part, kept in zip(run.state, past, strict=False):
        assert_allclose(part, kept, atol=1e-14)


def test_the_state_of_a_skip_connection_ends_with_each_sequence():
    made = skip(3)
    run = unroll(made, inputs(), lengths=[4, 2, 1])
    for n, last in enumerate([4, 2, 1]):
        alone = unroll(made, inputs()[:last, n : n + 1])
        for part, own in zip(run.state, alone.state, strict=True):
            assert_allclose(part[n], own[0], atol=1e-14)


def test_a_skip_over_time_and_a_shortcut_over_layers_let_more_gradient_through():
    # What reaches the first input from the last state, at weights small enough for gradients to vanish.
    xs = inputs(17)
    asked = np.zeros((17, 3, 2))
    asked[-1] = 1

    def reaching(made):
        for name, value in made.params.items():
            value[:] = (
                0.5 * np.eye(2) if value.shape == (2, 2) else 0.1 * rng(ord(name[0])).standard_normal(value.shape)
            )
        return np.abs(bptt(made, asked, unroll(made, xs).trace).dxs[0]).mean()

    assert reaching(skip(4)) > 100 * reaching(cell("RNN"))
    assert reaching(cell("RNN")) > 100 * reaching(transition(2)) > 0
    assert reaching(transition(2, shortcut=True)) > 100 * reaching(transition(2))


# --- what holds for every cell, holds for these


@every_one
@pytest.mark.parametrize(("run", "lengths"), [(unroll, None), (masked(), [4, 1, 3])], ids=["whole", "padded, training"])
def test_every_gradient_agrees_with_central_differences(name, run, lengths):
    made = make(name)
    start = random_like(unroll(made, inputs()).state)
    report = gradcheck_cell(made, inputs(), start, lengths, unroll=run)
    assert report.ok, report


@settings(max_examples=30)
@given(name=st.sampled_from(list(MADE)), T=st.integers(2, 6), at=st.integers(1, 5), seed=st.integers(0, 2**32))
def test_splitting_a_sequence_changes_nothing(name, T, at, seed):
    made, xs, at = MADE[name](), inputs(T, 2, seed), min(at, T - 1)
    whole, first = unroll(made, xs), unroll(made, xs[:at])
    second = unroll(made, xs[at:], first.state)
    assert_allclose(np.concatenate([first.hs, second.hs]), whole.hs, atol=1e-13)
    dhs, dstate = rng(seed).standard_normal(whole.hs.shape), random_like(whole.state)
    back = bptt(made, dhs, whole.trace, dstate)
    later = bptt(made, dhs[at:], second.trace, dstate)
    earlier = bptt(made, dhs[:at], first.trace, later.dstate)
    assert_allclose(np.concatenate([earlier.dxs, later.dxs]), back.dxs, atol=1e-11)
    for key, value in back.grads.items():
        assert_allclose(earlier.grads[key] + later.grads[key], value, atol=1e-11)


@settings(max_examples=30)
@given(
    name=st.sampled_from(list(MADE | BOTH_WAYS)),
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    extra=st.integers(0, 2),
    seed=st.integers(0, 2**32),
)
def test_padding_changes_nothing_and_a_batch_is_its_sequences_one_by_one(name, lengths, extra, seed):
    made = make(name)
    xs = inputs(max(lengths) + extra, len(lengths), seed)
    run = unroll(made, xs, lengths=lengths)
    dhs = rng(seed).standard_normal(run.hs.shape)
    back = bptt(made, dhs, run.trace)
    for n, last in enumerate(lengths):
        alone = unroll(made, xs[:last, n : n + 1])
        assert_allclose(run.hs[:last, n], alone.hs[:, 0], atol=1e-13)
        assert_array_equal(run.hs[last:, n], np.broadcast_to(run.hs[last - 1, n], run.hs[last:, n].shape))
        asked = dhs[:last, n : n + 1].copy()
        asked[-1] += dhs[last:, n].sum(axis=0)
        assert_allclose(back.dxs[:last, n], bptt(made, asked, alone.trace).dxs[:, 0], atol=1e-11)
        assert (back.dxs[last:, n] == 0).all()


@every_one_way
def test_a_later_input_changes_no_earlier_output_and_all_later_ones(name):
    later = inputs()
    later[2] += 1
    before, after = unroll(MADE[name](), inputs()).hs, unroll(MADE[name](), later).hs
    assert_array_equal(before[:2], after[:2])
    assert (before[2:] != after[2:]).any(axis=2).all()


@every_one_way
def test_step_by_step_gives_what_unroll_gives(name):
    made, state = MADE[name](), None
    run = unroll(made, inputs())
    for t, x_t in enumerate(inputs()):
        state, trace_t = made.step(x_t, state)
        assert_allclose(trace_t.h, run.hs[t], atol=1e-13)
    for one, other in zip(arrays(state), arrays(run.state), strict=True):
        assert_allclose(one, other, atol=1e-13)


@pytest.mark.parametrize("build", [groups, maps, transition, skip, lambda dtype: transition(2, dtype, shortcut=True)])
def test_float32_stays_float32(build):
    made = build(dtype=np.float32)
    run = unroll(made, inputs(), lengths=[4, 2, 3])
    back = bptt(made, run.hs, run.trace)
    assert {array.dtype for array in arrays(run) + arrays(back)} == {np.dtype(np.float32), np.dtype(bool)}
    assert made.dtype == np.float32


@every_one
def test_copies_and_pickles_are_independent_and_whole(name):
    made = make(name)
    for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert_array_equal(unroll(twin, inputs()).hs, unroll(made, inputs()).hs)
        assert not any(np.shares_memory(value, made.params[key]) for key, value in twin.params.items())


@every_one
def test_one_cell_runs_two_sequences_at_once(name):
    made = make(name)
    one = unroll(made, inputs(seed=1))
    expected = bptt(made, one.hs, one.trace)
    two = unroll(made, inputs(seed=2))
    bptt(made, two.hs, two.trace)
    assert_array_equal(bptt(made, one.hs, one.trace).dxs, expected.dxs)


@pytest.mark.parametrize("build", [lambda: maps(stack(dropout=0.5)), lambda: Groups([stack(dropout=0.5)])])
def test_training_reaches_the_dropout_inside(build):
    made = build()
    inside = unroll(made.training(rng()), inputs()).trace
    inside = inside.cell if isinstance(made, DeepMaps) else inside.groups[0]
    assert inside.masks[0] is not None
    assert_array_equal(unroll(made, inputs()).hs, unroll(made, inputs()).hs)


def test_the_same_seed_gives_the_same_weights():
    for build in (lambda: SkipRNNCell(2, 3, rng=rng(5)), lambda: DeepTransitionCell(2, 3, rng=rng(5), shortcut=True)):
        for name, value in build().params.items():
            assert_array_equal(value, build().params[name])
    started = DeepTransitionCell(2, 3, 3, rng=rng(), shortcut=True).params
    for name in ("W_h", "W_2", "W_3"):
        assert_allclose(started[name] @ started[name].T, np.eye(3), atol=1e-12)
    assert all((started[name] == 0).all() for name in ("b", "b_2", "b_3"))


def test_names_tell_what_it_is():
    assert repr(transition(2, shortcut=True)) == "DeepTransitionCell(3, 2, depth=2, shortcut=True, dtype=float64)"
    assert repr(skip(3)) == "SkipRNNCell(3, 2, skip=3, dtype=float64)"
    assert repr(maps()) == f"DeepMaps({cell('LSTM', 2, 4)!r}, 3 layers before, 2 after)"
    assert repr(Groups([cell()])) == f"Groups([{cell()!r}])"


# --- bad input

BAD = {
    "depth": (lambda: transition(0), ValueError, "depth: expected at least 1, got 0"),
    "depth of a half": (lambda: transition(1.5), TypeError, "depth: expected a whole number, got 1.5"),
    "a shortcut past one layer": (
        lambda: transition(1, shortcut=True),
        ValueError,
        "shortcut: expected False with depth",
    ),
    "shortcut": (lambda: transition(2, shortcut="no"), TypeError, "shortcut: expected True or False, got 'no'"),
    "skip": (lambda: skip(1), ValueError, "skip: expected at least 2, got 1"),
    "size": (lambda: SkipRNNCell(0, 2, rng=rng()), ValueError, "input_size: expected at least 1, got 0"),
    "groups": (lambda: Groups([cell(), cell()]), ValueError, "cells[1]: expected input_size 2"),
    "one group twice": (lambda: Groups([cell("RNN", 2)] * 2), ValueError, "cells: expected a cell of its own for each"),
    "no cell": (lambda: DeepMaps(Activation("tanh")), TypeError, "cell: expected a cell such as"),
    "no list": (lambda: DeepMaps(cell(), before="tanh"), TypeError, "before: expected a list of Dense and Activation"),
    "other layers": (lambda: DeepMaps(cell(), after=[Dropout(0.5)]), TypeError, "after[0]: expected a Dense or Activ"),
    "a map that does not reach": (
        lambda: DeepMaps(cell(), before=[Dense(4, 2, rng=rng())]),
        ValueError,
        "before: expected 3 numbers at its end, for the cell, got 2",
    ),
    "a map that does not fit": (
        lambda: DeepMaps(cell(), after=[Activation("tanh"), Dense(3, 2, rng=rng())]),
        ValueError,
        "after[1]: expected a Dense layer for 2 numbers, got one for 3",
    ),
    "one layer twice": (
        lambda: DeepMaps(cell(), after=[Dense(2, 2, rng=rng())] * 2),
        ValueError,
        "before, after: expected a cell of its own for each part, got the same weights for part after.0 and part",
    ),
    "another type": (
        lambda: DeepMaps(cell(), after=[Dense(2, 2, rng=rng(), dtype=np.float32)]),
        ValueError,
        "before, after: expected one dtype for all parts",
    ),
    "xs": (lambda: unroll(skip(), np.zeros((4, 3, 1))), ValueError, "xs: expected (T, N, 3), got (4, 3, 1)"),
    "state": (lambda: unroll(skip(3), inputs(), (None,)), TypeError, "state: expected SkipState(h, h_1, h_2), got 1 p"),
    "lengths": (
        lambda: unroll(skip(), inputs(), lengths=[1, 2, 9]),
        ValueError,
        "lengths: expected numbers from 0 to 4",
    ),
    "dhs": (
        lambda: bptt(skip(), np.zeros((4, 3, 1)), unroll(skip(), inputs()).trace),
        ValueError,
        "dhs: expected (4, 3, 2), got (4, 3, 1)",
    ),
    "the trace of something else": (
        lambda: bptt(skip(), np.zeros((4, 3, 2)), unroll(transition(), inputs()).trace),
        TypeError,
        "trace: expected the trace of a run of SkipRNNCell",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_the_argument_what_was_expected_and_what_came(case):
    call, error, message = BAD[case]
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_a_replaced_parameter_is_refused():
    made = skip()
    made.params["W_s"] = np.zeros((2, 3))
    with pytest.raises(ValueError, match=r"^params\['W_s'\]: expected float64 \(2, 2\), got float64 \(2, 3\)"):
        unroll(made, inputs())


@pytest.mark.filterwarnings("ignore:.*encountered in matmul:RuntimeWarning", "ignore:invalid value")
def test_an_overflow_says_at_which_step():
    made = skip()
    made.params["W_h"][:] = [[1e308, 1e308], [-1e308, -1e308]]
    made.params["W_s"][:] = made.params["W_h"][::-1]
    start = np.full((3, 2), 10.0)
    with pytest.raises(FloatingPointError, match=r"^hs: step 0 is not finite"), np.errstate(all="ignore"):
        unroll(made, inputs(), (start, start))


@settings(max_examples=40)
@given(junk=JUNK)
def test_junk_gets_a_clear_answer(junk):
    made = skip()
    trace = unroll(made, inputs()).trace
    clear_answer(unroll, made, junk)
    clear_answer(unroll, made, inputs(), junk)
    clear_answer(unroll, made, inputs(), None, junk)
    clear_answer(bptt, made, junk, trace)
    clear_answer(bptt, made, inputs()[..., :2], junk)
    clear_answer(bptt, made, inputs()[..., :2], trace, junk)
    clear_answer(unroll, maps(), inputs(), junk)
    clear_answer(unroll, groups(), junk)
    for build in (Groups, DeepMaps, lambda x: DeepMaps(cell(), [x]), lambda x: DeepMaps(cell(), (), x)):
        clear_answer(lambda build=build: (build(junk), 0)[1])
    clear_answer(lambda: (SkipRNNCell(2, 3, junk, rng=rng()), 0)[1])
    clear_answer(lambda: (DeepTransitionCell(2, 3, rng=junk), 0)[1])
