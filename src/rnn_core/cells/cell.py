"""What every cell is: sizes, parameters, and a step whose arguments are called as in the formulas."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from rnn_core import checks, initialise, padding
from rnn_core.cells import affine


class Cell:
    """One time step and its derivative. A cell knows no time loop and keeps nothing but its parameters.

    A cell of one's own inherits from Cell and has

        State, Trace               named records: what is carried on, h and others, (N, H) each; all that a run
                                   computes, (T, N, ...) each, among it x, h, active, and h_prev (c_prev ...)
        initial_params(rng)        a dict of arrays, by their names in the formulas
        start(xs, state, active)   the Trace of a run, empty but for what no step has to wait for
        forward(...)               one step, written into the trace
        slopes(trace)              a dict of arrays: what multiplies the message on its way back, all steps at once
        backward(...)              the same step backwards, written into the slopes and the message
        gradients(trace, da)       grads and dxs, each one product over all steps; da is that of the slopes

    `forward` and `backward` are static functions, and the names of their arguments say what they are handed at each
    step: a weight (W_h), an array of the trace (h_prev, f), of the slopes (da), the message to h or c (dh, dc), which
    is that to h_prev and c_prev afterwards. The weights are the params, or what `forward_weights` and
    `backward_weights` make of them, once a run.
    """

    State: Any
    Trace: Any
    forward: Callable[..., None]
    backward: Callable[..., None]

    def __init__(self, input_size: int, hidden_size: int, *, rng: np.random.Generator, dtype: DTypeLike = np.float64):
        """Raises TypeError or ValueError for sizes below 1, a wrong dtype or rng."""
        self.input_size = checks.count(input_size, "input_size")
        self.hidden_size = checks.count(hidden_size, "hidden_size")
        self.dtype = checks.float_dtype(dtype)
        self.params = self.initial_params(checks.generator(rng))
        self.shapes = {name: value.shape for name, value in self.params.items()}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.input_size}, {self.hidden_size}, dtype={self.dtype})"

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        raise NotImplementedError

    def start(self, xs: np.ndarray, state: Any, active: np.ndarray) -> Any:
        raise NotImplementedError

    def slopes(self, trace: Any) -> dict[str, np.ndarray]:
        raise NotImplementedError

    def gradients(self, trace: Any, da: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        raise NotImplementedError

    def forward_weights(self) -> dict[str, Any]:
        """What arguments of `forward` may be called besides the arrays of a run."""
        return self.params

    def backward_weights(self) -> dict[str, Any]:
        """What arguments of `backward` may be called besides the arrays of a run and the message."""
        return self.params

    def step(self, x_t: np.ndarray, state: Any) -> tuple[Any, Any]:
        """One step: x_t (N, D) and state -> the next state and the trace of this step, (N, ...) arrays.

        It is `unroll` with T = 1, so the two agree to the rounding of one matrix product.
        """
        self.check_params()
        x_t = checks.array(x_t, "x_t", f"(N, {self.input_size})", self.dtype)
        state = self.initial_state(state, len(x_t))
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is reported below
            trace = self.start(x_t[None], state, padding.active(None, 1, len(x_t)))
            for arguments in each_step(self.forward, self.forward_weights(), trace):
                self.forward(*arguments)
        return self.last_state(trace), trace._make(field[0] for field in trace)

    def initial_state(self, state: Any, batch: int, name: str = "state") -> Any:
        """`state` as a checked record of (N, H) arrays; zeros if None. A lone array stands for a record of one."""
        fields = self.State._fields
        if state is None:
            return self.State(*(np.zeros((batch, self.hidden_size), self.dtype) for _ in fields))
        if isinstance(state, np.ndarray) and len(fields) == 1:
            state = (state,)
        if not isinstance(state, tuple) or len(state) != len(fields):
            came = f"{len(state)} parts" if isinstance(state, tuple) else type(state).__name__
            raise TypeError(f"{name}: expected {self.State.__name__}({', '.join(fields)}), got {came}")
        shape = f"({batch}, {self.hidden_size})"
        parts = zip(state, fields, strict=True)
        return self.State(*(checks.array(part, f"{name}.{field}", shape, self.dtype) for part, field in parts))

    def last_state(self, trace: Any) -> Any:
        """A copy of the state after the last step; FloatingPointError, naming the first step, if it overflowed."""
        for name in self.State._fields:
            values = getattr(trace, name)
            if not checks.all_finite(values):
                t = np.argwhere(~np.isfinite(values))[0][0]
                raise FloatingPointError(f"{name}: step {t} is not finite: the recurrence has exploded")
        return self.State(*(getattr(trace, name)[-1].copy() for name in self.State._fields))

    def check_params(self) -> None:
        """Raise ValueError if a parameter was replaced by something of another shape or type."""
        for name, shape in self.shapes.items():
            value: Any = self.params.get(name)
            if getattr(value, "shape", None) != shape or value.dtype != self.dtype:
                came = f"{value.dtype} {value.shape}" if isinstance(value, np.ndarray) else repr(value)
                raise ValueError(f"params[{name!r}]: expected {self.dtype} {shape}, got {came}")

    def _become(self, Variant, of):
        """Turn this cell, made as an `of`, into its subclass `Variant`."""
        if type(self) not in (of, Variant):
            raise TypeError(f"{type(self).__name__}: expected a subclass of {Variant.__name__} for its flag")
        self.__class__ = Variant


class GatedCell(Cell):
    """A cell of k maps, which stand side by side in W_x (D, kH), W_h (H, kH) and b (kH,), in the order of GATES.

    A run has them as blocks in the order of BLOCKS (see `rnn_core.cells.affine`).
    """

    GATES: tuple[str, ...]
    BLOCKS: tuple[str, ...]

    def initial_params(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        D, H, k = self.input_size, self.hidden_size, len(self.GATES)
        return {
            "W_x": np.hstack([initialise.glorot_uniform((D, H), rng, self.dtype) for _ in range(k)]),
            "W_h": np.hstack([initialise.orthogonal((H, H), rng, self.dtype) for _ in range(k)]),
            "b": np.zeros(k * H, self.dtype),
        }

    def gate(self, name: str) -> dict[str, np.ndarray]:
        """Views of one gate's parameters, {"W_x": (D, H), "W_h": (H, H), "b": (H,)}; writing into them counts."""
        checks.choice(name, "name", self.GATES)
        k, H = self.GATES.index(name), self.hidden_size
        return {key: self.params[key][..., k * H : (k + 1) * H] for key in ("W_x", "W_h", "b")}

    def forward_weights(self) -> dict[str, np.ndarray]:
        """The params, with W_h as blocks (k, H, H)."""
        return self.params | {"W_h": affine.blocks(self.params["W_h"], self.GATES, self.BLOCKS)}

    def backward_weights(self) -> dict[str, np.ndarray]:
        """The params, and W_h transposed: W_hT (kH, H)."""
        return self.params | {"W_hT": np.ascontiguousarray(self.params["W_h"].T)}


def each_step(
    function: Callable[..., None], weights: dict[str, Any], trace: Any, slopes: dict[str, np.ndarray] | None = None
) -> Iterator[tuple]:
    """For each step the arguments that `function` names: a weight as it is, an array of the trace at this step; with
    `slopes`, of these too, and from the last step to the first.

    `inspect.signature` tells the names, and they are looked up once a run: a step costs no more than a plain call.
    Raises ValueError, before the first step, for a name that nothing has and for an array of other steps.
    """
    T = len(trace.active)
    arguments: list[Iterable] = []
    for name in _parameters(function):
        if name in weights:
            arguments.append(repeat(weights[name], T))
            continue
        array = slopes[name] if slopes and name in slopes else getattr(trace, name, None)
        if not isinstance(array, np.ndarray) or len(array) != T:
            came = "nothing of this name" if array is None else np.shape(array)
            raise ValueError(f"{function.__qualname__}, {name}: expected a weight or an array of {T} steps, got {came}")
        arguments.append(array[::-1] if slopes else array)
    return zip(*arguments, strict=True)


@lru_cache
def _parameters(function):
    return tuple(inspect.signature(function).parameters)
