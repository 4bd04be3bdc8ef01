"""Store small cases of every framework in tests/fixtures, with the versions that computed them: make fixtures.

`tests/test_oracles.py` holds rnn_core against them, so that nobody needs a framework to run the tests. The same
versions give the same files. PyTorch's cases are in float64, computed from numbers that float32 holds as well. One of
them is a recording of `unrolled`, too: chapter 6 holds its GRU against it.
"""

import json
from importlib.metadata import version
from pathlib import Path

import keras_cases
import numpy as np
import onnx_cases
import torch
import torch_cases

FIXTURES = Path(__file__).parents[1] / "fixtures"
RECORDING = Path(__file__).parents[2] / "src/unrolled/recordings/pytorch_gru.json"


def store(name, cases, packages):
    """tests/fixtures/NAME.npz: one row of numbers for each type, and as JSON where each case's arrays lie in them.

    (An .npz member for each array would triple the size.) `oracle_checks.load` reads it back.
    """
    rows, index = {}, {}
    for case, held in cases.items():
        index[case] = {}
        for key, value in held.items():
            if isinstance(value, (str, bool, int, float)):
                index[case][key] = value
            else:
                value = np.asarray(value)
                row = rows.setdefault(str(value.dtype), [])
                index[case][key] = [str(value.dtype), list(value.shape), sum(map(len, row))]
                row.append(value.ravel())
    made_with = versions(packages)
    text = json.dumps({"made with": made_with, "cases": index})
    path = FIXTURES / f"{name}.npz"
    np.savez_compressed(path, index=np.array(text), **{dtype: np.concatenate(row) for dtype, row in rows.items()})
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size / 1000:.0f} kB, {made_with}")


def versions(packages):
    return {package: version(package) for package in (*packages, "numpy")}


def record(case, packages):
    """Write the inputs, states and weights of a layer of PyTorch, as lists, to RECORDING."""
    weights = {key.removeprefix("weights/"): w.tolist() for key, w in case.items() if key.startswith("weights/")}
    arrays = {"xs": case["xs"].tolist(), "h_0": case["h_0"][0].tolist(), "hs": case["hs"].tolist()}
    text = json.dumps({"made with": versions(packages), "weights": weights} | arrays)
    RECORDING.write_text(text + "\n", encoding="utf-8")


def in_float32(cases):
    return {
        name: {key: v.astype(np.float32) if np.asarray(v).dtype == np.float64 else v for key, v in case.items()}
        for name, case in cases.items()
    }


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    FIXTURES.mkdir(exist_ok=True)
    torch_small = torch_cases.all_cases(np.random.default_rng(0), torch.float64, small=True)
    store("torch", torch_small, ["torch"])
    record(torch_small["recurrent: GRU tanh, one layer"], ["torch"])
    keras_small = keras_cases.all_cases(np.random.default_rng(0), small=True)
    store("keras", in_float32(keras_small), ["keras", "torch"])
    store("onnx", onnx_cases.all_cases(np.random.default_rng(0), small=True), ["onnx", "onnxruntime"])
