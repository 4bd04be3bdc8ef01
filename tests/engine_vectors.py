"""Random networks with their numbers from rnn_core, as JSON: what tests/engine.test.mjs holds the engine to."""

import copy
import itertools
import json
import sys

import numpy as np

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.activations import sigmoid
from unrolled.widgets import ForwardStepper
from unrolled.widgets.networks import cell_as_json, lists

SIZES = [(1, 1, 1, 1), (2, 1, 2, 1), (6, 5, 5, 5), (5, 5, 3, 2), (12, 8, 8, 8), (50, 3, 32, 4)]
GATED_SIZES = [(1, 1, 1, 1), (6, 5, 4, 3), (12, 8, 8, 8)]
LONG = (50, 28, 32, 3)
LSTM = ["x", "h_prev", "c_prev", "a_i", "a_f", "a_g", "a_o", "i", "f", "g", "o", "c", "tanh_c", "h"]
GRU = ["x", "h_prev", "a_r", "a_z", "a_n", "r", "z", "n", "h"]
GATED = {
    "lstm": (LSTMCell, {}, LSTM),
    "lstm_peephole": (LSTMCell, {"peephole": True}, LSTM),
    "lstm_coupled": (LSTMCell, {"coupled": True}, [name for name in LSTM if name != "a_i"]),
    "gru_reset_before": (GRUCell, {}, [*GRU, "s"]),
    "gru_reset_after": (GRUCell, {"reset_after": True}, [*GRU, "m"]),
}
# What is held: (gate of an LSTM, gate of a GRU, unit (-1: the last one) or None for all, value, from which step on).
HOLDS = [
    [],
    [("f", "z", None, 0, 0)],
    [("f", "z", 0, 1, 1)],
    [("i", "r", None, 1, 2), ("o", "r", -1, 0, 3)],
    [("o", "r", -1, 0.25, 0), ("f", "z", None, 0.75, 1), ("f", "z", 0, 0, 4)],
    [("g", "n", None, -0.5, 1), ("i", "z", 0, 1, 0)],
]


def simple(rng, T, D, H, V, activation, softmax):
    """A case of an RNN: its numbers as the forward stepper shows them."""
    cell = RNNCell(D, H, rng=rng, activation=activation)
    cell.params["b"][:] = rng.normal(size=H)
    readout = (rng.normal(size=(H, V)), rng.normal(size=V))
    # A ReLU or identity network can grow over many steps: its W_h is made small, so that 1e-12 means the same for all.
    cell.params["W_h"] *= 0.8
    stepper = ForwardStepper(cell, rng.normal(size=(T, D)), readout=readout, softmax=softmax, state=rng.normal(size=H))
    return {"net": stepper.net, "xs": stepper.xs, "state": {"h": stepper.h_start}, "holds": [], "trace": stepper.trace}


def gated(rng, kind, T, D, H, V, holds, squash, one_hot):
    """A case of a gated cell from a start that is not zero, with its gates held."""
    Cell, flags, names = GATED[kind]
    cell = Cell(D, H, rng=rng, **flags)
    for name, p in cell.params.items():
        if name not in ("W_x", "W_h"):
            p[:] = rng.normal(size=p.shape)
    xs = np.eye(D)[rng.integers(D, size=T)] if one_hot else rng.normal(size=(T, D))
    state = cell.State(*rng.normal(size=(len(cell.State._fields), 1, H)))
    holds = [
        (lstm if Cell is LSTMCell else gru, H - 1 if unit == -1 else unit, value, start)
        for lstm, gru, unit, value, start in holds
    ]
    readout = {"W": rng.normal(size=(H, V)), "b": rng.normal(size=V), **squash}
    run = held_run(cell, names, xs, state, holds)
    run |= answers(run["h"], readout)
    return {
        "net": {"cell": cell_as_json(cell), "readout": lists(readout)},
        "xs": xs.tolist(),
        "state": {name: part[0].tolist() for name, part in state._asdict().items()},
        "holds": [dict(zip(("gate", "unit", "value", "from"), hold, strict=True)) for hold in holds],
        "trace": [{name: values[t].tolist() for name, values in run.items()} for t in range(T)],
    }


def held_run(cell, names, xs, state, holds):
    """The numbers of a run, (T, ...) each: at each step a cell of rnn_core whose gates are held."""
    steps = []
    for t, x in enumerate(xs):
        acting = [hold[:3] for hold in holds if hold[3] <= t]
        state, trace = held_cell(cell, acting).step(x[None], state)
        now = {name: getattr(trace, name)[0] for name in names}
        if "m" in names:  # what the past says of the candidate is there, though a held candidate does not listen
            now["m"] = (trace.h_prev @ cell.gate("n")["W_h"] + cell.params["b_hn"])[0]
        held = {"f" if gate == "i" and "a_i" not in names else gate for gate, *_ in acting}
        steps.append(now | {f"a_{gate}": pre_activation(cell, gate, trace, now.get("m")) for gate in held})
    return {name: np.array([now[name] for now in steps]) for name in names}


def held_cell(cell, holds):
    """The cell with gates that look at nothing: weights 0, and the bias that squashes to the value."""
    cell = copy.copy(cell)
    cell.params = {name: p.copy() for name, p in cell.params.items()}
    for gate, unit, value in holds:
        if gate not in cell.GATES:  # i of a coupled cell
            gate, value = "f", 1 - value
        unit = slice(None) if unit is None else unit
        for name, view in cell.gate(gate).items():
            view[..., unit] = _bias(gate, value) if name == "b" else 0
        if f"w_c{gate}" in cell.params:
            cell.params[f"w_c{gate}"][unit] = 0
        if gate == "n" and "b_hn" in cell.params:
            cell.params["b_hn"][unit] = 0
    return cell


def _bias(gate, value):
    if gate in ("g", "n"):
        return np.arctanh(value)
    return {0: -1e3, 1: 1e3}.get(value) or np.log(value / (1 - value))


def pre_activation(cell, gate, trace, m):
    """a of a gate as if it were not held."""
    own = cell.gate(gate)
    seen = (trace.s if gate == "n" and m is None else trace.h_prev) @ own["W_h"]
    if gate == "n" and m is not None:
        seen = trace.r * m
    if f"w_c{gate}" in cell.params:
        seen += cell.params[f"w_c{gate}"] * (trace.c if gate == "o" else trace.c_prev)
    return (trace.x @ own["W_x"] + seen + own["b"])[0]


def answers(hs, readout):
    hW = hs @ readout["W"]
    y = hW + readout["b"]
    if readout.get("softmax"):
        exps = np.exp(y - y.max(axis=-1, keepdims=True))
        return {"hW": hW, "y": y, "p": exps / exps.sum(axis=-1, keepdims=True)}
    return {"hW": hW, "y": y, "p": sigmoid(y)} if readout.get("sigmoid") else {"hW": hW, "y": y}


def main():
    rng = np.random.default_rng(20)
    cases = [
        simple(rng, *sizes, activation, softmax)
        for sizes in SIZES
        for activation in ("tanh", "relu", "sigmoid", "identity")
        for softmax in (False, True)
    ]
    squash = itertools.cycle([{}, {"softmax": True}, {"sigmoid": True}])
    plan = [*itertools.product(GATED, GATED_SIZES, HOLDS), *itertools.product(GATED, [LONG], [HOLDS[0], HOLDS[4]])]
    for k, (kind, sizes, holds) in enumerate(plan):
        cases.append(gated(rng, kind, *sizes, holds, next(squash), one_hot=k % 4 == 3 or sizes == LONG))
    json.dump(cases, sys.stdout)


if __name__ == "__main__":
    main()
