"""One state in a hierarchy of groups."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, parts, recurrence
from rnn_core.compose import Stack


class GroupsTrace(NamedTuple):
    """A run of Groups: x (T, N, D), each group's own trace, all of them side by side as h (T, N, H), active (T, N)."""

    x: np.ndarray
    groups: tuple
    h: np.ndarray
    active: np.ndarray


class Groups:
    """A state in a hierarchy of groups: each group has its own past and reads the group below
    (El Hihi & Bengio, Hierarchical recurrent neural networks for long-term dependencies, 1995):

        h_t^1 = cell_1(x_t, h_{t-1}^1)
        h_t^k = cell_k(h_t^{k-1}, h_{t-1}^k)
        h_t   = [h_t^1, h_t^2, ..., h_t^K]

    backwards, from the top: group k gets its own piece of dh_t and what group k+1 asks of its input.

    It is a Stack of which every layer is seen from outside, as in the network of Graves (2013). Parameters
    "0.W_x", "1.W_x" ... and the state, a tuple, are those of the Stack; raises what Stack raises.
    """

    Trace = GroupsTrace

    def __init__(self, cells: Sequence):
        stack = Stack(cells)
        self.parts = {"stack": stack}
        self.params, self.dtype, self.input_size = stack.params, stack.dtype, stack.input_size
        self.hidden_size = sum(cell.hidden_size for cell in cells)

    @property
    def stack(self) -> Stack:
        """The groups as the layers of a Stack."""
        return self.parts["stack"]

    def __repr__(self):
        return f"Groups([{', '.join(map(repr, self.stack.cells))}])"

    def training(self, rng: "np.random.Generator") -> Any:
        """The same cells and weights; a group that has dropout draws its masks from `rng` at each run."""
        return parts.training(self, rng)

    def initial_state(self, state: Any, batch: int, name: str = "state") -> Any:
        """`state` as a checked tuple of the groups' states; zeros if None."""
        return self.stack.initial_state(state, batch, name)

    def unroll(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> recurrence.Run:
        """What `rnn_core.unroll` does with Groups."""
        run = self.stack.unroll(xs, state, lengths)
        trace = _side_by_side(run.trace)
        return recurrence.Run(trace.h, run.state, trace)

    def step(self, x_t: np.ndarray, state: Any = None) -> tuple[Any, GroupsTrace]:
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays."""
        state, trace = self.stack.step(x_t, state)
        return state, _side_by_side(trace)

    def bptt(self, dhs: np.ndarray, trace: Any, dstate: Any = None) -> recurrence.Back:
        """What `rnn_core.bptt` does with Groups."""
        parts.check_trace(self, trace)
        dhs = checks.array(dhs, "dhs", str(trace.h.shape), self.dtype)
        dstate = list(self.initial_state(dstate, dhs.shape[1], "dstate"))
        cells = self.stack.cells
        pieces = np.split(dhs, np.cumsum([cell.hidden_size for cell in cells])[:-1], axis=-1)
        grads = dict.fromkeys(self.stack.parts)
        from_above: Any = 0  # dxs of the group above
        for k in reversed(range(len(cells))):
            dh = pieces[k] + from_above
            from_above, dstate[k], grads[str(k)] = recurrence.bptt(cells[k], dh, trace.groups[k], dstate[k])
        return recurrence.Back(from_above, tuple(dstate), parts.join(**grads))


def _side_by_side(trace):
    h = np.concatenate([layer.h for layer in trace.layers], axis=-1)
    return GroupsTrace(trace.x, trace.layers, h, trace.active)
