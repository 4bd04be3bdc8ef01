"""Chapter 11, variational autoencoders."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _draw(mu, logvar, eps):
    return mu + np.exp(logvar / 2) * eps


def _divergence(mu, logvar):
    return ((mu**2 + np.exp(logvar) - 1 - logvar) / 2).sum(axis=1)


def _logvar_gradient(dz, eps, logvar, beta):
    return dz * eps * np.exp(logvar / 2) / 2 + beta * (np.exp(logvar) - 1) / 2


def _between(mu_1, sigma_1, mu_2, sigma_2):
    return np.log(sigma_2 / sigma_1) + (sigma_1**2 + (mu_1 - mu_2) ** 2) / (2 * sigma_2**2) - 1 / 2


def _log_mean_exp(log_w):
    top = log_w.max(axis=0)
    return top + np.log(np.exp(log_w - top).mean(axis=0))


def _clouds(rng):
    return [(rng.normal(size=(N, 3)), rng.normal(size=(N, 3)), rng.normal(size=(N, 3))) for N in (1, 4)]


def _outputs(rng):
    return [(rng.normal(size=(N, 3)), rng.normal(size=(N, 3))) for N in (1, 4)]


def _messages(rng):
    return [(*rng.normal(size=(3, 4, 2)), beta) for beta in (1.0, 0.3)]


def _pairs(rng):
    return [(0.0, 1.0, 0.0, 1.0), *[(*rng.normal(size=1), *rng.random(1) + 0.5, 0.7, 1.3) for _ in range(2)]]


def _weights(rng):
    return [(rng.normal(size=(6, 2)),), (rng.normal(size=(5, 3)) - 2000,)]


EXERCISES = {
    "vae-1": Exercise(0.5, "KL is half of mu^2 + sigma^2 - 1 - log sigma^2, with sigma = 1."),
    "vae-2": Exercise(1.0, "The slope against s = sigma^2 is 1/2 - 1/(2 s). Where is it zero?"),
    "vae-3": Exercise(_draw, "logvar is the logarithm of sigma^2, so sigma = exp(logvar / 2).", _clouds),
    "vae-4": Exercise(_divergence, "Half of mu^2 + exp(logvar) - 1 - logvar, summed over a row.", _outputs),
    "vae-5": Exercise(
        _logvar_gradient,
        "Through z: its slope against logvar is eps * sigma / 2. From the KL term: beta times its own slope.",
        _messages,
    ),
    "vae-6": Exercise(
        np.log(0.8) / 2 + np.log(0.2) / 2,
        "The mean of log p(x | z) over q; and q is the prior, so the KL is zero.",
        tolerance=5e-3,
    ),
    "vae-7": Exercise(
        np.array([0.8, 0.2]),
        "The gap is zero when q is p(z | x) = p(x | z) p(z) / p(x). Use Bayes' rule.",
        tolerance=5e-3,
    ),
    "vae-8": Exercise(
        _between, "E_q log q = -log sigma_1 - 1/2 and E_q (z - mu_2)^2 = sigma_1^2 + (mu_1 - mu_2)^2.", _pairs
    ),
    "vae-9": Exercise(
        _log_mean_exp, "exp(-2000) is 0 for a computer: take the largest out of the sum first.", _weights
    ),
}
