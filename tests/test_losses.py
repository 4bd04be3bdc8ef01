"""Facts about the losses: values, derivatives, masks, extremes, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from junk import JUNK, clear_answer

from rnn_core.gradcheck import gradcheck
from rnn_core.losses import (
    binary_cross_entropy_with_logits,
    gan_discriminator_loss,
    gan_generator_loss,
    log_softmax,
    softmax_cross_entropy,
    squared_error,
    vae_bound,
)


def rng(seed=0):
    return np.random.default_rng(seed)


LARGEST = np.finfo(np.float32).max
MASK = np.array([[True, True], [True, False], [False, True]])
LOSSES = {
    "squared_error": (squared_error, rng(2).standard_normal((3, 2, 4))),
    "softmax_cross_entropy": (softmax_cross_entropy, rng(2).integers(0, 4, (3, 2))),
    "binary_cross_entropy": (binary_cross_entropy_with_logits, rng(2).random((3, 2, 4))),
}
each_loss = pytest.mark.parametrize(("f", "target"), LOSSES.values(), ids=LOSSES)


def outputs(dtype=np.float64):
    return rng(1).standard_normal((3, 2, 4)).astype(dtype)


@each_loss
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "some"])
def test_the_gradient_agrees_with_central_differences(f, target, reduction, mask):
    y = outputs()
    _, dy = f(y, target, mask, reduction=reduction)
    table = gradcheck(lambda: f(y, target, mask, reduction=reduction)[0], {"y": y}, {"y": dy})
    assert table.ok, str(table)


@each_loss
def test_a_masked_loss_is_the_loss_of_what_is_left(f, target):
    y = outputs()
    for reduction in ("mean", "sum"):
        loss, dy = f(y, target, MASK, reduction=reduction)
        left, dleft = f(y[MASK], target[MASK], reduction=reduction)
        assert loss == pytest.approx(left, rel=1e-14)
        np.testing.assert_allclose(dy[MASK], dleft, rtol=1e-14)
        assert not dy[~MASK].any()


@each_loss
def test_a_masked_target_is_not_read(f, target):
    y, other = outputs(), target.copy()
    other[~MASK] = -100
    loss, dy = f(y, target, MASK)
    same, dsame = f(y, other, MASK)
    assert loss == same
    assert np.array_equal(dy, dsame)
    with pytest.raises(ValueError, match="targets"):
        f(y, np.where(MASK, -100, 0) if target.ndim == 2 else np.full(target.shape, np.nan), MASK)


@pytest.mark.parametrize("f", [squared_error, binary_cross_entropy_with_logits])
def test_single_numbers_can_be_masked(f):
    y, target, mask = outputs(), rng(2).random((3, 2, 4)), rng(3).random((3, 2, 4)) < 0.5
    loss, dy = f(y, target, mask)
    assert loss == pytest.approx(f(y[mask], target[mask])[0], rel=1e-14)
    assert not dy[~mask].any()


@each_loss
def test_the_mean_is_the_sum_over_the_number_of_terms(f, target):
    y = outputs()
    terms = target.size
    mean, dmean = f(y, target)
    total, dtotal = f(y, target, reduction="sum")
    assert isinstance(mean, float)
    assert mean == pytest.approx(total / terms, rel=1e-14)
    np.testing.assert_allclose(dmean, dtotal / terms, rtol=1e-14)


@each_loss
def test_float32_stays_float32(f, target):
    loss, dy = f(outputs(np.float32), target, MASK)
    exact, dexact = f(outputs(), target, MASK)
    assert dy.dtype == np.float32
    assert dexact.dtype == np.float64
    assert loss == pytest.approx(exact, rel=1e-6)
    np.testing.assert_allclose(dy, dexact, rtol=1e-5, atol=1e-7)


def test_squared_error_has_its_value():
    loss, dy = squared_error([[1.0, 2.0], [3.0, 5.0]], [[0.0, 2.0], [1.0, 9.0]])
    assert loss == 21 / 4
    assert dy.tolist() == [[0.5, 0], [1, -2]]


def test_cross_entropy_of_equal_logits_is_log_V():
    loss, dy = softmax_cross_entropy(np.zeros((1, 4)), [2])
    assert loss == pytest.approx(np.log(4), rel=1e-15)
    assert dy.tolist() == [[0.25, 0.25, -0.75, 0.25]]
    loss, dy = softmax_cross_entropy(np.log([1.0, 3.0]), 1, reduction="sum")
    assert loss == pytest.approx(np.log(4 / 3), rel=1e-14)
    np.testing.assert_allclose(dy, [0.25, -0.25], rtol=1e-14)


def test_log_softmax_does_not_care_about_a_common_shift():
    y = outputs()
    np.testing.assert_allclose(np.exp(log_softmax(y)).sum(-1), np.ones((3, 2)), rtol=1e-14)
    np.testing.assert_allclose(log_softmax(y + 700), log_softmax(y), rtol=1e-11)
    np.testing.assert_allclose(log_softmax(np.log([1.0, 3.0])), np.log([0.25, 0.75]), rtol=1e-14)


def test_binary_cross_entropy_has_its_value():
    loss, dy = binary_cross_entropy_with_logits([np.log(3), 0.0], [0.5, 1])
    assert loss == pytest.approx((-0.5 * np.log(3 / 4) - 0.5 * np.log(1 / 4) + np.log(2)) / 2, rel=1e-14)
    np.testing.assert_allclose(dy, [0.125, -0.25], rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_a_thousand_are_exact(dtype):
    y = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, -1000.0]], dtype)
    loss, dy = softmax_cross_entropy(y, [1, 1], reduction="sum")
    assert loss == 2000
    assert dy.tolist() == [[1, -1, 0], [0, 0, 0]]
    loss, dy = binary_cross_entropy_with_logits(y, [[0, 1, 1], [0, 1, 1]], reduction="sum")
    assert loss == pytest.approx(3000 + np.log(2), rel=1e-7)
    assert dy.tolist() == [[1, -1, -0.5], [0, 0, -1]]
    x = np.array([1000.0, -1000.0], dtype)
    assert gan_generator_loss(x)[0] == 500
    assert gan_generator_loss(x)[1].tolist() == [0, -0.5]
    assert gan_generator_loss(x, saturating=True)[0] == -500
    assert gan_discriminator_loss(x, x)[0] == 1000
    assert vae_bound(y, np.ones((2, 3)), np.zeros((2, 1)), np.zeros((2, 1)))[0] == pytest.approx(1500, rel=1e-3)


def test_a_probability_near_one_keeps_its_digits():
    loss, dy = binary_cross_entropy_with_logits([40.0], [1])
    assert loss == pytest.approx(np.exp(-40), rel=1e-12)
    assert dy[0] == pytest.approx(-np.exp(-40), rel=1e-12)
    _, dfake = gan_generator_loss([-60.0], saturating=True)
    assert dfake[0] == pytest.approx(-np.exp(-60), rel=1e-12)


def test_the_bound_has_its_value():
    bound = vae_bound(np.zeros((2, 3)), np.ones((2, 3)), [[1.0], [2.0]], [[0.0], [np.log(4)]], beta=0.5)
    assert bound.reconstruction == pytest.approx(3 * np.log(2), rel=1e-14)
    assert bound.kl == pytest.approx((0.5 + 0.5 * (4 + 4 - 1 - np.log(4))) / 2, rel=1e-14)
    assert bound.loss == pytest.approx(bound.reconstruction + 0.5 * bound.kl, rel=1e-14)
    assert bound.dmu.tolist() == [[0.25], [0.5]]
    np.testing.assert_allclose(bound.dlogvar, [[0], [0.5 * 0.5 * 1.5]], rtol=1e-14)
    np.testing.assert_allclose(bound.dx_logits, np.full((2, 3), -0.25), rtol=1e-14)
    total = vae_bound(np.zeros((2, 3)), np.ones((2, 3)), [[1.0], [2.0]], [[0.0], [np.log(4)]], 0.5, reduction="sum")
    for part, whole in zip(bound, total, strict=True):
        np.testing.assert_allclose(whole, 2 * np.array(part), rtol=1e-14)


def test_beta_is_1_unless_said_otherwise_and_may_be_0():
    arguments = np.zeros((1, 2)), np.ones((1, 2)), [[2.0]], [[0.3]]
    bound = vae_bound(*arguments)
    assert bound.loss == pytest.approx(bound.reconstruction + bound.kl, rel=1e-15)
    bound = vae_bound(*arguments, 0)
    assert bound.loss == bound.reconstruction
    assert bound.dmu.tolist() == bound.dlogvar.tolist() == [[0]]


def test_kl_is_zero_for_the_prior_alone():
    bound = vae_bound(np.zeros((1, 1)), [[1]], np.zeros((1, 2)), np.zeros((1, 2)))
    assert bound.kl == 0
    assert not bound.dmu.any()
    assert not bound.dlogvar.any()


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("shape", [(3, 4), (3, 2, 2, 1)])
def test_the_gradients_of_the_bound_agree_with_central_differences(reduction, shape):
    values = {"x_logits": rng(1).standard_normal(shape), "mu": rng(2).standard_normal((3, 2))}
    values["logvar"] = rng(3).standard_normal((3, 2))
    x = rng(4).random(shape)

    def bound():
        return vae_bound(values["x_logits"], x, values["mu"], values["logvar"], 0.7, reduction=reduction)

    claimed = {"x_logits": bound().dx_logits, "mu": bound().dmu, "logvar": bound().dlogvar}
    table = gradcheck(lambda: bound().loss, values, claimed)
    assert table.ok, str(table)


def test_the_bound_of_float32_stays_float32():
    one = np.ones((2, 2), np.float32)
    assert {part.dtype for part in vae_bound(one, one, one, one, 0.3)[3:]} == {np.dtype(np.float32)}


def test_gan_losses_agree_with_central_differences():
    values = {"real": rng(1).standard_normal((4, 1)), "fake": rng(2).standard_normal((3, 2))}
    _, dreal, dfake = gan_discriminator_loss(values["real"], values["fake"])
    table = gradcheck(lambda: gan_discriminator_loss(*values.values())[0], values, {"real": dreal, "fake": dfake})
    assert table.ok, str(table)
    fake = {"fake": values["fake"]}
    for saturating in (False, True):
        _, dfake = gan_generator_loss(fake["fake"], saturating=saturating)
        table = gradcheck(lambda s=saturating: gan_generator_loss(fake["fake"], saturating=s)[0], fake, {"fake": dfake})
        assert table.ok, str(table)


def test_gan_losses_have_their_values():
    three, one = np.log(3), np.log(1.0)  # D = 3/4 and 1/2
    loss, dreal, dfake = gan_discriminator_loss([three, one], [three])
    assert loss == pytest.approx((-np.log(3 / 4) - np.log(1 / 2)) / 2 - np.log(1 / 4), rel=1e-14)
    np.testing.assert_allclose(dreal, [-1 / 8, -1 / 4], rtol=1e-14)
    np.testing.assert_allclose(dfake, [3 / 4], rtol=1e-14)
    loss, dfake = gan_generator_loss([three, one])
    assert loss == pytest.approx((-np.log(3 / 4) - np.log(1 / 2)) / 2, rel=1e-14)
    np.testing.assert_allclose(dfake, [-1 / 8, -1 / 4], rtol=1e-14)
    loss, dfake = gan_generator_loss([three, one], saturating=True)
    assert loss == pytest.approx((np.log(1 / 4) + np.log(1 / 2)) / 2, rel=1e-14)
    np.testing.assert_allclose(dfake, [-3 / 8, -1 / 4], rtol=1e-14)


def test_when_the_discriminator_wins_only_the_saturating_gradient_vanishes():
    assert abs(gan_generator_loss([-20.0], saturating=True)[1][0]) < 1e-8
    assert abs(gan_generator_loss([-20.0])[1][0]) > 0.99


def test_gan_gradients_of_float32_stay_float32():
    x = np.ones(2, np.float32)
    gradients = [*gan_discriminator_loss(x, x)[1:], gan_generator_loss(x)[1], gan_generator_loss(x, saturating=True)[1]]
    assert {g.dtype for g in gradients} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("dtype", "large"), [(np.float32, 1e30), (np.float64, 1e200)])
def test_a_loss_too_large_for_its_type_is_refused(dtype, large):
    y = np.full((2, 2), large, dtype)
    with pytest.raises(ValueError, match=rf"^loss: expected one that {np.dtype(dtype)} can hold, got inf"):
        squared_error(y, np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"^loss: expected one that"):
        vae_bound(np.zeros((2, 2)), np.zeros((2, 2)), y, np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"^loss: expected one that"):
        vae_bound(np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2)), y)
    huge = np.finfo(dtype).max
    with pytest.raises(ValueError, match=r"^loss: expected one that"):
        softmax_cross_entropy(np.array([huge, -huge]), 1)
    assert softmax_cross_entropy(np.array([huge, -huge]), 0)[0] == 0


Y, ZERO = np.zeros((3, 2, 4)), np.zeros((3, 2), int)


def test_a_masked_target_of_the_wrong_kind_is_named():
    mask = np.array([True, False])
    for loss in (softmax_cross_entropy, squared_error, binary_cross_entropy_with_logits):
        with pytest.raises(TypeError, match=r"^targets: "):
            loss(np.zeros((2, 3)), "text", mask)


def test_one_class_alone_has_no_loss_masked_or_not():
    for mask in (None, np.array([True, False])):
        loss, dy = softmax_cross_entropy(np.array([[2.0], [3.0]]), np.array([0, 0]), mask)
        assert loss == 0
        np.testing.assert_array_equal(dy, 0)


def test_float32_losses_are_summed_in_float64():
    y = np.random.default_rng(0).standard_normal((1, 10_001)).astype(np.float32)
    nothing = np.zeros_like(y)
    exact = pytest.approx((y**2).astype(np.float64).sum(), rel=1e-12)
    assert (y**2).sum() != exact
    assert squared_error(y, nothing, reduction="sum")[0] == exact
    assert 2 * vae_bound(nothing, nothing, y, nothing).kl == exact


def test_the_largest_loss_that_float32_can_hold_is_a_loss():
    loss, _ = binary_cross_entropy_with_logits(np.array([-LARGEST]), np.array([1.0]))
    assert loss == LARGEST


BAD = [
    (lambda: squared_error("y", Y), TypeError, "y: expected an array of numbers"),
    (lambda: squared_error(Y + np.nan, Y), ValueError, "y: expected finite numbers"),
    (lambda: squared_error(Y, Y[:1]), ValueError, "targets: expected (3, 2, 4), got (1, 2, 4)"),
    (lambda: squared_error(Y, 0.0), ValueError, "targets: expected (3, 2, 4), got ()"),
    (lambda: squared_error(Y, None), TypeError, "targets: expected an array of numbers"),
    (lambda: squared_error(Y, Y, reduction="none"), ValueError, "reduction: expected one of mean, sum, got 'none'"),
    (lambda: squared_error(Y, Y, [True]), TypeError, "mask: expected an array of True and False, got list"),
    (lambda: squared_error(Y, Y, np.ones((3, 2))), TypeError, "mask: expected an array of True and False, got float64"),
    (lambda: squared_error(Y, Y, MASK[:, :1]), ValueError, "mask: expected (3, 2, 4) or (3, 2), got (3, 1)"),
    (lambda: squared_error(Y, Y, MASK & False), ValueError, "mask: expected at least one True, got none"),
    (lambda: softmax_cross_entropy(Y, ZERO, MASK.T), ValueError, "mask: expected (3, 2), got (2, 3)"),
    (lambda: softmax_cross_entropy(Y, ZERO + 4), ValueError, "targets: expected numbers from 0 to 3, got 4 to 4"),
    (lambda: softmax_cross_entropy(Y, ZERO - 1), ValueError, "targets: expected numbers from 0 to 3, got -1 to -1"),
    (lambda: softmax_cross_entropy(Y, ZERO + 0.0), TypeError, "targets: expected whole numbers, got float64"),
    (lambda: softmax_cross_entropy(Y, ZERO + 0.0, MASK), TypeError, "targets: expected whole numbers, got float64"),
    (lambda: softmax_cross_entropy(Y, ZERO.T), ValueError, "targets: expected (3, 2), got (2, 3)"),
    (lambda: softmax_cross_entropy(Y, ZERO[:, :1], MASK), ValueError, "targets: expected (3, 2), got (3, 1)"),
    (lambda: softmax_cross_entropy(1.0, 0), ValueError, "y: expected (..., V), got ()"),
    (lambda: softmax_cross_entropy(Y, ZERO, reduction=None), TypeError, "reduction: expected one of mean, sum"),
    (
        lambda: binary_cross_entropy_with_logits(Y, Y + 1.1),
        ValueError,
        "targets: expected numbers from 0 to 1, got 1.1",
    ),
    (
        lambda: binary_cross_entropy_with_logits(Y, Y - 0.1),
        ValueError,
        "targets: expected numbers from 0 to 1, got -0.1",
    ),
    (lambda: binary_cross_entropy_with_logits("y", Y), TypeError, "y: expected an array of numbers"),
    (lambda: vae_bound(Y, Y, ZERO, ZERO[:, :1]), ValueError, "logvar: expected (3, 2), got (3, 1)"),
    (lambda: vae_bound(Y, Y, Y, Y), ValueError, "mu: expected (N, Z), got (3, 2, 4)"),
    (lambda: vae_bound(Y, Y[..., :1], ZERO, ZERO), ValueError, "x: expected (3, 2, 4), got (3, 2, 1)"),
    (
        lambda: vae_bound(Y[:2], Y[:2], ZERO, ZERO),
        ValueError,
        "x_logits: expected (3, ...) as there are 3 rows in mu, got (2,",
    ),
    (lambda: vae_bound(Y, Y - 1, ZERO, ZERO), ValueError, "x: expected numbers from 0 to 1"),
    (lambda: vae_bound(Y, Y, ZERO, ZERO, -1), ValueError, "beta: expected at least 0, got -1"),
    (lambda: vae_bound(Y, Y, ZERO, ZERO, "b"), TypeError, "beta: expected a number, got 'b'"),
    (lambda: vae_bound("a", Y, ZERO, ZERO), TypeError, "x_logits: expected an array of numbers"),
    (lambda: vae_bound(Y, Y, ZERO, ZERO, reduction="all"), ValueError, "reduction: expected one of mean, sum"),
    (lambda: gan_discriminator_loss("a", Y), TypeError, "real_logits: expected an array of numbers"),
    (lambda: gan_discriminator_loss(Y, [np.nan]), ValueError, "fake_logits: expected finite numbers"),
    (lambda: gan_generator_loss(None), TypeError, "fake_logits: expected an array of numbers"),
    (lambda: gan_generator_loss(Y, saturating="no"), TypeError, "saturating: expected True or False, got 'no'"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD, ids=[message for *_, message in BAD])
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@given(JUNK, JUNK, JUNK)
@settings(max_examples=80, deadline=None)
def test_junk_gets_a_clear_error_or_finite_numbers(one, two, three):
    for f in (squared_error, softmax_cross_entropy, binary_cross_entropy_with_logits):
        clear_answer(f, one, two)
        clear_answer(f, one, one, two)
        clear_answer(f, one, two, three)
        clear_answer(f, np.ones((2, 3)), one, two)
        clear_answer(f, one, two, reduction=three)
    clear_answer(vae_bound, one, two, three, three)
    clear_answer(vae_bound, np.ones((2, 3)), np.ones((2, 3)), one, two, three)
    clear_answer(vae_bound, np.ones((2, 3)), one, np.ones((2, 1)), two)
    clear_answer(gan_discriminator_loss, one, two)
    clear_answer(gan_generator_loss, one)
    clear_answer(gan_generator_loss, np.ones(2), saturating=one)
