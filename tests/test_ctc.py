"""Facts about connectionist temporal classification, held against the sum over all paths, one by one."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import JUNK, clear_answer

from rnn_core.ctc import collapse, ctc_alignment, ctc_beam, ctc_greedy, ctc_loss
from rnn_core.gradcheck import gradcheck


def rng(seed=0):
    return np.random.default_rng(seed)


def merge(path, blank):
    """What a path says, straight from the definition."""
    return tuple(k for k, _ in itertools.groupby(path) if k != blank)


def all_labels(logits, blank=0):
    """{labels: probability} of one signal (T, V), by going through every path."""
    y = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    found = {}
    for path in itertools.product(range(y.shape[1]), repeat=len(y)):
        labels = merge(path, blank)
        found[labels] = found.get(labels, 0) + math.prod(y[t, k] for t, k in enumerate(path))
    return found


LENGTHS = np.array([5, 2, 4, 3, 1])
TARGETS = [[1, 2, 1], [], [2, 2], [1], [2]]


def signals(T=5, N=5, V=3):
    return 2 * rng(1).standard_normal((T, N, V))


@pytest.mark.parametrize("blank", [0, 2])
def test_the_loss_is_the_sum_over_all_paths(blank):
    logits = signals()
    targets = [[k - 1 if blank == 2 else k for k in row] for row in TARGETS]
    sums = [all_labels(logits[:t, n], blank)[tuple(targets[n])] for n, t in enumerate(LENGTHS)]
    log_p = ctc_alignment(logits, targets, LENGTHS, blank=blank).log_p
    np.testing.assert_allclose(log_p, np.log(sums), rtol=1e-12)
    loss, _ = ctc_loss(logits, targets, LENGTHS, blank=blank, reduction="sum")
    assert loss == pytest.approx(-np.log(sums).sum(), rel=1e-12)
    mean, _ = ctc_loss(logits, targets, LENGTHS, blank=blank)
    assert mean == pytest.approx(np.mean(-np.log(sums) / [3, 1, 2, 1, 1]), rel=1e-12)
    assert isinstance(mean, float)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.lists(st.integers(1, 3), max_size=3), st.integers(0, 10**6))
def test_every_short_target_has_the_probability_of_its_paths(T, target, seed):
    logits = rng(seed).standard_normal((T, 1, 4))
    sums = all_labels(logits[:, 0])
    if tuple(target) in sums:
        assert ctc_alignment(logits, [target]).log_p[0] == pytest.approx(math.log(sums[tuple(target)]), rel=1e-10)
    else:
        with pytest.raises(ValueError, match=r"^targets\[0\]: expected a signal of at least"):
            ctc_alignment(logits, [target])


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_the_gradient_agrees_with_central_differences(reduction, lengths):
    logits = signals()
    _, dlogits = ctc_loss(logits, TARGETS, lengths, reduction=reduction)
    loss = lambda: ctc_loss(logits, TARGETS, lengths, reduction=reduction)[0]  # noqa: E731
    table = gradcheck(loss, {"logits": logits}, {"logits": dlogits})
    assert table.ok, str(table)
    if lengths is not None:
        assert not any(dlogits[t:, n].any() for n, t in enumerate(lengths))


def test_alphas_betas_and_posteriors_are_sums_over_paths():
    logits, target = signals()[:, 0], [1, 2, 1]
    y = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    labels = [0, 1, 0, 2, 0, 1, 0]
    alignment = ctc_alignment(logits[:, None], [target])
    assert alignment.labels.tolist() == [labels]
    visits = np.zeros((5, 7))
    for states in itertools.product(range(7), repeat=5):
        moves = list(itertools.pairwise(states))
        if states[0] > 1 or states[-1] < 5 or any(b - a not in (0, 1, 2) for a, b in moves):
            continue
        if any(b - a == 2 and labels[b] == 0 for a, b in moves):
            continue
        visits[range(5), states] += math.prod(y[t, labels[s]] for t, s in enumerate(states))
    total = visits[0].sum()
    np.testing.assert_allclose(alignment.posterior[:, 0], visits / total, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(alignment.log_p, [np.log(total)], rtol=1e-12)
    alpha, beta = np.exp(alignment.log_alpha[:, 0]), np.exp(alignment.log_beta[:, 0])
    np.testing.assert_allclose(alpha * beta, visits, rtol=1e-12, atol=1e-18)
    assert alpha[0].tolist() == pytest.approx([y[0, 0], y[0, 1], 0, 0, 0, 0, 0])
    assert beta[-1].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert alpha[1, 3] == pytest.approx(y[0, 1] * y[1, 2])  # from label 1 to label 2 without a blank
    assert beta[3, 3] == pytest.approx(y[4, 1])


def test_posteriors_sum_to_one_until_the_signal_ends():
    alignment = ctc_alignment(signals(), TARGETS, LENGTHS)
    active = np.arange(5)[:, None] < LENGTHS
    np.testing.assert_allclose(alignment.posterior.sum(-1), active, atol=1e-12)
    assert np.isneginf(alignment.log_alpha[~active]).all()
    assert np.isneginf(alignment.log_beta[~active]).all()


def test_a_batch_is_its_sequences_one_by_one_and_padding_changes_nothing():
    logits = signals()
    loss, dlogits = ctc_loss(logits, TARGETS, LENGTHS, reduction="sum")
    alone = [ctc_loss(logits[:t, [n]], [TARGETS[n]], reduction="sum") for n, t in enumerate(LENGTHS)]
    assert loss == pytest.approx(sum(one for one, _ in alone), rel=1e-13)
    for n, (_, done) in enumerate(alone):
        np.testing.assert_allclose(dlogits[: LENGTHS[n], n], done[:, 0], rtol=1e-10, atol=1e-14)


def test_padded_targets_are_the_same_as_lists():
    padded = np.array([[1, 2, 1], [-7, 0, 99], [2, 2, -1], [1, 0, 0], [2, 9, 9]])
    for given_targets in (padded, padded.tolist()):
        loss, dlogits = ctc_loss(signals(), given_targets, LENGTHS, [3, 0, 2, 1, 1])
        same, dsame = ctc_loss(signals(), TARGETS, LENGTHS)
        assert loss == same
        assert np.array_equal(dlogits, dsame)
    whole, _ = ctc_loss(signals(), np.array([[1, 2]] * 5))
    assert whole == ctc_loss(signals(), ((1, 2),) * 5)[0]


def test_an_empty_target_asks_for_blanks_alone():
    loss, dlogits = ctc_loss(np.zeros((3, 1, 2)), [[]])
    assert loss == pytest.approx(3 * np.log(2), rel=1e-14)
    np.testing.assert_allclose(dlogits[:, 0], [[-0.5, 0.5]] * 3, rtol=1e-14)


def test_one_step_and_one_label_is_cross_entropy():
    loss, dlogits = ctc_loss(np.log([[[1.0, 3.0]]]), [[1]])
    assert loss == pytest.approx(-np.log(0.75), rel=1e-14)
    np.testing.assert_allclose(dlogits, [[[0.25, -0.25]]], rtol=1e-14)


def test_float32_stays_float32_and_is_exact_over_many_steps():
    logits = rng(3).standard_normal((200, 2, 5)).astype(np.float32)
    targets = rng(4).integers(1, 5, (2, 30))
    loss, dlogits = ctc_loss(logits, targets)
    exact, dexact = ctc_loss(logits.astype(np.float64), targets)
    assert dlogits.dtype == np.float32
    assert dexact.dtype == np.float64
    assert loss == pytest.approx(exact, rel=1e-12)
    np.testing.assert_allclose(dlogits, dexact, rtol=1e-6, atol=1e-8)


def test_logits_of_a_thousand_are_exact():
    logits = np.array([[[1000.0, -1000.0]], [[1000.0, -1000.0]]])
    loss, dlogits = ctc_loss(logits, [[1]])
    assert loss == pytest.approx(2000 - np.log(2), rel=1e-14)
    np.testing.assert_allclose(dlogits[:, 0], [[0.5, -0.5]] * 2, rtol=1e-12)
    with pytest.raises(ValueError, match=r"^logits: targets\[1\] has probability 0 in float64"):
        ctc_loss(np.array([[[0, 0], [1e308, -1e308]]]), [[1], [1]])


def test_the_arguments_are_not_changed():
    logits, lengths = signals(), LENGTHS.copy()
    ctc_loss(logits, TARGETS, lengths)
    ctc_beam(logits, lengths)
    assert np.array_equal(logits, signals())
    assert np.array_equal(lengths, LENGTHS)


def test_collapse_merges_repeats_before_it_drops_blanks():
    assert collapse([1, 1, 0, 1, 2, 2]) == [1, 1, 2]
    assert collapse([0, 0]) == []
    assert collapse([2, 0, 1], blank=2) == [0, 1]
    assert collapse(np.array([3, 3])) == [3]


def test_greedy_reads_the_best_path():
    logits = np.zeros((4, 2, 3))
    for n, path in enumerate([[1, 1, 0, 1], [0, 2, 1, 1]]):
        logits[range(4), n, path] = 5
    assert ctc_greedy(logits) == [[1, 1], [2, 1]]
    assert ctc_greedy(logits, [3, 2]) == [[1], [2]]
    assert ctc_greedy(logits, blank=1) == [[0], [0, 2]]


@pytest.mark.parametrize("blank", [0, 2])
def test_a_beam_wide_enough_is_exact(blank):
    logits = signals()
    for n, guesses in enumerate(ctc_beam(logits, LENGTHS, beam=1000, blank=blank)):
        found = all_labels(logits[: LENGTHS[n], n], blank)
        assert {guess.labels for guess in guesses} == found.keys()
        for guess in guesses:
            assert guess.log_p == pytest.approx(np.log(found[guess.labels]), rel=1e-10, abs=1e-12)
        assert [guess.log_p for guess in guesses] == sorted((guess.log_p for guess in guesses), reverse=True)


def test_a_narrow_beam_keeps_its_width_and_claims_no_more_than_the_truth():
    logits = signals()
    found = all_labels(logits[:, 0])
    for beam in (1, 2, 3):
        guesses = ctc_beam(logits[:, :1], beam=beam)[0]
        assert len(guesses) == beam
        assert all(guess.log_p <= np.log(found[guess.labels]) + 1e-12 for guess in guesses)
    assert len(ctc_beam(signals(8))[0]) == 8
    assert len(ctc_beam(signals(8), beam=9)[0]) == 9


def test_the_beam_finds_what_the_best_path_misses():
    """Two steps with p(blank) = .6, p(1) = .4: the best path is blank blank (.36), but 1 has .16 + .24 + .24."""
    logits = np.log([[[0.6, 0.4]], [[0.6, 0.4]]])
    assert ctc_greedy(logits) == [[]]
    best, second = ctc_beam(logits)[0]
    assert best.labels == (1,)
    assert best.log_p == pytest.approx(np.log(0.64), rel=1e-12)
    assert second.labels == ()
    assert second.log_p == pytest.approx(np.log(0.36), rel=1e-12)


def test_a_beam_of_a_thousand_logits_gives_no_impossible_guess():
    guesses = ctc_beam(np.array([[[1e308, -1e308]]]))[0]
    assert [(guess.labels, guess.log_p) for guess in guesses] == [((), 0)]


@pytest.mark.parametrize(
    ("target", "labels", "repeats", "need"), [([1, 2, 1, 2], 4, 0, 4), ([1, 1], 2, 1, 3), ([1, 1, 1], 3, 2, 5)]
)
def test_a_target_too_long_for_its_signal_is_refused_by_name(target, labels, repeats, need):
    logits = np.zeros((6, 2, 3))
    message = rf"^targets\[1\]: expected a signal of at least {need} steps for {labels} labels with {repeats} repeats, "
    with pytest.raises(ValueError, match=message + rf"got {need - 1}$"):
        ctc_loss(logits, [[1], target], [6, need - 1])
    loss, _ = ctc_loss(logits, [[1], target], [6, need], reduction="sum")
    alone, _ = ctc_loss(logits[:, :1], [[1]], reduction="sum")
    assert loss - alone == pytest.approx(need * np.log(3), rel=1e-12)  # one path only


L = np.zeros((4, 2, 3))


def test_alignments_of_padded_targets_are_those_of_lists():
    logits = np.random.default_rng(0).standard_normal((6, 2, 4))
    padded = ctc_alignment(logits, np.array([[1, 2, 9], [3, 3, 1]]), None, [2, 3])
    listed = ctc_alignment(logits, [[1, 2], [3, 3, 1]])
    for one, other in zip(padded, listed, strict=True):
        np.testing.assert_array_equal(one, other)


def test_alignments_of_float32_signals_are_computed_in_float64():
    logits = np.random.default_rng(0).standard_normal((20, 1, 4)).astype(np.float32)
    single = ctc_alignment(logits, [[1, 2, 3]])
    assert {single.log_p.dtype, single.posterior.dtype} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(single.log_p, ctc_alignment(logits.astype(np.float64), [[1, 2, 3]]).log_p)


BAD = [
    (lambda: ctc_loss(L[0], [[1], [1]]), ValueError, "logits: expected (T, N, V), got (2, 3)"),
    (lambda: ctc_loss(L + np.nan, [[1], [1]]), ValueError, "logits: expected finite numbers"),
    (lambda: ctc_loss(L, "ab"), TypeError, "targets: expected 2 lists of labels or an (N, S) array, got str"),
    (lambda: ctc_loss(L, [[1]]), ValueError, "targets: expected 2, one for each signal, got 1"),
    (lambda: ctc_loss(L, np.array(1)), ValueError, "targets: expected 2, one for each signal, got 1"),
    (lambda: ctc_loss(L, [[1], [0]]), ValueError, "targets[1]: expected labels other than the blank 0, got [0]"),
    (lambda: ctc_loss(L, [[1], [3]]), ValueError, "targets[1]: expected numbers from 0 to 2, got 3 to 3"),
    (lambda: ctc_loss(L, [[-1], [1]]), ValueError, "targets[0]: expected numbers from 0 to 2, got -1 to -1"),
    (lambda: ctc_loss(L, [[1.0], [1]]), TypeError, "targets[0]: expected whole numbers, got float64"),
    (lambda: ctc_loss(L, [1, 2]), ValueError, "targets[0]: expected (S,), got ()"),
    (lambda: ctc_loss(L, [["a"], [1]]), TypeError, "targets[0]: expected an array of numbers"),
    (lambda: ctc_loss(L, [[1], [2]], [4, 5]), ValueError, "lengths: expected numbers from 0 to 4, got 4 to 5"),
    (lambda: ctc_loss(L, [[1], [2]], [4, 0]), ValueError, "lengths: expected at least 1 step"),
    (lambda: ctc_loss(L, [[1], [2]], [4]), ValueError, "lengths: expected (2,), got (1,)"),
    (
        lambda: ctc_loss(L, [[1], [2]], None, [1, 2]),
        ValueError,
        "target_lengths: expected numbers from 0 to 1, got 1 to 2",
    ),
    (lambda: ctc_loss(L, [[1], [2]], None, [1]), ValueError, "target_lengths: expected (2,), got (1,)"),
    (
        lambda: ctc_loss(L, [[1], [2, 1]], None, [1, 1]),
        ValueError,
        "targets: expected an array of numbers, got lists of",
    ),
    (lambda: ctc_loss(L, [1, 2], None, [1, 1]), ValueError, "targets: expected (2, S), got (2,)"),
    (lambda: ctc_loss(L, [[1]], None, [1, 1]), ValueError, "targets: expected (2, S), got (1, 1)"),
    (lambda: ctc_loss(L, [[1], [2]], blank=3), ValueError, "blank: expected a number from 0 to 2, got 3"),
    (lambda: ctc_loss(L, [[1], [2]], blank=-1), ValueError, "blank: expected at least 0, got -1"),
    (lambda: ctc_loss(L, [[1], [2]], blank="-"), TypeError, "blank: expected a whole number, got '-'"),
    (lambda: ctc_loss(L, [[1], [2]], reduction="none"), ValueError, "reduction: expected one of mean, sum, got 'none'"),
    (lambda: ctc_greedy(L[0]), ValueError, "logits: expected (T, N, V), got (2, 3)"),
    (lambda: ctc_greedy(L, [5, 1]), ValueError, "lengths: expected numbers from 0 to 4, got 1 to 5"),
    (lambda: ctc_beam(L, beam=0), ValueError, "beam: expected at least 1, got 0"),
    (lambda: ctc_beam(L, beam=1.5), TypeError, "beam: expected a whole number, got 1.5"),
    (lambda: ctc_beam(L, blank=9), ValueError, "blank: expected a number from 0 to 2, got 9"),
    (lambda: collapse("aab"), TypeError, "path: expected an array of numbers"),
    (lambda: collapse(np.zeros(0, int)), ValueError, "path: expected (T,), got (0,)"),
    (lambda: collapse([-1]), ValueError, "path: expected numbers from 0"),
    (lambda: collapse([1], blank=None), TypeError, "blank: expected a whole number, got None"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD, ids=[message for *_, message in BAD])
def test_a_bad_argument_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


@given(JUNK, JUNK, JUNK)
@settings(max_examples=60, deadline=None)
def test_junk_gets_a_clear_error_or_finite_numbers(one, two, three):
    clear_answer(ctc_loss, one, two, three)
    clear_answer(ctc_loss, L, one, two)
    clear_answer(ctc_loss, L, one, None, two)
    clear_answer(ctc_loss, L, [[1], [2]], one, two)
    clear_answer(ctc_loss, L, [[1], [2]], blank=one, reduction=two)
    clear_answer(ctc_loss, L, [one, two])
    clear_answer(ctc_greedy, one, two)
    clear_answer(ctc_beam, L, one, blank=two)
    clear_answer(ctc_beam, one)
    clear_answer(collapse, one, two)
