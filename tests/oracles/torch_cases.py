"""What PyTorch computes, as cases: dicts of NumPy arrays with inputs, weights, outputs and gradients.

`all_cases(rng, dtype)` draws them at random, sizes and numbers; `engine/oracle_checks.py` holds rnn_core against them.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def tensor(array, dtype=torch.float64, grad=False):
    """`array` as a tensor; whole numbers stay so."""
    made = torch.tensor(np.asarray(array))
    return made.to(dtype).requires_grad_(grad) if made.is_floating_point() else made


def normal(rng, *shape):
    """Standard normal numbers that float32 holds exactly: one case serves for both types."""
    return rng.standard_normal(shape).astype(np.float32).astype(np.float64)


def numpy(value):
    return value.detach().numpy().copy()


def set_weights(module, rng, scale):
    """Random weights and biases of about `scale`, held exactly by float32."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(tensor(normal(rng, *parameter.shape) * np.float32(scale), parameter.dtype))
    return module


def recurrent(rng, dtype, kind, *, D, H, T, N, layers=1, bidirectional=False, packed=False, nonlinearity="tanh"):
    """nn.RNN, nn.LSTM or nn.GRU: outputs, final states and all gradients; packed sequences have unequal lengths."""
    options = {"nonlinearity": nonlinearity} if kind == "RNN" else {}
    module = getattr(nn, kind)(D, H, num_layers=layers, bidirectional=bidirectional, dtype=dtype, **options)
    set_weights(module, rng, 0.5)
    directions = 2 if bidirectional else 1
    lengths = rng.permutation(np.r_[T, rng.integers(1, T + 1, N - 1)]) if packed else np.full(N, T)
    active = np.arange(T)[:, None] < lengths
    xs = tensor(normal(rng, T, N, D), dtype, grad=True)
    parts = "hc" if kind == "LSTM" else "h"
    start = [tensor(normal(rng, layers * directions, N, H), dtype, grad=True) for _ in parts]
    dhs = normal(rng, T, N, directions * H) * active[:, :, None]
    dstate = [normal(rng, layers * directions, N, H) for _ in parts]
    entered = pack_padded_sequence(xs, torch.tensor(lengths), enforce_sorted=False) if packed else xs
    hs, state = module(entered, tuple(start) if kind == "LSTM" else start[0])
    if packed:
        hs, _ = pad_packed_sequence(hs, total_length=T)
    state = state if kind == "LSTM" else (state,)
    loss = (hs * tensor(dhs, dtype)).sum()
    for part, d in zip(state, dstate, strict=True):
        loss = loss + (part * tensor(d, dtype)).sum()
    loss.backward()
    case = {"kind": kind, "activation": nonlinearity, "lengths": lengths, "xs": numpy(xs), "dhs": dhs}
    case |= {"hs": numpy(hs), "dxs": numpy(xs.grad)}
    for k, part in enumerate(parts):
        case |= {f"{part}_0": numpy(start[k]), f"{part}_T": numpy(state[k]), f"d{part}_T": dstate[k]}
        case[f"d{part}_0"] = numpy(start[k].grad)
    for name, parameter in module.named_parameters():
        case |= {f"weights/{name}": numpy(parameter), f"grads/{name}": numpy(parameter.grad)}
    return case


def formula_step(kind, x, state, p):
    """One step of a cell that no framework has, gate by gate as the papers write it; autograd does the rest."""
    h = state[0]
    if kind in ("LinearCell", "CarouselCell"):
        memory = state[-1] + torch.tanh(x) @ p["W_x"]
        return (memory,) if kind == "LinearCell" else (torch.tanh(memory), memory)
    gates = {"LSTM": "ifgo", "coupled": "fgo", "peephole": "ifgo", "GRU": "rzn", "GRU after": "rzn"}.get(kind, "h")
    split = {name: p[name].chunk(len(gates), dim=-1) for name in ("W_x", "W_h", "b")}

    def a(gate, h=h):
        k = gates.index(gate)
        return x @ split["W_x"][k] + h @ split["W_h"][k] + split["b"][k]

    if kind in ("sigmoid", "identity", "tanh", "relu"):
        return (
            {"sigmoid": torch.sigmoid, "identity": lambda v: v, "tanh": torch.tanh, "relu": torch.relu}[kind](a("h")),
        )
    if kind.startswith("GRU"):
        r, z = torch.sigmoid(a("r")), torch.sigmoid(a("z"))
        if kind == "GRU":
            n = torch.tanh(a("n", r * h))
        else:
            n = torch.tanh(x @ split["W_x"][2] + split["b"][2] + r * (h @ split["W_h"][2] + p["b_hn"]))
        return ((1 - z) * h + z * n,)
    c, see = state[1], kind == "peephole"
    f = torch.sigmoid(a("f") + (p["w_cf"] * c if see else 0))
    i = 1 - f if kind == "coupled" else torch.sigmoid(a("i") + (p["w_ci"] * c if see else 0))
    c = f * c + i * torch.tanh(a("g"))
    o = torch.sigmoid(a("o") + (p["w_co"] * c if see else 0))
    return o * torch.tanh(c), c


def formula(rng, dtype, kind, *, D, H, T, N):
    """A cell written down step by step in torch, with our parameters and our rule for what follows a sequence's end."""
    k = {"peephole": 4, "LSTM": 4, "coupled": 3, "GRU": 3, "GRU after": 3}.get(kind, 1)
    shapes = {"W_x": (D, k * H)}
    if not kind.endswith("Cell"):
        shapes |= {"W_h": (H, k * H), "b": (k * H,)}
    shapes |= {f"w_c{gate}": (H,) for gate in "ifo"} if kind == "peephole" else {}
    shapes |= {"b_hn": (H,)} if kind == "GRU after" else {}
    params = {name: tensor(normal(rng, *shape) * 0.5, dtype, grad=True) for name, shape in shapes.items()}
    parts = "hc" if kind in ("LSTM", "peephole", "coupled", "CarouselCell") else "h"
    lengths = rng.permutation(np.r_[T, rng.integers(1, T + 1, N - 1)])
    xs = tensor(normal(rng, T, N, D), dtype, grad=True)
    start = [tensor(normal(rng, N, H), dtype, grad=True) for _ in parts]
    dhs, dstate = normal(rng, T, N, H), [normal(rng, N, H) for _ in parts]
    state, hs = tuple(start), []
    for t in range(T):
        lasts = torch.tensor(t < lengths)[:, None]
        after = formula_step(kind, xs[t], state, params)
        state = tuple(torch.where(lasts, new, old) for new, old in zip(after, state, strict=True))
        hs.append(state[0])
    hs = torch.stack(hs)
    loss = (hs * tensor(dhs, dtype)).sum()
    for part, d in zip(state, dstate, strict=True):
        loss = loss + (part * tensor(d, dtype)).sum()
    loss.backward()
    case = {"kind": kind, "lengths": lengths, "xs": numpy(xs), "dhs": dhs, "hs": numpy(hs), "dxs": numpy(xs.grad)}
    for j, part in enumerate(parts):
        case |= {f"{part}_0": numpy(start[j]), f"{part}_T": numpy(state[j]), f"d{part}_T": dstate[j]}
        # h_0 of the carousel is read by nothing
        case[f"d{part}_0"] = numpy(torch.zeros_like(start[j]) if start[j].grad is None else start[j].grad)
    for name, parameter in params.items():
        case |= {f"weights/{name}": numpy(parameter), f"grads/{name}": numpy(parameter.grad)}
    return case


def layer(rng, dtype, kind, *, padding="valid", K=3, bias=True):
    """nn.Linear, nn.Embedding or nn.Conv2d followed by max-pooling: output and all gradients."""
    if kind == "Linear":
        module = nn.Linear(3, 4, bias=bias, dtype=dtype)
        x = normal(rng, 2, 3, 3)
    elif kind == "Embedding":
        module = nn.Embedding(5, 3, dtype=dtype)
        x = rng.integers(0, 5, (4, 3))  # some symbols twice
    else:
        module = nn.Conv2d(2, 3, K, padding=padding, bias=bias, dtype=dtype)
        size = 4 if padding == "same" else K + 3
        x = normal(rng, 2, 2, size, size)
    set_weights(module, rng, 1)
    x = tensor(x, dtype, grad=kind != "Embedding")
    y = module(x)
    if kind == "Conv2d":
        y = F.max_pool2d(y, 2)
    dy = normal(rng, *y.shape)
    (y * tensor(dy, dtype)).sum().backward()
    case = {"kind": kind, "padding": padding, "x": numpy(x), "y": numpy(y), "dy": dy}
    case |= {} if x.grad is None else {"dx": numpy(x.grad)}
    for name, parameter in module.named_parameters():
        case |= {f"weights/{name}": numpy(parameter), f"grads/{name}": numpy(parameter.grad)}
    return case


def activations(rng, dtype):
    """y and dx of each activation function, also far from zero."""
    x = np.r_[normal(rng, 6), -40.0, -6.0, 6.0, 15.0]
    case = {"x": x}
    for name, f in (("tanh", torch.tanh), ("sigmoid", torch.sigmoid), ("relu", torch.relu), ("softplus", F.softplus)):
        entered = tensor(x, dtype, grad=True)
        y = f(entered)
        y.sum().backward()
        case |= {f"{name}/y": numpy(y), f"{name}/dx": numpy(entered.grad)}
    return case


def with_gradients(f, arrays, dtype):
    """f of `arrays`, a loss, and its gradient in each of them: {"loss": ..., "d<name>": ...}."""
    tensors = {name: tensor(array, dtype, grad=True) for name, array in arrays.items()}
    loss = f(**tensors)
    loss.backward()
    return {"loss": numpy(loss)} | {f"d{name}": numpy(t.grad) for name, t in tensors.items()}


def losses(rng, dtype, *, T=3, N=4, V=5):
    """All losses in both reductions, with and without a mask over the steps of unequal sequences."""
    y, target, p = normal(rng, T, N, V) * 3, normal(rng, T, N, V), rng.random((T, N, V)).astype(np.float32)
    classes = rng.integers(0, V, (T, N))
    lengths = np.r_[T, rng.integers(1, T + 1, N - 1)]
    keep = np.arange(T)[:, None] < lengths
    case = {"y": y, "target": target, "p": p.astype(np.float64), "classes": classes, "lengths": lengths}
    everywhere = torch.tensor(keep)
    for reduction in ("mean", "sum"):
        for masked in (False, True):
            chosen = everywhere if masked else torch.ones(T, N, dtype=bool)
            t, q, k = tensor(target, dtype)[chosen], tensor(p, dtype)[chosen], tensor(classes)[chosen]
            found = {
                "squared_error": lambda y, r=reduction, c=chosen, t=t: F.mse_loss(y[c], t, reduction=r),
                "softmax_cross_entropy": lambda y, r=reduction, c=chosen, k=k: F.cross_entropy(y[c], k, reduction=r),
                "binary_cross_entropy_with_logits": lambda y, r=reduction, c=chosen, q=q: (
                    F.binary_cross_entropy_with_logits(y[c], q, reduction=r)
                ),
            }
            for name, f in found.items():
                place = f"{name}/{reduction}/{'masked' if masked else 'all'}"
                case |= {f"{place}/{key}": v for key, v in with_gradients(f, {"y": y}, dtype).items()}
    return case


def bounds(rng, dtype, *, N=3, D=4, Z=2, beta=0.5):
    """The VAE's bound through torch.distributions, and the GAN's losses through log-sigmoid."""
    x = rng.random((N, D)).astype(np.float32).astype(np.float64)
    given = {"x_logits": normal(rng, N, D), "mu": normal(rng, N, Z), "logvar": normal(rng, N, Z)}

    def vae(x_logits, mu, logvar):
        q = torch.distributions.Normal(mu, torch.exp(logvar / 2))
        unit = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
        p = torch.distributions.Bernoulli(logits=x_logits, validate_args=False)
        reconstruction = -p.log_prob(tensor(x, dtype)).sum()
        return (reconstruction + beta * torch.distributions.kl_divergence(q, unit).sum()) / N

    case = {"x": x, "beta": beta} | given | {f"vae/{k}": v for k, v in with_gradients(vae, given, dtype).items()}
    logits = {"real_logits": normal(rng, N, 1) * 3, "fake_logits": normal(rng, N + 1, 1) * 3}

    def discriminator(real_logits, fake_logits):
        return -F.logsigmoid(real_logits).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()

    case |= logits | {f"discriminator/{k}": v for k, v in with_gradients(discriminator, logits, dtype).items()}
    fake = {"fake_logits": logits["fake_logits"]}
    for name, f in (
        ("saturating", lambda fake_logits: torch.log(1 - torch.sigmoid(fake_logits)).mean()),
        ("generator", lambda fake_logits: -F.logsigmoid(fake_logits).mean()),
    ):
        case |= {f"{name}/{k}": v for k, v in with_gradients(f, fake, dtype).items()}
    return case


def ctc(rng, *, T=8, N=3, V=4, blank=0, S=3):
    """nn.CTCLoss after log-softmax: unequal signals, unequal targets, one with a repeat, one empty.

    In float64 always: PyTorch's own float32 is off by up to 1e-5 here, where rnn_core's is by 5e-8.
    """
    others = [k for k in range(V) if k != blank]
    targets = rng.choice(others, (N, S))
    targets[0, 1] = targets[0, 0]
    target_lengths = np.r_[S, 0, rng.integers(1, S + 1, N - 2)]
    lengths = np.r_[T, rng.integers(2 * S, T + 1, N - 1)]
    logits = normal(rng, T, N, V) * 2
    case = {"logits": logits, "targets": targets, "target_lengths": target_lengths, "lengths": lengths, "blank": blank}
    for reduction in ("mean", "sum"):

        def loss(logits, reduction=reduction):
            log_y = F.log_softmax(logits, dim=-1)
            sizes = [torch.tensor(v) for v in (targets, lengths, target_lengths)]
            return F.ctc_loss(log_y, *sizes, blank=blank, reduction=reduction)

        case |= {f"{reduction}/{k}": v for k, v in with_gradients(loss, {"logits": logits}, torch.float64).items()}
    return case


def optimisers(rng, dtype, *, steps=5):
    """Five updates of two parameters by each optimiser, from given gradients."""
    start = {"W": normal(rng, 2, 3), "b": normal(rng, 3)}
    grads = {name: normal(rng, steps, *p.shape) for name, p in start.items()}
    case = {f"start/{name}": p for name, p in start.items()} | {f"grads/{name}": g for name, g in grads.items()}
    for name, make in (
        ("SGD", lambda ps: torch.optim.SGD(ps, lr=0.1)),
        ("Momentum", lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.9)),
        ("Nesterov", lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.8, nesterov=True)),
        ("Adam", lambda ps: torch.optim.Adam(ps, lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
    ):
        params = {key: tensor(p, dtype, grad=True) for key, p in start.items()}
        optimiser = make(list(params.values()))
        for t in range(steps):
            for key, p in params.items():
                p.grad = tensor(grads[key][t], dtype)
            optimiser.step()
        case |= {f"{name}/{key}": numpy(p) for key, p in params.items()}
    return case


def clipping(rng, dtype):
    """clip_grad_norm_ above and below its threshold, and clip_grad_value_."""
    grads = {"W": normal(rng, 3, 4), "b": normal(rng, 4)}
    case = {f"grads/{name}": g for name, g in grads.items()}
    for name, clip in (
        ("shortened", lambda ps: nn.utils.clip_grad_norm_(ps, 1.5)),
        ("left", lambda ps: nn.utils.clip_grad_norm_(ps, 100.0)),
        ("cut", lambda ps: nn.utils.clip_grad_value_(ps, 0.7)),
    ):
        params = {key: torch.zeros(g.shape, dtype=dtype) for key, g in grads.items()}
        for key, p in params.items():
            p.grad = tensor(grads[key], dtype)
        norm = clip(list(params.values()))
        case |= {f"{name}/{key}": numpy(p.grad) for key, p in params.items()}
        case |= {} if norm is None else {f"{name}/norm": numpy(norm)}
    return case


CELLS = ("sigmoid", "identity", "peephole", "coupled", "GRU", "GRU after", "LinearCell", "CarouselCell")


def all_cases(rng, dtype, *, small):
    """name -> case. `small` has the fixed small sizes of the stored fixtures, else sizes are drawn."""

    def draw(low, high, fixed):
        return fixed if small else int(rng.integers(low, high))

    cases = {}
    for kind, nonlinearity in (("RNN", "tanh"), ("RNN", "relu"), ("LSTM", ""), ("GRU", "")):
        nonlinearity = nonlinearity or "tanh"
        for name, options in (
            ("one layer", {}),
            ("two layers, two directions, packed", {"layers": 2, "bidirectional": True, "packed": True}),
        ):
            sizes = {"D": draw(1, 9, 2), "H": draw(1, 12, 3), "T": draw(1, 12, 4), "N": draw(1, 6, 3)}
            if not small and options:
                options = options | {"layers": int(rng.integers(1, 4)), "bidirectional": bool(rng.integers(2))}
            name = f"recurrent: {kind} {nonlinearity}, {name}"
            cases[name] = recurrent(rng, dtype, kind, nonlinearity=nonlinearity, **sizes, **options)
    for kind in CELLS:
        sizes = {"D": draw(1, 9, 2), "H": draw(1, 12, 3), "T": draw(1, 12, 4), "N": draw(1, 6, 3)}
        cases[f"formula: {kind}"] = formula(rng, dtype, kind, **sizes)
    for kind, options in (
        ("Linear", {}),
        ("Linear", {"bias": False}),
        ("Embedding", {}),
        ("Conv2d", {}),
        ("Conv2d", {"padding": "same"}),
        ("Conv2d", {"padding": "same", "K": 2, "bias": False}),
    ):
        cases[f"layer: {kind} {options or ''}"] = layer(rng, dtype, kind, **options)
    cases["activations"] = activations(rng, dtype)
    cases["losses"] = losses(rng, dtype, T=draw(1, 6, 2), N=draw(1, 6, 3), V=draw(2, 8, 3))
    cases["bounds"] = bounds(rng, dtype)
    for blank in (0, 3):
        cases[f"ctc: blank {blank}"] = ctc(rng, T=draw(8, 20, 8), N=draw(2, 6, 3), blank=blank, S=draw(2, 4, 3))
    cases["optimisers"] = optimisers(rng, dtype)
    cases["clipping"] = clipping(rng, dtype)
    return cases
