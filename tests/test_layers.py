"""Facts about the layers: values, derivatives, shapes, refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from junk import JUNK, clear_answer

from rnn_core.activations import exact_sigmoid, softplus
from rnn_core.gradcheck import gradcheck
from rnn_core.layers import Activation, Conv2D, Dense, Dropout, Embedding, MaxPool2D


def rng(seed=0):
    return np.random.default_rng(seed)


def report(layer, x):
    """Central differences of sum(y * dy) in x and every parameter, against what backward says."""
    y, cache = layer.forward(x)
    dy = rng(99).standard_normal(y.shape)
    dx, grads = layer.backward(dy, cache)
    values, claimed = dict(layer.params), dict(grads)
    assert values.keys() == claimed.keys()
    if dx is not None:
        values["x"], claimed["x"] = x, dx
    return gradcheck(lambda: np.sum(layer.forward(x)[0] * dy), values, claimed)


def layers(dtype=np.float64):
    return {
        "dense": (Dense(3, 2, rng=rng(), dtype=dtype), (4, 5, 3)),
        "dense_without_bias": (Dense(3, 2, rng=rng(), dtype=dtype, bias=False), (5, 3)),
        "dense_on_one_vector": (Dense(3, 2, rng=rng(), dtype=dtype), (3,)),
        "conv_valid": (Conv2D(2, 3, 3, rng=rng(), dtype=dtype), (2, 5, 4, 2)),
        "conv_same": (Conv2D(2, 3, 3, padding="same", rng=rng(), dtype=dtype), (2, 3, 4, 2)),
        "conv_same_even": (Conv2D(1, 2, 2, padding="same", rng=rng(), dtype=dtype, bias=False), (3, 4, 1)),
        "conv_1x1": (Conv2D(2, 2, 1, rng=rng(), dtype=dtype), (2, 2, 2, 2, 2)),
        "conv_of_the_whole_image": (Conv2D(1, 2, 3, rng=rng(), dtype=dtype), (2, 3, 3, 1)),
        "pool": (MaxPool2D(2), (2, 4, 6, 3)),
        "pool_3": (MaxPool2D(3), (3, 6, 2)),
        **{name: (Activation(name), (2, 3, 4)) for name in ("tanh", "sigmoid", "relu", "softplus")},
    }


each_layer = pytest.mark.parametrize("name", layers())


@each_layer
def test_backward_agrees_with_central_differences(name):
    layer, shape = layers()[name]
    for value in layer.params.values():
        value[...] = rng(5).standard_normal(value.shape)
    table = report(layer, rng(1).standard_normal(shape))
    assert table.ok, str(table)


def test_the_gradient_of_an_embedding_agrees_with_central_differences():
    layer = Embedding(5, 3, rng=rng())
    table = report(layer, np.array([[0, 4, 4], [2, 4, 0]]))
    assert table.ok, str(table)


@each_layer
def test_float32_stays_float32(name):
    layer, shape = layers(np.float32)[name]
    exact, _ = layers()[name]
    x = rng(1).standard_normal(shape)
    y, cache = layer.forward(x.astype(np.float32))
    dy = rng(2).standard_normal(y.shape)
    dx, grads = layer.backward(dy, cache)
    y64, cache64 = exact.forward(x)
    dx64, grads64 = exact.backward(dy, cache64)
    for value, value64 in [(y, y64), (dx, dx64), *((grads[name], grads64[name]) for name in grads)]:
        assert value.dtype == np.float32
        assert value64.dtype == np.float64
        np.testing.assert_allclose(value, value64, rtol=1e-4, atol=1e-5)


@each_layer
def test_a_layer_used_twice_keeps_its_uses_apart(name):
    layer, shape = layers()[name]
    one, two = rng(1).standard_normal(shape), rng(2).standard_normal(shape)
    y, cache = layer.forward(one)
    dy = rng(3).standard_normal(y.shape)
    alone, grads_alone = layer.backward(dy, cache)
    y, cache = layer.forward(one)
    layer.forward(two)
    dx, grads = layer.backward(dy, cache)
    assert np.array_equal(dx, alone)
    assert all(np.array_equal(grads[key], grads_alone[key]) for key in grads)


@each_layer
def test_leading_axes_are_examples(name):
    layer, shape = layers()[name]
    xs = rng(1).standard_normal((2, 3, *shape))
    whole, cache = layer.forward(xs)
    dy = rng(2).standard_normal(whole.shape)
    dx, grads = layer.backward(dy, cache)
    total = {key: np.zeros_like(value) for key, value in layer.params.items()}
    for i, j in itertools.product(range(2), range(3)):
        y, cache = layer.forward(xs[i, j])
        dx_one, grads_one = layer.backward(dy[i, j], cache)
        np.testing.assert_allclose(whole[i, j], y, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(dx[i, j], dx_one, rtol=1e-12, atol=1e-14)
        for key in total:
            total[key] += grads_one[key]
    for key in total:
        np.testing.assert_allclose(grads[key], total[key], rtol=1e-11, atol=1e-13)


@each_layer
def test_a_wrong_dy_is_refused(name):
    layer, shape = layers()[name]
    y, cache = layer.forward(rng(1).standard_normal(shape))
    with pytest.raises(ValueError, match=r"^dy: expected \(.*\), got"):
        layer.backward(np.ones((*y.shape, 1)), cache)
    with pytest.raises(ValueError, match=r"^dy: expected \(.*\), got"):
        layer.backward(np.ones(1), cache)
    with pytest.raises(ValueError, match=r"^dy: expected finite numbers"):
        layer.backward(np.full(y.shape, np.nan), cache)
    with pytest.raises(TypeError, match=r"^dy: expected an array of numbers"):
        layer.backward("dy", cache)


def test_dense_is_a_product_and_a_sum():
    layer = Dense(2, 3, rng=rng())
    layer.params["W"][...] = [[1, 2, 3], [4, 5, 6]]
    layer.params["b"][...] = [0.5, 0, -1]
    y, cache = layer.forward([[1, 0], [1, -1]])
    assert y.tolist() == [[1.5, 2, 2], [-2.5, -3, -4]]
    dx, grads = layer.backward([[1, 0, 0], [0, 2, 1]], cache)
    assert dx.tolist() == [[1, 4], [7, 16]]
    assert grads["W"].tolist() == [[1, 2, 1], [0, -2, -1]]
    assert grads["b"].tolist() == [1, 2, 1]


def test_dense_starts_after_glorot_with_a_bias_of_zeros():
    layer = Dense(2, 4, rng=rng(7))
    assert np.array_equal(layer.params["W"], rng(7).uniform(-1, 1, (2, 4)))
    assert layer.params["b"].tolist() == [0, 0, 0, 0]
    assert list(Dense(2, 4, rng=rng(), bias=False).params) == ["W"]
    assert layer.params["b"].dtype == np.float64


def test_forward_does_not_write_into_its_input():
    x = rng(1).standard_normal((2, 4, 4, 1))
    before = x.copy()
    for layer in (Dense(1, 1, rng=rng()), Conv2D(1, 1, 1, rng=rng()), MaxPool2D(2), Activation("relu"), Dropout(0.5)):
        layer.forward(x, **({"rng": rng(), "train": True} if isinstance(layer, Dropout) else {}))
        assert np.array_equal(x, before)


def test_embedding_picks_rows_and_adds_up_their_gradients():
    layer = Embedding(3, 2, rng=rng())
    layer.params["W"][...] = [[1, 2], [3, 4], [5, 6]]
    y, cache = layer.forward([[2, 0], [2, 2]])
    assert y.tolist() == [[[5, 6], [1, 2]], [[5, 6], [5, 6]]]
    dx, grads = layer.backward([[[1, 0], [0, 1]], [[10, 0], [100, 1]]], cache)
    assert dx is None
    assert grads["W"].tolist() == [[0, 1], [0, 0], [111, 1]]


def test_embedding_starts_standard_normal_in_the_type_asked_for():
    assert np.array_equal(Embedding(3, 2, rng=rng(1)).params["W"], rng(1).standard_normal((3, 2)))
    layer = Embedding(3, 2, rng=rng(1), dtype=np.float32)
    y, cache = layer.forward(1)
    assert y.dtype == layer.backward(np.ones(2), cache)[1]["W"].dtype == np.float32
    assert y.shape == (2,)


def test_dropout_keeps_the_mean_and_the_share():
    x = np.full((100, 200), 3.0)
    y, mask = Dropout(0.2).forward(x, rng=rng(), train=True)
    assert set(np.unique(mask)) == {0, 1.25}
    assert np.array_equal(y, x * mask)
    assert abs((mask == 0).mean() - 0.2) < 0.01
    assert abs(y.mean() - 3) < 0.05


def test_dropout_sends_the_gradient_through_what_was_kept():
    layer = Dropout(0.5)
    _, mask = layer.forward(np.ones((4, 5)), rng=rng(), train=True)
    dy = rng(1).standard_normal((4, 5))
    dx, grads = layer.backward(dy, mask)
    assert np.array_equal(dx, dy * mask)
    assert grads == layer.params == {}


def test_dropout_out_of_training_and_with_p_0_changes_nothing():
    x = rng(1).standard_normal((4, 5))
    for y, mask in (Dropout(0.9).forward(x, train=False), Dropout(0).forward(x, rng=rng(), train=True)):
        assert np.array_equal(y, x)
        assert np.array_equal(Dropout(0.9).backward(x, mask)[0], x)


def test_dropout_draws_from_the_generator_it_is_given():
    layer, x = Dropout(0.5), np.ones(20, np.float32)
    one, _ = layer.forward(x, rng=rng(1), train=True)
    same, mask = layer.forward(x, rng=rng(1), train=True)
    other, _ = layer.forward(x, rng=rng(2), train=True)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert one.dtype == mask.dtype == layer.backward(np.ones(20), mask)[0].dtype == np.float32


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("tanh", [-1, -0.7615941559557649, 0, 0.7615941559557649, 1]),
        ("sigmoid", [0, 0.2689414213699951, 0.5, 0.7310585786300049, 1]),
        ("relu", [0, 0, 0, 1, 1000]),
        ("softplus", [0, 0.31326168751822286, 0.6931471805599453, 1.3132616875182228, 1000]),
    ],
)
def test_activations_have_their_values_however_large_the_input(name, values):
    layer = Activation(name)
    y, cache = layer.forward([-1000, -1, 0, 1, 1000])
    np.testing.assert_allclose(y, values, rtol=1e-15)
    slopes = {
        "tanh": [0, 0.41997434161402614, 1, 0.41997434161402614, 0],
        "sigmoid": [0, 0.19661193324148185, 0.25, 0.19661193324148185, 0],
        "relu": [0, 0, 0, 1, 1],
        "softplus": [0, 0.2689414213699951, 0.5, 0.7310585786300049, 1],
    }
    np.testing.assert_allclose(layer.backward(np.full(5, 3.0), cache)[0], 3 * np.array(slopes[name]), rtol=1e-14)


def test_sigmoid_and_softplus_are_exact_where_they_are_tiny():
    np.testing.assert_allclose(exact_sigmoid(np.array([-50.0, -700])), np.exp([-50.0, -700]), rtol=1e-14)
    np.testing.assert_allclose(Activation("sigmoid").forward([-50, -700])[0], np.exp([-50.0, -700]), rtol=1e-14)
    np.testing.assert_allclose(softplus(np.array([-50.0, -700])), np.exp([-50.0, -700]), rtol=1e-14)


def correlate(x, W, b):
    """The definition, number by number."""
    (R, S, C), (K, _, _, F) = x.shape, W.shape
    y = np.zeros((R - K + 1, S - K + 1, F)) + b
    for p, q, i, j, c, f in itertools.product(*map(range, (R - K + 1, S - K + 1, K, K, C, F))):
        y[p, q, f] += x[p + i, q + j, c] * W[i, j, c, f]
    return y


@pytest.mark.parametrize(("size", "before", "after"), [(1, 0, 0), (2, 0, 1), (3, 1, 1), (4, 1, 2)])
def test_convolution_follows_its_definition(size, before, after):
    x = rng(1).standard_normal((5, 4, 2))
    valid = Conv2D(2, 3, size, rng=rng(2))
    same = Conv2D(2, 3, size, padding="same", rng=rng(2))
    assert np.array_equal(valid.params["W"], same.params["W"])
    for layer in (valid, same):
        layer.params["b"][...] = [1, 2, 3]
    W = valid.params["W"]
    assert W.shape == (size, size, 2, 3)
    np.testing.assert_allclose(valid.forward(x)[0], correlate(x, W, [1, 2, 3]), rtol=1e-12, atol=1e-13)
    padded = np.pad(x, [(before, after), (before, after), (0, 0)])
    y, _ = same.forward(x)
    assert y.shape == (5, 4, 3)
    np.testing.assert_allclose(y, correlate(padded, W, [1, 2, 3]), rtol=1e-12, atol=1e-13)


def test_convolution_starts_after_glorot_with_a_bias_of_zeros():
    layer = Conv2D(1, 5, 2, rng=rng(7))
    bound = 0.5
    assert np.array_equal(layer.params["W"], rng(7).uniform(-bound, bound, (2, 2, 1, 5)))
    assert layer.params["b"].tolist() == [0] * 5
    assert Conv2D(1, 2, 2, rng=rng(), dtype=np.float32).params["b"].dtype == np.float32
    assert list(Conv2D(1, 2, 2, rng=rng(), bias=False).params) == ["W"]


def test_pooling_takes_the_largest_and_sends_the_gradient_to_the_first_of_equals():
    x = np.array([[1, 5, 2, 2], [3, 4, 2, 2]], float)[:, :, None]
    layer = MaxPool2D(2)
    y, cache = layer.forward(x)
    assert y[..., 0].tolist() == [[5, 2]]
    dx, grads = layer.backward(np.array([[[10.0], [20.0]]]), cache)
    assert dx[..., 0].tolist() == [[0, 10, 20, 0], [0, 0, 0, 0]]
    assert grads == layer.params == {}
    y, cache = MaxPool2D(2).forward(np.arange(48.0).reshape(4, 6, 2))
    assert y.tolist() == [[[14, 15], [18, 19], [22, 23]], [[38, 39], [42, 43], [46, 47]]]


def test_a_float32_layer_has_a_float32_bias():
    assert Dense(2, 3, rng=rng(), dtype=np.float32).params["b"].dtype == np.float32
    assert Conv2D(2, 3, 1, rng=rng(), dtype=np.float32).params["b"].dtype == np.float32


def test_a_gradient_that_float32_cannot_hold_is_refused_by_a_float32_embedding():
    table = Embedding(3, 1, rng=rng(), dtype=np.float32)
    _, cache = table.forward(np.array([0]))
    with pytest.raises(ValueError, match="dy: expected finite numbers"):
        table.backward(np.array([[1e300]]), cache)


def test_an_image_smaller_than_the_patch_is_told_by_rows_and_columns():
    with pytest.raises(ValueError, match="x: expected images of at least 3 x 3, got 4 x 2"):
        Conv2D(1, 1, 3, rng=rng()).forward(np.zeros((5, 6, 4, 2, 1)))


BAD = [
    (lambda: Dense(0, 2, rng=rng()), ValueError, "input_size: expected at least 1, got 0"),
    (lambda: Dense(2, -1, rng=rng()), ValueError, "output_size: expected at least 1, got -1"),
    (lambda: Dense(2, 2, rng=0), TypeError, "rng: expected a numpy.random.Generator"),
    (lambda: Dense(2, 2, rng=rng(), dtype=int), TypeError, "dtype: expected float32 or float64"),
    (lambda: Dense(2, 2, rng=rng(), bias="no"), TypeError, "bias: expected True or False, got 'no'"),
    (lambda: Dense(2, 2, rng=rng()).forward(np.ones((3, 4))), ValueError, "x: expected (..., 2), got (3, 4)"),
    (lambda: Dense(2, 2, rng=rng()).forward(1.0), ValueError, "x: expected (..., 2), got ()"),
    (lambda: Dense(2, 2, rng=rng()).forward(np.ones((0, 2))), ValueError, "x: expected (..., 2), got (0, 2)"),
    (lambda: Dense(1, 2, rng=rng()).forward([np.nan]), ValueError, "x: expected finite numbers"),
    (lambda: Embedding(0, 2, rng=rng()), ValueError, "symbols: expected at least 1, got 0"),
    (lambda: Embedding(2, 0, rng=rng()), ValueError, "size: expected at least 1, got 0"),
    (lambda: Embedding(2, 2, rng=None), TypeError, "rng: expected"),
    (lambda: Embedding(2, 2, rng=rng(), dtype=int), TypeError, "dtype: expected"),
    (lambda: Embedding(2, 2, rng=rng()).forward([0, 2]), ValueError, "k: expected numbers from 0 to 1, got 0 to 2"),
    (lambda: Embedding(2, 2, rng=rng()).forward([-1]), ValueError, "k: expected numbers from 0 to 1, got -1 to -1"),
    (lambda: Embedding(2, 2, rng=rng()).forward([0.0]), TypeError, "k: expected whole numbers, got float64"),
    (lambda: Embedding(2, 2, rng=rng()).backward(np.ones((1, 3)), np.array([0])), ValueError, "dy: expected (1, 2)"),
    (lambda: Dropout(1), ValueError, "p: expected a number from 0 to below 1, got 1"),
    (lambda: Dropout(-0.1), ValueError, "p: expected a number from 0"),
    (lambda: Dropout("half"), TypeError, "p: expected a number, got 'half'"),
    (lambda: Dropout(0.5).forward(np.ones(3), train=True), TypeError, "rng: expected"),
    (lambda: Dropout(0.5).forward(np.ones(3), rng=rng(), train=1), TypeError, "train: expected True or False, got 1"),
    (lambda: Dropout(0.5).forward([np.inf], train=False), ValueError, "x: expected finite numbers"),
    (lambda: Dropout(0.5).backward(np.ones(2), np.ones(3)), ValueError, "dy: expected (3,), got (2,)"),
    (lambda: Activation("swish"), ValueError, "name: expected one of tanh, sigmoid, relu, softplus, got 'swish'"),
    (lambda: Activation(np.tanh), TypeError, "name: expected one of"),
    (lambda: Activation("tanh").forward([np.nan]), ValueError, "x: expected finite numbers"),
    (lambda: Conv2D(0, 1, 1, rng=rng()), ValueError, "input_channels: expected at least 1, got 0"),
    (lambda: Conv2D(1, 0, 1, rng=rng()), ValueError, "output_channels: expected at least 1, got 0"),
    (lambda: Conv2D(1, 1, 0, rng=rng()), ValueError, "size: expected at least 1, got 0"),
    (lambda: Conv2D(1, 1, 1, padding="full", rng=rng()), ValueError, "padding: expected one of valid, same"),
    (lambda: Conv2D(1, 1, 1, rng=1), TypeError, "rng: expected"),
    (lambda: Conv2D(1, 1, 1, rng=rng(), dtype=int), TypeError, "dtype: expected"),
    (lambda: Conv2D(1, 1, 1, rng=rng(), bias=1), TypeError, "bias: expected True or False, got 1"),
    (lambda: Conv2D(1, 1, 3, rng=rng()).forward(np.ones((3, 2, 1))), ValueError, "x: expected images of at least 3 x"),
    (lambda: Conv2D(1, 1, 3, rng=rng()).forward(np.ones((2, 3, 1))), ValueError, "x: expected images of at least 3 x"),
    (lambda: Conv2D(2, 1, 1, rng=rng()).forward(np.ones((3, 2, 1))), ValueError, "x: expected (..., R, S, 2), got"),
    (lambda: MaxPool2D(0), ValueError, "size: expected at least 1, got 0"),
    (lambda: MaxPool2D(2).forward(np.ones((3, 2, 1))), ValueError, "x: expected rows and columns in multiples"),
    (lambda: MaxPool2D(2).forward(np.ones((2, 3, 1))), ValueError, "x: expected rows and columns in multiples"),
    (lambda: MaxPool2D(2).forward(np.ones((2, 2))), ValueError, "x: expected (..., R, S, C), got (2, 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), BAD, ids=[message for *_, message in BAD])
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@given(JUNK, JUNK)
@settings(max_examples=60, deadline=None)
def test_junk_gets_a_clear_error_or_finite_numbers(one, two):
    for layer in (
        Dense(2, 3, rng=rng()), Conv2D(1, 2, 2, rng=rng(), dtype=np.float32), MaxPool2D(2), Activation("softplus"),
        Activation("relu"), Embedding(3, 2, rng=rng()),
    ):  # fmt: skip
        answer = clear_answer(layer.forward, one)
        if answer is not None:
            clear_answer(layer.backward, two, answer[1])
            clear_answer(layer.backward, answer[0], answer[1])
    clear_answer(Dropout(0.5).forward, one, rng=rng(), train=True)
    clear_answer(Dropout(0.5).forward, np.ones(2), rng=one, train=two)
    for make in (Dense, Embedding):
        clear_answer(lambda make=make: make(one, two, rng=rng()).params)
        clear_answer(lambda make=make: make(1, 2, rng=one, dtype=two).params)
    clear_answer(lambda: Dense(1, 1, rng=rng(), bias=one).params)
    clear_answer(lambda: Conv2D(1, one, two, rng=rng()).params)
    clear_answer(lambda: Conv2D(one, 1, 1, padding=two, rng=rng()).params)
    clear_answer(Dropout, one)
    clear_answer(Activation, one)
    clear_answer(MaxPool2D, one)
