"""Cells as JSON: every number the engine of the widgets needs, under its name, and nothing that is not a cell."""

import json

import every_cell
import numpy as np
import pytest

from unrolled.widgets.networks import cell_as_json, packed

KINDS = {
    "RNN": "rnn",
    "RNN relu": "rnn",
    "LSTM": "lstm",
    "LSTM peephole": "lstm_peephole",
    "LSTM coupled": "lstm_coupled",
    "GRU": "gru_reset_before",
    "GRU reset after": "gru_reset_after",
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", KINDS)
def test_a_cell_comes_back_from_json_to_the_last_bit(name, dtype):
    cell = every_cell.make(name, dtype=dtype)
    found = json.loads(json.dumps(cell_as_json(cell)))
    assert found.pop("kind") == KINDS[name]
    assert found.pop("activation", None) == getattr(cell, "activation", None)
    assert found.keys() == cell.params.keys()
    for key, p in cell.params.items():
        assert np.array_equal(np.array(found[key]), p.astype(float))


@pytest.mark.parametrize("thing", [None, "lstm", {}, every_cell.make("linear"), every_cell.make("carousel")])
def test_anything_else_is_refused(thing):
    with pytest.raises(TypeError, match="cell: expected an RNNCell, LSTMCell or GRUCell, got "):
        cell_as_json(thing)


def test_all_arrays_inside_dicts_are_packed_and_nothing_else():
    three, more = np.array([[0.125, -1.5]]), np.array([1 / 3])
    network = packed({"cell": {"kind": "rnn", "W_x": three}, "readout": {"b": more, "softmax": True}, "nothing": None})
    assert network["cell"] == {"kind": "rnn", "W_x": packed(three)}
    assert packed(three) == {"shape": [1, 2], "thousandths": "fQAk+g=="}
    assert network["readout"] == {"b": [1 / 3], "softmax": True}
    assert network["nothing"] is None
