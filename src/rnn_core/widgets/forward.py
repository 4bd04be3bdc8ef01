"""The forward stepper: an unrolled recurrent network, one step or one operation at a time."""

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.cells import RNNCell
from rnn_core.recurrence import unroll
from rnn_core.widgets import base
from rnn_core.widgets.forward_figure import unrolled_figure
from rnn_core.widgets.networks import cell_as_json, lists

PHASES = ("concatenate", "multiply", "add", "activate", "output")


def _softmax(y):
    exps = np.exp(y - y.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def _readout(readout, hidden_size, softmax):
    """`readout` as {W (H, V), b (V,), softmax}: a pair (W_y, b_y) or a layer with params W and b."""
    if readout is None:
        return None
    if hasattr(readout, "params"):
        W, b = readout.params["W"], readout.params.get("b")
    elif isinstance(readout, tuple) and len(readout) == 2:
        W, b = readout
    else:
        raise TypeError(f"readout: expected a pair (W_y, b_y) or a Dense layer, got {readout!r}")
    W = checks.array(W, "readout W", f"({hidden_size}, V)", np.float64)
    V = W.shape[1]
    b = np.zeros(V) if b is None else checks.array(b, "readout b", f"({V},)", np.float64)
    return {"W": W, "b": b, "softmax": checks.flag(softmax, "softmax")}


def _sequence(xs, D):
    """`xs` (T, D), or one sequence of a batch of one, (T, 1, D), as (T, D)."""
    xs = checks.real(xs, "xs")
    if xs.ndim == 3:
        return checks.array(xs, "xs", f"(T, 1, {D})", np.float64)[:, 0]
    return checks.array(xs, "xs", f"(T, {D})", np.float64)


def _start(state, H):
    """`state` as h_{-1} (H,): zero if not given, or (H,), (1, H), or the state of a run."""
    if state is None:
        return np.zeros(H)
    h = checks.real(getattr(state, "h", state), "state")
    return checks.array(h[0] if h.ndim == 2 and len(h) == 1 else h, "state", f"({H},)", np.float64)


def _names(names, argument, expected):
    if names is None:
        return None
    names = [str(name) for name in names]
    if len(names) != expected:
        raise ValueError(f"{argument}: expected {expected} of them, got {len(names)}")
    return names


class ForwardStepper(base.Widget):
    """Step through a simple recurrent network and, if it has one, its readout:

        a_t = [h_{t-1}, x_t] W + b      h_t = f(a_t)      y_t = h_t W_y + b_y      (W: W_h above W_x; t from 0)

    cell: an RNNCell; xs (T, D) or (T, 1, D); readout: (W_y (H, V), b_y (V,)) or a Dense layer, with `softmax`
    for probabilities; state: h_{-1}, the state before the first step, (H,) or (1, H), zero if not given. tokens (T)
    name the inputs, output_tokens (V) the outputs. t, phase ("concatenate", "multiply", "add", "activate", "output")
    and unit say where it opens, counted from 0; inside: whether one press moves one operation. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = ("time", "network")
    _esm = base.joined("forward.js")
    _css = base.style("widget.css", "forward.css", root="forward-stepper")

    net = traitlets.Dict().tag(sync=True)
    xs = traitlets.List().tag(sync=True)
    h_start = traitlets.List().tag(sync=True)
    trace = traitlets.List().tag(sync=True)
    tokens = traitlets.List(allow_none=True).tag(sync=True)
    output_tokens = traitlets.List(allow_none=True).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)
    phase = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    inside = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, cell, xs, *, readout=None, softmax=False, state=None, tokens=None, output_tokens=None,
        t=0, phase=None, unit=0, inside=True, lang="en",
    ):  # fmt: skip
        if not isinstance(cell, RNNCell):
            raise TypeError(f"cell: expected an RNNCell, got {cell!r}")
        D, H = cell.input_size, cell.hidden_size
        xs, h_start = _sequence(xs, D), _start(state, H)
        readout = _readout(readout, H, softmax)
        phases = PHASES if readout else PHASES[:-1]
        if phase is None:
            phase = phases[0] if checks.flag(inside, "inside") else phases[-1]
        super().__init__(
            lang=lang,
            net={"cell": cell_as_json(cell), "readout": lists(readout)},
            xs=xs.tolist(),
            h_start=h_start.tolist(),
            trace=_trace(cell, readout, xs, h_start),
            tokens=_names(tokens, "tokens", len(xs)),
            output_tokens=_names(output_tokens, "output_tokens", len(readout["b"]) if readout else 0),
            t=_within(t, "t", len(xs)),
            phase=phases.index(checks.choice(phase, "phase", phases)),
            unit=_within(unit, "unit", H),
            inside=checks.flag(inside, "inside"),
        )

    def describe(self):
        """Where the stepper stands, in a sentence: "Forward stepper at t = 0 of 0 to 1: x_0 = 1, a_0 = ..."."""
        t, now = self.t, self.trace[self.t]
        given = f"“{self.tokens[t]}”" if self.tokens else _show(now["x"], "g")
        parts = [f"x_{t} = {given}", *(f"{name}_{t} = {_show(now[name])}" for name in ("a", "h", "y") if name in now)]
        return f"Forward stepper at t = {t} of 0 to {len(self.xs) - 1}: {', '.join(parts)}"

    def draw(self):
        """The unrolled network up to where the stepper stands, as a figure."""
        return unrolled_figure(
            self.xs, self.h_start, self.trace, self.t, tokens=self.tokens, output_tokens=self.output_tokens
        )


def _trace(cell, readout, xs, h_start):
    """One record a step under the names of the formulas; vW and hW are the products before the bias."""
    dtype = cell.params["W_h"].dtype
    trace = unroll(cell, xs[:, None].astype(dtype), cell.State(h_start[None].astype(dtype))).trace
    x, h_prev, a, h = (np.asarray(array[:, 0], float) for array in (trace.x, trace.h_prev, trace.a, trace.h))
    W_x, W_h = cell.params["W_x"], cell.params["W_h"]
    record = {"x": x, "h_prev": h_prev, "vW": x @ W_x + h_prev @ W_h, "a": a, "h": h}
    if readout:
        hW = h @ readout["W"]
        record |= {"hW": hW, "y": hW + readout["b"]}
        if readout["softmax"]:
            record["p"] = _softmax(record["y"])
    return [{name: array[t].tolist() for name, array in record.items()} for t in range(len(xs))]


def _within(value, name, size):
    """`value` as an index below `size`."""
    value = checks.count(value, name, minimum=0)
    if value >= size:
        raise ValueError(f"{name}: expected 0 to {size - 1}, got {value}")
    return value


def _show(values, spec=".3f"):
    """A vector in words: its only entry, all of a few, or the first three of many."""
    shown = [format(value, spec).replace("-", "−") for value in values[:3]]
    if len(values) == 1:
        return shown[0]
    return f"[{', '.join(shown)}{', …' if len(values) > 3 else ''}]"
