"""Generative adversarial networks: G invents examples, D tells them from real ones, and both learn."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from rnn_core import checks
from rnn_core.activations import exact_sigmoid
from rnn_core.data import Examples
from rnn_core.losses import gan_discriminator_loss, gan_generator_loss
from rnn_core.models.batch import expect, finite
from rnn_core.parts import check_different, check_network, join_params
from rnn_core.training import descend


class GAN:
    """A game for two (Goodfellow et al., Generative adversarial nets, 2014):

        min over G, max over D of   E[log D(x)] + E[log(1 - D(G(z)))]        D(x) = sigmoid(d(x))

    D's step makes -log D(x) - log(1 - D(G(z))) small: real ones are 1, fakes are 0. G's step keeps D as it is and
    makes -log D(G(z)) small (saturating=True: log(1 - D(G(z))), as the formula says); its gradient comes through D:

        dx = dL/dG(z), from D's backward        dG = from G's backward, given dx

    generator G: a network from z (N, code_size) to examples (N, D). discriminator d: any classifier with one logit,
    (N, D) -> (N, 1): mlp((D, 1)) is logistic regression, mlp((D, H, 1)) an MLP, LastState(cell, 1) a recurrent network.
    `gan.d` and `gan.g` are the two players, each a model with params and loss_and_grads.
    """

    def __init__(
        self, generator: Any, discriminator: Any, code_size: int, *, rng: np.random.Generator, saturating: bool = False
    ):
        check_different(
            [check_network(generator, "generator"), check_network(discriminator, "discriminator")],
            "generator, discriminator",
        )
        self.generator, self.discriminator = generator, discriminator
        self.code_size, self.rng = checks.count(code_size, "code_size"), checks.generator(rng)
        self.saturating = checks.flag(saturating, "saturating")
        self.d, self.g = DiscriminatorPlayer(self), GeneratorPlayer(self)
        self.params = join_params(generator=generator, discriminator=discriminator)
        self.dtype = next(iter(self.params.values())).dtype

    def noise(self, N: int, rng: np.random.Generator | None = None) -> np.ndarray:
        """z (N, code_size), drawn from N(0, I)."""
        rng = self.rng if rng is None else checks.generator(rng)
        return rng.standard_normal((checks.count(N, "N"), self.code_size)).astype(self.dtype)

    def sample(self, N: int, *, rng: np.random.Generator) -> np.ndarray:
        """N examples (N, D) that G invents."""
        return self.generator.forward(self.noise(N, rng))[0]

    def predict(self, xs: np.ndarray) -> np.ndarray:
        """D(x), (N,): how probably D holds each example to be real."""
        return exact_sigmoid(self.judge(xs)[0][:, 0])

    def judge(self, xs: np.ndarray) -> tuple[np.ndarray, Any]:
        """D's logits d(x), (N, 1), and what its backward needs."""
        logits, seen = self.discriminator.forward(xs)
        if logits.shape != (len(xs), 1):
            raise ValueError(f"discriminator: expected logits ({len(xs)}, 1), got {logits.shape}")
        return finite(logits, "D(x)"), seen


class DiscriminatorPlayer:
    """D's side of the game: params are D's alone; batches Examples(xs)."""

    def __init__(self, gan: GAN):
        self.gan, self.params = gan, gan.discriminator.params

    def loss_and_grads(self, batch: Examples, z: np.ndarray | None = None) -> tuple[float, dict]:
        """-mean log D(x) - mean log(1 - D(G(z))), and D's gradients. z: as many codes as examples, drawn if None."""
        xs = checks.floats(expect(batch, Examples).xs, "xs", "(N, D)")
        D = self.gan.discriminator
        fakes, _ = self.gan.generator.forward(self.gan.noise(len(xs)) if z is None else z)
        real, seen_real = self.gan.judge(xs)
        fake, seen_fake = self.gan.judge(fakes)
        loss, dreal, dfake = gan_discriminator_loss(real, fake)
        _, from_real = D.backward(dreal, seen_real)
        _, from_fake = D.backward(dfake, seen_fake)
        return loss, {name: from_real[name] + from_fake[name] for name in self.params}


class GeneratorPlayer:
    """G's side of the game: params are G's alone; of the batch it uses nothing but its size."""

    def __init__(self, gan: GAN):
        self.gan, self.params = gan, gan.generator.params

    def loss_and_grads(self, batch: Examples, z: np.ndarray | None = None) -> tuple[float, dict]:
        """-mean log D(G(z)), or mean log(1 - D(G(z))) if saturating, and G's gradients."""
        xs = checks.floats(expect(batch, Examples).xs, "xs", "(N, D)")
        G, D = self.gan.generator, self.gan.discriminator
        fakes, made = G.forward(self.gan.noise(len(xs)) if z is None else z)
        logits, seen = self.gan.judge(fakes)
        loss, dlogits = gan_generator_loss(logits, saturating=self.gan.saturating)
        dfakes, _ = D.backward(dlogits, seen)  # D's own gradients are thrown away: it is frozen
        return loss, G.backward(dfakes, made)[1]


class GameHistory(NamedTuple):
    """Loss and gradient norm of both players, one number a round: that of the last of D's steps."""

    d_loss: np.ndarray
    g_loss: np.ndarray
    d_norm: np.ndarray
    g_norm: np.ndarray


def play(
    gan: GAN,
    batches: Iterable,
    d_optimizer: Any,
    g_optimizer: Any,
    *,
    epochs: int = 1,
    d_steps: int = 1,
    after_round: Callable | None = None,
) -> GameHistory:
    """Train both players: a round is `d_steps` steps of D, each with a batch of its own, then one of G.

    after_round: a function of the round's number, counted from 0, to look at samples or to record them. Returns a
    `GameHistory`. Raises DivergenceError as `fit` does, ValueError if not even one round was played.
    """
    checks.count(epochs, "epochs"), checks.count(d_steps, "d_steps")
    check_different([d_optimizer, g_optimizer], "d_optimizer, g_optimizer")
    rounds, steps = [], 0
    for _ in range(epochs):
        for batch in batches:
            d_loss, d_norm, _ = descend(gan.d, batch, d_optimizer, step=len(rounds))
            steps += 1
            if steps % d_steps:
                continue
            g_loss, g_norm, _ = descend(gan.g, batch, g_optimizer, step=len(rounds))
            rounds.append((d_loss, g_loss, d_norm, g_norm))
            if after_round is not None:
                after_round(len(rounds) - 1)
    if not rounds:
        raise ValueError(f"batches: expected at least {d_steps}, for one round, got {steps}")
    return GameHistory(*np.array(rounds).T)
