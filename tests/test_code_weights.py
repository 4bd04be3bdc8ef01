"""The stored autoencoders of the latent explorer err as the table beside them says, and differ where they should."""

import numpy as np
import pytest
import train_codes

from rnn_core import tasks
from rnn_core.judging import Judges
from rnn_core.weights import read
from unrolled.trained import network, scores

NAMES = ("plain", "variational")
FOLDER = train_codes.FOLDER
SCORES = scores("codes")
ERRORS, SHARES, MEAN = (SCORES[key] for key in ("errors", "passing", "error of the mean"))


def stored(name):
    return network(f"codes/{name}")


def digits():
    """Those learnt from and those held out, (N, 64) each."""
    images, labels = tasks.digit_images()
    some = tasks.split(len(labels), rng=np.random.default_rng(0))
    return [images[n].reshape(-1, 64) for n in (some.train, some.held_out)]


def test_every_stored_network_is_in_the_table():
    files = {path.stem for path in FOLDER.glob("*.npz")}
    assert files == set(NAMES) == ERRORS.keys() == SHARES.keys() == SCORES["parameters"].keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_network_errs_as_the_table_says(name):
    model, held_out = stored(name), digits()[1]
    assert ((model.predict(held_out) - held_out) ** 2).mean() == pytest.approx(ERRORS[name][0], abs=1e-6)
    assert sum(p.size for p in model.params.values()) == SCORES["parameters"][name]


def test_the_mean_digit_errs_as_the_text_says_and_every_seed_does_better_by_half():
    train, held_out = digits()
    assert ((train.mean(axis=0) - held_out) ** 2).mean() == pytest.approx(MEAN, abs=1e-6)
    assert all(error < MEAN / 2 for errors in ERRORS.values() for error in errors)


def test_the_plain_one_comes_closer_for_every_seed_since_it_pays_for_nothing_else():
    assert max(ERRORS["plain"]) < min(ERRORS["variational"])


def test_the_codes_of_the_variational_one_are_about_as_wide_as_the_normal_distribution_and_those_of_the_other_are_not():
    train, _ = digits()
    mu, logvar = stored("variational").encode(train)
    width = np.sqrt(mu.var(axis=0) + np.exp(logvar).mean(axis=0))  # of z = mu + sigma eps
    assert (np.abs(mu.mean(axis=0)) < 0.3).all()
    assert (np.abs(width - 1) < 0.25).all()
    assert stored("plain").encode(train).std(axis=0).min() > 2


def test_random_codes_of_the_stored_networks_pass_about_as_often_as_the_table_says():
    labels = tasks.digit_images().targets
    learnt = tasks.split(len(labels), rng=np.random.default_rng(0)).train
    train, held_out = digits()
    judges = Judges(train, labels[learnt], rng=np.random.default_rng(1))  # others than those of the table
    limit = np.quantile(judges.distance(held_out), 0.95)
    rng, h = np.random.default_rng(2), stored("plain").encode(train)
    fitted = rng.multivariate_normal(h.mean(axis=0), np.cov(h.T), 1000)
    plain_share = judges.passes(stored("plain").decode(fitted), limit).mean()
    assert plain_share == pytest.approx(SHARES["plain"][0], abs=0.08)
    drawn = stored("variational").sample(1000, rng=rng)
    assert judges.passes(drawn, limit).mean() == pytest.approx(SHARES["variational"][0], abs=0.08)


def test_random_codes_of_the_variational_ones_pass_more_often_on_average_as_chapter_11_says():
    assert SHARES.keys() == set(NAMES)
    assert np.mean(SHARES["variational"]) > np.mean(SHARES["plain"])


@pytest.mark.parametrize("name", NAMES)
def test_stored_weights_are_whole_thousandths_and_small_files(name):
    path = FOLDER / f"{name}.npz"
    assert path.stat().st_size < 150_000
    for p in read(path).values():
        np.testing.assert_allclose(1000 * p, np.rint(1000 * p), atol=1e-9)


def test_chapter_11_quotes_the_shares_of_the_table():
    chapter = (FOLDER.parents[3] / "notebooks/11-variational-autoencoder.ipynb").read_text(encoding="utf-8")
    (v, *vs), (p, *ps) = ([f"{share:.2f}"[1:] for share in SHARES[name]] for name in ("variational", "plain"))
    assert f"from three seeds {v}, {vs[0]} and {vs[1]} of its random codes passed" in chapter
    assert f"of the plain one's {p}, {ps[0]} and {ps[1]}" in chapter
