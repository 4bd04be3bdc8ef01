"""Every model learns: tiny networks, seeded, a second or less each, held against what can be had without learning."""

import numpy as np
import pytest

from rnn_core import Bidirectional, GRUCell, LSTMCell, RNNCell, tasks
from rnn_core.data import Aligned, Batches, Examples, ManyToOne, Transcripts, chunks, streams
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
    play,
)
from rnn_core.optim import Adam
from rnn_core.training import fit

SINGLE = np.float32  # half the time of float64


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def accuracy(p, targets):
    return np.mean(p.argmax(axis=-1) == targets)


@pytest.mark.parametrize("kind", [RNNCell, LSTMCell, GRUCell])
def test_a_language_model_turns_hihell_into_ihello(rng, kind):
    word, vocabulary = tasks.hihello()  # one-hot; the model here reads symbols
    xs = vocabulary.encode("hihell")[:, None]
    model = LanguageModel(kind(5, 5, rng=rng), 5, rng=rng, embedding=OneHot(5))
    history = fit(model, [Aligned(xs, word.targets)] * 150, Adam(0.05))
    assert "".join(vocabulary.decode(model.predict(xs).argmax(axis=-1)[:, 0])) == "ihello"
    assert history.loss[-1] < 0.1 < history.loss[0]


def test_a_language_model_writes_what_it_has_read(rng):
    data, vocabulary = tasks.continuations(tasks.counting_sentences())
    model = LanguageModel(GRUCell(8, 24, rng=rng), len(vocabulary), rng=rng)
    fit(model, [data] * 200, Adam(0.02))
    prompt = vocabulary.encode(("<start>", "the", "sky", "is", "very"))
    written = model.sample(20, prompt, vocabulary.index("<end>"), longest=5, rng=rng, temperature=0.2)
    assert {vocabulary.decode(np.array(sentence.symbols)) for sentence in written} == {("blue",)}
    assert all(sentence.ended for sentence in written)


def test_truncated_backpropagation_learns_a_stream_it_never_sees_whole(rng):
    data = streams(np.tile([0, 1, 2, 0, 2, 1], 60), 4)  # after 0 comes 1 or 2 in turn: it takes memory
    model = LanguageModel(LSTMCell(3, 8, rng=rng), 3, rng=rng)
    fit(model, chunks(data, 5), Adam(0.03), epochs=12, carry=True, clip=1.0)
    assert accuracy(model.predict(data.xs)[6:], data.targets[6:]) == 1


def test_a_classifier_recalls_the_first_symbol_after_a_gap(rng):
    train, held_out = (tasks.recall(10, N, rng=rng, dtype=SINGLE) for N in (256, 200))
    model = SequenceClassifier(LSTMCell(7, 16, rng=rng, dtype=SINGLE), 4, rng=rng)
    fit(model, Batches(train, 32, rng=rng), Adam(0.03), epochs=12, clip=1.0)
    assert accuracy(model.predict(held_out.xs), held_out.targets) > 0.95  # by chance: .25


def test_a_regressor_adds_the_marked_numbers(rng):
    train, held_out = (tasks.adding(8, N, rng=rng, dtype=SINGLE) for N in (1000, 300))
    model = SequenceRegressor(GRUCell(2, 16, rng=rng, dtype=SINGLE), 1, rng=rng)
    fit(model, Batches(train, 50, rng=rng), Adam(0.02), epochs=15, clip=1.0)
    assert model.loss(held_out) < 0.02  # without memory: 1/6


def test_a_regressor_sees_colours_in_names(rng):
    data = tasks.colour_names(SINGLE)
    letters = tasks.encode_names(data.names, dtype=SINGLE)
    some = tasks.split(tasks.spelling_keys(data.names), rng=rng)
    train, held_out = (ManyToOne(letters.xs, data.rgb).take(n) for n in some)
    model = SequenceRegressor(LSTMCell(30, 24, rng=rng, dtype=SINGLE), 3, rng=rng, output="sigmoid")
    fit(model, Batches(train, 32, rng=rng), Adam(0.02), epochs=8, clip=1.0)
    assert model.loss(held_out) < 0.75 * np.mean((held_out.targets - train.targets.mean(axis=0)) ** 2)


def test_a_tagger_tells_destination_from_departure(rng):
    trips = tasks.slots(400, rng=rng)
    train, held_out = trips.data.take(np.arange(300)), trips.data.take(np.arange(300, 400))
    embedding = Embedding(len(trips.vocabulary), 8, rng=rng)
    model = Tagger(RNNCell(8, 16, rng=rng), len(trips.classes), rng=rng, embedding=embedding)
    fit(model, Batches(train, 30, rng=rng), Adam(0.02), epochs=6)
    city = (held_out.targets == 1) | (held_out.targets == 2)
    guesses = model.predict(held_out.xs, held_out.lengths).argmax(axis=-1)
    assert np.mean(guesses[city] == held_out.targets[city]) > 0.95  # without memory: half


def test_both_directions_know_what_one_cannot(rng):
    xs = rng.integers(0, 4, (6, 300))
    data = Aligned(xs, np.roll(xs, -1, axis=0), None, np.arange(6)[:, None] + np.zeros((1, 300), int) < 5)
    train, held_out = data.take(np.arange(200)), data.take(np.arange(200, 300))
    correct = {}
    for name, cell in {
        "one": RNNCell(4, 12, rng=rng),
        "both": Bidirectional(RNNCell(4, 6, rng=rng), RNNCell(4, 6, rng=rng)),
    }.items():
        model = Tagger(cell, 4, rng=rng, embedding=OneHot(4))
        fit(model, Batches(train, 50, rng=rng), Adam(0.03), epochs=30)
        correct[name] = np.mean((model.predict(held_out.xs).argmax(axis=-1) == held_out.targets)[held_out.mask])
    assert correct["both"] == 1
    assert correct["one"] < 0.4


@pytest.mark.parametrize("attention", [False, True], ids=["plain", "attention"])
def test_a_translator_learns_numerals_and_beam_search_is_no_worse(rng, attention):
    train = tasks.translations(range(100))
    cells = (LSTMCell(8, 24, rng=rng, dtype=SINGLE) for _ in range(2))
    model = Translator(*cells, len(tasks.ENGLISH), len(tasks.CHINESE), rng=rng, attention=attention)
    fit(model, Batches(train, 25, rng=rng), Adam(0.02), epochs=40, clip=1.0)
    options = {"start": tasks.CHINESE.index("<start>"), "end": tasks.CHINESE.index("<end>"), "longest": 6}
    truth = [tuple(tasks.CHINESE.encode(tasks.chinese_numeral(number)).tolist()) for number in range(100)]
    greedy = model.greedy(train.sources, train.source_lengths, **options)
    beam = [tree.best[0] for tree in model.beam(train.sources, train.source_lengths, width=3, **options)]
    assert np.mean([written.symbols == right for written, right in zip(greedy, truth, strict=True)]) > 0.95
    assert np.mean([written.symbols == right for written, right in zip(beam, truth, strict=True)]) > 0.95
    assert all(found.log_p >= first.log_p - 1e-4 for found, first in zip(beam, greedy, strict=True))


def test_a_recogniser_reads_labels_whose_places_it_was_never_told(rng):
    T, N = 12, 200
    first, second = rng.integers(1, 4, (2, N))
    start, middle = rng.integers(0, 4, N), rng.integers(6, 9, N)
    xs = 0.1 * rng.standard_normal((T, N, 3))
    for labels, place in ((first, start), (second, middle)):
        for k in range(2):
            xs[place + k, np.arange(N), labels - 1] += 1
    data = Transcripts(xs, np.full(N, T), np.stack([first, second], axis=1), np.full(N, 2))
    train, held_out = data.take(np.arange(150)), data.take(np.arange(150, N))
    model = Recogniser(Bidirectional(GRUCell(3, 8, rng=rng), GRUCell(3, 8, rng=rng)), 4, rng=rng)
    fit(model, Batches(train, 30, rng=rng), Adam(0.03), epochs=14, clip=1.0)
    truth = held_out.targets.tolist()
    assert np.mean([g == t for g, t in zip(model.greedy(held_out.xs), truth, strict=True)]) > 0.95
    best = [list(found[0].labels) for found in model.beam(held_out.xs, width=4)]
    assert np.mean([b == t for b, t in zip(best, truth, strict=True)]) > 0.95
    assert np.exp(model.alignment(held_out).log_p).mean() > 0.8


def test_a_captioner_names_what_it_sees(rng):
    images, labels = tasks.digit_images(SINGLE)
    chosen = np.flatnonzero(labels < 4)[:400]
    words = [tasks.english_words(int(label)) for label in labels[chosen]]
    data, vocabulary = tasks.captions(images[chosen], words)
    train, held_out = data.take(np.arange(300)), data.take(np.arange(300, 400))
    vision = cnn(8, 8, 8, filters=4, rng=rng, dtype=SINGLE)
    model = Captioner(vision, GRUCell(8, 16, rng=rng, dtype=SINGLE), len(vocabulary), rng=rng)
    fit(model, Batches(train, 40, rng=rng), Adam(0.02), epochs=15)
    start, end = vocabulary.index("<start>"), vocabulary.index("<end>")
    said = model.greedy(held_out.pictures, start=start, end=end)
    assert np.mean([vocabulary.decode(np.array(w.symbols)) == t for w, t in zip(said, words[300:], strict=True)]) > 0.9


def digits(rng, N=400):
    images, _ = tasks.digit_images()
    chosen = rng.permutation(len(images))
    xs = images.reshape(len(images), 64)[chosen]
    return Examples(xs[:N]), Examples(xs[N : N + 200])


@pytest.mark.parametrize("output", ["squared", "bernoulli"])
def test_an_autoencoder_gives_back_digits_from_a_small_code(rng, output):
    train, held_out = digits(rng)
    model = Autoencoder(mlp((64, 32, 8), rng=rng), mlp((8, 32, 64), rng=rng), output=output)
    fit(model, Batches(train, 40, rng=rng), Adam(0.005), epochs=25)
    error = np.mean((model.predict(held_out.xs) - held_out.xs) ** 2)
    assert error < 0.5 * np.mean((train.xs.mean(axis=0) - held_out.xs) ** 2)


def test_a_denoising_autoencoder_takes_noise_away(rng):
    train, held_out = digits(rng)
    model = Autoencoder(mlp((64, 32, 16), rng=rng), mlp((16, 32, 64), rng=rng), noise=0.3, rng=rng)
    fit(model, Batches(train, 40, rng=rng), Adam(0.005), epochs=25)
    noisy = held_out.xs + 0.3 * rng.standard_normal(held_out.xs.shape)
    assert model.loss(Examples(noisy, held_out.xs)) < 0.6 * np.mean((noisy - held_out.xs) ** 2)


def test_a_sequence_autoencoder_gives_back_the_rows_of_digits(rng):
    train, held_out = (Aligned(x, x) for x in (d.xs.reshape(-1, 8, 8).swapaxes(0, 1) for d in digits(rng)))
    model = SequenceAutoencoder(GRUCell(8, 32, rng=rng), GRUCell(16, 32, rng=rng), rng=rng)
    fit(model, Batches(train, 40, rng=rng), Adam(0.01), epochs=15, clip=1.0)
    assert model.loss(held_out) < 0.7 * np.mean((train.xs.mean(axis=1, keepdims=True) - held_out.xs) ** 2)
    assert model.decode(rng.standard_normal((3, 16)), 8).shape == (8, 3, 8)


def test_the_bound_of_a_variational_autoencoder_rises_and_its_codes_stay_near_normal(rng):
    train, held_out = digits(rng)
    model = VAE(mlp((64, 32, 4), rng=rng), mlp((2, 32, 64), rng=rng), 2, rng=rng)
    before = model.loss(held_out)
    fit(model, Batches(train, 40, rng=rng), Adam(0.005), epochs=25)
    ink = train.xs.mean(axis=0).clip(1e-3, 1 - 1e-3)
    without_code = -np.sum(held_out.xs * np.log(ink) + (1 - held_out.xs) * np.log(1 - ink), axis=1).mean()
    assert model.loss(held_out) < without_code < before
    mu, logvar = model.encode(held_out.xs)
    assert np.all(np.abs(np.mean(mu**2 + np.exp(logvar), axis=0) - 1) < 0.6)
    assert model.sample(5, rng=rng).shape == (5, 64)


DISCRIMINATORS = {
    "mlp": lambda rng: mlp((2, 16, 1), rng=rng),
    "rnn": lambda rng: LastState(RNNCell(1, 12, rng=rng), 1, rng=rng),
}


@pytest.mark.parametrize("discriminator", DISCRIMINATORS.values(), ids=DISCRIMINATORS.keys())
def test_the_generators_points_move_to_where_the_real_ones_are(rng, discriminator):
    centre = np.array([2.0, -1.0])
    real = [Examples(centre + 0.5 * rng.standard_normal((32, 2))) for _ in range(400)]
    gan = GAN(mlp((2, 8, 2), rng=rng), discriminator(rng), 2, rng=rng)
    before = np.linalg.norm(gan.sample(500, rng=rng).mean(axis=0) - centre)
    history = play(gan, real, Adam(0.01, beta1=0.5), Adam(0.005, beta1=0.5))
    after = np.linalg.norm(gan.sample(500, rng=rng).mean(axis=0) - centre)
    assert after < 0.7 < 1.5 < before
    assert len(history.d_loss) == len(history.g_loss) == 400


def test_logistic_regression_as_discriminator_tells_two_clouds_apart(rng):
    gan = GAN(mlp((2, 2), rng=rng), mlp((2, 1), rng=rng), 2, rng=rng)
    real = Examples(3 + rng.standard_normal((64, 2)))
    fit(gan.d, [real] * 150, Adam(0.05))
    assert gan.predict(real.xs).mean() > 0.8 > 0.3 > gan.predict(gan.sample(64, rng=rng)).mean()
