"""How far a gradient reaches: |dL/dh_t| over time against its bound, as W_h, the activation and T are changed."""

from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.cells import RNNCell
from rnn_core.recurrence import bptt, unroll
from unrolled.widgets import arguments
from unrolled.widgets.gradient_decay import words
from unrolled.widgets.join import joined
from unrolled.widgets.networks import lists
from unrolled.widgets.widget import Widget, style

ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")
CLIPS = ("none", "norm", "value")
LONGEST = 200  # at a radius of 2 nothing overflows within as many steps
STEEPEST = {"tanh": 1.0, "relu": 1.0, "sigmoid": 0.25, "identity": 1.0}


class GradientDecay(Widget):
    """Send a gradient of length 1 back from the last state and see what is left of it at each step:

        |dL/dh_t| <= gamma^(T-1-t) |dL/dh_{T-1}|,      gamma = max f' * ||W_h||      (Pascanu et al., 2013)

    cell: an RNNCell whose W_h the reader scales to a spectral radius from 0.2 to 2; xs (T, D) or (T, 1, D): the
    inputs of the longest sequence, 5 to 200 steps. radius, activation, steps and clip ("none", "norm",
    "value", at threshold 1) say where it opens; radius and activation are the cell's own if None, steps all.
    lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("gradient_decay/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "gradient_decay/style.css", root="gradient-decay")

    cell = traitlets.Dict().tag(sync=True)
    xs = traitlets.List().tag(sync=True)
    own_radius = traitlets.Float().tag(sync=True)
    norm = traitlets.Float().tag(sync=True)
    dh_last = traitlets.List().tag(sync=True)
    radius = traitlets.Float().tag(sync=True)
    activation = traitlets.Unicode().tag(sync=True)
    steps = traitlets.Int().tag(sync=True)
    clip = traitlets.Unicode("none").tag(sync=True)

    def __init__(
        self,
        cell: RNNCell,
        xs: Any,
        *,
        radius: float | None = None,
        activation: str | None = None,
        steps: int | None = None,
        clip: str = "none",
        lang: str = "en",
    ) -> None:
        if not isinstance(cell, RNNCell):
            raise TypeError(f"cell: expected an RNNCell, got {cell!r}")
        xs = arguments.sequence(xs, cell.input_size)
        if not 5 <= len(xs) <= LONGEST:
            raise ValueError(f"xs: expected 5 to {LONGEST} steps, got {len(xs)}")
        params = {name: np.asarray(value, float) for name, value in cell.params.items()}
        own = float(np.abs(np.linalg.eigvals(params["W_h"])).max())
        if own < 1e-6:
            raise ValueError(f"cell: expected a W_h with a spectral radius above 0, got {own}")
        radius = own if radius is None else checks.number(radius, "radius")
        if not 0.2 <= radius <= 2 + 1e-9:
            raise ValueError(f"radius: expected 0.2 to 2, got {radius}")
        steps = len(xs) if steps is None else checks.count(steps, "steps", minimum=5)
        if steps > len(xs):
            raise ValueError(f"steps: expected 5 to {len(xs)}, got {steps}")
        H = cell.hidden_size
        super().__init__(
            lang=lang,
            cell=lists({"kind": "rnn", **params}),
            xs=xs.tolist(),
            own_radius=own,
            norm=float(np.linalg.norm(params["W_h"], 2)),
            dh_last=(np.ones(H) / np.sqrt(H)).tolist(),
            radius=radius,
            activation=checks.choice(cell.activation if activation is None else activation, "activation", ACTIVATIONS),
            steps=steps,
            clip=checks.choice(clip, "clip", CLIPS),
        )

    def measure(self) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """|dL/dh_t| (T,), the bounds (T,) and the gradients of W_h, W_x and b, as rnn_core has them."""
        params = {name: np.array(self.cell[name]) for name in ("W_x", "W_h", "b")}
        params["W_h"] *= self.radius / self.own_radius
        cell = RNNCell(*params["W_x"].shape, rng=np.random.default_rng(0), activation=self.activation)
        cell.params |= params
        run = unroll(cell, np.array(self.xs)[: self.steps, None])
        dh, norms = np.array(self.dh_last)[None], []
        total: dict[str, Any] = dict.fromkeys(cell.params, 0.0)
        for t in reversed(range(self.steps)):
            norms.append(float(np.linalg.norm(dh)))
            piece = cell.Trace(*(array[t : t + 1] for array in run.trace))
            back = bptt(cell, np.zeros((1, *dh.shape)), piece, cell.State(dh))
            total = {name: total[name] + grad for name, grad in back.grads.items()}
            dh = back.dstate.h
        gamma = STEEPEST[self.activation] * self.norm * self.radius / self.own_radius
        return np.array(norms[::-1]), gamma ** np.arange(self.steps - 1, -1, -1.0), total

    def describe(self) -> str:
        """What is left of the gradient at the first step, in a sentence, to a power of ten."""
        norms, bounds, _ = self.measure()
        setting = f"spectral radius {self.radius:.2f}, {self.activation}, {self.steps} steps"
        return (
            f"Gradient decay, {setting}: of a gradient of length 1 at the last state, about "
            f"{norms[0]:.0e} reaches the first; the bound is {bounds[0]:.0e}"
        )

    def draw(self) -> Any:
        """The gradient's length at each step and its bound, on a logarithmic scale."""
        from matplotlib.figure import Figure

        from unrolled.palette import colour

        norms, bounds, _ = self.measure()
        figure = Figure(figsize=(6.4, 2.8), layout="constrained")
        ax = figure.add_subplot()
        ax.semilogy(norms, color=colour("gradient"), linewidth=2.4, label="|dL/dh_t|")
        ax.semilogy(bounds, color="#1f2430", linestyle="--", label="bound γ^(T−1−t)")
        ax.set(title=f"spectral radius {self.radius:.2f}, {self.activation}", xlabel="t", ylabel="length (log scale)")
        ax.legend(frameon=False)
        return figure
