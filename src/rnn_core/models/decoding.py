"""From the probabilities of the next symbol to whole sequences: sampling, greedy decoding, beam search.

All three take `next_step(symbols, state) -> log_p, state`: symbols (N,) just written, log_p (N, V) of what may come
next, and a state whose arrays have N rows. They begin with `start` and stop at `end`, or after `longest` symbols; with
end=None at `longest` alone.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks


class Written(NamedTuple):
    """A sequence without start and end, its log p (of the end too), and whether it came to its end."""

    symbols: tuple
    log_p: float
    ended: bool


class BeamStep(NamedTuple):
    """One step of a beam search, B rows: the row of the step before it came from, the symbol added, log p so far."""

    parents: np.ndarray
    symbols: np.ndarray
    log_p: np.ndarray


class Beam(NamedTuple):
    """The sequences found, best first, and the tree of the search, step by step."""

    best: list
    steps: list


def sample(
    next_step: Callable,
    state: Any,
    first: np.ndarray,
    end: int | None,
    longest: int,
    *,
    rng: np.random.Generator,
    temperature: float = 1.0,
) -> list[Written]:
    """A list of `Written`, each symbol drawn with probability proportional to p^(1/temperature).

    first: (N,) the symbols to begin with. Below 1 the likely becomes likelier, above 1 everything more even.
    """
    rng, temperature = checks.generator(rng), checks.number(temperature, "temperature", positive=True)

    def draw(log_p):
        warm = log_p.astype(np.float64) / temperature
        # The largest of log p + Gumbel noise is a draw from p (Gumbel, 1954): no sums to normalise.
        return (warm + rng.gumbel(size=warm.shape)).argmax(axis=1)

    return _write(next_step, state, first, end, longest, draw)


def greedy(next_step: Callable, state: Any, first: np.ndarray, end: int | None, longest: int) -> list[Written]:
    """A list of `Written`: at each step the most probable symbol. The whole need not be the most probable one."""
    return _write(next_step, state, first, end, longest, lambda log_p: log_p.argmax(axis=1))


def _write(next_step, state, symbols, end, longest, choose):
    """One symbol after another for N sequences at once, as `choose(log_p)` says."""
    N, longest, end = len(symbols), checks.count(longest, "longest"), _end(end)
    columns, log_ps, lasting = [], np.zeros(N), np.ones(N, bool)
    lengths = np.zeros(N, int)
    while lasting.any() and len(columns) < longest:
        log_p, state = next_step(symbols, state)
        symbols = choose(log_p)
        log_ps += np.where(lasting, log_p[np.arange(N), symbols], 0)
        if end is not None:
            lasting &= symbols != end
        lengths += lasting
        columns.append(symbols)
    rows = np.stack(columns, axis=1)
    return [Written(tuple(rows[n, : lengths[n]].tolist()), float(log_ps[n]), not lasting[n]) for n in range(N)]


def beam_search(next_step: Callable, state: Any, start: int, end: int | None, longest: int, width: int = 4) -> Beam:
    """A `Beam` for one sequence: at each step the `width` most probable beginnings are kept.

    state: of one sequence (N = 1). With width 1 it is greedy decoding; with a width no smaller than the number of
    sequences it finds the most probable one. (Graves, Sequence transduction with recurrent neural networks, 2012;
    Sutskever, Vinyals & Le, Sequence to sequence learning with neural networks, 2014.)
    """
    width, longest, end = checks.count(width, "width"), checks.count(longest, "longest"), _end(end)
    live, places, log_ps, symbols, ended, steps = [()], np.zeros(1, int), np.zeros(1), np.array([start]), [], []
    for _ in range(longest):
        log_p, state = next_step(symbols, state)
        V = log_p.shape[1]
        total = (log_ps[:, None] + log_p).ravel()
        order = np.argsort(-total, kind="stable")[:width]
        steps.append(BeamStep(places[order // V], order % V, total[order]))
        ended += [Written(live[k // V], float(total[k]), True) for k in order if k % V == end]
        places = np.flatnonzero(order % V != end)
        kept = order[places]
        live, log_ps = [(*live[k // V], int(k % V)) for k in kept], total[kept]
        best = sorted((written.log_p for written in ended), reverse=True)[:width]
        # log p only falls: what is still being written cannot overtake `width` better ones.
        if not len(kept) or (len(best) == width and best[-1] >= log_ps[0]):
            live = []
            break
        state, symbols = rows(state, kept // V), kept % V
    found = ended + [Written(labels, float(p), False) for labels, p in zip(live, log_ps, strict=False)]
    return Beam(sorted(found, key=lambda written: (not written.ended, -written.log_p))[:width], steps)


def _end(end):
    """The number of the symbol to stop at, or None to stop at no symbol."""
    return None if end is None else checks.count(end, "end", 0)


def rows(state: Any, n: np.ndarray) -> Any:
    """The rows n of every (N, ...) array in a state: records of arrays, or of records."""
    if isinstance(state, np.ndarray):
        return state[n]
    parts = (rows(part, n) for part in state)
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
