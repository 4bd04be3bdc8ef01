"""Stack and Bidirectional refuse what makes no sense, and say what they expected."""

import numpy as np
import pytest
from hypothesis import given, settings
from junk import JUNK, clear_answer
from test_compose import both, cell, inputs, stack

from rnn_core import Bidirectional, LSTMCell, Stack, bptt, gradcheck_cell, unroll


class Look:
    """Has some of what a cell has."""

    input_size = hidden_size = 3


NAN = np.full((3, 2), np.nan)
BAD = {
    "no cells": (lambda: Stack([]), TypeError, "cells: expected a list of at least one cell, got []"),
    "a cell alone": (lambda: Stack(cell()), TypeError, "cells: expected a list of at least one cell, got LSTMCell"),
    "no cell": (lambda: Stack([cell(), "LSTM"]), TypeError, r"cells[1]: expected a cell such as"),
    "half a cell": (lambda: Stack([Look()]), TypeError, r"cells[0]: expected a cell such as"),
    "sizes": (lambda: Stack([cell(), cell()]), ValueError, "cells[1]: expected input_size 2, the output of the"),
    "sizes above": (
        lambda: Stack([cell(), cell("RNN", 2), cell("GRU", 1)]),
        ValueError,
        "cells[2]: expected input_size 2, the output of the layer below, got 1",
    ),
    "residual sizes": (
        lambda: Stack([cell(), cell("RNN", 2, 3)], residual=True),
        ValueError,
        "cells[1]: expected hidden_size 2, since a residual connection adds",
    ),
    "types": (
        lambda: Stack([cell(), cell("RNN", 2, dtype=np.float32)]),
        ValueError,
        "cells: expected one dtype for all parts, got float32, float64",
    ),
    "dropout 1": (lambda: Stack([cell()], dropout=1), ValueError, "dropout: expected a number from 0 to below 1"),
    "residual text": (lambda: Stack([cell()], residual="no"), TypeError, "residual: expected True or False, got 'no'"),
    "no generator": (lambda: stack().training(0), TypeError, "rng: expected a numpy.random.Generator"),
    "no cell forward": (lambda: Bidirectional(None, cell()), TypeError, "forward_cell: expected a cell such as"),
    "no cell backward": (lambda: Bidirectional(cell(), None), TypeError, "backward_cell: expected a cell such as"),
    "merge": (lambda: both(merge="mean"), ValueError, "merge: expected one of concat, sum, got 'mean'"),
    "types of directions": (
        lambda: Bidirectional(cell(), cell("RNN", dtype=np.float32)),
        ValueError,
        "backward_cell: expected one dtype",
    ),
    "inputs of directions": (
        lambda: Bidirectional(cell(), cell("RNN", 2)),
        ValueError,
        "backward_cell: expected input_size 3, that of forward_cell, got 2",
    ),
    "sum of sizes": (
        lambda: Bidirectional(cell(), cell("RNN", H=3), "sum"),
        ValueError,
        "backward_cell: expected hidden_size 2, for the sum of both, got 3",
    ),
    "xs": (lambda: unroll(stack(), np.zeros((4, 3, 2))), ValueError, "xs: expected (T, N, 3), got (4, 3, 2)"),
    "xs of both": (lambda: unroll(both(), np.zeros((4, 3))), ValueError, "xs: expected (T, N, 3), got (4, 3)"),
    "x_t": (lambda: stack().step(np.zeros((3, 2))), ValueError, "x_t: expected (N, 3), got (3, 2)"),
    "lengths": (lambda: unroll(both(), inputs(), lengths=[4, 0, 3]), ValueError, "lengths: expected at least 1 step"),
    "too long": (lambda: unroll(both(), inputs(), lengths=[4, 5, 3]), ValueError, "lengths: expected numbers from 0"),
    "states": (
        lambda: unroll(stack(), inputs(), (None, None)),
        TypeError,
        "state: expected a tuple of 3 states, got 2 of them",
    ),
    "list of states": (
        lambda: unroll(stack(), inputs(), [None] * 3),
        TypeError,
        "state: expected a tuple of 3 states, got list",
    ),
    "a record for two layers": (
        lambda: unroll(Stack([cell("RNN", 3, 2), cell("RNN", 2, seed=1)]), inputs(), LSTMCell.State(NAN, NAN)),
        TypeError,
        "state: expected a tuple of 2 states, got LSTMState",
    ),
    "NaN in a state": (
        lambda: unroll(stack(), inputs(), (None, None, (NAN,))),
        ValueError,
        "state[2].h: expected finite numbers",
    ),
    "state of both": (
        lambda: unroll(both(), inputs(), (None, (np.zeros((3, 1)),))),
        ValueError,
        "state.backward.h: expected (3, 2), got (3, 1)",
    ),
    "state of the forward direction": (
        lambda: unroll(both(), inputs(), ((NAN[:, :1], NAN), None)),
        ValueError,
        "state.forward.h: expected (3, 2), got (3, 1)",
    ),
    "state to check a gradient at": (
        lambda: gradcheck_cell(stack(), inputs(), (None,)),
        TypeError,
        "state: expected a tuple of 3 states, got 1 of them",
    ),
    "nested state": (
        lambda: unroll(Stack([both()]), inputs(), ((None, (NAN,)),)),
        ValueError,
        "state[0].backward.h: expected finite numbers",
    ),
    "dstate": (
        lambda: bptt(both(), np.zeros((4, 3, 4)), unroll(both(), inputs()).trace, (None,)),
        TypeError,
        "dstate: expected a BidirectionalState of 2 states, got 1 of them",
    ),
    "dstate of a stack": (
        lambda: bptt(stack(), np.zeros((4, 3, 2)), unroll(stack(), inputs()).trace, (None,)),
        TypeError,
        "dstate: expected a tuple of 3 states, got 1 of them",
    ),
    "dhs": (
        lambda: bptt(stack(), np.zeros((4, 3, 1)), unroll(stack(), inputs()).trace),
        ValueError,
        "dhs: expected (4, 3, 2), got (4, 3, 1)",
    ),
    "dhs of both": (
        lambda: bptt(both(), np.zeros((4, 3, 2)), unroll(both(), inputs()).trace),
        ValueError,
        "dhs: expected (4, 3, 4), got (4, 3, 2)",
    ),
    "trace of a layer": (
        lambda: bptt(stack(), np.zeros((4, 3, 2)), unroll(stack().cells[0], inputs()).trace),
        TypeError,
        "trace: expected the trace of a run of Stack",
    ),
    "trace of another size": (
        lambda: bptt(stack(), np.zeros((4, 3, 4)), unroll(stack(H=4), inputs()).trace),
        TypeError,
        "trace: expected the trace of a run of Stack",
    ),
    "trace of fewer layers": (
        lambda: bptt(stack(), np.zeros((4, 3, 2)), unroll(Stack([cell()]), inputs()).trace),
        ValueError,
        "trace: expected a run of 3 layers, got 1",
    ),
    "trace of a stack for two directions": (
        lambda: bptt(both(), np.zeros((4, 3, 4)), unroll(stack(H=4), inputs()).trace),
        TypeError,
        f"trace: expected the trace of a run of {both()!r}, got StackTrace",
    ),
    "trace of one direction": (
        lambda: bptt(both(), np.zeros((4, 3, 4)), unroll(both().forward_cell, inputs()).trace),
        TypeError,
        "trace: expected the trace of a run of Bidirectional",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_with_the_argument_what_was_expected_and_what_came(case):
    call, error, message = BAD[case]
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert str(caught.value).startswith(message)


@settings(max_examples=50)
@given(junk=JUNK)
def test_junk_gets_a_clear_answer(junk):
    made = Stack([both(), cell("RNN", 4, seed=3)], 0.5)
    trace = unroll(made, inputs()).trace
    clear_answer(unroll, made, junk)
    clear_answer(unroll, made, inputs(), junk)
    clear_answer(unroll, made, inputs(), None, junk)
    clear_answer(unroll, both(), inputs(), None, junk)
    clear_answer(bptt, made, junk, trace)
    clear_answer(bptt, made, inputs()[..., :2], junk)
    clear_answer(bptt, made, inputs()[..., :2], trace, junk)
    clear_answer(stack().step, junk)
    for build in (Stack, lambda x: Stack([x]), lambda x: Bidirectional(x, cell()), lambda x: Bidirectional(cell(), x)):
        clear_answer(lambda build=build: (build(junk), 0)[1])
    clear_answer(lambda: (Stack([cell()], dropout=junk), 0)[1])
    clear_answer(lambda: (Stack([cell()], residual=junk), 0)[1])
    clear_answer(lambda: (both(merge=junk), 0)[1])
    clear_answer(lambda: (made.training(junk), 0)[1])
