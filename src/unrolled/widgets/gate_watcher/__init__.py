"""The gate watcher: trained recurrent cells read a sequence; every gate and state in sight and in reach."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from unrolled.tasks.sequences import Vocabulary, one_hot
from unrolled.widgets import arguments
from unrolled.widgets.gate_watcher import words
from unrolled.widgets.gate_watcher.networks import as_json, held_run, sizes, watched_by_title
from unrolled.widgets.join import joined
from unrolled.widgets.widget import Widget, style

HELD = ("i", "f", "o", "r", "z")  # the gates a reader can hold
LONGEST = 60


class GateWatcher(Widget):
    """Watch trained cells read a sequence: each gate and state of each unit, and what the network believes.

    networks: {title: network}, or one; a network is a model with a reader (SequenceRegressor, SequenceClassifier), a
    pair (cell, readout) with readout = (W (H, V), b (V,)) or a Dense layer, or a cell alone. The reader switches
    between them; all read the same inputs. Cells: RNNCell, LSTMCell and GRUCell in all their forms.
    inputs: with a `vocabulary`, a text (one step a letter) or a list of symbols, read as one-hot rows; else numbers
    (T, D) or (T, 1, D), which `tokens` (T) may name. At most 60 steps. The reader can type another text, or other
    numbers if D = 1. state: the start state, zero if not given.
    Beliefs are bars named by `output_tokens` (V), or, with `colours` = {name: (red, green, blue)} or Colours, a swatch
    beside the known colour of that name; `held_out` are names not learnt from.
    holds: (gate, unit or None for all, 0 or 1, from t on): gates held by hand. cell: the title it opens with; t and
    unit, from 0, say where; inside: whether one press moves one operation. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("gate_watcher/widget.js")
    _css = style("kit/style.css", "gate_watcher/style.css", root="gate-watcher")

    networks = traitlets.Dict().tag(sync=True)
    titles = traitlets.List().tag(sync=True)
    vocabulary = traitlets.List(allow_none=True).tag(sync=True)
    inputs = traitlets.List().tag(sync=True)
    tokens = traitlets.List(allow_none=True).tag(sync=True)
    output_tokens = traitlets.List(allow_none=True).tag(sync=True)
    colours = traitlets.Dict(allow_none=True).tag(sync=True)
    held_out = traitlets.List().tag(sync=True)
    start_state = traitlets.Dict(allow_none=True).tag(sync=True)
    cell = traitlets.Unicode().tag(sync=True)
    given = traitlets.List(allow_none=True, default_value=None).tag(sync=True)  # what a reader typed instead
    t = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    inside = traitlets.Bool(False).tag(sync=True)
    holds = traitlets.List().tag(sync=True)

    def __init__(
        self, networks: Any, inputs: Any, *, vocabulary: Iterable | None = None, tokens: Iterable | None = None,
        output_tokens: Iterable | None = None, colours: Any = None, held_out: Iterable = (), state: Any = None,
        cell: str | None = None, t: int = 0, unit: int = 0, inside: bool = False, holds: Iterable = (),
        lang: str = "en",
    ) -> None:  # fmt: skip
        watched = watched_by_title(networks)
        D, V = sizes(watched)
        vocabulary = None if vocabulary is None else Vocabulary(vocabulary)
        inputs, xs = read_inputs(inputs, vocabulary, D)
        title = checks.choice(next(iter(watched)) if cell is None else cell, "cell", tuple(watched))
        H = min(one.cell.hidden_size for one in watched.values())
        start = None if state is None else _state(state, watched)
        colours = None if colours is None else _colours(colours, V)
        super().__init__(
            lang=lang,
            networks={name: as_json(one) for name, one in watched.items()},
            titles=list(watched),
            vocabulary=None if vocabulary is None else [str(symbol) for symbol in vocabulary],
            inputs=inputs,
            tokens=arguments.names(tokens, "tokens", len(xs)),
            output_tokens=arguments.names(output_tokens, "output_tokens", V),
            colours=colours,
            held_out=[str(name) for name in held_out if name in (colours or {})],
            start_state=None if start is None else {name: array.tolist() for name, array in start.items()},
            cell=title,
            t=arguments.within(t, "t", len(xs)),
            unit=arguments.within(unit, "unit", H),
            inside=checks.flag(inside, "inside"),
            holds=[_hold(hold, len(xs), H) for hold in holds],
        )
        self._watched, self._start = watched, start

    def read(self) -> tuple[list, np.ndarray]:
        """What is read now, and as rows xs (T, D): the inputs, or what the reader typed instead."""
        vocabulary = None if self.vocabulary is None else Vocabulary(self.vocabulary)
        return read_inputs(self.inputs if self.given is None else self.given, vocabulary, sizes(self._watched)[0])

    def run(self, cell: str | None = None, holds: Iterable | None = None) -> dict[str, np.ndarray]:
        """Every number of a run as rnn_core has it, with the gates held: {"f": (T, H), "c": ..., "p": (T, V)}.

        A gate is held by running a cell whose gate no longer looks at anything: weights 0, bias beyond reach. With a
        readout y = h W_y + b_y, and p = softmax(y) or sigmoid(y).
        """
        one = self._watched[checks.choice(self.cell if cell is None else cell, "cell", tuple(self._watched))]
        xs = self.read()[1]
        T, H = len(xs), one.cell.hidden_size
        if holds is None:  # a reader may have set them on a longer text, or on a larger cell
            holds = [hold for hold in self.holds if hold["from"] < T and (hold["unit"] or 0) < H]
        return held_run(one, xs, self._start, [_hold(hold, T, H) for hold in holds])

    def describe(self) -> str:
        """Where the watcher stands, in a sentence: the chosen unit's gates and states, and the belief."""
        t = self.t
        now = {name: values[t] for name, values in self.run().items()}
        given = self.tokens[t] if self.tokens and self.given is None else self.read()[0][t]
        given = f"“{given}”" if isinstance(given, str) else f"x = {', '.join(format(x, 'g') for x in given)}"
        parts = [f"{name} = {_two(now[name][self.unit])}" for name in now if name not in ("y", "p", "tanh_c")]
        answer = now.get("p", now.get("y"))
        said = f"; it answers {', '.join(map(_two, answer[:6]))}" if answer is not None else ""
        return f"Gate watcher, {self.cell}, t = {t}, {given}, unit {self.unit + 1}: {', '.join(parts)}{said}"

    def draw(self) -> Any:
        """Gates and states of all units over time as heat maps, and the beliefs above them, as a figure."""
        from unrolled.widgets.gate_watcher.figure import gates_figure

        names = [one if isinstance(one, str) else f"{one[0]:g}" for one in self.read()[0]]
        names = self.tokens if self.tokens and self.given is None else names
        run = {name: values for name, values in self.run().items() if name != "tanh_c"}
        return gates_figure(run, names, self.unit, self.t, title=self.cell, swatch=self.colours is not None)


def _two(value):
    """Two digits, which are the same on another machine; no minus before a zero."""
    return f"{round(float(value), 2) + 0:.2f}".replace("-", "−")


def read_inputs(inputs: Any, vocabulary: Vocabulary | None, D: int) -> tuple[list, np.ndarray]:
    """What was given as JSON can carry it, and as rows xs (T, D)."""
    if vocabulary is None:
        xs = arguments.sequence(inputs, D)
        inputs = xs.tolist()
    else:
        if len(vocabulary) != D:
            raise ValueError(f"vocabulary: expected {D} symbols, one an input, got {len(vocabulary)}")
        xs = vocabulary.encode(inputs, "inputs")
        inputs = [str(symbol) for symbol in inputs]
    if not 1 <= len(xs) <= LONGEST:
        raise ValueError(f"inputs: expected 1 to {LONGEST} steps, got {len(xs)}")
    return inputs, xs if vocabulary is None else one_hot(xs, D)


def _state(state, watched):
    """The start state's arrays {"h": (H,), "c": (H,)}, for the only network there is."""
    if len(watched) > 1:
        raise ValueError("state: expected none with more than one network")
    (one,) = watched.values()
    given = state._asdict() if hasattr(state, "_asdict") else {"h": state}
    H = one.cell.hidden_size
    arrays = {name: checks.real(given.get(name, np.zeros(H)), f"state {name}") for name in one.cell.State._fields}
    return {name: checks.array(a[0] if a.ndim == 2 else a, f"state {name}", f"({H},)", np.float64)
            for name, a in arrays.items()}  # fmt: skip


def _colours(colours, V):
    """{name: "rrggbb"} of a dict or of Colours."""
    if V != 3:
        raise ValueError(f"colours: expected networks with 3 outputs, red, green and blue, got {V}")
    pairs = colours.items() if isinstance(colours, dict) else zip(colours.names, colours.rgb, strict=True)
    rows = {str(name): checks.array(rgb, f"colours[{name!r}]", "(3,)", np.float64) for name, rgb in pairs}
    return {name: "".join(f"{round(255 * min(max(part, 0), 1)):02x}" for part in rgb) for name, rgb in rows.items()}


def _hold(hold, T, H):
    """A hold as JSON carries it; it may come as such, too."""
    given = tuple(hold[name] for name in ("gate", "unit", "value", "from")) if isinstance(hold, dict) else tuple(hold)
    if len(given) != 4:
        raise ValueError(f"holds: expected (gate, unit or None, 0 or 1, t), got {hold!r}")
    gate, unit, value, t = given
    if value not in (0, 1):
        raise ValueError(f"holds: expected a gate held at 0 or 1, got {value!r}")
    unit = None if unit is None else arguments.within(unit, "holds, unit", H)
    gate, t = checks.choice(gate, "holds, gate", HELD), arguments.within(t, "holds, t", T)
    return {"gate": gate, "unit": unit, "value": int(value), "from": t}
