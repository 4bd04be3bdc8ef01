"""Chapter 12, generative adversarial networks: a judge, a forger, and what each learns from the other."""

import numpy as np

from unrolled.exercises.checking import Exercise


def _sigmoid(y):
    return 1 / (1 + np.exp(-y))


def _judge_gradients(real, fake):
    return np.stack([(_sigmoid(real) - 1) / len(real), _sigmoid(fake) / len(fake)])


def _forger_gradient(xs, w, b):
    y = xs @ w + b
    return np.outer((_sigmoid(y) - 1) / len(xs), w)


def _line_judge(m_p, m_q):
    return np.array([m_p - m_q, (m_q**2 - m_p**2) / 2])


def _best_forgery(D):
    return -np.log(np.max(D))


def _smoothed(p, q):
    return 0.9 * p / (p + q)


def _count_covered(xs, centres, reach):
    away = np.linalg.norm(xs[:, None] - centres, axis=-1)
    shares = (away <= reach).mean(axis=0)
    return (shares >= 0.1 / len(centres)).sum()


def _fakes(rng):
    centres = 2 * rng.standard_normal((4, 2))
    near = centres[[0] * 30 + [1] * 9 + [2]] + 0.1 * rng.standard_normal((40, 2))
    return [(near, centres, 0.5), (near, centres, 0.1)]


EXERCISES = {
    "gan-1": Exercise(
        np.log(0.8) + np.log(0.7),
        "log D(x) for the real one, log(1 - D) for the fake, with D = 0.8 and D = 0.3.",
        tolerance=5e-3,
    ),
    "gan-2": Exercise(0.75, "p / (p + q), and p is three times q."),
    "gan-3": Exercise(
        49.0,
        "The saturating loss has dy = -D, the other dy = -(1 - D).",
        tolerance=1e-6,
    ),
    "gan-4": Exercise(
        _judge_gradients,
        "dy = D - label, with label 1 for real and 0 for fake, and each mean divides by the number of its examples.",
        lambda rng: [tuple(rng.standard_normal((2, 1))), tuple(3 * rng.standard_normal((2, 5)))],
    ),
    "gan-5": Exercise(
        _forger_gradient,
        "First dy = (D - 1) / N, one number for each fake. Then back through y = x w + b: each fake's dx is its dy "
        "times w.",
        lambda rng: [(rng.standard_normal((N, 2)), rng.standard_normal(2), rng.standard_normal()) for N in (1, 6)],
    ),
    "gan-6": Exercise(
        _line_judge,
        "The best judge's logit is log(p / q). Write both exponents down and subtract: x^2 cancels.",
        lambda rng: [(1.0, -1.0), (2.0, 0.5), tuple(rng.standard_normal(2))],
    ),
    "gan-7": Exercise(
        _best_forgery,
        "If the judge stands still, every fake that is elsewhere than at the judge's favourite place is a loss.",
        lambda rng: [(np.array([0.2, 0.7, 0.6]),), (rng.random(5),)],
    ),
    "gan-8": Exercise(
        _smoothed,
        "At one place the judge gains p (0.9 log D + 0.1 log(1 - D)) + q log(1 - D). Set the slope in D to zero.",
        lambda rng: [(0.3, 0.3), (rng.random(4) + 0.1, rng.random(4) + 0.1)],
    ),
    "gan-9": Exercise(
        _count_covered,
        "All distances at once: xs[:, None] - centres has the shape (N, K, 2). The mean over the fakes of 'within "
        "reach' is each centre's share; compare it with 0.1 / K.",
        _fakes,
    ),
}
