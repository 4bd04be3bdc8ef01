"""Every model's hand-written gradient agrees with central differences, for every array it owns."""

import numpy as np
import pytest

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell, Stack, gradcheck
from rnn_core.data import Aligned, Captions, Examples, ManyToOne, Transcripts, Translations
from rnn_core.layers import Embedding
from rnn_core.models import (
    GAN,
    VAE,
    Autoencoder,
    Captioner,
    LanguageModel,
    LastState,
    OneHot,
    Recogniser,
    SequenceAutoencoder,
    SequenceClassifier,
    SequenceRegressor,
    Tagger,
    Translator,
    cnn,
    mlp,
)

T, N, D, H, V = 4, 3, 2, 2, 4
LENGTHS = np.array([3, 4, 1])


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def deep(rng):
    """Two layers, the upper one reading both ways."""
    return Stack([LSTMCell(D, H, rng=rng), Bidirectional(GRUCell(H, 1, rng=rng), RNNCell(H, 2, rng=rng))])


CELLS = {
    "rnn": lambda rng: RNNCell(D, H, rng=rng),
    "lstm": lambda rng: LSTMCell(D, H, rng=rng),
    "gru": lambda rng: GRUCell(D, H, rng=rng),
    "bidirectional": lambda rng: Bidirectional(LSTMCell(D, H, rng=rng), RNNCell(D, 1, rng=rng)),
    "deep": deep,
}
any_cell = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
any_lengths = pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "padded"])


def check(model, *arguments, **options):
    """Hold the gradient of every array of the model against central differences of its loss."""
    loss, grads = model.loss_and_grads(*arguments, **options)
    again = getattr(model, "loss", lambda *arguments, **options: model.loss_and_grads(*arguments, **options)[0])
    assert again(*arguments, **options) == loss
    assert grads.keys() == model.params.keys()
    assert all(grads[name].shape == p.shape for name, p in model.params.items())
    report = gradcheck(lambda: again(*arguments, **options), model.params, grads)
    assert report.ok, f"\n{report}"


@any_cell
@any_lengths
def test_the_taggers_gradients_are_right(rng, cell, lengths):
    batch = Aligned(rng.standard_normal((T, N, D)), rng.integers(0, V, (T, N)), lengths)
    check(Tagger(cell(rng), V, rng=rng), batch)


def test_the_taggers_gradients_are_right_when_only_some_steps_count(rng):
    mask = rng.random((T, N)) < 0.5
    batch = Aligned(rng.integers(0, V, (T, N)), rng.integers(0, V, (T, N)), LENGTHS, mask)
    check(Tagger(LSTMCell(D, H, rng=rng), V, rng=rng, embedding=Embedding(V, D, rng=rng)), batch)


@any_cell
@any_lengths
def test_the_classifiers_gradients_are_right(rng, cell, lengths):
    batch = ManyToOne(rng.standard_normal((T, N, D)), rng.integers(0, V, N), lengths)
    check(SequenceClassifier(cell(rng), V, rng=rng), batch)


@pytest.mark.parametrize("output", ["identity", "sigmoid"])
@any_lengths
def test_the_regressors_gradients_are_right(rng, output, lengths):
    batch = ManyToOne(rng.integers(0, V, (T, N)), rng.random((N, 2)), lengths)
    embedding = Embedding(V, D, rng=rng)
    check(SequenceRegressor(LSTMCell(D, H, rng=rng), 2, rng=rng, embedding=embedding, output=output), batch)


@pytest.mark.parametrize("embedding", [None, OneHot(V)], ids=["learnt", "one-hot"])
def test_the_language_models_gradients_are_right(rng, embedding):
    batch = Aligned(rng.integers(0, V, (T, N)), rng.integers(0, V, (T, N)), LENGTHS)
    check(LanguageModel(GRUCell(V, H, rng=rng), V, rng=rng, embedding=embedding), batch)


@any_cell
def test_the_recognisers_gradients_are_right(rng, cell):
    batch = Transcripts(
        rng.standard_normal((T, N, D)), LENGTHS, np.array([[1, 2], [1, 1], [3, 0]]), np.array([2, 2, 1])
    )
    check(Recogniser(cell(rng), V, rng=rng), batch)


def translations(rng):
    S = 3
    return Translations(
        rng.integers(0, V, (T, N)), LENGTHS, rng.integers(0, 6, (S, N)), rng.integers(0, 6, (S, N)), np.array([3, 2, 1])
    )


@pytest.mark.parametrize("attention", [False, True], ids=["plain", "attention"])
@pytest.mark.parametrize("kind", [RNNCell, LSTMCell, GRUCell])
def test_the_translators_gradients_are_right(rng, kind, attention):
    encoder, decoder = kind(D, H, rng=rng), kind(2, H, rng=rng)
    check(Translator(encoder, decoder, V, 6, rng=rng, attention=attention), translations(rng))


def test_a_deep_translators_gradients_are_right(rng):
    encoder, decoder = (Stack([LSTMCell(D, H, rng=rng), GRUCell(H, H, rng=rng)]) for _ in range(2))
    check(Translator(encoder, decoder, V, 6, rng=rng, attention=True), translations(rng))


@pytest.mark.parametrize("seeing", ["cnn", "mlp"])
def test_the_captioners_gradients_are_right(rng, seeing):
    vision = cnn(4, 6, D, filters=2, rng=rng) if seeing == "cnn" else mlp((3, D), rng=rng)
    pictures = rng.standard_normal((N, 4, 6) if seeing == "cnn" else (N, 3))
    batch = Captions(pictures, rng.integers(0, V, (T, N)), rng.integers(0, V, (T, N)), LENGTHS)
    check(Captioner(vision, LSTMCell(D, H, rng=rng), V, rng=rng), batch)


@pytest.mark.parametrize("output", ["squared", "bernoulli"])
@pytest.mark.parametrize("damaged", [False, True], ids=["copying", "denoising"])
def test_the_autoencoders_gradients_are_right(rng, output, damaged):
    xs = rng.random((N, 6))
    model = Autoencoder(mlp((6, 4, 2), rng=rng), mlp((2, 4, 6), rng=rng), output=output)
    check(model, Examples(xs + rng.standard_normal(xs.shape), xs) if damaged else Examples(xs))


@any_lengths
def test_the_sequence_autoencoders_gradients_are_right(rng, lengths):
    xs = rng.standard_normal((T, N, D))
    check(SequenceAutoencoder(LSTMCell(D, H, rng=rng), GRUCell(2, H, rng=rng), rng=rng), Aligned(xs, xs, lengths))


@pytest.mark.parametrize("beta", [0.0, 1.0, 3.0])
def test_the_gradients_of_the_variational_autoencoder_are_right_through_the_sampling(rng, beta):
    model = VAE(mlp((6, 4, 4), rng=rng), mlp((2, 4, 6), rng=rng), 2, rng=rng, beta=beta)
    check(model, Examples(rng.random((N, 6))), eps=rng.standard_normal((N, 2)))


DISCRIMINATORS = {
    "logistic": lambda rng: mlp((6, 1), rng=rng),
    "mlp": lambda rng: mlp((6, 4, 1), rng=rng),
    "rnn": lambda rng: LastState(RNNCell(2, 3, rng=rng), 1, rng=rng),
    "lstm": lambda rng: LastState(LSTMCell(3, 2, rng=rng), 1, rng=rng),
}


@pytest.mark.parametrize("discriminator", DISCRIMINATORS.values(), ids=DISCRIMINATORS.keys())
@pytest.mark.parametrize("saturating", [False, True])
def test_both_players_gradients_are_right(rng, discriminator, saturating):
    gan = GAN(mlp((2, 4, 6), rng=rng), discriminator(rng), 2, rng=rng, saturating=saturating)
    batch, z = Examples(rng.standard_normal((N, 6))), rng.standard_normal((N, 2))
    check(gan.d, batch, z=z)
    check(gan.g, batch, z=z)
