"""Training: batches hold every example once, `fit` does what it says, and a training that diverges stops in time."""

import io
import sys

import numpy as np
import pytest

from rnn_core import LSTMCell, RNNCell, Stack, tasks
from rnn_core.data import (
    Aligned,
    Batches,
    Captions,
    Examples,
    ManyToOne,
    Transcripts,
    Translations,
    chunks,
    pad,
    streams,
)
from rnn_core.models import LanguageModel, SequenceClassifier, SequenceRegressor, Tagger
from rnn_core.optim import SGD, Adam, Momentum, clip_by_norm, clip_by_value
from rnn_core.training import DivergenceError, descend, fit, gradient_norm


@pytest.fixture
def rng():
    return np.random.default_rng(3)


# -- batches -----------------------------------------------------------------------------------------------------------


def numbered(N=10, T=6):
    """Sequence n holds the number n at every step it has, and lasts 1 + n % T steps."""
    lengths = 1 + np.arange(N) % T
    xs = np.where(np.arange(T)[:, None] < lengths, np.arange(N), 0)
    return ManyToOne(xs, np.arange(N), lengths)


@pytest.mark.parametrize("bucket", [False, True])
@pytest.mark.parametrize("size", [1, 3, 10, 99])
def test_a_pass_has_every_example_once(rng, size, bucket):
    batches = list(Batches(numbered(), size, rng=rng, bucket=bucket))
    assert sorted(np.concatenate([batch.targets for batch in batches])) == list(range(10))
    assert len(batches) == len(Batches(numbered(), size)) == -(-10 // size)


def test_without_rng_the_order_stays_and_with_it_each_pass_has_another():
    in_order = [batch.targets.tolist() for batch in Batches(numbered(), 4)]
    assert in_order == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    batches = Batches(numbered(), 4, rng=np.random.default_rng(0))
    passes = [[batch.targets.tolist() for batch in batches] for _ in range(2)]
    assert passes[0] != passes[1]
    again = Batches(numbered(), 4, rng=np.random.default_rng(0))
    assert [batch.targets.tolist() for batch in again] == passes[0]


def test_a_batch_is_cut_to_its_longest_sequence_and_belongs_together(rng):
    for batch in Batches(numbered(), 3, rng=rng):
        assert len(batch.xs) == batch.lengths.max()
        assert np.array_equal(batch.xs[0], batch.targets)
        assert np.array_equal(batch.lengths, 1 + batch.targets % 6)


def test_buckets_hold_sequences_of_like_length(rng):
    lengths = rng.integers(1, 50, 300)
    data = ManyToOne(np.zeros((49, 300), int), np.arange(300), lengths)

    def padding(bucket):
        return sum(len(b.xs) * len(b.targets) - b.lengths.sum() for b in Batches(data, 10, rng=rng, bucket=bucket))

    assert padding(True) < 0.1 * padding(False)
    longest = [batch.lengths.max() for batch in Batches(data, 10, rng=rng, bucket=True)]
    assert longest != sorted(longest)


def test_every_record_takes_its_examples_along_the_right_axis():
    T, N, S, n = 5, 4, 3, [2, 0]
    steps, written = np.arange(T * N).reshape(T, N), np.arange(S * N).reshape(S, N)
    lengths, short = np.array([2, 5, 3, 1]), np.array([1, 3, 2, 2])
    aligned = Aligned(steps, steps + 1, lengths, steps > 3).take(n)
    assert np.array_equal(aligned.xs, steps[:3, n])
    assert np.array_equal(aligned.targets, steps[:3, n] + 1)
    assert np.array_equal(aligned.mask, steps[:3, n] > 3)
    assert Aligned(steps, steps).take(n)[2:] == (None, None)
    transcripts = Transcripts(steps[..., None], lengths, written.T, short).take(n)
    assert np.array_equal(transcripts.xs, steps[:3, n, None])
    assert np.array_equal(transcripts.targets, written.T[n])
    assert np.array_equal(transcripts.target_lengths, short[n])
    pairs = Translations(steps, lengths, written, written + 1, short).take(n)
    assert np.array_equal(pairs.sources, steps[:3, n])
    assert np.array_equal(pairs.decoder_inputs, written[:2, n])
    assert np.array_equal(pairs.targets, written[:2, n] + 1)
    assert pairs.lengths.tolist() == [3, 2]
    captions = Captions(steps.T, written, written + 1, short).take(n)
    assert np.array_equal(captions.pictures, steps.T[n])
    assert np.array_equal(captions.targets, written[:2, n] + 1)
    assert np.array_equal(Examples(steps.T).take(n).xs, steps.T[n])
    assert np.array_equal(Examples(steps.T, steps.T + 1).take(n).targets, steps.T[n] + 1)


@pytest.mark.parametrize(
    ("data", "N"),
    [
        (ManyToOne(np.zeros((5, 4, 2)), np.zeros((4, 3))), 4),
        (Aligned(np.zeros((5, 4, 2)), np.zeros((5, 4))), 4),
        (Captions(np.zeros((4, 8, 8)), np.zeros((5, 4)), np.zeros((5, 4)), np.full(4, 5)), 4),
        (Examples(np.zeros((4, 2))), 4),
        (Transcripts(np.zeros((5, 4, 1)), np.full(4, 5), np.zeros((4, 3)), np.full(4, 3)), 4),
        (Translations(*[np.zeros((5, 4)), np.full(4, 5)], *[np.zeros((3, 4))] * 2, np.full(4, 3)), 4),
    ],
)
def test_the_number_of_examples_is_found_in_every_record(data, N):
    assert len(Batches(data, 1)) == N


def test_pad_puts_sequences_side_by_side():
    xs, lengths = pad([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])])
    assert xs.tolist() == [[[1, 2], [3, 4]], [[0, 0], [5, 6]]]
    assert lengths.tolist() == [1, 2]
    symbols, lengths = pad([[3, 1, 2], [4]])
    assert symbols.tolist() == [[3, 4], [1, 0], [2, 0]]
    assert symbols.dtype.kind == "i"
    assert pad([np.ones((2, 1), np.float32)])[0].dtype == np.float32


def test_streams_go_on_in_time_and_chunks_put_together_are_the_whole():
    data = streams(np.arange(22), 3)
    assert data.xs.T.tolist() == [list(range(7)), list(range(7, 14)), list(range(14, 21))]
    assert np.array_equal(data.targets, data.xs + 1)
    pieces = chunks(data._replace(mask=data.xs > 2), 3)
    assert [len(piece.xs) for piece in pieces] == [3, 3, 1]
    for k, whole in enumerate((data.xs, data.targets, None, data.xs > 2)):
        if whole is not None:
            assert np.array_equal(np.concatenate([piece[k] for piece in pieces]), whole)


@pytest.mark.parametrize(
    ("do", "match"),
    [
        (lambda: Batches(np.zeros((3, 2)), 2), "data: expected a record"),
        (lambda: Batches(numbered(), 0), "size: expected at least 1, got 0"),
        (lambda: Batches(numbered(), 2, rng=0), "rng: expected a numpy.random.Generator"),
        (lambda: Batches(Examples(np.zeros((3, 2))), 2, bucket=True), "bucket: expected data with lengths"),
        (
            lambda: Batches(ManyToOne(np.zeros((5, 4)), np.zeros(5)), 2),
            r"xs, targets: expected the same number.*\[4, 5\]",
        ),
        (
            lambda: Batches(ManyToOne(np.zeros(5), np.zeros(5)), 2),
            "xs: expected an array with the examples along axis 1",
        ),
        (lambda: Batches(ManyToOne([[0]], np.zeros(1)), 2), "xs: expected an array with the examples.*got list"),
        (lambda: pad([]), "sequences: expected sequences of at least one step"),
        (lambda: pad([[1], []]), "sequences: expected sequences of at least one step"),
        (lambda: pad([np.zeros((2, 3)), np.zeros((2, 4))]), r"sequences\[1\]: expected one like the first"),
        (lambda: pad([[1, 2], [0.5]]), r"sequences\[1\]: expected one like the first"),
        (lambda: pad(["ab"]), r"sequences\[0\]: expected an array of numbers"),
        (lambda: streams([1, 2, 3], 3), "symbols: expected more than N = 3"),
        (lambda: streams(5, 1), "symbols: expected more than N = 1"),
        (lambda: chunks(numbered(), 2), "data: expected Aligned"),
        (lambda: chunks(streams(np.arange(9), 2), 0), "steps: expected at least 1"),
    ],
)
def test_wrong_data_is_refused_by_name(do, match):
    with pytest.raises((TypeError, ValueError), match=match):
        do()


# -- fit ---------------------------------------------------------------------------------------------------------------


class Bowl:
    """L = |w - target|^2 / 2 with target from the batch: a model whose every step is known."""

    def __init__(self, *w):
        self.params = {"w": np.array(w, float)}

    def loss_and_grads(self, batch):
        error = self.params["w"] - batch
        return float(error @ error) / 2, {"w": error}

    def loss_grads_and_state(self, batch, state):
        return *self.loss_and_grads(batch), [*(state or []), float(batch)]


def test_fit_takes_one_step_of_the_optimizer_for_each_batch():
    bowl = Bowl(4.0, 0.0)
    history = fit(bowl, [np.zeros(2)] * 2, SGD(0.5), epochs=2)
    assert bowl.params["w"].tolist() == [0.25, 0]
    assert history.loss.tolist() == [8, 2, 0.5, 0.125]
    assert history.gradient_norm.tolist() == [4, 2, 1, 0.5]
    assert history.validation.size == 0
    assert history.best_epoch is None


def test_clipping_shortens_the_step_and_the_history_has_the_norm_before_it():
    bowl = Bowl(3.0, 4.0)
    history = fit(bowl, [np.zeros(2)], SGD(1.0), clip=1.0)
    np.testing.assert_allclose(bowl.params["w"], [2.4, 3.2], rtol=1e-12)
    assert history.gradient_norm.tolist() == [5]
    bowl = Bowl(3.0, 0.5)
    fit(bowl, [np.zeros(2)], SGD(1.0), clip=lambda grads: clip_by_value(grads, 1.0))
    assert bowl.params["w"].tolist() == [2, 0]


def test_training_stops_after_patience_and_puts_the_best_weights_back():
    bowl, seen = Bowl(8.0), []

    def validation():
        seen.append(float(bowl.params["w"][0]))
        return (seen[-1] - 2) ** 2  # smallest at 2; the weights go 4, 2, 1, .5

    history = fit(bowl, [np.zeros(1)], SGD(0.5), epochs=50, validation=validation, patience=2)
    assert seen == [4, 2, 1, 0.5]
    assert history.validation.tolist() == [4, 0, 1, 2.25]
    assert history.best_epoch == 1
    assert bowl.params["w"].tolist() == [2]
    assert len(history.loss) == 4


def test_without_patience_all_epochs_run_and_the_last_weights_stay():
    bowl = Bowl(8.0)
    history = fit(bowl, [np.zeros(1)], SGD(0.5), epochs=4, validation=lambda: abs(bowl.params["w"][0] - 2))
    assert bowl.params["w"].tolist() == [0.5]
    assert history.best_epoch == 1


def test_validation_that_only_stays_the_same_counts_as_no_progress():
    history = fit(Bowl(1.0), [np.zeros(1)], SGD(0.1), epochs=9, validation=lambda: 1.0, patience=3)
    assert len(history.validation) == 4
    assert history.best_epoch == 0


def test_the_state_is_carried_from_batch_to_batch_and_each_epoch_starts_anew():
    bowl, states = Bowl(0.0), []
    carried = bowl.loss_grads_and_state

    def watched(batch, state):
        states.append(state)
        return carried(batch, state)

    bowl.loss_grads_and_state = watched
    fit(bowl, [1.0, 2.0, 3.0], SGD(0.1), epochs=2, carry=True)
    assert states == [None, [1.0], [1.0, 2.0]] * 2


def test_the_same_seed_trains_the_same_network():
    def trained():
        rng = np.random.default_rng(5)
        data = tasks.recall(3, 20, rng=rng)
        model = SequenceClassifier(LSTMCell(7, 4, rng=rng), 4, rng=rng)
        history = fit(model, Batches(data, 6, rng=rng), Adam(0.01), epochs=2)
        return history, model.params

    (one, weights), (other, again) = trained(), trained()
    assert np.array_equal(one.loss, other.loss)
    assert all(np.array_equal(weights[name], again[name]) for name in weights)


def test_truncated_backpropagation_with_carried_state_reads_as_one_run(rng):
    model = LanguageModel(LSTMCell(3, 4, rng=rng), 5, rng=rng)
    data = streams(rng.integers(0, 5, 61), 3)
    state, losses = None, []
    for piece in chunks(data, 6):
        loss, _, state = model.loss_grads_and_state(piece, state)
        losses.append(loss * len(piece.xs))
    np.testing.assert_allclose(sum(losses) / len(data.xs), model.loss(data), rtol=1e-12)


def test_a_stack_drops_out_in_training_only_and_trains_the_same_weights(rng):
    stack = Stack([LSTMCell(7, 8, rng=rng), LSTMCell(8, 8, rng=rng)], dropout=0.5)
    model, batch = SequenceClassifier(stack, 4, rng=rng), tasks.recall(3, 20, rng=rng)
    training = model.training(np.random.default_rng(0))
    assert model.loss(batch) == model.loss(batch)
    assert training.loss(batch) != training.loss(batch) != model.loss(batch)
    before = model.loss(batch)
    fit(training, [batch] * 20, Adam(0.01))
    assert model.loss(batch) < before


# -- divergence --------------------------------------------------------------------------------------------------------


def test_a_diverging_training_stops_with_the_step_and_the_norm_and_the_weights_before_it():
    bowl = Bowl(1.0)
    with pytest.raises(DivergenceError, match="diverged at step") as caught:
        fit(bowl, [np.zeros(1)] * 2000, SGD(1e10))
    assert caught.value.step > 1
    assert str(caught.value.step) in str(caught.value)
    assert "gradient norm" in str(caught.value)
    assert np.isfinite(bowl.params["w"]).all()
    # |w| grows by a factor of 1e10 - 1 each step, so the weights are those of that many steps
    np.testing.assert_allclose(np.log10(abs(bowl.params["w"][0])), 10 * caught.value.step, rtol=1e-6)


class Broken(Bowl):
    """A model whose loss or gradient breaks at the third step."""

    def __init__(self, loss=1.0, grad=1.0, error=None):
        super().__init__(1.0)
        self.broken, self.calls = (loss, {"w": np.array([grad])}, error), 0

    def loss_and_grads(self, batch):
        self.calls += 1
        if self.calls < 3:
            return 1.0, {"w": np.array([0.25])}
        loss, grads, error = self.broken
        if error:
            raise error
        return loss, grads


@pytest.mark.parametrize(
    ("broken", "match"),
    [
        ({"loss": np.nan}, "the loss is not finite"),
        ({"loss": np.inf}, "the loss is not finite"),
        ({"grad": np.nan}, "the gradient is not finite"),
        ({"grad": -np.inf}, "the gradient is not finite"),
        ({"grad": 1e200}, "the gradient is not finite"),
        ({"error": FloatingPointError("hs: step 7 of sequence 0 is not finite")}, "hs: step 7 of sequence 0"),
    ],
)
@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
def test_the_step_that_breaks_changes_no_weight(broken, match, optimizer):
    steps, untouched = optimizer(0.5), Broken()
    fit(untouched, [None, None], optimizer(0.5))
    model = Broken(**broken)
    with pytest.raises(DivergenceError, match=match) as caught:
        fit(model, [None] * 5, steps, clip=1e300)
    assert caught.value.step == 2
    assert model.calls == 3
    assert np.array_equal(model.params["w"], untouched.params["w"])


def test_a_step_that_would_overflow_the_weights_is_taken_back():
    bowl = Bowl(1.0, 2.0)
    with pytest.raises(DivergenceError, match="step 0: the step leads to weights that are not finite"):
        fit(bowl, [np.full(2, -1e10)], SGD(1e300))
    assert bowl.params["w"].tolist() == [1, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_real_network_diverges_with_a_clear_word_whatever_breaks_first(rng, dtype):
    cell = RNNCell(2, 4, rng=rng, activation="relu", dtype=dtype)
    model = SequenceRegressor(cell, 1, rng=rng)
    batch = tasks.adding(20, 16, rng=rng)
    with pytest.raises(DivergenceError, match=r"training diverged at step \d+: .*\(loss .*, gradient norm"):
        fit(model, [batch] * 1000, SGD(50.0))
    assert all(np.isfinite(p).all() for p in model.params.values())


def test_the_norm_of_a_gradient_is_over_all_its_arrays():
    assert gradient_norm({"a": np.array([3.0]), "b": np.array([[0.0, 4.0]])}) == 5
    assert gradient_norm({"a": np.array([np.nan])}) != gradient_norm({"a": np.array([np.nan])})


def test_descend_is_one_step_by_hand():
    bowl = Bowl(4.0)
    loss, norm, state = descend(bowl, np.zeros(1), SGD(0.5), lambda grads: clip_by_norm(grads, 2.0))
    assert (loss, norm, state) == (8.0, 4.0, None)
    assert bowl.params["w"].tolist() == [3]
    with pytest.raises(DivergenceError, match="at step 0:"):
        descend(Bowl(1.0), np.full(1, np.nan), SGD(0.5))


# -- bad arguments, progress -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"model": RNNCell(2, 2, rng=np.random.default_rng(0))}, "model: expected one with params and loss_and_grads"),
        ({"model": None}, "model: expected one with params"),
        ({"optimizer": 0.1}, "optimizer: expected one such as Adam"),
        ({"batches": 3}, "batches: expected something to iterate over"),
        ({"batches": []}, "batches: expected at least one batch"),
        ({"batches": iter([np.zeros(1)]), "epochs": 2}, "batches: expected a list or Batches for more than one epoch"),
        ({"epochs": 0}, "epochs: expected at least 1"),
        ({"epochs": 1.5}, "epochs: expected a whole number"),
        ({"clip": -1.0}, "clip: expected a finite number above 0"),
        ({"clip": "norm"}, "clip: expected a number"),
        ({"validation": 3}, "validation: expected a function"),
        ({"validation": lambda: float("nan")}, r"validation\(\): expected a finite number"),
        ({"patience": 3}, "patience: expected a validation to go with it"),
        ({"patience": 0, "validation": lambda: 1.0}, "patience: expected at least 1"),
        ({"carry": "yes"}, "carry: expected True or False"),
        ({"progress": 1}, "progress: expected True or False"),
    ],
)
def test_wrong_arguments_of_fit_are_refused_by_name(options, match):
    arguments = {"model": Bowl(1.0), "batches": [np.zeros(1)], "optimizer": SGD(0.1)} | options
    with pytest.raises((TypeError, ValueError), match=match):
        fit(**arguments)


def test_a_batch_of_the_wrong_kind_is_refused_by_name(rng):
    model = Tagger(RNNCell(2, 3, rng=rng), 2, rng=rng)
    with pytest.raises(TypeError, match=r"batch: expected Aligned\(xs, targets, lengths, mask\), got ManyToOne"):
        fit(model, [ManyToOne(np.zeros((3, 1, 2)), np.zeros(1, int))], SGD(0.1))


def test_progress_is_shown_when_asked_for_and_not_where_output_is_kept(monkeypatch):
    def shown(progress, tty=False):
        stream = io.StringIO()
        stream.isatty = lambda: tty
        monkeypatch.setattr(sys, "stderr", stream)
        fit(Bowl(1.0), [np.zeros(1)] * 3, SGD(0.1), progress=progress)
        return stream.getvalue()

    assert shown(None) == shown(False, tty=True) == ""
    assert "/3" in shown(True)
    assert "/3" in shown(None, tty=True)
