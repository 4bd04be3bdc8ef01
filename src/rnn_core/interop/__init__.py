"""Weights to and from PyTorch, Keras and ONNX: arrays in, arrays out, no framework imported.

    module.load_state_dict({k: torch.from_numpy(v) for k, v in to_torch(net).items()})
    net = from_torch("LSTM", module.state_dict())              one layer, or a Stack of them, or Bidirectional
    layer.set_weights(list(to_keras(cell).values()))
    cell = from_keras("GRU", layer.get_weights())
    op, inputs, attributes = to_onnx(cell)
    cell = from_onnx("GRU", inputs, attributes)

Kinds go by each framework's own names:

    here           PyTorch      Keras        ONNX
    RNNCell        RNN          SimpleRNN    RNN
    LSTMCell       LSTM         LSTM         LSTM       peephole and coupled: ONNX alone
    GRUCell        GRU          GRU          GRU        PyTorch: reset_after=True alone
    Dense          Linear       Dense        Gemm
    Embedding      Embedding    Embedding    Gather
    Conv2D         Conv2d       Conv2D       Conv       images here and in Keras (..., R, S, C), elsewhere (N, C, R, S)

What differs for the recurrent ones (D inputs, H states, k gates):

                   here         PyTorch             Keras               ONNX (a leading axis of directions)
    W_x            (D, kH)      (kH, D)             (D, kH)             W (kH, D)
    W_h            (H, kH)      (kH, H)             (H, kH)             R (kH, H)
    biases         one, (kH,)   two: their sum      one                 two in a row, (2kH,): their sum
    LSTM gates     i f g o      i f g o             i f c o   (c: g)    i o f c   (c: g)
    GRU gates      r z n        r z' n              z' r h    (h: n)    z' r h    (h: n)
    GRU, bias of the n inside the reset (reset_after):
                   b_hn (H,)    part of bias_hh     (2, 3H): x, h       last block of B
    reset before   default      not there           reset_after=False   linear_before_reset=0 (default)
    reset after    reset_after  always              default             linear_before_reset=1
    time           (T, N, D)    (T, N, D)           (N, T, D)           (T, N, D)
    2 directions   concat, sum  concat              concat, sum, ...    concat, as (T, 2, N, H)
    past the end   h stays      outputs are 0       mask: h stays       outputs are 0

z' is the complement of z: here h_t = (1 - z) h_{t-1} + z n, there h_t = z' h_{t-1} + (1 - z') n. As
1 - sigmoid(a) = sigmoid(-a), the weights and biases of z change their sign on the way.

Where a framework keeps two biases whose sum is all that counts, ours goes into the first and the second is 0.
Both learn there, so with the same step size that sum moves twice as far as b does here.

How many parameters that makes, for D = 10 and H = 20:

                       here     PyTorch   Keras    ONNX
    RNN                620      640       620      640
    LSTM               2480     2560      2480     2560
    GRU                1860     -         1860     1920
    GRU, reset_after   1880     1920      1920     1920

In Keras, `final_memory_state` of a layer with return_state is h, and `final_carry_state` is c. Dropout and
residual connections have no weights: the first is left out, a Stack with the second is refused.

Raised everywhere: TypeError for a thing of the wrong kind, ValueError for weights that are missing, unexpected, of
the wrong shape or not finite, and for a network that the framework does not have.
"""

from rnn_core.interop.keras import from_keras, to_keras
from rnn_core.interop.onnx import Node, from_onnx, to_onnx
from rnn_core.interop.pytorch import from_torch, to_torch

__all__ = ["Node", "from_keras", "from_onnx", "from_torch", "to_keras", "to_onnx", "to_torch"]
