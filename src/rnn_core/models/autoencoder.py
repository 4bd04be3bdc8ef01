"""Autoencoders: h = f(x), r = g(h), and r should be x again although h is smaller, or x was damaged."""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.activations import exact_sigmoid
from rnn_core.data import Aligned, Examples
from rnn_core.losses import binary_cross_entropy_with_logits, squared_error
from rnn_core.models.batch import expect, one_loss
from rnn_core.models.reader import Reader
from rnn_core.padding import active
from rnn_core.parts import check_different, check_network, join, join_params, training

LOSSES = {"squared": squared_error, "bernoulli": binary_cross_entropy_with_logits}


class Autoencoder:
    """A code and its decoding (Rumelhart, Hinton & Williams, 1986; Hinton & Salakhutdinov, 2006):

        h = f(x)      r = g(h)      L(x, r) = mean (r - x)^2,  or with output="bernoulli",
                                    mean -x log r - (1 - x) log(1 - r) with r = sigmoid(g(h))

    encoder f, decoder g: networks such as `mlp((64, 32, 2), rng=rng)` and `mlp((2, 32, 64), rng=rng)`.
    Batches: Examples(xs (N, D)). To mend damaged examples (denoising; Vincent et al., 2008), give them together with
    the whole ones, Examples(damaged, xs), or let noise=.3 damage each batch anew with normal noise drawn from `rng`.
    """

    def __init__(
        self,
        encoder: Any,
        decoder: Any,
        *,
        output: str = "squared",
        noise: float = 0.0,
        rng: np.random.Generator | None = None,
    ):
        check_different([check_network(encoder, "encoder"), check_network(decoder, "decoder")], "encoder, decoder")
        self.encoder, self.decoder = encoder, decoder
        self.output = checks.choice(output, "output", tuple(LOSSES))
        self.noise = checks.number(noise, "noise")
        if self.noise < 0:
            raise ValueError(f"noise: expected a standard deviation of 0 or more, got {noise}")
        self.rng = checks.generator(rng) if self.noise else None
        self.params = join_params(encoder=encoder, decoder=decoder)

    def loss_and_grads(self, batch: Examples) -> tuple[float, dict]:
        """The loss over all numbers of all examples, and its gradients."""
        xs, targets = self._pair(batch)
        if self.noise:
            assert self.rng is not None
            xs = xs + (self.noise * self.rng.standard_normal(xs.shape)).astype(xs.dtype)
        loss, dr, (f, g) = self._forward(xs, targets)
        dh, decoder = self.decoder.backward(dr, g)
        _, encoder = self.encoder.backward(dh, f)
        return loss, join(encoder=encoder, decoder=decoder)

    def loss(self, batch: Examples) -> float:
        """The loss alone, of the examples as they are given."""
        return self._forward(*self._pair(batch))[0]

    def encode(self, xs: np.ndarray) -> np.ndarray:
        """h (N, Z)."""
        return self.encoder.forward(xs)[0]

    def decode(self, h: np.ndarray) -> np.ndarray:
        """r (N, D), of any code."""
        r = self.decoder.forward(h)[0]
        return exact_sigmoid(r) if self.output == "bernoulli" else r

    def predict(self, xs: np.ndarray) -> np.ndarray:
        """r = g(f(x)), (N, D)."""
        return self.decode(self.encode(xs))

    def _pair(self, batch):
        xs, targets = expect(batch, Examples)
        xs = checks.floats(xs, "xs", "(N, D)")
        return xs, xs if targets is None else targets

    def _forward(self, xs, targets):
        h, f = self.encoder.forward(xs)
        r, g = self.decoder.forward(h)
        return *one_loss(r, targets, LOSSES[self.output]), (f, g)


class SequenceAutoencoder:
    """A whole sequence in one code (after Srivastava, Mansimov & Salakhutdinov, 2015; Cho et al., 2014):

        h_t = encoder(x_t, h_{t-1})       z = h_{T-1} W_y + b_y
        h'_t = decoder(z, h'_{t-1})       r_t = h'_t W'_y + b'_y          t = 0 ... T - 1

    The decoder reads nothing but z, at every step, so all it knows goes through z, and any z (N, Z) can be decoded.
    encoder: a cell that reads x; decoder: a cell with input_size Z. The loss is the mean of (r - x)^2 over the steps
    that are there. Batches: Aligned(xs, targets, lengths) with numbers (T, N, D), targets xs itself.
    """

    def __init__(self, encoder: Any, decoder: Any, *, rng: np.random.Generator):
        check_different([encoder, decoder], "encoder, decoder")
        self.encoder = Reader(encoder, decoder.input_size, rng=rng)
        self.decoder = Reader(decoder, encoder.input_size, rng=rng)
        self.params = join_params(encoder=self.encoder, decoder=self.decoder)

    def training(self, rng: np.random.Generator) -> Any:
        """The same model and weights for training, with the dropout of a `Stack` drawn from `rng`."""
        return training(self, rng)

    def loss_and_grads(self, batch: Aligned) -> tuple[float, dict]:
        """Mean squared error, and its gradients."""
        loss, dr, last, reading = self._forward(batch)
        dzs, _, decoder = self.decoder.backward(dr, reading)
        assert dzs is not None  # the decoder reads numbers
        encoder = self.encoder.backward_last(dzs.sum(axis=0), last)
        return loss, join(encoder=encoder, decoder=decoder)

    def loss(self, batch: Aligned) -> float:
        """The loss alone."""
        return self._forward(batch)[0]

    def encode(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """z (N, Z)."""
        return self.encoder.forward_last(xs, lengths)[0]

    def decode(self, z: np.ndarray, steps: int) -> np.ndarray:
        """r (T, N, D), T = steps, of any code z (N, Z)."""
        return self.decoder.forward(np.repeat(np.asarray(z)[None], checks.count(steps, "steps"), axis=0))[0]

    def predict(self, xs: np.ndarray, lengths: np.ndarray | None = None) -> np.ndarray:
        """r (T, N, D)."""
        return self.decode(self.encode(xs, lengths), len(xs))

    def _forward(self, batch):
        xs, targets, lengths, _ = expect(batch, Aligned)
        z, last = self.encoder.forward_last(xs, lengths)
        r, _, reading = self.decoder.forward(np.repeat(z[None], len(xs), axis=0))
        return *one_loss(r, targets, squared_error, mask=active(lengths, *r.shape[:2])), last, reading
