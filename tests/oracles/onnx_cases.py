"""What ONNX Runtime computes, in float32, as cases; see `torch_cases` for the form they have."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from torch_cases import normal

# name -> operator, gates, attributes, inputs beyond W, R and B
RECURRENT = {
    "RNN Tanh": ("RNN", 1, {}, ()),
    "RNN Relu": ("RNN", 1, {"activations": ["Relu"]}, ()),
    "RNN Sigmoid": ("RNN", 1, {"activations": ["Sigmoid"]}, ()),
    "RNN identity": ("RNN", 1, {"activations": ["Affine"], "activation_alpha": [1.0], "activation_beta": [0.0]}, ()),
    "LSTM": ("LSTM", 4, {}, ()),
    "LSTM with peepholes": ("LSTM", 4, {}, ("P",)),
    "LSTM with coupled gates": ("LSTM", 4, {"input_forget": 1}, ()),
    "GRU, reset before": ("GRU", 3, {"linear_before_reset": 0}, ()),
    "GRU, reset after": ("GRU", 3, {"linear_before_reset": 1}, ()),
}
PLACES = ("X", "W", "R", "B", "lengths", "h_0", "c_0", "P")  # the inputs in the operators' order


def compute(op, places, given, attributes, outputs):
    """One node, run: `given` are its inputs, by the names that `places` lists in the operator's order.

    outputs: name -> number of axes.
    """
    present = [name if name in given else "" for name in places]
    while not present[-1]:
        present.pop()
    node = helper.make_node(op, present, list(outputs), **attributes)
    kinds = {np.dtype(np.int32): TensorProto.INT32, np.dtype(np.int64): TensorProto.INT64}
    entries = [
        helper.make_tensor_value_info(name, kinds.get(array.dtype, TensorProto.FLOAT), array.shape)
        for name, array in given.items()
    ]
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * axes) for name, axes in outputs.items()]
    graph = helper.make_graph([node], "one", entries, results)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(list(outputs), given)


def named(attributes):
    """The attributes of a node as a case holds them."""
    return {f"attributes/{key}": np.array(v) if isinstance(v, list) else v for key, v in attributes.items()}


def float32(rng, *shape, scale=1.0):
    return (normal(rng, *shape) * scale).astype(np.float32)


def recurrent(rng, name, *, D, H, T, N, directions=1, masked=False, biased=True):
    """One recurrent node: outputs and final states."""
    op, k, attributes, more = RECURRENT[name]
    attributes = {key: value * directions if isinstance(value, list) else value for key, value in attributes.items()}
    attributes |= {"hidden_size": H} | ({"direction": "bidirectional"} if directions == 2 else {})
    lengths = rng.permutation(np.r_[T, rng.integers(1, T + 1, N - 1)]).astype(np.int32) if masked else np.full(N, T)
    weights = {"W": float32(rng, directions, k * H, D, scale=0.5), "R": float32(rng, directions, k * H, H, scale=0.5)}
    weights |= {"B": float32(rng, directions, 2 * k * H, scale=0.5)} if biased else {}
    weights |= {"P": float32(rng, directions, 3 * H, scale=0.5)} if more else {}
    parts = "hc" if op == "LSTM" else "h"
    start = {f"{part}_0": float32(rng, directions, N, H) for part in parts}
    xs = float32(rng, T, N, D)
    given = {"X": xs} | weights | start | ({"lengths": lengths} if masked else {})
    outputs = {"hs": 4} | {f"{part}_T": 3 for part in parts}
    hs, *state = compute(op, PLACES, given, attributes, outputs)
    case = {"kind": op, "xs": xs, "lengths": lengths, "hs": hs} | start
    case |= {f"{part}_T": end for part, end in zip(parts, state, strict=True)}
    case |= {f"weights/{key}": value for key, value in weights.items()}
    return case | named(attributes)


def layer(rng, op, **attributes):
    """Gemm, Gather or Conv: outputs."""
    if op == "Gemm":
        x, places = float32(rng, 2, 3), ("x", "B", "C")
        shape = (4, 3) if attributes.get("transB") else (3, 4)
        weights = {"B": float32(rng, *shape), "C": float32(rng, 4)}
    elif op == "Gather":
        x, places = rng.integers(0, 5, (4, 3)), ("data", "x")
        weights = {"data": float32(rng, 5, 3)}
    else:
        x, places = float32(rng, 2, 2, 5, 4), ("x", "W", "B")
        K = 2 if attributes.get("pads") == [0, 0, 1, 1] else 3
        weights = {"W": float32(rng, 3, 2, K, K), "B": float32(rng, 3)}
    (y,) = compute(op, places, {"x": x} | weights, attributes, {"y": {"Gemm": 2, "Gather": 3, "Conv": 4}[op]})
    case = {"kind": op, "x": x, "y": y} | {f"weights/{key}": value for key, value in weights.items()}
    return case | named(attributes)


def all_cases(rng, *, small):
    """name -> case, as in `torch_cases`."""
    cases = {}

    def draw(low, high, fixed):
        return fixed if small else int(rng.integers(low, high))

    for name in RECURRENT:
        for directions, masked, biased in ((1, False, True), (2, True, True), (1, False, False)):
            if small and not biased and name != "GRU, reset after":
                continue
            sizes = {"D": draw(1, 9, 2), "H": draw(1, 12, 3), "T": draw(2, 12, 4), "N": draw(1, 6, 3)}
            case = recurrent(rng, name, directions=directions, masked=masked, biased=biased, **sizes)
            what = f"{name}, directions {directions}{', without biases' * (not biased)}"
            cases[f"onnx recurrent: {what}"] = case
    for op, attributes in (
        ("Gemm", {}),
        ("Gemm", {"transB": 1}),
        ("Gather", {"axis": 0}),
        ("Conv", {}),
        ("Conv", {"pads": [1, 1, 1, 1]}),
        ("Conv", {"pads": [0, 0, 1, 1]}),
    ):
        cases[f"onnx layer: {op} {attributes or ''}"] = layer(rng, op, **attributes)
    return cases
