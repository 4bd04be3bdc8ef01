"""Greedy decoding, sampling and beam search against the enumeration of all sequences; attention against its formula."""

from itertools import product

import numpy as np
import pytest

from rnn_core import GRUCell, LSTMCell, RNNCell, Stack, gradcheck, unroll
from rnn_core.attention import Attention
from rnn_core.data import Aligned, Translations
from rnn_core.layers import Embedding
from rnn_core.models import Captioner, LanguageModel, SequenceClassifier, SequenceRegressor, Tagger, Translator, mlp
from rnn_core.models.decoding import beam_search, greedy, rows, sample

V, START, END = 4, 0, 3


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def table(rng, sharp=2.0):
    """A random p(next | last two symbols), as `next_step`: the state is the symbol before (N, 1)."""
    logits = sharp * rng.standard_normal((V, V, V))
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))

    def next_step(symbols, state):
        return log_p[state[0][:, 0], symbols], (symbols[:, None],)

    return next_step, log_p


def state_of(N):
    return (np.full((N, 1), START),)


def all_sequences(log_p, longest):
    """{symbols: log p} of every sequence that ends within `longest` symbols, the end counted."""
    found = {}
    for length in range(longest):
        for symbols in product([v for v in range(V) if v != END], repeat=length):
            path = (START, START, *symbols, END)
            found[symbols] = sum(log_p[path[k], path[k + 1], path[k + 2]] for k in range(length + 1))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_wide_enough_finds_the_most_probable_sequences_in_order(seed):
    next_step, log_p = table(np.random.default_rng(seed))
    truth = sorted(all_sequences(log_p, 4).items(), key=lambda item: -item[1])[:5]
    found = beam_search(next_step, state_of(1), START, END, 4, width=200).best[:5]
    assert [written.symbols for written in found] == [symbols for symbols, _ in truth]
    np.testing.assert_allclose([written.log_p for written in found], [p for _, p in truth], rtol=1e-12)
    assert all(written.ended for written in found)


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_of_width_one_is_greedy_decoding(seed):
    next_step, _ = table(np.random.default_rng(seed))
    (found,) = beam_search(next_step, state_of(1), START, END, 6, width=1).best
    (right,) = greedy(next_step, state_of(1), np.array([START]), END, 6)
    assert found.symbols == right.symbols
    assert found.ended == right.ended
    np.testing.assert_allclose(found.log_p, right.log_p, rtol=1e-12)


def test_the_tree_of_a_beam_leads_from_the_start_to_what_was_found(rng):
    next_step, log_p = table(rng)
    beam = beam_search(next_step, state_of(1), START, END, 5, width=3)
    paths, ended = [(START, START)], {}
    for step in beam.steps:
        assert len(step.symbols) <= 3
        paths = [(*paths[parent], int(symbol)) for parent, symbol in zip(step.parents, step.symbols, strict=True)]
        for path, p in zip(paths, step.log_p, strict=True):
            np.testing.assert_allclose(sum(log_p[path[k : k + 3]] for k in range(len(path) - 2)), p, rtol=1e-12)
            assert END not in path[:-1]
            if path[-1] == END:
                ended[path[2:-1]] = p
    best = sorted(ended.items(), key=lambda item: -item[1])[:3]
    assert best == [(written.symbols, written.log_p) for written in beam.best if written.ended]


def test_a_beam_that_is_cut_off_says_so(rng):
    never_ends = np.log(np.array([[0.6, 0.4, 1e-300, 1e-300]]))
    beam = beam_search(lambda symbols, state: (never_ends[[0] * len(symbols)], state), state_of(1), START, END, 3, 2)
    assert beam.best[0].symbols == (0, 0, 0)
    assert sorted(beam.best[1].symbols) == [0, 0, 1]
    assert not any(written.ended for written in beam.best)


def test_greedy_takes_the_most_probable_symbol_and_stops_each_sequence_at_its_end():
    log_p = np.log(np.array([[0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.1, 0.7], [0.25] * 4]))
    written = greedy(lambda symbols, state: (log_p[symbols], state), None, np.array([0, 1, 2]), END, 9)
    assert [w.symbols for w in written] == [(1, 2), (2,), ()]
    np.testing.assert_allclose([w.log_p for w in written], np.log(0.7) * np.array([3, 2, 1]), rtol=1e-12)
    assert all(w.ended for w in written)
    cut = greedy(lambda symbols, state: (log_p[symbols], state), None, np.array([0]), END, 2)
    assert cut[0].symbols == (1, 2)
    assert not cut[0].ended


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_samples_come_as_often_as_they_are_probable(rng, temperature):
    p = np.array([0.5, 0.3, 0.15, 0.05])
    written = sample(
        lambda symbols, state: (np.log(p)[None].repeat(len(symbols), axis=0), state),
        None, np.zeros(20_000, int), None, 1, rng=rng, temperature=temperature,
    )  # fmt: skip
    counts = np.bincount([w.symbols[0] for w in written], minlength=V) / len(written)
    expected = p ** (1 / temperature) / (p ** (1 / temperature)).sum()
    np.testing.assert_allclose(counts, expected, atol=0.015)


def test_rows_are_picked_in_nested_states(rng):
    stack = Stack([LSTMCell(2, 3, rng=rng), GRUCell(3, 4, rng=rng)])
    state = stack.initial_state(None, 5)
    state[0].c[:] = np.arange(5)[:, None]
    picked = rows(state, np.array([4, 4, 1]))
    assert type(picked[0]) is type(state[0])
    assert picked[0].c[:, 0].tolist() == [4, 4, 1]
    assert picked[1].h.shape == (3, 4)


# -- models write what their probabilities say -------------------------------------------------------------------------


def deep(D, H, rng):
    return Stack([LSTMCell(D, H, rng=rng), GRUCell(H, H, rng=rng)])


@pytest.mark.parametrize("prompt", [[1], [1, 2], [1, 2, 0]])
def test_a_language_model_goes_on_from_its_prompt_as_its_probabilities_say(rng, prompt):
    model = LanguageModel(deep(3, 5, rng), V, rng=rng)
    model.params["out.W"][:] *= 20
    (cold,) = {w.symbols for w in model.sample(10, prompt, longest=4, rng=rng, temperature=1e-6)}
    text = list(prompt)
    for symbol in cold:
        assert symbol == model.predict(np.array(text)[:, None])[-1, 0].argmax()
        text.append(symbol)
    (w, *_) = model.sample(3, prompt, longest=4, rng=rng)
    xs, targets = np.array(prompt + list(w.symbols[:-1]))[:, None], np.array(prompt[1:] + list(w.symbols))[:, None]
    mask = np.arange(len(xs))[:, None] >= len(prompt) - 1
    np.testing.assert_allclose(w.log_p, model.log_p(Aligned(xs, targets, None, mask))[0], rtol=1e-10)


def test_log_p_of_a_sequence_is_the_sum_over_its_own_steps(rng):
    model = LanguageModel(RNNCell(3, 5, rng=rng), V, rng=rng)
    xs, targets, lengths = *rng.integers(0, V, (2, 6, 3)), np.array([6, 2, 4])
    p = model.predict(xs)
    slow = [sum(np.log(p[t, n, targets[t, n]]) for t in range(lengths[n])) for n in range(3)]
    data = Aligned(xs, targets, lengths)
    np.testing.assert_allclose(model.log_p(data), slow, rtol=1e-12)
    np.testing.assert_allclose(model.loss(data), -sum(slow) / lengths.sum(), rtol=1e-12)


@pytest.mark.parametrize("attention", [False, True], ids=["plain", "attention"])
def test_what_a_translator_writes_has_the_log_p_it_says_and_padding_changes_nothing(rng, attention):
    model = Translator(deep(3, 5, rng), deep(2, 5, rng), 6, V, rng=rng, attention=attention)
    model.params["out.W"][:] *= 5
    sources, lengths = rng.integers(0, 6, (5, 4)), np.array([5, 2, 4, 1])
    options = {"start": START, "end": END, "longest": 5}
    together = model.greedy(sources, lengths, **options)
    trees = model.beam(sources, lengths, width=3, **options)
    for n, length in enumerate(lengths):
        (alone,) = model.greedy(sources[:length, n : n + 1], **options)
        assert alone.symbols == together[n].symbols
        for written in (together[n], trees[n].best[0]):
            target = np.array([*written.symbols, *[END] * written.ended])[:, None]
            inputs = np.concatenate([[[START]], target[:-1]])
            pair = Translations(
                sources[:length, n : n + 1], np.array([length]), inputs, target, np.array([len(target)])
            )
            np.testing.assert_allclose(-model.loss(pair) * len(target), written.log_p, rtol=1e-10)


def test_what_a_captioner_writes_has_the_log_p_it_says(rng):
    model = Captioner(mlp((3, 4), rng=rng), deep(4, 5, rng), V, rng=rng)
    pictures = rng.standard_normal((4, 3))
    options = {"start": START, "end": END, "longest": 5}
    for n, written in enumerate(model.greedy(pictures, **options)):
        beam = model.beam(pictures[n : n + 1], width=1, **options)[0].best[0]
        assert beam.symbols == written.symbols
        np.testing.assert_allclose(beam.log_p, written.log_p, rtol=1e-12)
    cold = model.sample(pictures, **options, rng=rng, temperature=1e-6)
    assert [w.symbols for w in cold] == [w.symbols for w in model.greedy(pictures, **options)]


@pytest.mark.parametrize("attention", [False, True], ids=["plain", "attention"])
def test_a_translator_can_be_stepped_from_outside(rng, attention):
    model = Translator(RNNCell(3, 5, rng=rng), RNNCell(2, 5, rng=rng), 6, V, rng=rng, attention=attention)
    model.params["out.W"][:] *= 5
    sources, lengths = rng.integers(0, 6, (5, 2)), np.array([5, 3])
    state, source = model.encode(sources, lengths)
    np.testing.assert_array_equal(source.hs[-1], state.h)
    symbols, total, states = [np.full(2, START)], 0, []
    for _ in range(3):
        log_p, state = model.next_step(symbols[-1], state, source)
        np.testing.assert_allclose(np.exp(log_p).sum(axis=-1), 1, rtol=1e-12)
        symbols.append(log_p.argmax(axis=-1))
        total = total + log_p.max(axis=-1)
        states.append(state.h)
    written = model.greedy(sources, lengths, start=START, end=None, longest=3)
    assert [list(w.symbols) for w in written] == np.stack(symbols[1:], axis=1).tolist()
    np.testing.assert_allclose([w.log_p for w in written], total, rtol=1e-12)
    logits, answer = model.answer(np.stack(states), source)
    np.testing.assert_array_equal(logits.argmax(axis=-1), symbols[1:])
    if attention:
        batch = Translations(sources, lengths, np.stack(symbols[:-1]), np.stack(symbols[1:]), np.full(2, 3))
        np.testing.assert_allclose(answer.look.weights, model.attention_weights(batch), rtol=1e-12)


def test_a_captioner_and_a_language_model_can_be_stepped_from_outside(rng):
    captioner = Captioner(mlp((3, 4), rng=rng), GRUCell(4, 5, rng=rng), V, rng=rng)
    pictures, first = rng.standard_normal((2, 3)), np.full(2, START)
    log_p, _ = captioner.next_step(first, captioner.encode(pictures))
    (one, other) = captioner.greedy(pictures, start=START, end=None, longest=1)
    assert [one.symbols, other.symbols] == [(k,) for k in log_p.argmax(axis=-1)]
    writer = LanguageModel(GRUCell(4, 5, rng=rng), V, rng=rng)
    log_p, state = writer.next_step(first, None)
    np.testing.assert_allclose(np.exp(log_p), writer.predict(first[None])[0], rtol=1e-12)
    log_p, _ = writer.next_step(np.array([1, 2]), state)
    np.testing.assert_allclose(np.exp(log_p), writer.predict(np.array([first, [1, 2]]))[1], rtol=1e-12)


def test_what_a_classifier_believes_after_a_step_is_what_it_predicts_for_the_beginning(rng):
    model = SequenceClassifier(LSTMCell(2, 4, rng=rng), 3, rng=rng)
    xs, lengths = rng.standard_normal((6, 4, 2)), np.array([6, 1, 3, 5])
    beliefs = model.beliefs(xs)
    for t in range(6):
        np.testing.assert_allclose(model.predict(xs[: t + 1]), beliefs[t], rtol=1e-12)
    np.testing.assert_allclose(model.predict(xs, lengths), beliefs[lengths - 1, np.arange(4)], rtol=1e-12)
    np.testing.assert_allclose(model.predict(xs).sum(axis=-1), 1, rtol=1e-12)


@pytest.mark.parametrize("output", ["identity", "sigmoid"])
def test_what_a_regressor_answers_is_an_affine_map_of_the_state_so_far(rng, output):
    model = SequenceRegressor(LSTMCell(2, 4, rng=rng), 3, rng=rng, output=output)
    xs = rng.standard_normal((6, 4, 2))
    a = unroll(model.cell, xs).hs @ model.params["out.W"] + model.params["out.b"]
    y = a if output == "identity" else 1 / (1 + np.exp(-a))
    np.testing.assert_allclose(model.beliefs(xs), y, rtol=1e-12)
    np.testing.assert_allclose(model.predict(xs), y[-1], rtol=1e-12)


def test_padding_changes_no_tag(rng):
    model = Tagger(GRUCell(2, 4, rng=rng), 3, rng=rng, embedding=Embedding(5, 2, rng=rng))
    xs, lengths = rng.integers(0, 5, (6, 2)), np.array([6, 3])
    np.testing.assert_allclose(model.predict(xs, lengths)[:3, 1:], model.predict(xs[:3, 1:]), rtol=1e-12)


# -- attention ---------------------------------------------------------------------------------------------------------


def test_attention_is_its_formula(rng):
    attention = Attention(3, 2, rng=rng)
    q, k, lengths = rng.standard_normal((4, 2, 3)), rng.standard_normal((5, 2, 2)), np.array([5, 3])
    m, cache = attention.forward(q, k, lengths)
    for s, n in np.ndindex(4, 2):
        e = np.array([q[s, n] @ attention.params["W"] @ k[t, n] for t in range(lengths[n])])
        w = np.exp(e) / np.exp(e).sum()
        np.testing.assert_allclose(cache.weights[s, n, : lengths[n]], w, rtol=1e-12)
        np.testing.assert_allclose(m[s, n], w @ k[: lengths[n], n], rtol=1e-12)
        assert np.all(cache.weights[s, n, lengths[n] :] == 0)


def test_attention_survives_huge_scores(rng):
    attention = Attention(1, 1, rng=rng)
    attention.params["W"][:] = 1
    m, cache = attention.forward(np.full((1, 1, 1), 1000.0), np.array([1.0, -3.0])[:, None, None])
    assert cache.weights[0, 0].tolist() == [1, 0]
    assert m.item() == 1


@pytest.mark.parametrize("lengths", [None, np.array([5, 3])])
def test_the_gradients_of_attention_are_right(rng, lengths):
    attention = Attention(3, 2, rng=rng)
    q, k, dm = rng.standard_normal((4, 2, 3)), rng.standard_normal((5, 2, 2)), rng.standard_normal((4, 2, 2))
    (dq, dk), grads = attention.backward(dm, attention.forward(q, k, lengths)[1])
    report = gradcheck(
        lambda: np.sum(attention.forward(q, k, lengths)[0] * dm),
        {"W": attention.params["W"], "q": q, "k": k},
        {"W": grads["W"], "q": dq, "k": dk},
    )
    assert report.ok, f"\n{report}"


def test_the_attention_of_a_translator_can_be_looked_at(rng):
    model = Translator(RNNCell(3, 4, rng=rng), RNNCell(2, 4, rng=rng), 6, V, rng=rng, attention=True)
    lengths = np.array([5, 2])
    pair = Translations(rng.integers(0, 6, (5, 2)), lengths, *rng.integers(0, V, (2, 3, 2)), np.array([3, 1]))
    weights = model.attention_weights(pair)
    assert weights.shape == (3, 2, 5)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-12)
    assert np.all(weights[:, 1, 2:] == 0)
    plain = Translator(RNNCell(3, 4, rng=rng), RNNCell(2, 4, rng=rng), 6, V, rng=rng)
    with pytest.raises(ValueError, match="attention_weights: expected a Translator"):
        plain.attention_weights(pair)
