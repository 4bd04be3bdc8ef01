"""The variational autoencoder: a code with a distribution one can draw from."""

from typing import Any

import numpy as np

from rnn_core import checks
from rnn_core.activations import exact_sigmoid
from rnn_core.data import Examples
from rnn_core.losses import VAEBound, vae_bound
from rnn_core.models.batch import expect, finite
from rnn_core.parts import check_different, check_network, join, join_params


class VAE:
    """Auto-encoding variational Bayes (Kingma & Welling, 2014; beta: Higgins et al., 2017):

        [mu, logvar] = f(x)        z = mu + exp(logvar / 2) * eps,   eps drawn from N(0, I)
        x_logits = g(z)            p(x | z) = sigmoid(x_logits)

        loss = -log p(x | z) + beta KL(N(mu, exp(logvar)) || N(0, I))

    backwards, with dz = dL/dz of the first term:

        dmu += dz      dlogvar += dz * eps * exp(logvar / 2) / 2

    encoder f: a network to (N, 2 Z), such as mlp((64, 32, 4), rng=rng); decoder g: from (N, Z) to (N, D); code_size: Z.
    Batches: Examples(xs (N, D)) from 0 to 1. eps is drawn from `rng`, in training only.
    """

    def __init__(self, encoder: Any, decoder: Any, code_size: int, *, rng: np.random.Generator, beta: float = 1.0):
        check_different([check_network(encoder, "encoder"), check_network(decoder, "decoder")], "encoder, decoder")
        self.encoder, self.decoder, self.code_size = encoder, decoder, checks.count(code_size, "code_size")
        self.rng = checks.generator(rng)
        if (beta := checks.number(beta, "beta")) < 0:
            raise ValueError(f"beta: expected at least 0, got {beta}")
        self.beta = beta
        self.params = join_params(encoder=encoder, decoder=decoder)
        self.dtype = next(iter(self.params.values())).dtype

    def loss_and_grads(self, batch: Examples, eps: np.ndarray | None = None) -> tuple[float, dict]:
        """The loss, mean over the examples, and its gradients. eps (N, Z): the noise, if it is to be fixed."""
        bound, (f, g), eps, sigma = self._forward(batch, eps)
        dz, decoder = self.decoder.backward(bound.dx_logits, g)
        dmu = bound.dmu + dz
        dlogvar = bound.dlogvar + dz * eps * sigma / 2
        _, encoder = self.encoder.backward(np.concatenate([dmu, dlogvar], axis=1), f)
        return bound.loss, join(encoder=encoder, decoder=decoder)

    def loss(self, batch: Examples, eps: np.ndarray | None = None) -> float:
        """The loss alone."""
        return self.bound(batch, eps).loss

    def bound(self, batch: Examples, eps: np.ndarray | None = None) -> VAEBound:
        """The loss and its two parts, as a `VAEBound`: reconstruction and kl."""
        return self._forward(batch, eps)[0]

    def encode(self, xs: np.ndarray) -> list[np.ndarray]:
        """mu and logvar of q(z | x), (N, Z) each."""
        return np.split(self.encoder.forward(xs)[0], 2, axis=1)

    def decode(self, z: np.ndarray) -> np.ndarray:
        """p(x | z) of each number, (N, D), of any code."""
        return exact_sigmoid(self.decoder.forward(z)[0])

    def predict(self, xs: np.ndarray) -> np.ndarray:
        """What is decoded from mu, (N, D)."""
        return self.decode(self.encode(xs)[0])

    def sample(self, N: int, *, rng: np.random.Generator) -> np.ndarray:
        """N new examples (N, D): decoded from z drawn from N(0, I)."""
        z = checks.generator(rng).standard_normal((checks.count(N, "N"), self.code_size))
        return self.decode(z.astype(self.dtype))

    def _forward(self, batch, eps=None):
        xs, _ = expect(batch, Examples)
        code, f = self.encoder.forward(xs)
        if code.shape[1] != 2 * self.code_size:
            raise ValueError(f"encoder: expected outputs (N, {2 * self.code_size}), mu and logvar, got {code.shape}")
        mu, logvar = np.split(code, 2, axis=1)
        eps = self.rng.standard_normal(mu.shape) if eps is None else eps
        eps = checks.array(eps, "eps", str(mu.shape), self.dtype)
        with np.errstate(over="ignore"):  # infinity is refused in the next line
            sigma = np.exp(logvar / 2)
        x_logits, g = self.decoder.forward(finite(mu + sigma * eps, "z"))
        bound = vae_bound(finite(x_logits, "x_logits"), xs, mu, logvar, self.beta)
        return bound, (f, g), eps, sigma
