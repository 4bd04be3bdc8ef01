"""Two recurrent layers side by side, one of them reading from the end."""

from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks, padding, parts, recurrence


class BidirectionalState(NamedTuple):
    """The states of the two directions, each a record of its cell's own kind."""

    forward: Any
    backward: Any


class BidirectionalTrace(NamedTuple):
    """A run both ways: x (T, N, D), the two cells' own traces, their outputs in the order of x, h, active (T, N).

    `backward` is in the order of reading: backward.x[0] is the last input of each sequence. h_forward[t] and
    h_backward[t] are what each direction knows at input t: all up to it, and all from it on.
    """

    x: np.ndarray
    forward: Any
    backward: Any
    h_forward: np.ndarray
    h_backward: np.ndarray
    h: np.ndarray
    active: np.ndarray


class Bidirectional:
    """One cell reads from the start, another from the end (Schuster & Paliwal, 1997):

        hf_t = forward_cell (x_t, hf_{t-1})        t = 1 ... T
        hb_t = backward_cell(x_t, hb_{t+1})        t = T ... 1, where T is each sequence's own end
        h_t  = [hf_t, hb_t]  with merge="concat",  or  hf_t + hb_t  with merge="sum"

    backwards: dh_t is split up, or handed to both; each cell has its bptt in its own order of reading; dx_t is
    the sum of what the two give. An output layer on top of [hf, hb] computes V hf_t + V' hb_t: with W_x and W_h
    of both directions six matrices, none shared.

    params: "forward.W_x" ..., "backward.W_x" ... State: BidirectionalState(forward, backward); in `run.state` the
    forward one belongs to the end of each sequence, the backward one to its start. Past a sequence's end h_t
    repeats. h_t depends on inputs still to come: a step needs the whole sequence, so `step` raises TypeError, and
    splitting a sequence changes the answer.

    Raises TypeError or ValueError if the two cells do not fit side by side or share a parameter.
    """

    State = BidirectionalState
    Trace = BidirectionalTrace

    def __init__(self, forward_cell: Any, backward_cell: Any, merge: str = "concat"):
        self.parts = {
            "forward": parts.check_cell(forward_cell, "forward_cell"),
            "backward": parts.check_cell(backward_cell, "backward_cell"),
        }
        self.merge = checks.choice(merge, "merge", ("concat", "sum"))
        parts.check_separate(self.parts, "backward_cell")
        self.params = parts.join_params(**self.parts)
        self.dtype, self.input_size = forward_cell.dtype, forward_cell.input_size
        if backward_cell.input_size != self.input_size:
            raise ValueError(
                f"backward_cell: expected input_size {self.input_size}, that of forward_cell, "
                f"got {backward_cell.input_size}"
            )
        H, H_backward = forward_cell.hidden_size, backward_cell.hidden_size
        if merge == "sum" and H_backward != H:
            raise ValueError(f"backward_cell: expected hidden_size {H}, for the sum of both, got {H_backward}")
        self.hidden_size = H + H_backward if merge == "concat" else H

    @property
    def forward_cell(self) -> Any:
        """The cell that reads from the start."""
        return self.parts["forward"]

    @property
    def backward_cell(self) -> Any:
        """The cell that reads from the end."""
        return self.parts["backward"]

    def __repr__(self):
        return f"Bidirectional({self.forward_cell!r}, {self.backward_cell!r}, merge={self.merge!r})"

    def training(self, rng: "np.random.Generator") -> Any:
        """The same cells and weights; parts that have dropout draw their masks from `rng` at each run."""
        return parts.training(self, rng)

    def initial_state(self, state: Any, batch: int, name: str = "state") -> Any:
        """`state` as a checked BidirectionalState; zeros if None."""
        given = parts.split_state(state, 2, name, BidirectionalState)
        return BidirectionalState(
            self.forward_cell.initial_state(given[0], batch, f"{name}.forward"),
            self.backward_cell.initial_state(given[1], batch, f"{name}.backward"),
        )

    def step(self, x_t: np.ndarray, state: Any = None) -> None:
        """Raises TypeError: the backward direction has to know the steps after this one."""
        raise TypeError(f"cell: expected one that reads forwards only to step, got {self!r}: unroll whole sequences")

    def unroll(self, xs: np.ndarray, state: Any = None, lengths: np.ndarray | None = None) -> recurrence.Run:
        """What `rnn_core.unroll` does with a Bidirectional."""
        parts.check_params(self)
        xs = checks.array(xs, "xs", f"(T, N, {self.input_size})", self.dtype)
        T, N, _ = xs.shape
        state = self.initial_state(state, N)
        if lengths is not None:
            lengths = checks.lengths(lengths, "lengths", T, N)
        forward = recurrence.unroll(self.forward_cell, xs, state.forward, lengths)
        backward = recurrence.unroll(self.backward_cell, padding.reverse(xs, lengths), state.backward, lengths)
        hf = forward.hs
        hb = padding.hold(padding.reverse(backward.hs, lengths), lengths)
        h = np.concatenate([hf, hb], axis=-1) if self.merge == "concat" else hf + hb
        trace = BidirectionalTrace(xs, forward.trace, backward.trace, hf, hb, h, padding.active(lengths, T, N))
        return recurrence.Run(h, BidirectionalState(forward.state, backward.state), trace)

    def bptt(self, dhs: np.ndarray, trace: Any, dstate: Any = None) -> recurrence.Back:
        """What `rnn_core.bptt` does with a Bidirectional."""
        parts.check_trace(self, trace)
        dhs = checks.array(dhs, "dhs", str(trace.h.shape), self.dtype)
        dstate = self.initial_state(dstate, dhs.shape[1], "dstate")
        H = self.forward_cell.hidden_size
        dhf, dhb = (dhs[..., :H], dhs[..., H:]) if self.merge == "concat" else (dhs, dhs)
        lengths = padding.lengths_of(trace.active)
        dhb = padding.reverse(padding.fold(dhb, lengths), lengths)
        forward = recurrence.bptt(self.forward_cell, dhf, trace.forward, dstate.forward)
        backward = recurrence.bptt(self.backward_cell, dhb, trace.backward, dstate.backward)
        dxs = forward.dxs + padding.reverse(backward.dxs, lengths)
        grads = parts.join(forward=forward.grads, backward=backward.grads)
        return recurrence.Back(dxs, BidirectionalState(forward.dstate, backward.dstate), grads)
