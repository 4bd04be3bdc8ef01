"""How a model is put together from parts that own parameters, and what every model asks of its batch."""

import copy

import numpy as np

from rnn_core.losses import length_mask


def joined(**parts):
    """The params of all parts in one dict, "cell.W_x" and so on: the same arrays, not copies. A part may be None."""
    return joined_grads(**{part: None if owner is None else owner.params for part, owner in parts.items()})


def joined_grads(**grads):
    """The grads of all parts in one dict, under the names of `joined`."""
    return {f"{part}.{name}": g for part, own in grads.items() if own is not None for name, g in own.items()}


def check_cell(cell, name="cell"):
    """`cell` if it is one."""
    if not all(hasattr(cell, part) for part in ("input_size", "hidden_size", "params", "dtype")):
        raise TypeError(f"{name}: expected a cell such as LSTMCell(3, 8, rng=rng), got {cell!r}")
    return cell


def check_network(network, name):
    """`network` if it is a layer or a network of layers."""
    if not all(hasattr(network, part) for part in ("params", "forward", "backward")) or hasattr(network, "hidden_size"):
        raise TypeError(f"{name}: expected a network such as mlp((2, 8, 1), rng=rng), got {network!r}")
    return network


def different(parts, name):
    """Raise ValueError if one object stands at two places: its weights would be shared, its gradients mixed up."""
    if len({id(part) for part in parts}) < len(parts):
        raise ValueError(f"{name}: expected different objects, got one of them twice: it would share its weights")


def training(model, rng):
    """A twin of `model` with the same weights, whose parts with dropout draw their masks from `rng` at each run."""
    twin = copy.copy(model)
    for name, part in vars(model).items():
        if hasattr(part, "training"):
            setattr(twin, name, part.training(rng))
    return twin


def expect(batch, kind):
    """`batch` if it is a record of this kind."""
    if not isinstance(batch, kind):
        raise TypeError(f"batch: expected {kind.__name__}({', '.join(kind._fields)}), got {type(batch).__name__}")
    return batch


def counting(batch):
    """mask (T, N) of the steps of an Aligned batch that count, None if all do."""
    if batch.lengths is None:
        return batch.mask
    lasting = length_mask(batch.lengths, len(batch.xs))
    if batch.mask is None:
        return lasting
    if not isinstance(batch.mask, np.ndarray) or batch.mask.dtype != bool:
        raise TypeError(f"mask: expected an array of True and False, got {type(batch.mask).__name__}")
    if batch.mask.shape != lasting.shape:
        raise ValueError(f"mask: expected {lasting.shape}, got {batch.mask.shape}")
    return lasting & batch.mask


def finite(values, name):
    """`values`, or FloatingPointError if they are not finite: then training has diverged."""
    if not np.isfinite(values).all():
        raise FloatingPointError(f"{name}: not finite")
    return values


def one_loss(y, target, loss, **options):
    """`loss(y, target)` of outputs that are finite; FloatingPointError if they are not."""
    return loss(finite(y, "outputs"), target, **options)
