"""The unrolled grid: layers by time, who depends on whom, and what a covered input or a dropout mask changes."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.compose import Bidirectional, Stack
from rnn_core.models.reader import OneHot
from rnn_core.recurrence import unroll
from unrolled.tasks.sequences import Vocabulary, one_hot
from unrolled.widgets import arguments
from unrolled.widgets.join import joined
from unrolled.widgets.networks import cell_as_json, lists, softmax
from unrolled.widgets.unrolled_grid import words
from unrolled.widgets.widget import Widget, style

LONGEST, DEEPEST, WIDEST = 14, 3, 64
DROPOUT = ("none", "between", "along")


class UnrolledGrid(Widget):
    """Layers by time as a grid of nodes, an arrow for each "is computed from":

        h_t^k = cell_k(y_t^{k-1} * mask, h_{t-1}^k)      y^0 = x; a backward layer reads h_{t+1} instead

    Pointing at a node marks what it depends on and what depends on it. A covered input is replaced by zeros, and each
    node then says by how much its numbers change (the largest change of one of them). Dropout masks lie on the arrows
    between layers, or, to see why that is a mistake, on those along time (an LSTM's c is then masked like its h).

    network: an RNNCell, LSTMCell or GRUCell, a Bidirectional of two, or a Stack of 1 to 3 of these without residual
    connections; or a model with a reader (a Tagger), or a pair (network, readout) with readout = (W (H, V), b (V,)) or
    a Dense layer. At most 64 units a cell. inputs xs: (T, D) or (T, 1, D), or with a `vocabulary` its symbols; 2 to 14
    steps, named by `tokens` (T). output_tokens (V) name the classes.
    covered: steps whose input is covered; chosen: (row, t) with rows "x", "h" ("h'" backward; "h1", "h2'", ... if there
    are several layers), and "y", the output, or "hh", the states of both directions side by side, if there is none;
    dropout: "none", "between" or "along" ("between" by default if the stack has dropout); seed of the masks;
    t: how many waves of computing are done, all by default. lang: "en" or "zh".

    Raises ValueError or TypeError for anything of another shape or kind.
    """

    WORDS = (words,)
    _esm = joined("unrolled_grid/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "unrolled_grid/style.css", root="unrolled-grid")

    network = traitlets.Dict().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    xs = traitlets.List().tag(sync=True)
    tokens = traitlets.List(allow_none=True).tag(sync=True)
    output_tokens = traitlets.List(allow_none=True).tag(sync=True)
    covered = traitlets.List().tag(sync=True)
    chosen = traitlets.List().tag(sync=True)
    reads = traitlets.Unicode("both").tag(sync=True)
    where = traitlets.Unicode("none").tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, network: Any, xs: Any, *, vocabulary: Iterable | None = None, tokens: Iterable | None = None,
        output_tokens: Iterable | None = None, covered: Iterable[int] = (), chosen: Sequence | None = None,
        dropout: str | None = None, seed: int = 0, t: int | None = None, lang: str = "en",
    ) -> None:  # fmt: skip
        cell, readout = _parts(network)
        stack = cell if isinstance(cell, Stack) else Stack([cell])
        layers = [_layer(part, f"network, layer {k + 1}") for k, part in enumerate(stack.cells)]
        _check(stack)
        xs, names = _inputs(xs, vocabulary, cell.input_size)
        T = len(xs)
        names = arguments.names(names if tokens is None else tokens, "tokens", T)
        rows = _rows(layers, readout)
        where = ("between" if stack.dropout else "none") if dropout is None else dropout
        where = checks.choice(where, "dropout", DROPOUT)
        if where != "none" and not stack.dropout:
            raise ValueError(f"dropout: expected 'none' for a network without dropout, got {where!r}")
        last = _last_wave(layers, T)
        super().__init__(
            lang=lang,
            network={"layers": layers, "readout": readout and lists(readout), "p": stack.dropout},
            rows=rows,
            xs=xs.tolist(),
            tokens=names,
            output_tokens=arguments.names(output_tokens, "output_tokens", 0 if readout is None else len(readout["b"])),
            covered=sorted({arguments.within(s, "covered", T) for s in covered}),
            chosen=_chosen(chosen, rows, T),
            where=where,
            seed=checks.count(seed, "seed", minimum=0),
            t=last if t is None else arguments.within(t, "t", last + 1),
        )
        self._stack = stack

    def run(self, covered: Iterable[int] | None = None) -> dict[str, np.ndarray]:
        """Every row's numbers {row: (T, H)} as rnn_core has them, nothing dropped, both directions reading."""
        xs = np.array(self.xs)
        xs[list(self.covered if covered is None else covered)] = 0
        trace = unroll(self._stack, xs[:, None].astype(self._stack.dtype)).trace
        found = {"x": xs}
        for row in self.rows[1:]:
            found[row["name"]] = self._row(row, trace)
        return found

    def _row(self, row, trace):
        if row["kind"] == "output":
            h = trace.h[:, 0].astype(float)
            readout = self.network["readout"]
            y = h if readout is None else h @ np.array(readout["W"]) + np.array(readout["b"])
            return softmax(y) if readout and readout["softmax"] else y
        layer = trace.layers[row["layer"] - 1]
        own = layer.h if not hasattr(layer, "h_forward") else getattr(layer, f"h_{row['lane']}")
        return own[:, 0].astype(float)

    def changes(self) -> dict[str, np.ndarray]:
        """{row: (T,)}: the largest change of any number of each node that the covered inputs make."""
        now, free = self.run(), self.run(())
        return {name: np.abs(now[name] - free[name]).max(axis=1) for name in now}

    def describe(self) -> str:
        """The grid, its chosen node and what that depends on, in a sentence."""
        from unrolled.widgets.unrolled_grid.figure import after, before

        name, t = self.chosen
        T, inputs = len(self.xs), sum(row == "x" for row, _ in before(self.rows, len(self.xs), (name, t)))
        lanes = [row["name"] for row in self.rows if row["kind"] == "state"]
        said = f"Unrolled grid, {T} steps, rows {', '.join(row['name'] for row in self.rows)}"
        where = {"none": "", "between": "; dropout between layers", "along": "; dropout along time"}[self.where]
        if self.covered:
            steps = ", ".join(self.tokens[s] if self.tokens else f"x at t = {s}" for s in self.covered)
            reached = set().union(*(after(self.rows, T, ("x", s)) for s in self.covered))
            moved = sum(row in lanes for row, _ in reached)
            where += f"; covered: {steps}: {moved} of {len(lanes) * T} states change"
        return f"{said}{where}. Chosen: {name} at t = {t}, which depends on {inputs} of {T} inputs"

    def draw(self) -> Any:
        """The grid as a figure: the chosen node, what it depends on (●) and what depends on it (○)."""
        from unrolled.widgets.unrolled_grid.figure import grid_figure

        return grid_figure(self.rows, len(self.xs), self.tokens, self.chosen, self.covered, self.where)


def _parts(network):
    """The cell and the readout {W, b, softmax} or None of what was given."""
    reader = getattr(network, "reader", None)
    if reader is not None:
        if not isinstance(reader.embedding, OneHot | None):
            raise TypeError("network: expected a model that reads numbers or one-hot symbols, got an embedding")
        return network.cell, arguments.readout(reader.out, network.cell.hidden_size, not hasattr(network, "f"))
    if isinstance(network, tuple) and len(network) == 2:
        return network[0], arguments.readout(network[1], network[0].hidden_size, False)
    return network, None


def _layer(cell, name):
    """{"forward": cell, "backward": cell or None, "merge": ...} as JSON carries it."""
    if isinstance(cell, Bidirectional):
        ways, merge = (cell.forward_cell, cell.backward_cell), cell.merge
    else:
        ways, merge = (cell, None), "concat"
    packed = []
    for way in ways:
        try:
            packed.append(None if way is None else cell_as_json(way))
        except TypeError:
            raise TypeError(
                f"{name}: expected an RNNCell, LSTMCell or GRUCell, or a Bidirectional of them, got {way!r}"
            ) from None
        if way is not None and way.hidden_size > WIDEST:
            raise ValueError(f"{name}: expected at most {WIDEST} units, got {way.hidden_size}")
    return {"forward": packed[0], "backward": packed[1], "merge": merge}


def _check(stack):
    if len(stack.cells) > DEEPEST:
        raise ValueError(f"network: expected 1 to {DEEPEST} layers, got {len(stack.cells)}")
    if stack.residual:
        raise ValueError("network: expected a stack without residual connections")


def _inputs(xs, vocabulary, D):
    """The inputs as rows (T, D), and their names if they are symbols."""
    names = None
    if vocabulary is None:
        xs = arguments.sequence(xs, D)
    else:
        vocabulary = Vocabulary(vocabulary)
        if len(vocabulary) != D:
            raise ValueError(f"vocabulary: expected {D} symbols, one an input, got {len(vocabulary)}")
        names = [str(symbol) for symbol in xs]
        xs = one_hot(vocabulary.encode(xs, "xs"), D)
    if not 2 <= len(xs) <= LONGEST:
        raise ValueError(f"xs: expected 2 to {LONGEST} steps, got {len(xs)}")
    return xs, names


def _rows(layers, readout):
    """The rows of the grid from the inputs up; the output belongs to the layer above the last."""
    rows = [{"name": "x", "kind": "input", "layer": 0, "lane": None}]
    for k, layer in enumerate(layers, 1):
        number = k if len(layers) > 1 else ""
        for lane, prime in (("forward", ""), ("backward", "'")):
            if layer[lane] is not None:
                rows.append({"name": f"h{number}{prime}", "kind": "state", "layer": k, "lane": lane})
    if readout is not None or layers[-1]["backward"] is not None:
        name = "hh" if readout is None else "y"
        rows.append({"name": name, "kind": "output", "layer": len(layers) + 1, "lane": None})
    return rows


def _last_wave(layers, T):
    """T - 1 for the first layer, and as much again where a layer has to wait for the whole of the one below."""
    both = [layer["backward"] is not None for layer in layers]
    return (1 + sum(below or own for below, own in itertools.pairwise(both))) * (T - 1)


def _chosen(chosen, rows, T):
    if chosen is None:
        return [rows[-1]["name"], T - 1]
    if not isinstance(chosen, tuple | list) or len(chosen) != 2:
        raise TypeError(f"chosen: expected (row, t), got {chosen!r}")
    name = checks.choice(chosen[0], "chosen, row", tuple(row["name"] for row in rows))
    return [name, arguments.within(chosen[1], "chosen, t", T)]
