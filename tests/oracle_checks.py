"""rnn_core held against what another framework computed: `compare(case name, case)` gives pairs of numbers to agree.

A case is a dict of arrays, made by the scripts in `tests/oracles`, either stored in `tests/fixtures` or fresh from
the framework. Nothing here imports a framework. Each check yields (what, ours, theirs).
"""

import json
import math

import numpy as np

from rnn_core import Bidirectional, CarouselCell, GRUCell, LinearCell, LSTMCell, RNNCell, Stack, bptt, layers, unroll
from rnn_core import losses as our_losses
from rnn_core.compose import BidirectionalState
from rnn_core.ctc import ctc_loss
from rnn_core.interop import from_keras, from_onnx, from_torch, to_keras, to_onnx, to_torch
from rnn_core.optim import SGD, Adam, Momentum, clip_by_norm, clip_by_value
from rnn_core.padding import active


def load(path):
    """What `oracles/make_fixtures.py` stored: {case name: {key: array, text or number}} and {package: version}."""
    with np.load(path, allow_pickle=False) as stored:
        rows = {name: stored[name] for name in stored.files}
    index = json.loads(str(rows.pop("index")))

    def read(place):
        if not isinstance(place, list):
            return place
        dtype, shape, begin = place
        return rows[dtype][begin : begin + math.prod(shape)].reshape(shape).copy()

    cases = {case: {key: read(place) for key, place in held.items()} for case, held in index["cases"].items()}
    return cases, index["made with"]


def part(case, prefix):
    """The arrays of a case whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in case.items() if name.startswith(prefix)}


def cast(case, dtype):
    """The case with all its floating-point arrays in `dtype`."""
    return {
        name: value.astype(dtype) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value
        for name, value in case.items()
    }


def difference(ours, theirs):
    """The largest absolute difference, in units of the largest number if that is above 1."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape:
        return np.inf
    gap = np.abs(ours - theirs).max(initial=0.0) / max(1.0, np.abs(theirs).max(initial=0.0))
    return gap if np.isfinite(gap) else np.inf


def compare(name, case):
    """(what, ours, theirs) for everything a case of this name holds."""
    return list(CHECKS[name.split(":")[0]](case))


# --- recurrent networks ---------------------------------------------------------------------------------------------


def leaves(net):
    """The plain cells of a network in the order of the frameworks: layer by layer, forwards before backwards."""
    if isinstance(net, Stack):
        return [leaf for cell in net.cells for leaf in leaves(cell)]
    if isinstance(net, Bidirectional):
        return [net.forward_cell, net.backward_cell]
    return [net]


def nested(net, arrays):
    """The state of `net` from an iterator over its leaves' states, each a tuple of (N, H) arrays."""
    if isinstance(net, Stack):
        return tuple(nested(cell, arrays) for cell in net.cells)
    if isinstance(net, Bidirectional):
        return BidirectionalState(nested(net.forward_cell, arrays), nested(net.backward_cell, arrays))
    return net.State(*next(arrays))


def flat(net, state):
    """The states of the leaves of `net`, in the order of `leaves`."""
    if isinstance(net, Stack):
        return [leaf for cell, one in zip(net.cells, state, strict=True) for leaf in flat(cell, one)]
    if isinstance(net, Bidirectional):
        return [*flat(net.forward_cell, state.forward), *flat(net.backward_cell, state.backward)]
    return [state]


def run_both_ways(net, case, lengths):
    """Forwards and backwards; yields states, outputs and gradients against those of the case; returns the gradients."""
    parts = [p for p in "hc" if f"{p}_0" in case]
    start = nested(net, zip(*(case[f"{p}_0"] for p in parts), strict=True))
    run = unroll(net, case["xs"], start, lengths)
    active = np.arange(len(case["xs"]))[:, None] < case["lengths"]
    dstate = nested(net, zip(*(case[f"d{p}_T"] for p in parts), strict=True))
    back = bptt(net, case["dhs"], run.trace, dstate)
    pairs = [("hs", run.hs, case["hs"]), ("dxs", back.dxs, case["dxs"])]
    if (case["hs"][~active] == 0).all():  # a framework that gives zeros past the end; here the state stays
        pairs[0] = ("hs", run.hs * active[:, :, None], case["hs"])
    for k, p in enumerate(parts):
        pairs.append((f"{p}_T", np.stack([leaf[k] for leaf in flat(net, run.state)]), case[f"{p}_T"]))
        pairs.append((f"d{p}_0", np.stack([leaf[k] for leaf in flat(net, back.dstate)]), case[f"d{p}_0"]))
    assert all(ours.dtype == net.dtype for _, ours, _ in pairs)
    return pairs, back.grads


def check_recurrent(case):
    weights, kind = part(case, "weights/"), case["kind"]
    net = from_torch(kind, weights, activation=case["activation"])
    assert net.dtype == case["xs"].dtype
    pairs, grads = run_both_ways(net, case, case["lengths"])
    yield from pairs
    again = to_torch(net)
    for name, theirs in weights.items():
        if name.startswith("weight"):
            yield f"to_torch {name}", again[name], theirs
        elif name.startswith("bias_ih"):
            other = name.replace("ih", "hh")
            yield f"to_torch {name} + {other}", again[name] + again[other], theirs + weights[other]
    yield from torch_gradients(net, grads, part(case, "grads/"))


def torch_gradients(net, grads, theirs):
    """Gradients change places and signs as the weights do, so a network that holds them as weights translates them."""
    for name, value in net.params.items():
        value[...] = grads[name]
    ours = to_torch(net)
    for name in ours:
        if name.startswith("bias_hh"):
            # Both biases of a gate have the same gradient; only the one inside a GRU's reset has its own.
            outer = ours[name.replace("hh", "ih")]
            inside = np.zeros(len(outer), bool)
            if isinstance(leaves(net)[0], GRUCell):
                inside[-len(outer) // 3 :] = True
            ours[name] = np.where(inside, ours[name], outer)
    yield from ((f"d{name}", ours[name], theirs[name]) for name in ours)
    net_again = {name: value.shape for name, value in ours.items()}
    assert net_again == {name: value.shape for name, value in theirs.items()}


VARIANTS = {
    "peephole": (LSTMCell, {"peephole": True}),
    "coupled": (LSTMCell, {"coupled": True}),
    "GRU": (GRUCell, {}),
    "GRU after": (GRUCell, {"reset_after": True}),
    "LinearCell": (LinearCell, {}),
    "CarouselCell": (CarouselCell, {}),
}


def check_formula(case):
    kind, weights = case["kind"], part(case, "weights/")
    cls, options = VARIANTS.get(kind, (RNNCell, {"activation": kind}))
    D, H, dtype = case["xs"].shape[2], case["hs"].shape[2], case["xs"].dtype
    cell = cls(D, H, rng=np.random.default_rng(0), dtype=dtype, **options)
    assert weights.keys() == cell.params.keys()
    for name, value in weights.items():
        cell.params[name][...] = value
    one_layer = {f"{d}{p}_{t}" for d in ("", "d") for p in "hc" for t in "0T"}
    pairs, grads = run_both_ways(cell, {k: v[None] if k in one_layer else v for k, v in case.items()}, case["lengths"])
    yield from pairs
    yield from ((f"d{name}", grads[name], theirs) for name, theirs in part(case, "grads/").items())


# --- layers ---------------------------------------------------------------------------------------------------------


def to_channels_last(images):
    return images.transpose(0, 2, 3, 1)


def check_layer(case):
    weights, kind = part(case, "weights/"), case["kind"]
    layer = from_torch(kind, weights, padding=case["padding"])
    image = kind == "Conv2d"
    x, dy = (to_channels_last(case[k]) if image else case[k] for k in ("x", "dy"))
    y, cache = layer.forward(x)
    if image:
        pool = layers.MaxPool2D(2)
        y, squares = pool.forward(y)
        dy, _ = pool.backward(dy, squares)
    dx, grads = layer.backward(dy, cache)
    yield "y", y, to_channels_last(case["y"]) if image else case["y"]
    if "dx" in case:
        yield "dx", dx, to_channels_last(case["dx"]) if image else case["dx"]
    again = to_torch(layer)
    yield from ((f"to_torch {name}", again[name], theirs) for name, theirs in weights.items())
    for name, value in layer.params.items():
        value[...] = grads[name]
    ours = to_torch(layer)
    yield from ((f"d{name}", ours[name], theirs) for name, theirs in part(case, "grads/").items())


def check_activations(case):
    for name in ("tanh", "sigmoid", "relu", "softplus"):
        layer = layers.Activation(name)
        y, cache = layer.forward(case["x"])
        yield f"{name} y", y, case[f"{name}/y"]
        yield f"{name} dx", layer.backward(np.ones_like(y), cache)[0], case[f"{name}/dx"]


# --- losses ---------------------------------------------------------------------------------------------------------


def check_losses(case):
    y = case["y"]
    mask = active(case["lengths"], *y.shape[:2])
    targets = {"squared_error": "target", "softmax_cross_entropy": "classes", "binary_cross_entropy_with_logits": "p"}
    for name, target in targets.items():
        for reduction in ("mean", "sum"):
            for place, which in (("all", None), ("masked", mask)):
                loss, dy = getattr(our_losses, name)(y, case[target], which, reduction=reduction)
                key = f"{name}/{reduction}/{place}"
                yield f"{key} loss", loss, case[f"{key}/loss"]
                yield f"{key} dy", dy, case[f"{key}/dy"]


def check_bounds(case):
    bound = our_losses.vae_bound(case["x_logits"], case["x"], case["mu"], case["logvar"], case["beta"])
    for name, theirs in part(case, "vae/").items():
        yield f"vae {name}", getattr(bound, name), theirs
    ours = our_losses.gan_discriminator_loss(case["real_logits"], case["fake_logits"])
    for name, value in zip(("loss", "dreal_logits", "dfake_logits"), ours, strict=True):
        yield f"discriminator {name}", value, case[f"discriminator/{name}"]
    for which in ("generator", "saturating"):
        ours = our_losses.gan_generator_loss(case["fake_logits"], saturating=which == "saturating")
        for name, value in zip(("loss", "dfake_logits"), ours, strict=True):
            yield f"{which} {name}", value, case[f"{which}/{name}"]


def check_ctc(case):
    for reduction in ("mean", "sum"):
        loss, dlogits = ctc_loss(
            *(case[name] for name in ("logits", "targets", "lengths", "target_lengths")),
            blank=case["blank"],
            reduction=reduction,
        )
        yield f"{reduction} loss", loss, case[f"{reduction}/loss"]
        yield f"{reduction} dlogits", dlogits, case[f"{reduction}/dlogits"]


# --- training -------------------------------------------------------------------------------------------------------


def check_optimisers(case):
    start, grads = part(case, "start/"), part(case, "grads/")
    for name, optimiser in (
        ("SGD", SGD(0.1)),
        ("Momentum", Momentum(0.1, 0.9)),
        ("Nesterov", Momentum(0.1, 0.8, nesterov=True)),
        ("Adam", Adam(0.05, 0.8, 0.95, 1e-3)),
    ):
        params = {key: p.copy() for key, p in start.items()}
        for t in range(len(grads["b"])):
            optimiser.update(params, {key: g[t] for key, g in grads.items()})
        yield from ((f"{name} {key}", params[key], case[f"{name}/{key}"]) for key in params)


def check_clipping(case):
    for name, clip in (("shortened", 1.5), ("left", 100.0)):
        grads = {key: g.copy() for key, g in part(case, "grads/").items()}
        norm = clip_by_norm(grads, clip)
        yield f"{name} norm", norm, case[f"{name}/norm"]
        # PyTorch divides by norm + 1e-6, so that a gradient of length 0 needs no case of its own.
        rate = norm / (norm + 1e-6) if norm > clip else 1
        yield from ((f"{name} {key}", g * rate, case[f"{name}/{key}"]) for key, g in grads.items())
    grads = {key: g.copy() for key, g in part(case, "grads/").items()}
    clip_by_value(grads, 0.7)
    yield from ((f"cut {key}", g, case[f"cut/{key}"]) for key, g in grads.items())


# --- Keras and ONNX: forwards only ------------------------------------------------------------------------------------


def run_forwards(net, case):
    """Outputs and final states. At steps past a sequence's end each framework does as it likes: they are left out."""
    parts = [p for p in "hc" if f"{p}_0" in case]
    start = nested(net, zip(*(case[f"{p}_0"] for p in parts), strict=True))
    run = unroll(net, case["xs"], start, case["lengths"])
    active = (np.arange(len(case["xs"]))[:, None] < case["lengths"])[:, :, None]
    yield "hs", run.hs * active, case["hs"] * active
    for k, p in enumerate(parts):
        yield f"{p}_T", np.stack([leaf[k] for leaf in flat(net, run.state)]), case[f"{p}_T"]


def check_keras_recurrent(case):
    weights = list(part(case, "weights/").values())
    options = {"activation": case["activation"], "reset_after": case["reset_after"], "merge": case["merge"] or "concat"}
    net = from_keras(case["kind"], weights, **options)
    yield from run_forwards(net, case)
    biased = len(weights) % 3 == 0
    again = [value for name, value in to_keras(net).items() if biased or "bias" not in name]
    for k, (ours, theirs) in enumerate(zip(again, weights, strict=True)):
        if biased and k % 3 == 2 and theirs.ndim == 2:  # two biases of a GRU: their sum counts, but for the block h
            H = theirs.shape[1] // 3
            yield f"to_keras {k} bias of h inside the reset", ours[1, 2 * H :], theirs[1, 2 * H :]
            ours, theirs = ours.sum(axis=0), theirs.sum(axis=0)
        yield f"to_keras {k}", ours, theirs


def check_keras_layer(case):
    weights = list(part(case, "weights/").values())
    layer = from_keras(case["kind"], weights, padding=case["padding"])
    yield "y", layer.forward(case["x"])[0], case["y"]
    yield from (("to_keras", a, b) for a, b in zip(to_keras(layer).values(), weights, strict=True))


def onnx_network(case):
    attributes = part(case, "attributes/")
    attributes = {name: v.tolist() if isinstance(v, np.ndarray) else v for name, v in attributes.items()}
    return from_onnx(case["kind"], part(case, "weights/"), attributes)


def check_onnx_recurrent(case):
    net = onnx_network(case)
    theirs = case["hs"]
    case = case | {"hs": np.concatenate(list(theirs.swapaxes(0, 1)), axis=-1)}  # it came as (T, directions, N, H)
    yield from run_forwards(net, case)
    node = to_onnx(net)
    yield from run_forwards(from_onnx(*node), case)
    assert node.op == case["kind"]
    for name, theirs in part(case, "weights/").items():
        if name in "WRP" and "attributes/input_forget" not in case:
            yield f"to_onnx {name}", node.inputs[name], theirs


def check_onnx_layer(case):
    layer, image = onnx_network(case), case["kind"] == "Conv"
    y = layer.forward(to_channels_last(case["x"]) if image else case["x"])[0]
    yield "y", y, to_channels_last(case["y"]) if image else case["y"]
    node = to_onnx(layer)
    again = from_onnx(*node)
    yield from (("to_onnx", again.params[name], layer.params[name]) for name in layer.params)


CHECKS = {
    "recurrent": check_recurrent,
    "formula": check_formula,
    "layer": check_layer,
    "activations": check_activations,
    "losses": check_losses,
    "bounds": check_bounds,
    "ctc": check_ctc,
    "optimisers": check_optimisers,
    "clipping": check_clipping,
    "keras recurrent": check_keras_recurrent,
    "keras layer": check_keras_layer,
    "onnx recurrent": check_onnx_recurrent,
    "onnx layer": check_onnx_layer,
}
