"""Weights to and from other frameworks: what fits goes there and back unchanged, what does not is refused in words.

That the translated networks compute what the frameworks compute is held in test_oracles.py.
"""

import copy
from collections import OrderedDict
from itertools import product

import numpy as np
import pytest

from rnn_core import Bidirectional, GRUCell, LinearCell, LSTMCell, RNNCell, Stack, unroll
from rnn_core.interop import Node, from_keras, from_onnx, from_torch, to_keras, to_onnx, to_torch
from rnn_core.layers import Activation, Conv2D, Dense, Embedding

D, H = 3, 4


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def randomised(net, seed=1):
    """`net` with random numbers in all its parameters, biases too."""
    rng = np.random.default_rng(seed)
    for value in net.params.values():
        value[...] = rng.standard_normal(value.shape)
    return net


def lstm(rng, D=D, **options):
    return LSTMCell(D, H, rng=rng, **options)


def both_ways(make, rng, D=D, merge="concat"):
    return Bidirectional(make(rng, D), make(rng, D), merge=merge)


def assert_same(net, other):
    assert repr(other) == repr(net)
    assert other.params.keys() == net.params.keys()
    for name, value in net.params.items():
        np.testing.assert_array_equal(other.params[name], value)
        assert other.params[name].dtype == value.dtype


KINDS = {
    "RNN": lambda rng, D: RNNCell(D, H, rng=rng),
    "LSTM": lambda rng, D: LSTMCell(D, H, rng=rng),
    "GRU": lambda rng, D: GRUCell(D, H, rng=rng, reset_after=True),
}


# --- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "layers", "directions"), list(product(KINDS, (1, 2, 3), (1, 2))))
def test_a_network_goes_to_pytorch_and_back_unchanged(kind, layers, directions, rng):
    make = KINDS[kind]
    sizes = [D] + [directions * H] * (layers - 1)
    rows = [make(rng, size) if directions == 1 else both_ways(make, rng, size) for size in sizes]
    net = randomised(Stack(rows) if layers > 1 else rows[0])
    assert_same(net, from_torch(kind, to_torch(net)))


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "identity"])
def test_every_activation_goes_to_keras_and_onnx_and_back(activation, rng):
    cell = randomised(RNNCell(D, H, rng=rng, activation=activation))
    assert_same(cell, from_keras("SimpleRNN", to_keras(cell), activation=activation))
    assert_same(cell, from_onnx(*to_onnx(cell)))
    both = randomised(Bidirectional(copy.deepcopy(cell), cell))
    assert_same(both, from_onnx(*to_onnx(both)))


@pytest.mark.parametrize("reset_after", [True, False])
def test_both_grus_go_to_keras_and_onnx_and_back(reset_after, rng):
    cell = randomised(GRUCell(D, H, rng=rng, reset_after=reset_after))
    assert_same(cell, from_keras("GRU", to_keras(cell)))
    assert_same(cell, from_onnx(*to_onnx(cell)))


@pytest.mark.parametrize("options", [{}, {"peephole": True}, {"coupled": True}])
def test_every_lstm_goes_to_onnx_and_back(options, rng):
    cell = randomised(lstm(rng, **options))
    assert_same(cell, from_onnx(*to_onnx(cell)))
    both = randomised(Bidirectional(cell, lstm(rng, **options)))
    assert_same(both, from_onnx(*to_onnx(both)))


@pytest.mark.parametrize(("kind", "merge"), list(product(KINDS, ("concat", "sum"))))
def test_two_directions_go_to_keras_and_back_as_dict_and_as_list(kind, merge, rng):
    net = randomised(both_ways(KINDS[kind], rng, merge=merge))
    name = {"RNN": "SimpleRNN"}.get(kind, kind)
    assert_same(net, from_keras(name, to_keras(net), merge=merge))
    assert_same(net, from_keras(name, list(to_keras(net).values()), merge=merge))


def test_layers_go_everywhere_and_back(rng):
    for layer in (Dense(D, 5, rng=rng), Dense(D, 5, rng=rng, bias=False)):
        assert_same_layer(layer, from_torch("Linear", to_torch(layer)))
        assert_same_layer(layer, from_keras("Dense", to_keras(layer)))
        assert_same_layer(layer, from_keras("Dense", list(to_keras(layer).values())))
        assert_same_layer(layer, from_onnx(*to_onnx(layer)))
    table = Embedding(5, D, rng=rng)
    assert_same_layer(table, from_torch("Embedding", to_torch(table)))
    assert_same_layer(table, from_keras("Embedding", list(to_keras(table).values())))
    assert_same_layer(table, from_onnx(*to_onnx(table)))
    for K, padding in product((1, 2, 3), ("valid", "same")):
        image = Conv2D(2, 5, K, padding=padding, rng=rng)
        assert_same_layer(image, from_torch("Conv2d", to_torch(image), padding=padding))
        assert_same_layer(image, from_keras("Conv2D", to_keras(image), padding=padding))
        assert_same_layer(image, from_onnx(*to_onnx(image)))


def assert_same_layer(layer, other):
    assert type(other) is type(layer)
    assert getattr(other, "border", None) == getattr(layer, "border", None)
    assert other.params.keys() == layer.params.keys()
    for name, value in layer.params.items():
        np.testing.assert_array_equal(other.params[name], value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_float32_stays_float32_and_float64_stays_float64(dtype, rng):
    cell = GRUCell(D, H, rng=rng, dtype=dtype, reset_after=True)
    nodes = [to_torch(cell), to_keras(cell), to_onnx(cell).inputs]
    assert {value.dtype for arrays in nodes for value in arrays.values()} == {np.dtype(dtype)}
    again = [from_torch("GRU", nodes[0]), from_keras("GRU", nodes[1]), from_onnx(*to_onnx(cell))]
    assert {net.dtype for net in again} == {np.dtype(dtype)}


def test_weights_are_copied_both_ways(rng):
    cell = lstm(rng)
    for send, fetch in ((to_torch, from_torch), (to_keras, from_keras)):
        sent = send(cell)
        kept = copy.deepcopy(cell.params)
        received = fetch("LSTM", sent)
        for value in sent.values():
            value[...] = 7
        for name in kept:
            np.testing.assert_array_equal(cell.params[name], kept[name])
            np.testing.assert_array_equal(received.params[name], kept[name])
        assert all(value.flags.c_contiguous for value in sent.values())
    assert all(not np.shares_memory(v, p) for v in to_onnx(cell).inputs.values() for p in cell.params.values())
    dense = Dense(D, D, rng=rng)
    for arrays in (to_torch(dense), to_keras(dense), to_onnx(dense).inputs):
        assert not any(np.shares_memory(a, p) for a in arrays.values() for p in dense.params.values())


# --- the table of the docstring -------------------------------------------------------------------------------------


def count(arrays):
    return sum(value.size for value in arrays.values())


def test_the_numbers_of_parameters_for_ten_inputs_and_twenty_states(rng):
    rnn, lstm = RNNCell(10, 20, rng=rng), LSTMCell(10, 20, rng=rng)
    gru, after = GRUCell(10, 20, rng=rng), GRUCell(10, 20, rng=rng, reset_after=True)
    table = {
        rnn: (620, 640, 620, 640),
        lstm: (2480, 2560, 2480, 2560),
        gru: (1860, None, 1860, 1920),
        after: (1880, 1920, 1920, 1920),
    }
    for cell, (ours, pytorch, keras, onnx) in table.items():
        assert count(cell.params) == ours
        assert pytorch is None or count(to_torch(cell)) == pytorch
        assert count(to_keras(cell)) == keras
        assert count(to_onnx(cell).inputs) == onnx


def test_the_gru_has_a_quarter_fewer_parameters_than_the_lstm_not_a_third(rng):
    gru, lstm = GRUCell(10, 20, rng=rng), LSTMCell(10, 20, rng=rng)
    assert count(gru.params) == 3 / 4 * count(lstm.params)
    assert count(lstm.params) == 4 / 3 * count(gru.params)


def test_shapes_and_orders_are_those_of_the_frameworks(rng):
    cell = randomised(lstm(rng))
    i, f, g, o = (cell.gate(name)["b"] for name in "ifgo")
    assert {name: value.shape for name, value in to_torch(cell).items()} == {
        "weight_ih_l0": (16, 3),
        "weight_hh_l0": (16, 4),
        "bias_ih_l0": (16,),
        "bias_hh_l0": (16,),
    }
    np.testing.assert_array_equal(to_torch(cell)["bias_ih_l0"], np.r_[i, f, g, o])
    np.testing.assert_array_equal(to_keras(cell)["bias"], np.r_[i, f, g, o])
    np.testing.assert_array_equal(to_onnx(cell).inputs["B"], [np.r_[i, o, f, g, np.zeros(16)]])
    gru = randomised(GRUCell(D, H, rng=rng, reset_after=True))
    r, z, n = (gru.gate(name)["b"] for name in "rzn")
    b_hn, none = gru.params["b_hn"], np.zeros(2 * H)
    np.testing.assert_array_equal(to_torch(gru)["bias_ih_l0"], np.r_[r, -z, n])
    np.testing.assert_array_equal(to_torch(gru)["bias_hh_l0"], np.r_[none, b_hn])
    np.testing.assert_array_equal(to_keras(gru)["bias"], [np.r_[-z, r, n], np.r_[none, b_hn]])
    np.testing.assert_array_equal(to_onnx(gru).inputs["B"], [np.r_[-z, r, n, none, b_hn]])
    assert to_onnx(gru).attributes == {"hidden_size": H, "linear_before_reset": 1}
    both = both_ways(KINDS["RNN"], rng)
    assert list(to_torch(both)) == [f"{w}_l0{end}" for end in ("", "_reverse") for w in SUFFIXLESS]
    assert list(to_keras(both)) == [
        f"{way}/{w}" for way in ("forward", "backward") for w in ("kernel", "recurrent_kernel", "bias")
    ]
    assert to_onnx(both).attributes == {
        "hidden_size": H,
        "direction": "bidirectional",
        "activations": ["Tanh", "Tanh"],
    }
    assert to_onnx(Conv2D(1, 2, 2, padding="same", rng=rng)).attributes == {"pads": [0, 0, 1, 1]}


SUFFIXLESS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def test_peepholes_stand_in_the_order_i_o_f_and_coupled_gates_turn_their_sign(rng):
    cell = randomised(lstm(rng, peephole=True))
    np.testing.assert_array_equal(
        to_onnx(cell).inputs["P"], [np.r_[tuple(cell.params[f"w_c{gate}"] for gate in "iof")]]
    )
    coupled = randomised(lstm(rng, coupled=True))
    f, g, o = (coupled.gate(name)["b"] for name in "fgo")
    node = to_onnx(coupled)
    np.testing.assert_array_equal(node.inputs["B"][0, :16], np.r_[-f, o, f, g])
    assert node.attributes == {"hidden_size": H, "input_forget": 1}


def test_biases_that_are_not_there_count_as_zero(rng):
    for kind, make in KINDS.items():
        cell = make(rng, D)
        for name in cell.params:
            if name.startswith("b"):
                cell.params[name][...] = 0
        bare = {name: value for name, value in to_torch(cell).items() if "bias" not in name}
        assert_same(cell, from_torch(kind, bare))
        keras = {name: value for name, value in to_keras(cell).items() if name != "bias"}
        assert_same(cell, from_keras({"RNN": "SimpleRNN"}.get(kind, kind), keras))
        op, inputs, attributes = to_onnx(cell)
        assert_same(cell, from_onnx(op, {name: value for name, value in inputs.items() if name != "B"}, attributes))
    before = GRUCell(D, H, rng=rng)
    keras = list(to_keras(before).values())[:2]
    assert_same(before, from_keras("GRU", keras, reset_after=False))


def test_two_biases_are_added_up(rng):
    cell = randomised(lstm(rng))
    sent = to_torch(cell)
    sent["bias_ih_l0"] -= 3
    sent["bias_hh_l0"] += 3
    np.testing.assert_allclose(from_torch("LSTM", sent).params["b"], cell.params["b"], rtol=1e-12, atol=1e-12)


def test_an_ordered_dict_of_anything_array_like_will_do(rng):
    cell = lstm(rng)
    lists = OrderedDict((name, value.tolist()) for name, value in to_torch(cell).items())
    assert_same(cell, from_torch("LSTM", lists))


def test_a_loaded_network_runs(rng):
    net = Stack([both_ways(KINDS["LSTM"], rng), both_ways(KINDS["LSTM"], rng, 2 * H)])
    xs = rng.standard_normal((5, 2, D))
    np.testing.assert_array_equal(unroll(from_torch("LSTM", to_torch(net)), xs).hs, unroll(net, xs).hs)


def test_a_stack_of_stacks_is_one_deep_network(rng):
    cells = [randomised(lstm(rng, size)) for size in (D, H, H)]
    nested = to_torch(Stack([Stack(cells[:2]), cells[2]]))
    deep = to_torch(Stack(cells))
    assert list(nested) == list(deep)
    assert all((nested[name] == deep[name]).all() for name in deep)


def test_dropout_between_layers_has_no_weights_and_is_left_out(rng):
    net = Stack([lstm(rng), lstm(rng, H)], dropout=0.5)
    assert from_torch("LSTM", to_torch(net)).dropout == 0


# --- what does not fit ----------------------------------------------------------------------------------------------


def refusals():
    """(send, network, error, words): what a framework does not have."""
    rng = np.random.default_rng(0)
    peephole, coupled = lstm(rng, peephole=True), lstm(rng, coupled=True)
    yield to_torch, peephole, ValueError, "peepholes"
    yield to_torch, coupled, ValueError, "coupled"
    yield to_keras, peephole, ValueError, "peepholes"
    yield to_keras, coupled, ValueError, "coupled"
    yield to_torch, GRUCell(D, H, rng=rng), ValueError, "reset_after=True"
    yield to_torch, RNNCell(D, H, rng=rng, activation="sigmoid"), ValueError, "tanh and relu"
    yield to_torch, Stack([lstm(rng), lstm(rng, H)], residual=True), ValueError, "residual"
    yield to_torch, Stack([lstm(rng), LSTMCell(H, H + 1, rng=rng)]), ValueError, "same cell"
    yield to_torch, Stack([lstm(rng), RNNCell(H, H, rng=rng)]), ValueError, "same cell"
    mixed = [RNNCell(D, H, rng=rng), RNNCell(H, H, rng=rng, activation="relu")]
    yield to_torch, Stack(mixed), ValueError, "same cell"
    yield to_torch, both_ways(KINDS["LSTM"], rng, merge="sum"), ValueError, "merge='sum'"
    one_way_then_two = Stack([lstm(rng), both_ways(KINDS["LSTM"], rng, H)])
    yield to_torch, one_way_then_two, ValueError, "directions"
    yield to_torch, Bidirectional(Stack([lstm(rng)]), Stack([lstm(rng)])), TypeError, "got Stack"
    yield to_onnx, both_ways(KINDS["LSTM"], rng, merge="sum"), ValueError, "merge='sum'"
    yield to_onnx, Bidirectional(lstm(rng), RNNCell(D, H, rng=rng)), ValueError, "one kind"
    yield to_onnx, Bidirectional(lstm(rng), LSTMCell(D, H + 1, rng=rng)), ValueError, "size"
    yield to_onnx, Bidirectional(lstm(rng), lstm(rng, peephole=True)), ValueError, "one kind"
    for send in (to_keras, to_onnx):
        yield send, Stack([lstm(rng), lstm(rng, H)]), ValueError, "of its own"
    for send in (to_torch, to_keras, to_onnx):
        for thing in (LinearCell(D, H, rng=rng), Activation("tanh"), "LSTM", None, {"W_x": np.ones((3, 3))}):
            yield send, thing, TypeError, f"got {type(thing).__name__}"


@pytest.mark.parametrize(("send", "net", "error", "words"), list(refusals()))
def test_what_a_framework_does_not_have_is_refused(send, net, error, words):
    with pytest.raises(error, match=words) as caught:
        send(net)
    assert str(caught.value).startswith("model: ")


def altered(weights, **changes):
    """`weights` with some replaced, or left out where the change is None."""
    return {name: value for name, value in (dict(weights) | changes).items() if value is not None}


def unfit():
    """(call, error, words): weights from elsewhere that are not what they are said to be."""
    rng = np.random.default_rng(0)
    cell = lstm(rng)
    sent, keras, (op, inputs, _) = to_torch(cell), to_keras(cell), to_onnx(cell)
    deep = to_torch(Stack([lstm(rng), lstm(rng, H)]))
    ones = np.ones
    yield lambda: from_torch("LSTM", None), TypeError, "weights: expected a dict of arrays, got NoneType"
    yield lambda: from_torch("LSTM", [1, 2]), TypeError, "weights: expected a dict of arrays, got list"
    yield lambda: from_torch("Transformer", sent), ValueError, "kind: expected one of RNN, LSTM, GRU, Linear"
    yield lambda: from_torch(3, sent), TypeError, "kind: expected one of"
    yield lambda: from_torch("LSTM", {}), ValueError, "weights: expected weight_ih_l0, got nothing"
    yield lambda: from_torch("GRU", sent), ValueError, r"weight_ih_l0'\]: expected \(12, 3\), got \(16, 3\)"
    yield lambda: from_torch("LSTM", altered(sent, bias_hh_l0=None)), ValueError, "no bias_hh_l0"
    yield lambda: from_torch("LSTM", altered(sent, weight_hr_l0=ones((2, 4)))), ValueError, "also weight_hr_l0"
    yield lambda: from_torch("LSTM", altered(sent, weight_hh_l0=ones((16, 5)))), ValueError, r"expected \(20, "
    yield lambda: from_torch("LSTM", altered(sent, weight_hh_l0=ones(16))), ValueError, r"\(kH, H\), got \(16,\)"
    yield lambda: from_torch("LSTM", altered(sent, weight_hh_l0=ones((0, 0)))), ValueError, r"\(kH, H\), got \(0, 0\)"
    yield lambda: from_torch("LSTM", altered(sent, bias_ih_l0=ones(16) * np.nan)), ValueError, "bias_ih_l0.*finite"
    yield lambda: from_torch("LSTM", altered(sent, bias_ih_l0="bias")), TypeError, "bias_ih_l0.*array of numbers"
    yield (
        lambda: from_torch("LSTM", altered(deep, weight_ih_l1=ones((16, 3)))),
        ValueError,
        r"l1'\]: expected \(16, 4\)",
    )
    yield lambda: from_torch("LSTM", altered(deep, weight_hh_l1=None)), ValueError, "no weight_hh_l1"
    yield lambda: from_torch("RNN", sent, activation="sigmoid"), ValueError, "activation: expected one of tanh, relu"
    yield lambda: from_torch("Linear", sent), ValueError, "weights: expected weight, got weight_ih_l0"
    yield (
        lambda: from_torch("Linear", {"weight": ones((2, 3)), "bias": ones(3)}),
        ValueError,
        r"bias'\]: expected \(2,\)",
    )
    yield lambda: from_torch("Embedding", {"weight": ones((2, 3)), "bias": ones(2)}), ValueError, "also bias"
    yield lambda: from_torch("Conv2d", {"weight": ones((2, 3))}), ValueError, r"\(F, C, K, K\), got \(2, 3\)"
    yield lambda: from_torch("Conv2d", {"weight": ones((2, 1, 3, 2))}), ValueError, "square patches, got 3 x 2"
    yield lambda: from_torch("Conv2d", {"weight": ones((2, 1, 3, 3))}, padding="full"), ValueError, "padding"
    yield lambda: from_keras("RNN", keras), ValueError, "kind: expected one of SimpleRNN, LSTM"
    yield lambda: from_keras("LSTM", 3), TypeError, "weights: expected a dict of arrays, got int"
    yield lambda: from_keras("GRU", keras), ValueError, r"kernel'\]: expected \(3, 12\), got \(3, 16\)"
    yield lambda: from_keras("LSTM", altered(keras, bias=ones((2, 16)))), ValueError, r"bias'\]: expected \(16,\)"
    yield (
        lambda: from_keras("LSTM", altered(keras, kernel=None)),
        ValueError,
        "expected kernel, got recurrent_kernel, bias",
    )
    yield lambda: from_keras("LSTM", altered(keras, gamma=ones(2))), ValueError, "also gamma"
    yield lambda: from_keras("LSTM", [*keras.values()] * 3), ValueError, "got 9 arrays"
    yield lambda: from_keras("LSTM", [ones((3, 16))]), ValueError, "expected recurrent_kernel, got kernel"
    yield lambda: from_keras("Dense", [ones((3, 2)), ones(2), ones(2)]), ValueError, "kernel, bias, got 3 arrays"
    yield lambda: from_keras("Embedding", [ones((3, 2)), ones(2)]), ValueError, "embeddings, got 2 arrays"
    yield lambda: from_keras("Dense", [ones((3, 2)), ones(3)]), ValueError, r"bias'\]: expected \(2,\), got \(3,\)"
    yield lambda: from_keras("SimpleRNN", keras, activation="linear"), ValueError, "activation: expected one of tanh"
    yield lambda: from_keras("GRU", keras, reset_after="no"), TypeError, "reset_after: expected True or False"
    forwards = {f"forward/{name}": value for name, value in keras.items()}
    yield lambda: from_keras("LSTM", forwards), ValueError, "expected backward/kernel"
    yield lambda: from_keras("LSTM", forwards | keras), ValueError, "forward/ or backward/"
    both = to_keras(both_ways(KINDS["LSTM"], rng))
    yield lambda: from_keras("LSTM", both, merge="mul"), ValueError, "merge: expected one of concat, sum"
    yield lambda: from_onnx("Loop", inputs), ValueError, "op: expected one of RNN, LSTM, GRU, Gemm"
    yield lambda: from_onnx(op, None), TypeError, "inputs: expected a dict of arrays, got NoneType"
    yield lambda: from_onnx(op, inputs, []), TypeError, "attributes: expected a dict, got list"
    yield lambda: from_onnx(op, altered(inputs, R=None)), ValueError, "inputs: expected R, got W, B"
    yield lambda: from_onnx(op, altered(inputs, X=ones(3))), ValueError, "also X"
    yield (
        lambda: from_onnx(op, altered(inputs, B=ones((1, 16)))),
        ValueError,
        r"B'\]: expected \(1, 32\), got \(1, 16\)",
    )
    yield lambda: from_onnx("GRU", altered(inputs, P=ones((1, 12)))), ValueError, "also P"
    yield lambda: from_onnx(op, inputs, {"direction": "bidirectional"}), ValueError, r"W'\]: expected \(2, 16, 3\)"
    yield lambda: from_onnx(op, inputs, {"direction": "reverse"}), ValueError, "forward, bidirectional, got 'reverse'"
    yield lambda: from_onnx(op, inputs, {"clip": 3.0}), ValueError, "attributes.*clip.*got 3.0"
    other = {"activations": ["Sigmoid", "Relu", "Tanh"]}
    yield lambda: from_onnx(op, inputs, other), ValueError, "activations.*got .*Relu"
    yield lambda: from_onnx("GRU", inputs, {"activations": ["Tanh", "Tanh"]}), ValueError, "activations.*got .*Tanh"
    peephole_too = altered(inputs, P=ones((1, 12)))
    yield lambda: from_onnx(op, peephole_too, {"input_forget": 1}), ValueError, "both peepholes"
    rnn = to_onnx(RNNCell(D, H, rng=rng)).inputs
    yield lambda: from_onnx("RNN", rnn, {"activations": ["Elu"]}), ValueError, "activations.*Elu"
    yield lambda: from_onnx("RNN", rnn, {"activations": ["Tanh"] * 2}), ValueError, "expected 1 of"
    bent = {"activations": ["Affine"], "activation_alpha": [2.0]}
    yield lambda: from_onnx("RNN", rnn, bent), ValueError, "activation_alpha"
    moved = {"activations": ["Affine"], "activation_beta": [1.0]}
    yield lambda: from_onnx("RNN", rnn, moved), ValueError, "activation_beta"
    dense = {"B": ones((2, 3))}
    yield lambda: from_onnx("Gemm", dense, {"alpha": 0.5}), ValueError, "alpha.*expected 1, got 0.5"
    yield lambda: from_onnx("Gather", {"data": ones((2, 3))}, {"axis": 1}), ValueError, "axis.*expected 0, got 1"
    image = {"W": ones((2, 1, 3, 3))}
    yield lambda: from_onnx("Conv", image, {"pads": [1, 0, 1, 0]}), ValueError, r"pads.*expected \[1, 1, 1, 1\]"
    yield lambda: from_onnx("Conv", image, {"strides": [2, 2]}), ValueError, r"strides.*expected \[1, 1\]"
    yield lambda: from_onnx("Conv", image, {"group": 2}), ValueError, "group.*expected 1"


@pytest.mark.parametrize(("call", "error", "words"), list(unfit()))
def test_weights_that_do_not_fit_are_refused_by_name(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_onnx_attributes_may_come_as_bytes_and_with_what_changes_nothing(rng):
    node = to_onnx(both_ways(KINDS["RNN"], rng))
    told = node.attributes | {"direction": b"bidirectional", "activations": [b"Tanh", b"Tanh"], "layout": 1}
    assert_same(from_onnx(*node), from_onnx(node.op, node.inputs, told))
    said = {"activations": ["Sigmoid", "Tanh", "Tanh"], "input_forget": 0}
    cell = lstm(rng)
    assert_same(cell, from_onnx("LSTM", to_onnx(cell).inputs, said))
    dense = Dense(D, 2, rng=rng)
    turned = {"B": dense.params["W"].T, "C": dense.params["b"]}
    loaded = from_onnx("Gemm", turned, {"transB": 1, "alpha": 1.0, "beta": 1.0, "transA": 0})
    assert_same_layer(dense, loaded)
    usual = {"strides": [1, 1], "dilations": [1, 1], "group": 1, "kernel_shape": [3, 3], "auto_pad": b"NOTSET"}
    assert from_onnx("Conv", {"W": np.ones((2, 1, 3, 3))}, usual).border == (0, 0)


def test_a_node_is_a_triple(rng):
    node = to_onnx(lstm(rng))
    assert isinstance(node, Node)
    assert node.op == "LSTM"
    assert node.attributes == {"hidden_size": H}
