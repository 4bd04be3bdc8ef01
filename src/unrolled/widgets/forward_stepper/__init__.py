"""The forward stepper: an unrolled recurrent network, one step or one operation at a time."""

from collections.abc import Iterable
from typing import Any

import traitlets

from rnn_core import checks
from rnn_core.cells import RNNCell
from unrolled.widgets import arguments
from unrolled.widgets.arguments import show
from unrolled.widgets.forward_stepper import words
from unrolled.widgets.join import joined
from unrolled.widgets.networks import cell_as_json, lists, trace
from unrolled.widgets.widget import Widget, style

PHASES = ("concatenate", "multiply", "add", "activate", "output")


class ForwardStepper(Widget):
    """Step through a simple recurrent network and, if it has one, its readout:

        a_t = [h_{t-1}, x_t] W + b      h_t = f(a_t)      y_t = h_t W_y + b_y      (W: W_h above W_x; t from 0)

    cell: an RNNCell; xs (T, D) or (T, 1, D); readout: (W_y (H, V), b_y (V,)) or a Dense layer, with `softmax`
    for probabilities; state: h_{-1}, the state before the first step, (H,) or (1, H), zero if not given. tokens (T)
    name the inputs, output_tokens (V) the outputs. t, phase ("concatenate", "multiply", "add", "activate", "output")
    and unit say where it opens, counted from 0; inside: whether one press moves one operation. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("forward_stepper/widget.js")
    _css = style("kit/style.css", "forward_stepper/style.css", root="forward-stepper")

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
        self, cell: RNNCell, xs: Any, *, readout: Any = None, softmax: bool = False, state: Any = None,
        tokens: Iterable | None = None, output_tokens: Iterable | None = None, t: int = 0, phase: str | None = None,
        unit: int = 0, inside: bool = True, lang: str = "en",
    ) -> None:  # fmt: skip
        if not isinstance(cell, RNNCell):
            raise TypeError(f"cell: expected an RNNCell, got {cell!r}")
        D, H = cell.input_size, cell.hidden_size
        xs, h_start = arguments.sequence(xs, D), arguments.start_state(state, H)
        readout = arguments.readout(readout, H, softmax)
        phases = PHASES if readout else PHASES[:-1]
        if phase is None:
            phase = phases[0] if checks.flag(inside, "inside") else phases[-1]
        super().__init__(
            lang=lang,
            net={"cell": cell_as_json(cell), "readout": lists(readout)},
            xs=xs.tolist(),
            h_start=h_start.tolist(),
            trace=trace(cell, readout, xs, h_start),
            tokens=arguments.names(tokens, "tokens", len(xs)),
            output_tokens=arguments.names(output_tokens, "output_tokens", len(readout["b"]) if readout else 0),
            t=arguments.within(t, "t", len(xs)),
            phase=phases.index(checks.choice(phase, "phase", phases)),
            unit=arguments.within(unit, "unit", H),
            inside=checks.flag(inside, "inside"),
        )

    def describe(self) -> str:
        """Where the stepper stands, in a sentence: "Forward stepper at t = 0 of 0 to 1: x_0 = 1, a_0 = ..."."""
        t, now = self.t, self.trace[self.t]
        given = f"“{self.tokens[t]}”" if self.tokens else show(now["x"], "g")
        parts = [f"x_{t} = {given}", *(f"{name}_{t} = {show(now[name])}" for name in ("a", "h", "y") if name in now)]
        return f"Forward stepper at t = {t} of 0 to {len(self.xs) - 1}: {', '.join(parts)}"

    def draw(self) -> Any:
        """The unrolled network up to where the stepper stands, as a figure."""
        from unrolled.widgets.forward_stepper.figure import unrolled_figure

        return unrolled_figure(
            self.xs, self.h_start, self.trace, self.t, tokens=self.tokens, output_tokens=self.output_tokens
        )
