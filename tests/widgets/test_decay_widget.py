"""The gradient decay from Python: what rnn_core measures, the key-frame, and what is refused."""

import json
import re

import numpy as np
import pytest

from rnn_core import RNNCell, bptt, unroll
from unrolled.widgets import GradientDecay

CELL = RNNCell(2, 4, rng=np.random.default_rng(0))
XS = np.random.default_rng(1).normal(size=(20, 2))


def test_what_is_measured_is_bptt_of_the_whole_sequence():
    decay = GradientDecay(CELL, XS)
    run = unroll(CELL, XS[:, None])
    back = bptt(CELL, np.zeros((20, 1, 4)), run.trace, CELL.State(np.array(decay.dh_last)[None]))
    norms, bounds, grads = decay.measure()
    for name, grad in back.grads.items():
        assert np.allclose(grads[name], grad, rtol=0, atol=1e-12)
    assert norms[-1] == pytest.approx(1)
    assert (norms <= bounds * (1 + 1e-9)).all()


def test_a_matrix_scaled_to_the_radius_has_it():
    decay = GradientDecay(CELL, XS, radius=0.5)
    W_h = CELL.params["W_h"] * 0.5 / decay.own_radius
    assert np.abs(np.linalg.eigvals(W_h)).max() == pytest.approx(0.5)
    assert decay.measure()[1][0] == pytest.approx(np.linalg.norm(W_h, 2) ** 19)


def test_the_bound_is_met_by_an_orthogonal_matrix_without_squashing():
    norms, bounds, _ = GradientDecay(CELL, XS, radius=0.9, activation="identity").measure()
    assert np.allclose(norms, bounds, rtol=1e-9)


def test_the_bundle_has_a_picture_its_words_and_json():
    decay = GradientDecay(CELL, XS, radius=0.9)
    data, _ = decay._repr_mimebundle_()
    assert re.fullmatch(
        r"Gradient decay, spectral radius 0\.90, tanh, 20 steps: of a gradient of length 1 at the last state, about "
        r"\de-\d\d reaches the first; the bound is 1e-01",
        data["text/plain"],
    )
    assert 5_000 < len(data["image/png"]) < 40_000
    kept = {name: value for name, value in decay.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"cell": "cell"}, TypeError, "cell: expected an RNNCell, got 'cell'"),
        ({"xs": np.ones((20, 3))}, ValueError, r"xs: expected \(T, 2\), got \(20, 3\)"),
        ({"xs": np.ones((4, 2))}, ValueError, "xs: expected 5 to 200 steps, got 4"),
        ({"xs": np.ones((201, 2))}, ValueError, "xs: expected 5 to 200 steps, got 201"),
        ({"radius": 3}, ValueError, "radius: expected 0.2 to 2, got 3"),
        ({"radius": "1"}, TypeError, "radius: expected a number, got '1'"),
        ({"steps": 21}, ValueError, "steps: expected 5 to 20, got 21"),
        ({"steps": 4}, ValueError, "steps: expected at least 5, got 4"),
        ({"activation": "softmax"}, ValueError, "activation: expected one of tanh, relu, sigmoid, identity"),
        ({"clip": "both"}, ValueError, "clip: expected one of none, norm, value, got 'both'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        GradientDecay(**{"cell": CELL, "xs": XS} | changed)


@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_the_longest_sequence_at_the_largest_radius_stays_finite(activation):
    decay = GradientDecay(CELL, np.ones((200, 2)), radius=2, activation=activation)
    norms, bounds, grads = decay.measure()
    assert np.isfinite([norms, bounds]).all()
    assert all(np.isfinite(grad).all() for grad in grads.values())


def test_a_matrix_of_zeros_cannot_be_scaled():
    cell = RNNCell(2, 4, rng=np.random.default_rng(0))
    cell.params["W_h"][:] = 0
    with pytest.raises(ValueError, match="cell: expected a W_h with a spectral radius above 0"):
        GradientDecay(cell, XS)


def test_every_word_it_asks_for_exists():
    asked = set(re.findall(r"text\(\"(\w+)\"", GradientDecay._esm))
    asked |= set(re.findall(r"\"(decay_\w+)\"", GradientDecay._esm))
    asked |= {f"decay_clip_{way}" for way in ("none", "norm", "value")} | {"decay_clipped_norm", "decay_clipped_value"}
    assert asked <= GradientDecay.words_in("en").keys()
