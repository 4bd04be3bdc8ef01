"""Facts about gradient descent and clipping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from junk import JUNK, clear_answer

from rnn_core.optim import SGD, Adam, Momentum, clip_by_norm, clip_by_value


def params(dtype=np.float64):
    return {"W": np.array([[1.0, -2.0], [3.0, 0.5]], dtype), "b": np.array([0.1, -0.1], dtype)}


def grads(scale=1.0, dtype=np.float64):
    return {
        "W": np.array([[0.5, 1.0], [-2.0, 0.0]], dtype) * dtype(scale),
        "b": np.array([4.0, -1.0], dtype) * dtype(scale),
    }


OPTIMIZERS = {
    "sgd": lambda: SGD(0.1),
    "momentum": lambda: Momentum(0.1, 0.8),
    "nesterov": lambda: Momentum(0.1, 0.8, nesterov=True),
    "adam": lambda: Adam(0.1),
}
optimizers = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)


def test_sgd_takes_a_step_of_lr_times_the_gradient():
    p = params()
    SGD(0.1).update(p, grads())
    np.testing.assert_allclose(p["W"], [[0.95, -2.1], [3.2, 0.5]], rtol=1e-15)
    np.testing.assert_allclose(p["b"], [-0.3, 0.0], atol=1e-15)


def test_momentum_follows_its_formula():
    p, optimizer = {"w": np.array([1.0])}, Momentum(0.1, 0.5)
    expected = [1 - 0.1 * 2, 0.8 - 0.1 * (0.5 * 2 + 3), 0.4 - 0.1 * (0.5 * 4 - 1)]
    for g, w in zip([2.0, 3.0, -1.0], expected, strict=True):
        optimizer.update(p, {"w": np.array([g])})
        np.testing.assert_allclose(p["w"], [w], rtol=1e-14)
    assert Momentum(1).beta == 0.9


def test_nesterov_looks_ahead():
    p, optimizer = {"w": np.array([1.0])}, Momentum(0.1, 0.5, nesterov=True)
    v, w = 0.0, 1.0
    for g in [2.0, 3.0, -1.0]:
        v = 0.5 * v + g
        w -= 0.1 * (g + 0.5 * v)
        optimizer.update(p, {"w": np.array([g])})
        np.testing.assert_allclose(p["w"], [w], rtol=1e-14)


def test_momentum_without_beta_is_sgd():
    one, two, momentum, sgd = params(), params(), Momentum(0.3, 0), SGD(0.3)
    for scale in (1.0, -2.0, 0.5):
        momentum.update(one, grads(scale))
        sgd.update(two, grads(scale))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_adam_follows_its_formula():
    p, optimizer = {"w": np.array([1.0])}, Adam(0.1, 0.6, 0.7, 0.01)
    m, v, w = 0.0, 0.0, 1.0
    for t, g in enumerate([2.0, -3.0, 0.5, 0.0], start=1):
        m = 0.6 * m + 0.4 * g
        v = 0.7 * v + 0.3 * g**2
        w -= 0.1 * (m / (1 - 0.6**t)) / ((v / (1 - 0.7**t)) ** 0.5 + 0.01)
        optimizer.update(p, {"w": np.array([g])})
        np.testing.assert_allclose(p["w"], [w], rtol=1e-13)
    assert optimizer.t == 4


def test_adam_has_the_numbers_of_the_paper():
    optimizer = Adam()
    assert (optimizer.lr, optimizer.beta1, optimizer.beta2, optimizer.eps) == (0.001, 0.9, 0.999, 1e-8)


def test_the_first_step_of_adam_has_the_length_lr_whatever_the_gradient():
    p = params()
    Adam(0.01).update(p, grads(1e5))
    np.testing.assert_allclose(p["b"], [0.09, -0.09], rtol=1e-12)
    assert p["W"][1, 1] == 0.5


@optimizers
def test_every_optimizer_finds_the_bottom_of_a_bowl(make):
    p, optimizer = params(), make()
    for _ in range(500):
        optimizer.update(p, {name: 2 * (value - 1) for name, value in p.items()})
    assert all(np.abs(value - 1).max() < 1e-3 for value in p.values())


@optimizers
def test_arrays_are_changed_in_place_and_gradients_are_not(make):
    p, g, optimizer = params(), grads(), make()
    W, before = p["W"], {name: value.copy() for name, value in g.items()}
    optimizer.update(p, g)
    optimizer.update(p, g)
    assert p["W"] is W
    assert not np.array_equal(W, params()["W"])
    assert all(np.array_equal(g[name], before[name]) for name in g)


@optimizers
def test_float32_stays_float32(make):
    p, q, optimizer, exact = params(np.float32), params(), make(), make()
    for scale in (1.0, 3.0):
        optimizer.update(p, grads(scale))  # float64 gradients do not make float64 parameters
        exact.update(q, grads(scale))
    memory = [*getattr(optimizer, "v", {}).values(), *getattr(optimizer, "m", {}).values()]
    assert {value.dtype for value in [*p.values(), *memory]} == {np.dtype(np.float32)}
    for name in p:
        np.testing.assert_allclose(p[name], q[name], rtol=1e-5, atol=1e-6)


@optimizers
def test_two_optimizers_share_nothing(make):
    one, other, p, q = make(), make(), params(), params()
    one.update(p, grads(5.0))
    other.update(q, grads())
    fresh = params()
    make().update(fresh, grads())
    assert all(np.array_equal(q[name], fresh[name]) for name in q)


@optimizers
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite_changes_nothing(make, bad):
    p, g, optimizer = params(), grads(), make()
    g["b"][1] = bad
    with pytest.raises(ValueError, match=r"^grads\['b'\]: expected finite numbers, got NaN or infinity$"):
        optimizer.update(p, g)
    assert all(np.array_equal(p[name], params()[name]) for name in p)
    untouched = params()
    optimizer.update(p, grads())
    make().update(untouched, grads())
    assert all(np.array_equal(p[name], untouched[name]) for name in p)


@pytest.mark.parametrize(("dtype", "edge"), [(np.float32, 1.8446743e19), (np.float64, 1.3407807929942596e154)])
def test_adam_refuses_a_gradient_whose_square_overflows(dtype, edge):
    p, optimizer = {"w": np.ones(2, dtype)}, Adam(0.1)
    with pytest.raises(ValueError, match=rf"^grads\['w'\]: expected numbers whose squares {np.dtype(dtype)} can hold"):
        optimizer.update(p, {"w": np.array([1, -edge * 1.01], dtype)})
    assert optimizer.t == 0
    optimizer.update(p, {"w": np.array([1, -edge * 0.99], dtype)})
    np.testing.assert_allclose(p["w"], [0.9, 1.1], rtol=1e-6)


@optimizers
@pytest.mark.parametrize(
    ("p", "g", "error", "message"),
    [
        (params(), {"W": np.ones((2, 2))}, ValueError, "grads: expected ['W', 'b'], got ['W']"),
        (params(), grads() | {"c": np.ones(1)}, ValueError, "grads: expected ['W', 'b'], got ['W', 'b', 'c']"),
        (params(), grads() | {"W": np.ones(2)}, ValueError, "grads['W']: expected (2, 2), got (2,)"),
        (params(), grads() | {"b": None}, TypeError, "grads['b']: expected an array of numbers"),
        (params(), [np.ones(2)], TypeError, "grads: expected a dict of arrays, got list"),
        ([np.ones(2)], grads(), TypeError, "params: expected a dict of arrays, got list"),
        ({}, {}, ValueError, "params: expected at least one array, got none"),
        ({"w": 1.0}, {"w": np.ones(1)}, TypeError, "params['w']: expected an array of float32 or float64, got float"),
        ({"w": np.ones(1, int)}, {"w": np.ones(1)}, TypeError, "params['w']: expected an array of float32 or"),
        (
            {"w": np.broadcast_to(1.0, (2,))},
            {"w": np.ones(2)},
            ValueError,
            "params['w']: expected a writeable array, got a read-only one",
        ),
    ],
)  # fmt: skip
def test_names_shapes_and_kinds_must_match(make, p, g, error, message):
    with pytest.raises(error) as caught:
        make().update(p, g)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("make", [OPTIMIZERS["momentum"], OPTIMIZERS["adam"]])
def test_an_optimizer_refuses_the_parameters_of_another_network(make):
    optimizer = make()
    optimizer.update(params(), grads())
    with pytest.raises(ValueError, match=r"^params: expected those of the first update, .* got \{'w': \(1,\)\}$"):
        optimizer.update({"w": np.ones(1)}, {"w": np.ones(1)})
    with pytest.raises(ValueError, match=r"^params: expected those of the first update"):
        optimizer.update(params() | {"b": np.ones(3)}, grads() | {"b": np.ones(3)})


@pytest.mark.parametrize(
    "call",
    [
        lambda: SGD(0), lambda: SGD(-1), lambda: SGD(np.nan), lambda: SGD("0.1"), lambda: SGD(None),
        lambda: Momentum(0), lambda: Momentum("a"), lambda: Momentum(0.1, 1), lambda: Momentum(0.1, -0.1),
        lambda: Momentum(0.1, nesterov="no"),
        lambda: Adam(0), lambda: Adam(1, 1), lambda: Adam(1, 0.9, 1), lambda: Adam(1, 0.9, 0.9, 0),
        lambda: Adam(True), lambda: Adam(1, -0.1), lambda: Adam(1, 0.9, np.inf),
    ],
)  # fmt: skip
def test_a_rate_that_makes_no_sense_is_refused(call):
    with pytest.raises((TypeError, ValueError), match=r"^(lr|beta|beta1|beta2|eps|nesterov): expected"):
        call()


def test_the_name_of_a_bad_rate_is_right():
    for call, name in [
        (lambda: SGD(0), "lr"), (lambda: Momentum(0), "lr"), (lambda: Momentum(1, 2), "beta"),
        (lambda: Momentum(1, nesterov=1), "nesterov"), (lambda: Adam(-1), "lr"), (lambda: Adam(1, 2), "beta1"),
        (lambda: Adam(1, 0, 2), "beta2"), (lambda: Adam(1, 0, 0, -1), "eps"),
        (lambda: clip_by_norm(grads(), 0), "threshold"), (lambda: clip_by_value(grads(), -1), "threshold"),
    ]:  # fmt: skip
        with pytest.raises((TypeError, ValueError), match=rf"^{name}: expected"):
            call()


def test_clipping_by_norm_shortens_and_keeps_the_direction():
    g = {"a": np.array([3.0, 0.0]), "b": np.array([[-4.0]])}
    a = g["a"]
    assert clip_by_norm(g, 2.5) == pytest.approx(5, rel=1e-15)
    assert g["a"] is a
    np.testing.assert_allclose(g["a"], [1.5, 0], rtol=1e-15)
    np.testing.assert_allclose(g["b"], [[-2.0]], rtol=1e-15)


@pytest.mark.parametrize("threshold", [5, 5.5])
def test_a_gradient_that_is_short_enough_stays_bit_for_bit(threshold):
    g = {"a": np.array([3.0]), "b": np.array([-4.0])}
    assert clip_by_norm(g, threshold) == 5
    assert g == {"a": [3.0], "b": [-4.0]}


def test_clipping_by_norm_survives_an_explosion():
    g = {"a": np.array([3e200, 4e200]), "b": np.zeros(1)}
    assert clip_by_norm(g, 1) == pytest.approx(5e200)
    np.testing.assert_allclose(g["a"], [0.6, 0.8], rtol=1e-14)
    h = {"a": np.array([3e30, 4e30], np.float32)}
    assert clip_by_norm(h, 1) == pytest.approx(5e30)
    assert h["a"].dtype == np.float32
    np.testing.assert_allclose(h["a"], [0.6, 0.8], rtol=1e-6)


def test_clipping_a_gradient_of_zeros_leaves_it():
    g = {"a": np.zeros(2)}
    assert clip_by_norm(g, 1) == 0
    assert clip_by_value(g, 1) == 0
    assert g["a"].tolist() == [0, 0]


def test_clipping_by_value_turns_the_gradient():
    g = {"a": np.array([3.0, 0.5]), "b": np.array([-4.0], np.float32)}
    a = g["a"]
    assert clip_by_value(g, 1) == 4
    assert g["a"] is a
    assert g["a"].tolist() == [1, 0.5]
    assert g["b"].tolist() == [-1]
    assert g["b"].dtype == np.float32


@given(arrays(np.float64, (2, 3), elements=st.floats(-1e3, 1e3)), st.floats(1e-3, 1e3))
@settings(max_examples=40, deadline=None)
def test_after_clipping_the_norm_is_the_smaller_of_the_two(g, threshold):
    g = {"g": g}
    norm = np.linalg.norm(g["g"])
    assert clip_by_norm(g, threshold) == pytest.approx(norm, rel=1e-12, abs=1e-150)
    assert np.linalg.norm(g["g"]) == pytest.approx(min(norm, threshold), rel=1e-12, abs=1e-150)


@pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])
def test_clipping_refuses_what_is_not_finite_or_cannot_be_changed(clip):
    for g, error, message in [
        ({"a": np.array([1.0, np.nan])}, ValueError, r"^grads\['a'\]: expected finite numbers"),
        ({"a": np.array([1, 2])}, TypeError, r"^grads\['a'\]: expected an array of float32 or float64, got int64$"),
        ({"a": [1.0]}, TypeError, r"^grads\['a'\]: expected an array of float32 or float64, got list$"),
        ({"a": np.broadcast_to(1.0, 2)}, ValueError, r"^grads\['a'\]: expected a writeable array"),
        ({}, ValueError, r"^grads: expected at least one array"),
        (None, TypeError, r"^grads: expected a dict of arrays, got NoneType$"),
    ]:
        with pytest.raises(error, match=message):
            clip(g, 1)


@given(JUNK, JUNK)
@settings(max_examples=60, deadline=None)
def test_junk_gets_a_clear_error_or_finite_numbers(one, two):
    for make in OPTIMIZERS.values():
        p = params()
        clear_answer(make().update, p, {"W": one, "b": two})
        clear_answer(make().update, one, two)
        clear_answer(make().update, {"W": one}, {"W": two})
        assert all(np.isfinite(value).all() for value in p.values())
    for clip in (clip_by_norm, clip_by_value):
        clear_answer(clip, one, 1)
        clear_answer(clip, {"W": one}, two)
    clear_answer(SGD, one)
    clear_answer(Momentum, one, two)
    clear_answer(Adam, one, two)
    clear_answer(Adam, 1, 0.9, one, two)


def test_a_gradient_without_numbers_is_clipped_like_any_other():
    grads = {"W": np.array([3.0, 4.0]), "none": np.zeros((0, 2))}
    assert clip_by_norm(grads, 1.0) == pytest.approx(5, rel=1e-15)
    np.testing.assert_allclose(grads["W"], [0.6, 0.8], rtol=1e-15)
    assert clip_by_value(grads, 0.7) == pytest.approx(0.8, rel=1e-15)
    np.testing.assert_allclose(grads["W"], [0.6, 0.7], rtol=1e-15)


def test_the_norm_of_a_tiny_gradient_is_not_lost_in_its_squares():
    assert clip_by_norm({"W": np.array([3e-200, 4e-200])}, 1.0) == pytest.approx(5e-200, rel=1e-12)


def test_the_norm_of_a_float32_gradient_is_summed_in_float64():
    g = np.random.default_rng(0).uniform(0.5, 1, 10_001).astype(np.float32)
    g[0] = 1  # the largest, which is taken out before squaring
    exact = pytest.approx(np.sqrt((g**2).astype(np.float64).sum()), rel=1e-12)
    assert np.sqrt((g**2).sum()) != exact
    assert clip_by_norm({"g": g}, 1e9) == exact


def test_a_gradient_that_float32_cannot_hold_is_refused_for_float32_parameters():
    params = {"W": np.zeros(2, np.float32)}
    with pytest.raises(ValueError, match=r"W.*expected finite numbers"):
        SGD(0.1).update(params, {"W": np.array([1e300, 0.0])})
    np.testing.assert_array_equal(params["W"], 0)
