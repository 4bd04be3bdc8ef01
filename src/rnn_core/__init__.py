"""rnn_core: recurrent networks in NumPy, one step at a time.

The engine of the book *Unrolled*. Data flows one way: tasks -> cells and recurrence -> trace -> plots and
widgets. Importing this package imports NumPy and nothing else.

    cell = RNNCell(3, 8, rng=np.random.default_rng(0))
    run = unroll(cell, xs)                      # xs (T, N, 3) -> run.hs (T, N, 8), run.state, run.trace
    back = bptt(cell, dhs, run.trace)           # dhs (T, N, 8) -> back.dxs, back.dstate, back.grads
"""

from rnn_core.cells import CarouselCell, GRUCell, LinearCell, LSTMCell, RNNCell
from rnn_core.compose import Bidirectional, Stack
from rnn_core.gradcheck import gradcheck, gradcheck_cell, numerical_gradient
from rnn_core.recurrence import bptt, unroll

__all__ = [
    "Bidirectional",
    "CarouselCell",
    "GRUCell",
    "LSTMCell",
    "LinearCell",
    "RNNCell",
    "Stack",
    "bptt",
    "gradcheck",
    "gradcheck_cell",
    "numerical_gradient",
    "unroll",
]
