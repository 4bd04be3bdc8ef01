"""Training: descend along the gradient, batch by batch, and stop with a clear word when there is nothing to descend.

    history = fit(model, Batches(data, 32, rng=rng), Adam(0.01), epochs=10, clip=1.0)

A model has `params`, a dict of arrays, and `loss_and_grads(batch)` -> loss, grads under the same names. `batches` is
anything to iterate over: a `Batches`, a list, or, for data drawn afresh, a generator of as many batches as steps.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.optim import clip_by_norm


class DivergenceError(ArithmeticError):
    """Loss, gradient or weights stopped being finite. The weights are as they were before the step `step`.

    step: counted from 0; loss and gradient_norm of that step, NaN or infinite where not known.
    """

    def __init__(self, step: int, loss: float, gradient_norm: float, reason: str) -> None:
        self.step, self.loss, self.gradient_norm = step, loss, gradient_norm
        super().__init__(
            f"training diverged at step {step}: {reason} (loss {loss:.3g}, gradient norm {gradient_norm:.3g}); "
            "a smaller learning rate or clipping may help"
        )


class History(NamedTuple):
    """What happened: one number a step, but for validation one an epoch.

    best_epoch: that of the smallest validation, counted from 0; None without validation.
    """

    loss: np.ndarray
    gradient_norm: np.ndarray  # before clipping
    validation: np.ndarray
    best_epoch: int | None


def fit(
    model: Any,
    batches: Iterable[Any],
    optimizer: Any,
    *,
    epochs: int = 1,
    clip: float | Callable[[dict[str, np.ndarray]], Any] | None = None,
    validation: Callable[[], float] | None = None,
    patience: int | None = None,
    carry: bool = False,
    progress: bool | None = None,
) -> History:
    """Train `model` on `epochs` passes over `batches`; returns a `History`.

    clip: a threshold for `clip_by_norm`, or a function that clips the grads in place.
    validation: a function of no argument that returns a number to make small, called after each epoch. With patience=k
    training stops when k epochs in a row brought no smaller one, and the weights of the best epoch are put back.
    carry: hand each batch's final state to the next as its start, through model.loss_grads_and_state(batch, state): for
    truncated backpropagation through time over `chunks`. Each epoch starts without a state.
    progress: a bar on stderr; None shows it only to a person at a terminal.

    Raises DivergenceError as soon as loss, gradient or weights are not finite, TypeError or ValueError for bad
    arguments.
    """
    _check(model, batches, optimizer, epochs, validation, patience)
    clip, carry = _clipping(clip), checks.flag(carry, "carry")
    losses, norms, validations, best = [], [], [], None
    with _bar(progress, epochs, batches) as bar:
        for _ in range(epochs):
            state = None
            for batch in batches:
                loss, norm, state = descend(model, batch, optimizer, clip, carry, state, step=len(losses))
                losses.append(loss)
                norms.append(norm)
                bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
                bar.update()
            if validation is not None:
                validations.append(checks.number(validation(), "validation()"))
                if validations[-1] < min(validations[:-1], default=np.inf) and patience is not None:
                    best = {name: p.copy() for name, p in model.params.items()}
                if patience is not None and len(validations) - 1 - int(np.argmin(validations)) >= patience:
                    break
    if not losses:
        raise ValueError("batches: expected at least one batch, got none")
    if best is not None:
        _put_back(model.params, best)
    best_epoch = int(np.argmin(validations)) if validations else None
    return History(np.array(losses), np.array(norms), np.array(validations), best_epoch)


def descend(
    model: Any,
    batch: Any,
    optimizer: Any,
    clip: Callable[[dict[str, np.ndarray]], Any] | None = None,
    carry: bool = False,
    state: Any = None,
    *,
    step: int = 0,
) -> tuple[float, float, Any]:
    """One step of training; returns the loss, the norm of the gradient before clipping, and the state to carry on.

    clip: a function that clips the grads in place, or None. Raises DivergenceError as in `fit`.
    """
    try:
        with np.errstate(over="raise"):  # the first number too large, before it becomes a NaN elsewhere
            if carry:
                loss, grads, state = model.loss_grads_and_state(batch, state)
            else:
                loss, grads = model.loss_and_grads(batch)
    except FloatingPointError as error:
        raise DivergenceError(step, np.nan, np.nan, str(error)) from error
    norm = gradient_norm(grads)
    if not (np.isfinite(loss) and np.isfinite(norm)):
        what = "the gradient" if np.isfinite(loss) else "the loss"
        raise DivergenceError(step, loss, norm, f"{what} is not finite")
    if clip is not None:
        clip(grads)
    before = {name: p.copy() for name, p in model.params.items()}
    with np.errstate(over="ignore", invalid="ignore"):
        optimizer.update(model.params, grads)
    if not all(np.isfinite(p).all() for p in model.params.values()):
        _put_back(model.params, before)
        raise DivergenceError(step, loss, norm, "the step leads to weights that are not finite")
    return loss, norm, state


def gradient_norm(grads: dict[str, np.ndarray]) -> float:
    """The norm of all gradients together; infinite or NaN if a number in them is, or if its square is in their type."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(sum(float(np.vdot(g, g)) for g in grads.values())))


def _put_back(params, kept):
    for name, p in params.items():
        p[...] = kept[name]


def _check(model, batches, optimizer, epochs, validation, patience):
    if not isinstance(getattr(model, "params", None), dict) or not hasattr(model, "loss_and_grads"):
        raise TypeError(f"model: expected one with params and loss_and_grads(batch), got {type(model).__name__}")
    if not hasattr(optimizer, "update"):
        raise TypeError(f"optimizer: expected one such as Adam(0.01), got {optimizer!r}")
    if not hasattr(batches, "__iter__"):
        raise TypeError(f"batches: expected something to iterate over, got {type(batches).__name__}")
    if checks.count(epochs, "epochs") > 1 and hasattr(batches, "__next__"):
        raise ValueError("batches: expected a list or Batches for more than one epoch, got an iterator: it is spent")
    if validation is not None and not callable(validation):
        raise TypeError(f"validation: expected a function of no argument, got {type(validation).__name__}")
    if patience is not None:
        checks.count(patience, "patience")
        if validation is None:
            raise ValueError(f"patience: expected a validation to go with it, got {patience} and no validation")


def _clipping(clip):
    if clip is None or callable(clip):
        return clip
    threshold = checks.number(clip, "clip", positive=True)
    return lambda grads: clip_by_norm(grads, threshold)


def _bar(progress, epochs, batches):
    """A progress bar, or something that takes the same calls and shows nothing."""
    if progress is None:
        progress = sys.stderr.isatty()
    if not checks.flag(progress, "progress"):
        return _Silent()
    from tqdm import tqdm

    return tqdm(total=epochs * len(batches) if hasattr(batches, "__len__") else None, unit="step", leave=False)


class _Silent:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def update(self):
        pass

    def set_postfix(self, **_):
        pass
