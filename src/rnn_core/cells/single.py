"""One step of a cell, for a reader or a live signal."""

from rnn_core import checks, recurrence


def step(cell, x_t, state):
    """One step of `cell`: x_t (N, D) and state -> (state, trace_t), as a run of length one."""
    x_t = checks.array(x_t, "x_t", f"(N, {cell.input_size})", cell.dtype)
    run = recurrence.unroll(cell, x_t[None], state)
    return run.state, run.trace._make(field[0] for field in run.trace)
