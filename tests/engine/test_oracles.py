"""rnn_core against PyTorch, Keras and ONNX Runtime, by what `tests/oracles/make_fixtures.py` stored of them."""

from pathlib import Path

import numpy as np
import pytest
from oracle_checks import cast, compare, difference, load

FIXTURES = Path(__file__).parent / "fixtures"
TORCH, KERAS, ONNX = (load(FIXTURES / f"{name}.npz")[0] for name in ("torch", "keras", "onnx"))


def assert_agree(name, case, tolerance):
    pairs = compare(name, case)
    assert pairs
    apart = {what: d for what, ours, theirs in pairs if (d := difference(ours, theirs)) > tolerance}
    assert not apart


@pytest.mark.parametrize("name", TORCH)
def test_agrees_with_pytorch_to_1e_10_in_float64(name):
    assert_agree(name, TORCH[name], 1e-10)


@pytest.mark.parametrize("name", TORCH)
def test_agrees_with_pytorch_to_1e_5_in_float32(name):
    assert_agree(name, cast(TORCH[name], np.float32), 1e-5)


@pytest.mark.parametrize("name", KERAS)
def test_agrees_with_keras(name):
    assert_agree(name, KERAS[name], 1e-5)


@pytest.mark.parametrize("name", ONNX)
def test_agrees_with_onnx_runtime(name):
    assert_agree(name, ONNX[name], 1e-5)


def test_the_stored_cases_cover_every_cell_direction_and_form():
    names = " ".join([*TORCH, *KERAS, *ONNX])
    for word in (
        "RNN relu",
        "LSTM",
        "GRU",
        "peephole",
        "coupled",
        "reset after",
        "reset before",
        "two directions",
        "ctc",
    ):
        assert word in names


def test_the_stored_cases_name_the_versions_that_computed_them_and_stay_small():
    for name, packages in (("torch", {"torch"}), ("keras", {"keras", "torch"}), ("onnx", {"onnx", "onnxruntime"})):
        assert packages < load(FIXTURES / f"{name}.npz")[1].keys()
    assert sum(path.stat().st_size for path in FIXTURES.glob("*.npz")) < 300_000


def test_a_wrong_sign_or_a_swapped_gate_does_not_go_unnoticed():
    name = "recurrent: GRU tanh, one layer"
    case = TORCH[name]
    for key in ("weights/weight_hh_l0", "grads/weight_ih_l0", "grads/bias_hh_l0", "dh_0", "hs"):
        assert any(difference(a, b) > 1e-3 for _, a, b in compare(name, case | {key: -case[key]}))
