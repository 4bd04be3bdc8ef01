"""Gradient descent in three forms, and two ways to clip a gradient.

    SGD        p -= lr g                          clip_by_norm     shorten the whole gradient, keep its direction
    Momentum   a running sum of gradients         clip_by_value    cut each number: the direction changes
    Adam       each number at its own pace

`update(params, grads)` changes the arrays of `params` in place; both are dicts of arrays under the same names.
An optimizer belongs to one set of parameters: what it remembers of them it keeps by name.

Raised everywhere: TypeError or ValueError if names, shapes or kinds do not match or a gradient is not finite; then
nothing has been changed.
"""

import numpy as np

from rnn_core.checks import array, flag, fraction, number


class SGD:
    """Stochastic gradient descent, p -= lr g (Robbins & Monro, A stochastic approximation method, 1951)."""

    def __init__(self, lr: float) -> None:
        self.lr = number(lr, "lr", positive=True)

    def update(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        for p, g in _pairs(params, grads).values():
            p -= self.lr * g


class Momentum:
    """Gradient descent that keeps going where it went (Polyak, 1964; Nesterov's form: Sutskever et al., 2013):

        v  = beta v + g                       v starts at 0
        p -= lr v                             or, with nesterov=True,
        p -= lr (g + beta v)

    as in PyTorch, where lr stands before v, not inside it.
    """

    def __init__(self, lr: float, beta: float = 0.9, *, nesterov: bool = False) -> None:
        self.lr = number(lr, "lr", positive=True)
        self.beta = fraction(beta, "beta", below_one=True)
        self.nesterov = flag(nesterov, "nesterov")
        self.v = {}

    def update(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        pairs = _pairs(params, grads)
        self.v = _remembered(self.v, pairs)
        for name, (p, g) in pairs.items():
            v = self.v[name]
            v *= self.beta
            v += g
            p -= self.lr * (g + self.beta * v if self.nesterov else v)


class Adam:
    """Adaptive moment estimation (Kingma & Ba, Adam: a method for stochastic optimization, 2015):

        m  = beta1 m + (1 - beta1) g          mean of the gradients
        v  = beta2 v + (1 - beta2) g^2        mean of their squares; both start at 0
        p -= lr m^ / (sqrt(v^) + eps)         m^ = m / (1 - beta1^t),  v^ = v / (1 - beta2^t)

    m^ and v^ undo the pull of the start at 0; t counts the updates from 1. The default numbers are the paper's.
    Raises ValueError for a gradient whose square overflows: v would be infinite, and p would never move again.
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.lr = number(lr, "lr", positive=True)
        self.beta1 = fraction(beta1, "beta1", below_one=True)
        self.beta2 = fraction(beta2, "beta2", below_one=True)
        self.eps = number(eps, "eps", positive=True)
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params: dict[str, np.ndarray], grads: dict[str, np.ndarray]) -> None:
        pairs = _pairs(params, grads)
        for name, (p, g) in pairs.items():
            if np.abs(g).max(initial=0) > np.sqrt(np.finfo(p.dtype).max):
                raise ValueError(f"grads[{name!r}]: expected numbers whose squares {p.dtype} can hold; clip them first")
        self.m, self.v = _remembered(self.m, pairs), _remembered(self.v, pairs)
        self.t += 1
        unbias1, unbias2 = 1 - self.beta1**self.t, 1 - self.beta2**self.t
        for name, (p, g) in pairs.items():
            m, v = self.m[name], self.v[name]
            m *= self.beta1
            m += (1 - self.beta1) * g
            v *= self.beta2
            v += (1 - self.beta2) * g * g
            p -= self.lr * (m / unbias1) / (np.sqrt(v / unbias2) + self.eps)


def clip_by_norm(grads: dict[str, np.ndarray], threshold: float) -> float:
    """If the norm of all gradients together exceeds `threshold`, scale them in place: g *= threshold / norm.

    Returns the norm as it was: sqrt of the sum of g^2 over all numbers of all arrays. (Pascanu, Mikolov & Bengio,
    On the difficulty of training recurrent neural networks, 2013. PyTorch divides by norm + 1e-6.)
    """
    threshold = number(threshold, "threshold", positive=True)
    _check_grads(grads)
    # The largest number is taken out before squaring: the square of an exploding gradient need not fit a float.
    largest = max(float(np.abs(g).max(initial=0)) for g in grads.values())
    if largest == 0:
        return 0.0
    norm = largest * float(np.sqrt(sum(np.sum((g / largest) ** 2, dtype=np.float64) for g in grads.values())))
    if norm > threshold:
        for g in grads.values():
            g *= threshold / norm
    return norm


def clip_by_value(grads: dict[str, np.ndarray], threshold: float) -> float:
    """Cut every number of every gradient, in place, to -threshold ... threshold.

    Returns the largest absolute value as it was. (Mikolov, Statistical language models based on neural
    networks, 2012.)
    """
    threshold = number(threshold, "threshold", positive=True)
    _check_grads(grads)
    largest = max(float(np.abs(g).max(initial=0)) for g in grads.values())
    for g in grads.values():
        np.clip(g, -threshold, threshold, out=g)
    return largest


def _check_arrays(arrays, name):
    """Refuse all but a dict of writeable float arrays: anything else could not be changed in place."""
    if not isinstance(arrays, dict):
        raise TypeError(f"{name}: expected a dict of arrays, got {type(arrays).__name__}")
    if not arrays:
        raise ValueError(f"{name}: expected at least one array, got none")
    for key, value in arrays.items():
        if not isinstance(value, np.ndarray) or value.dtype not in (np.float32, np.float64):
            kind = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
            raise TypeError(f"{name}[{key!r}]: expected an array of float32 or float64, got {kind}")
        if not value.flags.writeable:
            raise ValueError(f"{name}[{key!r}]: expected a writeable array, got a read-only one")


def _check_grads(grads):
    """Refuse gradients that cannot be clipped in place or are not finite."""
    _check_arrays(grads, "grads")
    for name, g in grads.items():
        array(g, f"grads[{name!r}]", str(g.shape), g.dtype)


def _pairs(params, grads):
    """name -> (parameter, its gradient in the parameter's type), all checked before anything is changed."""
    _check_arrays(params, "params")
    if not isinstance(grads, dict):
        raise TypeError(f"grads: expected a dict of arrays, got {type(grads).__name__}")
    if grads.keys() != params.keys():
        raise ValueError(f"grads: expected {list(params)}, got {list(grads)}")
    return {name: (p, array(grads[name], f"grads[{name!r}]", str(p.shape), p.dtype)) for name, p in params.items()}


def _remembered(memory, pairs):
    """The arrays an optimizer keeps, one for each parameter: those it has, or zeros at the first update."""
    if not memory:
        return {name: np.zeros_like(p) for name, (p, _) in pairs.items()}
    shapes = {name: p.shape for name, (p, _) in pairs.items()}
    known = {name: kept.shape for name, kept in memory.items()}
    if known != shapes:
        raise ValueError(f"params: expected those of the first update, {known}, got {shapes}")
    return memory
