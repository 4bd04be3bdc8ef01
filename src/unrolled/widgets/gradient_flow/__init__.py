"""The gradient flow: a recurrent network run forwards, then backwards, one operation at a time."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.activations import ACTIVATIONS
from rnn_core.cells import RNNCell
from rnn_core.losses import softmax_cross_entropy, squared_error
from rnn_core.recurrence import bptt, unroll
from unrolled.widgets import arguments
from unrolled.widgets.arguments import show
from unrolled.widgets.forward_stepper import words as network
from unrolled.widgets.gradient_flow import words
from unrolled.widgets.join import joined
from unrolled.widgets.networks import cell_as_json, lists, trace
from unrolled.widgets.widget import Widget, style

PHASES = ("own", "future", "total", "slope", "weights")
LOSSES = {"squared": squared_error, "softmax": softmax_cross_entropy}


class GradientFlow(Widget):
    """Walk a simple recurrent network forwards, then send the loss back through it, for t = T-1 ... 0:

        dh_t = dy_t W_y^T + da_{t+1} W_h^T      da_t = dh_t * f'(a_t)      dW_h += h_{t-1}^T da_t, ...
               its own loss  the future

    cell: an RNNCell; xs (T, D) or (T, 1, D); readout: (W_y (H, V), b_y (V,)) or a Dense layer; state: h_{-1}, as for
    ForwardStepper. loss: "squared", L_t = sum (y_t - target_t)^2 with targets (T, V) or (T, 1, V), or "softmax",
    L_t = -log p_t[target_t] with targets (T,) or (T, 1), whole numbers below V. L is the sum of L_t over
    steps_with_loss, all if None. tokens (T) name the inputs, output_tokens (V) the outputs. t, backward, phase ("own",
    "future", "total", "slope", "weights") and unit say where it opens, counted from 0; inside: whether one press moves
    one operation. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (network, words)
    _esm = joined("gradient_flow/widget.js")
    # Stages, panel, drawing and sheets look as the forward stepper's do.
    _css = style(
        "kit/style.css",
        "forward_stepper/style.css",
        "gradient_flow/style.css",
        root="gradient-flow",
        looks_like="forward-stepper",
    )

    net = traitlets.Dict().tag(sync=True)
    xs = traitlets.List().tag(sync=True)
    h_start = traitlets.List().tag(sync=True)
    trace = traitlets.List().tag(sync=True)
    back = traitlets.List().tag(sync=True)
    targets = traitlets.List().tag(sync=True)
    loss = traitlets.Unicode().tag(sync=True)
    counts = traitlets.List().tag(sync=True)
    tokens = traitlets.List(allow_none=True).tag(sync=True)
    output_tokens = traitlets.List(allow_none=True).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)
    backward = traitlets.Bool(False).tag(sync=True)
    phase = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    inside = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, cell: RNNCell, xs: Any, *, readout: Any, targets: Any, loss: str = "squared",
        steps_with_loss: Any = None, state: Any = None, tokens: Iterable | None = None,
        output_tokens: Iterable | None = None, t: int = 0, backward: bool = False, phase: str = "weights",
        unit: int = 0, inside: bool = True, lang: str = "en",
    ) -> None:  # fmt: skip
        if not isinstance(cell, RNNCell):
            raise TypeError(f"cell: expected an RNNCell, got {cell!r}")
        if readout is None:
            raise TypeError("readout: expected a pair (W_y, b_y) or a Dense layer, got None")
        xs, h_start = arguments.sequence(xs, cell.input_size), arguments.start_state(state, cell.hidden_size)
        readout = arguments.readout(readout, cell.hidden_size, checks.choice(loss, "loss", tuple(LOSSES)) == "softmax")
        assert readout is not None
        targets = _targets(targets, loss, len(xs), len(readout["b"]))
        counts = _counts(steps_with_loss, len(xs))
        super().__init__(
            lang=lang,
            net={"cell": cell_as_json(cell), "readout": lists(readout)},
            xs=xs.tolist(),
            h_start=h_start.tolist(),
            trace=trace(cell, readout, xs, h_start),
            back=_back(cell, readout, xs, h_start, targets, loss, counts),
            targets=targets.tolist(),
            loss=loss,
            counts=counts,
            tokens=arguments.names(tokens, "tokens", len(xs)),
            output_tokens=arguments.names(output_tokens, "output_tokens", len(readout["b"])),
            t=arguments.within(t, "t", len(xs)),
            backward=checks.flag(backward, "backward"),
            phase=PHASES.index(checks.choice(phase, "phase", PHASES)),
            unit=arguments.within(unit, "unit", cell.hidden_size),
            inside=checks.flag(inside, "inside"),
        )

    def describe(self) -> str:
        """The way back in a sentence: the whole loss, and the two parts of what reaches the last and first state."""
        last = len(self.xs) - 1
        parts = [
            f"dh_{t} = {show(now['own'])} (its own loss) + {show(now['future'])} (the future) = {show(now['dh'])}"
            for t, now in sorted({last: self.back[last], 0: self.back[0]}.items(), reverse=True)
        ]
        L = sum(now["loss"] for now in self.back)
        return f"Gradient flow back from t = {last} to 0, L = {L:.3f}: {'; '.join(parts)}"

    def draw(self) -> Any:
        """What reaches the chosen unit of each state: from its own loss, from the future, and the sum."""
        from matplotlib.figure import Figure

        from unrolled.plots.backward import draw_arrivals

        own, future = (np.array([now[name][self.unit] for now in self.back]) for name in ("own", "future"))
        figure = Figure(figsize=(min(1.1 * len(own) + 2.6, 8), 2.8), layout="constrained")
        ax = draw_arrivals(figure.add_subplot(), own, future)
        ax.set(title=f"What reaches unit {self.unit + 1} of $h_t$", ylabel="gradient", xlim=(-0.7, len(own) - 0.3))
        figure.legend(*ax.get_legend_handles_labels(), loc="outside right upper", frameon=False)
        return figure


def _targets(targets, loss, T, V):
    """`targets` as (T, V) numbers, or (T,) symbols for softmax; a batch of one is taken out."""
    given = checks.real(targets, "targets")
    if loss == "softmax":
        given = given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given
        return checks.indices(given, "targets", f"({T},)", V)
    return checks.array(given[:, 0] if given.ndim == 3 and given.shape[1] == 1 else given, "targets",
                        f"({T}, {V})", np.float64)  # fmt: skip


def _counts(steps, T):
    """True at each step whose loss counts."""
    if steps is None:
        return [True] * T
    steps = checks.indices(steps, "steps_with_loss", "(N,)", T)
    return [t in steps for t in range(T)]


def _back(cell, readout, xs, h_start, targets, loss, counts):
    """One record a step: bptt on that step alone, given what the step after it hands down, is that step's part."""
    dtype = cell.params["W_h"].dtype
    run = unroll(cell, xs[:, None].astype(dtype), cell.State(h_start[None].astype(dtype)))
    hs = np.asarray(run.hs[:, 0], float)
    ys = hs @ readout["W"] + readout["b"]
    slopes = ACTIVATIONS[cell.activation][1](hs)
    future, sums, records = np.zeros(cell.hidden_size), {}, []
    for t in reversed(range(len(xs))):
        L, dy = LOSSES[loss](ys[t : t + 1], targets[t : t + 1], reduction="sum")
        L, dy = (L, dy[0]) if counts[t] else (0.0, np.zeros_like(dy[0]))
        own = dy @ readout["W"].T
        piece = cell.Trace(*(array[t : t + 1] for array in run.trace))
        step = bptt(cell, own[None, None].astype(dtype), piece, cell.State(future[None].astype(dtype)))
        parts = {name: np.asarray(grad, float) for name, grad in step.grads.items()}
        sums = {name: part + sums.get(name, 0) for name, part in parts.items()}
        records.append(
            {"loss": float(L), "dy": dy, "own": own, "future": future, "dh": own + future, "slope": slopes[t]}
            | {"da": parts["b"]}  # of one step alone: db = da
            | {f"d{name}": part for name, part in parts.items()}
            | {f"sum_{name}": whole for name, whole in sums.items()}
        )
        future = np.asarray(step.dstate.h[0], float)
    return [lists(record) for record in reversed(records)]
