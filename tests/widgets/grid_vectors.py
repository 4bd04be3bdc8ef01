"""Unrolled grids with rnn_core's numbers, as JSON: what tests/grid.test.mjs holds the widget to."""

import json
import sys

import numpy as np

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell, Stack, unroll
from unrolled.widgets import UnrolledGrid
from unrolled.widgets.unrolled_grid.figure import after, before

KEYS = ("network", "rows", "xs", "tokens", "output_tokens", "covered", "chosen", "reads", "where", "seed", "t")
T = 5


def networks(rng):
    def readout(H):
        return rng.normal(size=(H, 3)), rng.normal(size=3)

    both = Bidirectional(RNNCell(3, 4, rng=rng), GRUCell(3, 2, rng=rng))
    return {
        "rnn": RNNCell(3, 4, rng=rng),
        "lstm with readout": (LSTMCell(3, 4, rng=rng, peephole=True), readout(4)),
        "both": both,
        "both with readout": (both, readout(6)),
        "both, summed": Bidirectional(RNNCell(3, 4, rng=rng), RNNCell(3, 4, rng=rng), merge="sum"),
        "three": Stack([LSTMCell(3, 4, rng=rng), GRUCell(4, 5, rng=rng), RNNCell(5, 2, rng=rng)], dropout=0.5),
        "both above both": Stack(
            [Bidirectional(RNNCell(D, 4, rng=rng), RNNCell(D, 4, rng=rng)) for D in (3, 8)], dropout=0.25
        ),
        "one above both": Stack([Bidirectional(*(RNNCell(3, 2, rng=rng) for _ in range(2))), RNNCell(4, 3, rng=rng)]),
    }


def case(name, network, rng):
    grid = UnrolledGrid(network, rng.normal(size=(T, 3)), covered=(1, 3))
    rows = grid.rows
    nodes = [(row["name"], t) for row in rows for t in range(T)]
    reach = {f"{row} {t}": [sorted(f"{r} {s}" for r, s in found(rows, T, (row, t))) for found in (before, after)]
             for row, t in nodes}  # fmt: skip
    return {key: getattr(grid, key) for key in KEYS} | {
        "name": name, "reach": reach,
        "run": {row: numbers.tolist() for row, numbers in grid.run().items()},
        "free": {row: numbers.tolist() for row, numbers in grid.run(()).items()},
        "changes": {row: by.tolist() for row, by in grid.changes().items()},
        "moved": moved(grid), "dropped": dropped(grid, rng),
    }  # fmt: skip


def moved(grid):
    """For each input, the nodes whose numbers move in rnn_core if it does: {s: [[row, t], ...]}."""
    free, found = grid.run(()), {}
    for s in range(T):
        other = UnrolledGrid.run(grid, (s,))
        found[s] = sorted(
            f"{row} {t}" for row in free if row != "x" for t in range(T) if (other[row][t] != free[row][t]).any()
        )
    return found


def dropped(grid, rng):
    """A run with masks between layers, and one with masks along time: the masks of each row, and the top's states."""
    p = grid.network["p"]
    if not p:
        return None
    stack, xs = grid._stack, np.array(grid.xs)[:, None]
    run = unroll(stack.training(rng), xs)
    sizes = {row["name"]: len(grid.network["layers"][row["layer"] - 1][row["lane"]]["W_h"])
             for row in grid.rows if row["lane"]}  # fmt: skip
    between, along = {}, {row: (rng.random((T, H)) >= p) / (1 - p) for row, H in sizes.items()}
    for k, mask in enumerate([*run.trace.masks, None]):
        start = 0
        for row in grid.rows:
            if row["lane"] and row["layer"] == k + 1:
                H = sizes[row["name"]]
                between[row["name"]] = np.zeros((T, H)) if mask is None else mask[:, 0, start : start + H]
                start += H
    tops = {"between": run.hs[:, 0], "along": masked_along(stack, xs, grid.rows, along)}
    masks = {"between": between, "along": along}
    return {where: {"masks": {row: mask.tolist() for row, mask in masks[where].items()}, "top": tops[where].tolist()}
            for where in tops}  # fmt: skip


def masked_along(stack, xs, rows, masks):
    """The top layer's outputs if each state, c too, is masked on its way to the next step."""
    for k, layer in enumerate(stack.cells, 1):
        lanes = []
        for row in (row for row in rows if row["layer"] == k and row["lane"]):
            turn = slice(None, None, -1 if row["lane"] == "backward" else 1)
            cell = layer if not isinstance(layer, Bidirectional) else getattr(layer, f"{row['lane']}_cell")
            state, hs = None, []
            for x, mask in zip(xs[turn], masks[row["name"]][turn], strict=True):
                state = unroll(cell, x[None], state).state
                hs.append(state.h)
                state = cell.State(*(part * mask for part in state))
            lanes.append(np.array(hs)[turn])
        xs = np.concatenate(lanes, axis=-1)
    return xs[:, 0]


def main():
    rng = np.random.default_rng(5)
    json.dump([case(name, network, rng) for name, network in networks(rng).items()], sys.stdout)


if __name__ == "__main__":
    main()
