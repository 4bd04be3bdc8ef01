"""Whatever a model is given, it answers rightly or with an error that names the argument; types stay what they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell
from rnn_core.attention import Attention
from rnn_core.data import Aligned, Captions, Examples, ManyToOne, Transcripts, Translations
from rnn_core.layers import Dense, Dropout, Embedding
from rnn_core.models import (
    GAN,
    VAE,
    Autoencoder,
    Captioner,
    LanguageModel,
    LastState,
    Network,
    OneHot,
    Recogniser,
    SequenceAutoencoder,
    SequenceClassifier,
    SequenceRegressor,
    Tagger,
    Translator,
    cnn,
    mlp,
    play,
)
from rnn_core.optim import SGD, Adam
from rnn_core.training import fit

T, N, D, V = 4, 3, 2, 5
LENGTHS = np.array([2, 4, 1])


def every_model(dtype=np.float64):
    """Each kind of model beside a batch it can learn from."""
    rng = np.random.default_rng(0)

    def lstm(D=D, H=3):
        return LSTMCell(D, H, rng=rng, dtype=dtype)

    def net(*sizes):
        return mlp(sizes, rng=rng, dtype=dtype)

    xs, points = rng.standard_normal((T, N, D)).astype(dtype), rng.random((N, 6)).astype(dtype)
    symbols = rng.integers(0, V, (T, N))
    embedding = Embedding(V, D, rng=rng, dtype=dtype)
    gan = GAN(net(2, 6), LastState(lstm(), 1, rng=rng), 2, rng=rng)
    return {
        "tagger": (Tagger(lstm(), V, rng=rng), Aligned(xs, symbols, LENGTHS, symbols < 4)),
        "language model": (LanguageModel(lstm(), V, rng=rng), Aligned(symbols, symbols, LENGTHS)),
        "classifier": (
            SequenceClassifier(lstm(), V, rng=rng, embedding=embedding),
            ManyToOne(symbols, symbols[0], LENGTHS),
        ),
        "regressor": (
            SequenceRegressor(lstm(), 2, rng=rng, output="sigmoid"),
            ManyToOne(xs, rng.random((N, 2)).astype(dtype), LENGTHS),
        ),
        "recogniser": (
            Recogniser(Bidirectional(lstm(), lstm()), V, rng=rng),
            Transcripts(xs, LENGTHS, np.array([[1, 2], [3, 3], [1, 0]]), np.array([2, 2, 1])),
        ),
        "translator": (
            Translator(lstm(), lstm(), V, V, rng=rng, attention=True),
            Translations(symbols, LENGTHS, symbols, symbols, LENGTHS),
        ),
        "captioner": (
            Captioner(cnn(2, 4, D, filters=1, rng=rng, dtype=dtype), lstm(), V, rng=rng),
            Captions(rng.random((N, 2, 4)).astype(dtype), symbols, symbols, LENGTHS),
        ),
        "autoencoder": (Autoencoder(net(6, 2), net(2, 6), noise=0.1, rng=rng), Examples(points, points)),
        "sequence autoencoder": (SequenceAutoencoder(lstm(), lstm(), rng=rng), Aligned(xs, xs, LENGTHS)),
        "vae": (VAE(net(6, 4), net(2, 6), 2, rng=rng), Examples(points)),
        "discriminator": (gan.d, Examples(points)),
        "generator": (gan.g, Examples(points)),
    }


MODELS = every_model()
every = pytest.mark.parametrize("name", MODELS)


@every
def test_a_float32_model_stays_float32_through_training(name):
    model, batch = every_model(np.float32)[name]
    loss, grads = model.loss_and_grads(batch)
    assert isinstance(loss, float)
    assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}
    fit(model, [batch] * 2, Adam(0.01), clip=1.0)
    assert {p.dtype for p in model.params.values()} == {np.dtype(np.float32)}
    if hasattr(model, "predict") and name not in ("translator", "captioner"):
        assert model.predict(batch.xs).dtype == np.float32


@every
def test_training_changes_every_parameter_through_the_parts_own_memory(name):
    model, batch = every_model()[name]
    before = {key: p.copy() for key, p in model.params.items()}
    fit(model, [batch] * 3, Adam(0.01))
    assert all((model.params[key] != before[key]).any() for key in before)


@every
def test_a_model_keeps_nothing_of_what_it_has_seen(name):
    model, batch = every_model()[name]
    if name in ("autoencoder", "vae", "discriminator", "generator"):
        return  # these draw new noise each time
    first = model.loss_and_grads(batch)
    model.loss_and_grads(batch.take(np.array([1])))
    again = model.loss_and_grads(batch)
    assert first[0] == again[0]
    assert all(np.array_equal(first[1][key], again[1][key]) for key in first[1])


@every
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_batch_with_junk_in_it_gets_a_clear_answer(name, data):
    model, batch = MODELS[name]
    field = data.draw(st.sampled_from(batch._fields))
    clear_answer(model.loss_and_grads, batch._replace(**{field: data.draw(JUNK)}))


@every
@pytest.mark.parametrize("batch", [None, 3, "batch", np.zeros((3, 2)), (np.zeros((4, 3, 2)), np.zeros(3))])
def test_what_is_no_batch_is_refused(name, batch):
    with pytest.raises(TypeError, match=r"batch: expected \w+\(.*\), got"):
        MODELS[name][0].loss_and_grads(batch)


def test_an_encoder_may_be_a_variant_of_the_decoders_cell():
    rng = np.random.default_rng(0)
    encoder, decoder = LSTMCell(2, 3, rng=rng, peephole=True), LSTMCell(2, 3, rng=rng)
    assert Translator(encoder, decoder, V, V, rng=rng).encoder is encoder


RNG = np.random.default_rng(0)
CELL = RNNCell(D, 3, rng=RNG)
NET, OTHER = mlp((6, 2), rng=RNG), mlp((2, 6), rng=RNG)
DENSE = Dense(2, 2, rng=RNG)
WRONG = [
    (lambda: Tagger("cell", V, rng=RNG), "cell: expected a cell"),
    (lambda: Tagger(CELL, 0, rng=RNG), "expected at least 1, got 0"),
    (lambda: Tagger(CELL, V, rng=7), "rng: expected a numpy.random.Generator"),
    (lambda: Tagger(CELL, V, rng=RNG, embedding="one-hot"), "embedding: expected an Embedding, a OneHot or None"),
    (lambda: Tagger(CELL, V, rng=RNG, embedding=OneHot(4)), "embedding: expected vectors of 2 numbers"),
    (lambda: LanguageModel(None, V, rng=RNG), "cell: expected a cell"),
    (lambda: SequenceRegressor(CELL, 1, rng=RNG, output="tanh"), "output: expected one of identity, sigmoid"),
    (lambda: Translator(CELL, CELL, V, V, rng=RNG), "encoder, decoder: expected different objects"),
    (lambda: Translator(CELL, LSTMCell(2, 3, rng=RNG), V, V, rng=RNG), "decoder: expected one that takes the state"),
    (lambda: Translator(CELL, RNNCell(2, 4, rng=RNG), V, V, rng=RNG), "decoder: expected one that takes the state"),
    (lambda: Translator(CELL, RNNCell(2, 3, rng=RNG), V, V, rng=RNG, attention=1), "attention: expected True or False"),
    (lambda: Captioner(CELL, CELL, V, rng=RNG), "vision: expected a network"),
    (lambda: cnn(1, 8, 2, rng=RNG), "rows: expected at least 2, got 1"),
    (lambda: cnn(3, 8, 2, rng=RNG), "rows, columns: expected even numbers, got 3 and 8"),
    (lambda: Autoencoder(NET, NET), "encoder, decoder: expected different objects"),
    (lambda: Autoencoder(NET, OTHER, output="poisson"), "output: expected one of squared, bernoulli"),
    (lambda: Autoencoder(NET, OTHER, noise=-1, rng=RNG), "noise: expected a standard deviation"),
    (lambda: Autoencoder(NET, OTHER, noise=0.1), "rng: expected a numpy.random.Generator"),
    (lambda: VAE(NET, CELL, 2, rng=RNG), "decoder: expected a network"),
    (lambda: VAE(NET, OTHER, 0, rng=RNG), "code_size: expected at least 1"),
    (lambda: VAE(NET, OTHER, 1, rng=RNG, beta=-1.0), "beta: expected at least 0"),
    (lambda: VAE(NET, OTHER, 2, rng=RNG).loss(Examples(np.zeros((3, 6)))), r"encoder: expected outputs \(N, 4\)"),
    (lambda: GAN(OTHER, OTHER, 2, rng=RNG), "generator, discriminator: expected different objects"),
    (lambda: GAN(OTHER, NET, 2, rng=RNG, saturating="no"), "saturating: expected True or False"),
    (lambda: GAN(OTHER, NET, 2, rng=RNG).predict(np.zeros((3, 6))), r"discriminator: expected logits \(3, 1\)"),
    (lambda: Network([]), "layers: expected layers such as Dense"),
    (lambda: Network([DENSE, DENSE]), "layers: expected different objects"),
    (lambda: mlp((3,), rng=RNG), "sizes: expected at least the sizes of input and output"),
    (lambda: LastState(CELL, 1, rng=RNG).forward(np.zeros((2, 5))), r"x: expected rows of T \* 2 numbers"),
    (lambda: LastState(DENSE, 1, rng=RNG), "cell: expected a cell"),
    (lambda: OneHot(0), "symbols: expected at least 1"),
    (lambda: Attention(0, 2, rng=RNG), "query_size: expected at least 1"),
    (lambda: Attention(3, 2, rng=RNG).forward(np.zeros((1, 2, 3)), np.zeros((1, 3, 2))), r"keys: expected \(T, 2, 2\)"),
    (
        lambda: SequenceClassifier(
            Bidirectional(CELL, RNNCell(D, 3, rng=RNG), merge="sum"), 2, rng=RNG
        ).predict(np.zeros((2, 1, D))),
        "cell: expected merge='concat'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("do", "match"), WRONG, ids=[match for _, match in WRONG])
def test_what_does_not_fit_together_is_refused_by_name(do, match):
    with pytest.raises((TypeError, ValueError), match=match):
        do()


WRITER = LanguageModel(GRUCell(D, 3, rng=RNG), V, rng=RNG)
TRANSLATOR = Translator(CELL, RNNCell(D, 3, rng=RNG), V, V, rng=RNG)
OPTIONS = {"start": 0, "end": 1}
DECODING = [
    (lambda: WRITER.sample(0, [0], longest=3, rng=RNG), "N: expected at least 1"),
    (lambda: WRITER.sample(1, [], longest=3, rng=RNG), "prompt: expected"),
    (lambda: WRITER.sample(1, [V], longest=3, rng=RNG), "prompt: expected numbers from 0 to 4"),
    (lambda: WRITER.sample(1, "abc", longest=3, rng=RNG), "prompt: expected"),
    (lambda: WRITER.sample(1, [0], longest=0, rng=RNG), "longest: expected at least 1"),
    (lambda: WRITER.sample(1, [0], longest=3, rng=0), "rng: expected a numpy.random.Generator"),
    (lambda: WRITER.sample(1, [0], longest=3, rng=RNG, temperature=0), "temperature: expected a finite number above 0"),
    (lambda: TRANSLATOR.greedy(np.full((2, 1), V), **OPTIONS), "sources: expected numbers from 0 to 4"),
    (lambda: TRANSLATOR.greedy(np.zeros((2, 1)), **OPTIONS), "sources: expected whole numbers"),
    (lambda: TRANSLATOR.greedy(np.zeros((2, 1), int), [3], **OPTIONS), "lengths: expected"),
    (lambda: TRANSLATOR.greedy(np.zeros((2, 1), int), start=9, end=1), "start: expected numbers from 0 to 4"),
    (lambda: TRANSLATOR.greedy(np.zeros((2, 1), int), start=0, end="<end>"), "end: expected a whole number"),
    (lambda: TRANSLATOR.beam(np.zeros((2, 1), int), start=0, end=-1), "end: expected at least 0"),
    (lambda: TRANSLATOR.beam(np.zeros((2, 1), int), [3], **OPTIONS), "lengths: expected"),
    (lambda: TRANSLATOR.beam(np.zeros((2, 1), int), width=0, **OPTIONS), "width: expected at least 1"),
]


@pytest.mark.parametrize(("do", "match"), DECODING, ids=[match for _, match in DECODING])
def test_wrong_wishes_in_decoding_are_refused_by_name(do, match):
    with pytest.raises((TypeError, ValueError), match=match):
        do()


def test_the_game_needs_two_optimizers_and_a_round():
    gan = GAN(mlp((2, 6), rng=RNG), mlp((6, 1), rng=RNG), 2, rng=RNG)
    batch = Examples(np.zeros((3, 6)))
    same = SGD(0.1)
    with pytest.raises(ValueError, match="d_optimizer, g_optimizer: expected different objects"):
        play(gan, [batch], same, same)
    with pytest.raises(ValueError, match="batches: expected at least 2, for one round, got 1"):
        play(gan, [batch], SGD(0.1), SGD(0.1), d_steps=2)
    seen = []
    history = play(gan, [batch] * 6, SGD(0.1), SGD(0.1), d_steps=2, after_round=seen.append)
    assert seen == [0, 1, 2]
    assert len(history.g_loss) == 3


@pytest.mark.parametrize("options", [{}, {"saturating": False}, {"saturating": True}])
def test_the_generator_has_the_loss_it_was_asked_for_and_the_one_that_does_not_saturate_by_itself(options):
    rng = np.random.default_rng(0)
    gan = GAN(mlp((2, 6), rng=rng), mlp((6, 1), rng=rng), 2, rng=rng, **options)
    z = rng.standard_normal((4, 2))
    p = gan.predict(gan.generator.forward(z)[0])
    expected = np.log(1 - p).mean() if options.get("saturating") else -np.log(p).mean()
    loss, _ = gan.g.loss_and_grads(Examples(np.zeros((4, 6))), z=z)
    np.testing.assert_allclose(loss, expected, rtol=1e-12)


def test_each_player_leaves_the_other_as_it_is():
    rng = np.random.default_rng(0)
    gan = GAN(mlp((2, 6), rng=rng), mlp((6, 3, 1), rng=rng), 2, rng=rng)
    batch = Examples(rng.standard_normal((4, 6)))
    for player, other in ((gan.d, gan.generator), (gan.g, gan.discriminator)):
        before = {name: p.copy() for name, p in other.params.items()}
        fit(player, [batch], SGD(0.5))
        assert all(np.array_equal(other.params[name], p) for name, p in before.items())


def test_dropout_in_a_network_is_refused_where_it_is_built():
    with pytest.raises(TypeError, match="layers: expected layers without dropout"):
        Network([Dense(2, 3, rng=RNG), Dropout(0.5)])
