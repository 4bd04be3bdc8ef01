"""What rnn_core is compared with, each as a pair of functions of no argument: forward, and forward with backward."""

import naive
import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper

from rnn_core.activations import sigmoid

torch.set_num_threads(1)


def pytorch(kind, cell, xs, dhs):
    """PyTorch's module; forward keeps what backward needs, as ours does."""
    module = getattr(torch.nn, kind)(cell.input_size, cell.hidden_size)
    inputs, wanted = torch.tensor(xs, requires_grad=True), torch.tensor(dhs)

    def forward():
        return module(inputs)[0]

    def both():
        module.zero_grad()
        inputs.grad = None
        forward().backward(wanted)

    return forward, both


def plain(kind, cell, xs, dhs):
    """The plain code of `naive`, in float64."""
    network = getattr(naive, kind)(cell)
    inputs, wanted = xs.astype(np.float64), dhs.astype(np.float64)

    def both():
        network.forward(inputs)
        return network.backward(wanted)

    return (lambda: network.forward(inputs)), both


def onnx_runtime(kind, cell, xs, dhs):
    """ONNX Runtime, forward only: it keeps no trace."""
    D, H, k = cell.input_size, cell.hidden_size, {"RNN": 1, "LSTM": 4, "GRU": 3}[kind]
    rng = np.random.default_rng(0)
    weights = {
        "W": rng.standard_normal((1, k * H, D)) / np.sqrt(D),
        "R": rng.standard_normal((1, k * H, H)) / np.sqrt(H),
        "B": np.zeros((1, 2 * k * H)),
    }
    extra = {"linear_before_reset": 1} if kind == "GRU" else {}
    graph = helper.make_graph(
        [helper.make_node(kind, ["x", *weights], ["y"], hidden_size=H, **extra)],
        kind,
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, xs.shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    return (lambda: session.run(None, {"x": xs})), None


def floor(kind, cell, xs, dhs):
    """Only what no code in NumPy can leave out: the products of matrices, and the squashing of each gate and memory."""
    (T, N, D), H, k = xs.shape, cell.hidden_size, {"RNN": 1, "LSTM": 4, "GRU": 3}[kind]
    h, W_x, W_h = dhs[0], *(np.ascontiguousarray(cell.params[key]) for key in ("W_x", "W_h"))
    W_hT, rows, x = np.ascontiguousarray(W_h.T), np.ones((T * N, k * H), xs.dtype), xs.reshape(T * N, D)
    a, hs, memory = rows.reshape(T, N, k * H), dhs.reshape(T * N, H), dhs.copy()
    to_h, dx, dW_x, dW_h = np.empty_like(h), np.empty_like(x), np.empty_like(W_x), np.empty_like(W_h)
    gates = a.reshape(T, k, N, H)
    sigmoids, tanhs = gates[:, : k - 1], gates[:, k - 1]

    def forward():
        np.dot(x, W_x, out=rows)
        for a_t, sigmoids_t, tanh_t, c_t in zip(a, sigmoids, tanhs, memory, strict=True):
            np.dot(h, W_h, out=a_t)
            if k > 1:
                sigmoid(sigmoids_t, out=sigmoids_t)
            np.tanh(tanh_t, out=tanh_t)
            if kind == "LSTM":
                np.tanh(c_t, out=c_t)

    def both():
        forward()
        for a_t in a:
            np.dot(a_t, W_hT, out=to_h)
        np.dot(x.T, rows, out=dW_x)
        np.dot(hs.T, rows, out=dW_h)
        np.dot(rows, W_x.T, out=dx)

    return forward, both
