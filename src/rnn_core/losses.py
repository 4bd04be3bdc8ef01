"""Losses, each with its gradient: loss, dy = f(y, targets).

    squared_error                      numbers            softmax_cross_entropy    one of V classes
    binary_cross_entropy_with_logits   yes or no          vae_bound                a variational autoencoder
    gan_discriminator_loss, gan_generator_loss            the two players of an adversarial game

The loss is a float; each gradient has the shape and the type (float32 or float64) of what it is taken of.
A logit is a number before softmax or sigmoid; all losses here stay exact for logits of any size.

reduction="mean" divides by the number of terms that count, "sum" does not (as in PyTorch). A term is one number for
squared_error and binary cross-entropy, one target for softmax cross-entropy. `mask`, an array of True and False,
says which count: a loss over some steps only, or over sequences of unequal length (`padding.active`). At the others
the gradient is 0 and targets are not read.

Raised everywhere: TypeError or ValueError for arguments of the wrong kind or shape, for numbers that are not finite,
and for a loss too large for its type. For connectionist temporal classification see `rnn_core.ctc`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnn_core.activations import exact_sigmoid, softplus
from rnn_core.checks import array, choice, flag, floats, indices, number, real


@np.errstate(over="ignore")
def squared_error(
    y: ArrayLike, targets: ArrayLike, mask: np.ndarray | None = None, *, reduction: str = "mean"
) -> tuple[float, np.ndarray]:
    """sum or mean of (y - targets)^2 over all numbers; dy = 2 (y - targets), divided alike.

    y, targets (..., V); mask in the shape of y, or (...) for whole vectors.
    """
    y = floats(y, "y", "(...)")
    keep = _kept(mask, y.shape, y.shape[:-1])
    error = y - _targets(targets, keep, y.dtype)
    return _reduced(error**2, 2 * error, keep, reduction)


@np.errstate(over="ignore")
def log_softmax(y: np.ndarray) -> np.ndarray:
    """log(exp(y_k) / sum_j exp(y_j)) over the last axis: y - log-sum-exp, with the largest y taken out first."""
    y = y - y.max(axis=-1, keepdims=True)
    return y - np.log(np.exp(y).sum(axis=-1, keepdims=True))


def softmax_cross_entropy(
    y: ArrayLike, targets: ArrayLike, mask: np.ndarray | None = None, *, reduction: str = "mean"
) -> tuple[float, np.ndarray]:
    """sum or mean of -log p[targets] over all targets, with p = softmax(y); dy = p - onehot(targets), divided alike.

    y (..., V) logits; targets (...) whole numbers from 0 to V-1; mask (...).
    """
    y = floats(y, "y", "(..., V)")
    V = y.shape[-1]
    keep = _kept(mask, y.shape[:-1])
    if mask is not None and real(targets, "targets").shape == keep.shape:
        targets = np.where(keep, targets, 0)
    targets = indices(targets, "targets", str(keep.shape), V)[..., None]
    log_p = log_softmax(y)
    losses = -np.take_along_axis(log_p, targets, axis=-1)[..., 0]
    return _reduced(losses, np.exp(log_p) - (np.arange(V) == targets), keep, reduction)


@np.errstate(over="ignore")
def binary_cross_entropy_with_logits(
    y: ArrayLike, targets: ArrayLike, mask: np.ndarray | None = None, *, reduction: str = "mean"
) -> tuple[float, np.ndarray]:
    """sum or mean of -targets log p - (1 - targets) log(1 - p), with p = sigmoid(y); dy = p - targets, divided alike.

    y (..., V) logits; targets in the shape of y, from 0 to 1; mask in the shape of y, or (...) for whole vectors.
    """
    y = floats(y, "y", "(...)")
    keep = _kept(mask, y.shape, y.shape[:-1])
    targets = _probabilities(_targets(targets, keep, y.dtype), "targets")
    # log p = -softplus(-y) and log(1 - p) = -softplus(y); p - targets without cancellation where p is near 1
    losses = targets * softplus(-y) + (1 - targets) * softplus(y)
    return _reduced(losses, (1 - targets) * exact_sigmoid(y) - targets * exact_sigmoid(-y), keep, reduction)


class VAEBound(NamedTuple):
    """loss = reconstruction + beta * kl, and its gradients."""

    loss: float
    reconstruction: float
    kl: float
    dx_logits: np.ndarray
    dmu: np.ndarray
    dlogvar: np.ndarray


@np.errstate(over="ignore")
def vae_bound(
    x_logits: ArrayLike,
    x: ArrayLike,
    mu: ArrayLike,
    logvar: ArrayLike,
    beta: float = 1.0,
    *,
    reduction: str = "mean",
) -> VAEBound:
    """The negative of the evidence lower bound of a variational autoencoder, with a Bernoulli decoder:

        loss = -log p(x | z) + beta KL(q(z | x) || N(0, I))     q = N(mu, diag exp(logvar)), z drawn from it
        KL   = 1/2 sum (mu^2 + exp(logvar) - 1 - logvar)
        dmu  = beta mu      dlogvar = beta (exp(logvar) - 1) / 2      (of the KL part; z adds its own through dz)

    summed over the numbers of an example, mean or sum over the N examples. (Kingma & Welling, Auto-encoding
    variational Bayes, 2014, appendix B; beta: Higgins et al., beta-VAE, 2017.)

    x_logits, x (N, ...), x from 0 to 1; mu, logvar (N, Z). Returns a `VAEBound`.
    """
    mu = floats(mu, "mu", "(N, Z)")
    logvar = array(logvar, "logvar", str(mu.shape), mu.dtype)
    x_logits = floats(x_logits, "x_logits", "(...)")
    if x_logits.shape[:1] != mu.shape[:1]:
        raise ValueError(f"x_logits: expected ({len(mu)}, ...) as there are {len(mu)} rows in mu, got {x_logits.shape}")
    if (beta := number(beta, "beta")) < 0:
        raise ValueError(f"beta: expected at least 0, got {beta}")
    share = 1 / len(mu) if choice(reduction, "reduction", ("mean", "sum")) == "mean" else 1
    x = _probabilities(array(x, "x", str(x_logits.shape), x_logits.dtype), "x")
    reconstruction, dx_logits = binary_cross_entropy_with_logits(x_logits, x, reduction="sum")
    excess = np.expm1(logvar)  # exp(logvar) - 1
    kl = float(np.sum(mu**2 + excess - logvar, dtype=np.float64)) / 2
    loss = _finite((reconstruction + beta * kl) * share, mu.dtype)
    dmu, dlogvar = beta * share * mu, beta * share / 2 * excess
    return VAEBound(loss, reconstruction * share, kl * share, dx_logits * share, dmu, dlogvar)


def gan_discriminator_loss(real_logits: ArrayLike, fake_logits: ArrayLike) -> tuple[float, np.ndarray, np.ndarray]:
    """-mean log D(x) - mean log(1 - D(G(z))), which D makes small; returns loss, dreal_logits, dfake_logits.

    D = exact_sigmoid(logit) is the probability that an example is real: the target is 1 for real and 0 for fake. The
    two batches may differ in size. (Goodfellow et al., Generative adversarial nets, 2014, eq. 1.)
    """
    real_logits, fake_logits = floats(real_logits, "real_logits", "(...)"), floats(fake_logits, "fake_logits", "(...)")
    real_loss, dreal = binary_cross_entropy_with_logits(real_logits, np.ones_like(real_logits))
    fake_loss, dfake = binary_cross_entropy_with_logits(fake_logits, np.zeros_like(fake_logits))
    return real_loss + fake_loss, dreal, dfake


def gan_generator_loss(fake_logits: ArrayLike, *, saturating: bool = False) -> tuple[float, np.ndarray]:
    """What G makes small; returns loss, dfake_logits.

        saturating=False     -mean log D(G(z))         strong gradient while D sees through the fakes
        saturating=True       mean log(1 - D(G(z)))    the minimax game; the gradient vanishes when D wins

    (Goodfellow et al., Generative adversarial nets, 2014, section 3.)
    """
    fake_logits = floats(fake_logits, "fake_logits", "(...)")
    if not flag(saturating, "saturating"):
        return binary_cross_entropy_with_logits(fake_logits, np.ones_like(fake_logits))
    loss, dfake = binary_cross_entropy_with_logits(fake_logits, np.zeros_like(fake_logits))
    return -loss, -dfake


def _kept(mask, *shapes):
    """`mask` as True and False in the first of `shapes`; it may come in any of them, missing axes at the end."""
    if mask is None:
        return np.ones(shapes[0], dtype=bool)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        kind = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
        raise TypeError(f"mask: expected an array of True and False, got {kind}")
    if mask.shape not in shapes:
        raise ValueError(f"mask: expected {' or '.join(map(str, shapes))}, got {mask.shape}")
    if not mask.any():
        raise ValueError("mask: expected at least one True, got none")
    return np.broadcast_to(mask.reshape(mask.shape + (1,) * (len(shapes[0]) - mask.ndim)), shapes[0])


def _targets(targets, keep, dtype):
    """`targets` as an array in the shape of `keep`, 0 wherever it does not count."""
    if real(targets, "targets").shape == keep.shape:
        targets = np.where(keep, targets, 0)
    return array(targets, "targets", str(keep.shape), dtype)


def _probabilities(values, name):
    """`values` if they all lie from 0 to 1."""
    if values.min() < 0 or values.max() > 1:
        raise ValueError(f"{name}: expected numbers from 0 to 1, got {values.min()} to {values.max()}")
    return values


def _reduced(losses, dlosses, keep, reduction):
    """Sum or mean of `losses` where `keep` is True, and the gradient: 0 elsewhere, divided alike."""
    share = 1 / keep.sum() if choice(reduction, "reduction", ("mean", "sum")) == "mean" else 1
    loss = float(np.sum(losses, where=keep, dtype=np.float64) * share)
    gradient_keep = keep.reshape(keep.shape + (1,) * (dlosses.ndim - keep.ndim))
    return _finite(loss, losses.dtype), np.where(gradient_keep, dlosses, 0) * dlosses.dtype.type(share)


class LossOverflow(ValueError, FloatingPointError):
    """A loss too large for its type: outputs or targets are far off, or training has diverged."""


def _finite(loss, dtype):
    """`loss`, refused if it is larger than its type can hold: infinity must not be passed on in silence."""
    if not abs(loss) <= np.finfo(dtype).max:
        raise LossOverflow(f"loss: expected one that {dtype} can hold, got {loss}; are outputs or targets too large?")
    return loss
