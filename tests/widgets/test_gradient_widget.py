"""The gradient flow from Python: the way back it hands over is rnn_core's, and what it refuses."""

import json
import re

import numpy as np
import pytest

from rnn_core import RNNCell, bptt, unroll
from rnn_core.layers import Dense
from rnn_core.losses import softmax_cross_entropy, squared_error
from unrolled.widgets import GradientFlow

VIEW = "application/vnd.jupyter.widget-view+json"


def rng():
    return np.random.default_rng(0)


def worked_example(**options):
    cell = RNNCell(1, 2, rng=rng())
    cell.params |= {
        "W_x": np.array([[0.5, 0.6]]),
        "W_h": np.array([[0.1, 0.2], [0.3, 0.4]]),
        "b": np.array([0.1, -0.1]),
    }
    readout = (np.array([[1.0], [2.0]]), np.array([0.1]))
    return GradientFlow(cell, [[1.0], [2.0]], readout=readout, targets=[[1.5], [2.0]], **options)


def test_the_worked_example_of_chapter_three():
    first, last = worked_example().back
    assert np.allclose(last["own"], [1.454142, 2.908284], atol=1e-6)
    assert last["future"] == [0, 0]
    assert np.allclose(first["own"], [0.122568, 0.245136], atol=1e-6)
    assert np.allclose(first["future"], [0.165392, 0.368715], atol=1e-6)
    assert np.allclose(first["sum_W_h"], [[0.203710, 0.342263], [0.175287, 0.294509]], atol=1e-6)


@pytest.mark.parametrize("loss", ["squared", "softmax"])
@pytest.mark.parametrize("steps", [None, [5], [0, 3]])
def test_the_parts_of_the_steps_add_up_to_bptt_of_the_whole_sequence(loss, steps):
    cell, dense = RNNCell(3, 4, rng=rng()), Dense(4, 2, rng=rng())
    xs, h = rng().normal(size=(6, 1, 3)), rng().normal(size=4)
    targets = rng().integers(0, 2, 6) if loss == "softmax" else rng().normal(size=(6, 2))
    flow = GradientFlow(cell, xs, readout=dense, targets=targets, loss=loss, state=h, steps_with_loss=steps)

    run = unroll(cell, xs, cell.State(h[None]))
    ys, cache = dense.forward(run.hs)
    mask = np.isin(np.arange(6), steps if steps else range(6))[:, None]
    error = softmax_cross_entropy if loss == "softmax" else squared_error
    L, dys = error(ys, targets[:, None], mask, reduction="sum")
    dhs, _ = dense.backward(dys, cache)
    back = bptt(cell, dhs, run.trace)

    assert sum(now["loss"] for now in flow.back) == pytest.approx(L, abs=1e-12)
    for name, whole in back.grads.items():
        parts = sum(np.array(now[f"d{name}"]) for now in flow.back)
        assert np.allclose(parts, whole, rtol=0, atol=1e-12)
        assert np.allclose(flow.back[0][f"sum_{name}"], whole, rtol=0, atol=1e-12)
    for t, now in enumerate(flow.back):
        assert np.allclose(now["own"], dhs[t, 0], rtol=0, atol=1e-12)
        assert np.allclose(np.add(now["own"], now["future"]), now["dh"], rtol=0, atol=1e-12)
        assert np.allclose(np.multiply(now["dh"], now["slope"]), now["da"], rtol=0, atol=1e-12)
        assert np.allclose(np.array(now["da"]) @ cell.params["W_x"].T, back.dxs[t, 0], rtol=0, atol=1e-12)


def test_everything_handed_over_is_json():
    state = worked_example(tokens=["a", "b"], steps_with_loss=[1]).get_state()
    kept = {name: value for name, value in state.items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


def test_a_float32_network_keeps_its_numbers():
    cell = RNNCell(2, 3, rng=rng(), dtype=np.float32)
    flow = GradientFlow(cell, np.eye(2), readout=(np.ones((3, 1)), np.zeros(1)), targets=np.ones((2, 1)))
    assert flow.net["cell"]["W_h"] == cell.params["W_h"].astype(float).tolist()


def test_it_opens_where_it_is_told():
    flow = worked_example(t=1, backward=True, phase="future", unit=1)
    assert (flow.t, flow.backward, flow.phase, flow.unit, flow.inside) == (1, True, 1, 1, True)


def test_the_sentence_tells_both_parts_of_the_gradient():
    assert repr(worked_example()) == (
        "Gradient flow back from t = 1 to 0, L = 0.532: "
        "dh_1 = [1.454, 2.908] (its own loss) + [0.000, 0.000] (the future) = [1.454, 2.908]; "
        "dh_0 = [0.123, 0.245] (its own loss) + [0.165, 0.369] (the future) = [0.288, 0.614]"
    )


def test_the_bundle_has_the_view_a_picture_and_its_words():
    first, second = (worked_example()._repr_mimebundle_()[0] for _ in range(2))
    assert first[VIEW]["model_id"]
    assert first["text/plain"].startswith("Gradient flow back from t = 1")
    assert first["image/png"].startswith(b"\x89PNG")
    assert first["image/png"] == second["image/png"]
    assert 5_000 < len(first["image/png"]) < 40_000


CELL = RNNCell(2, 3, rng=np.random.default_rng(0))
READOUT = (np.ones((3, 2)), np.zeros(2))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"cell": "cell"}, TypeError, "cell: expected an RNNCell, got 'cell'"),
        ({"readout": None}, TypeError, r"readout: expected a pair \(W_y, b_y\) or a Dense layer, got None"),
        ({"xs": np.ones((4, 3))}, ValueError, r"xs: expected \(T, 2\), got \(4, 3\)"),
        ({"targets": np.ones((3, 2))}, ValueError, r"targets: expected \(2, 2\), got \(3, 2\)"),
        ({"targets": np.ones(2)}, ValueError, r"targets: expected \(2, 2\), got \(2,\)"),
        ({"targets": [[0.0, np.nan]] * 2}, ValueError, "targets: expected finite numbers"),
        ({"targets": None}, TypeError, "targets: expected an array of numbers"),
        ({"loss": "softmax", "targets": [0, 2]}, ValueError, "targets: expected numbers from 0 to 1, got 0 to 2"),
        ({"loss": "softmax", "targets": [0.0, 1.0]}, TypeError, "targets: expected whole numbers"),
        ({"loss": "softmax", "targets": [0]}, ValueError, r"targets: expected \(2,\), got \(1,\)"),
        ({"loss": "hinge"}, ValueError, "loss: expected one of squared, softmax, got 'hinge'"),
        ({"steps_with_loss": [2]}, ValueError, "steps_with_loss: expected numbers from 0 to 1, got 2 to 2"),
        ({"steps_with_loss": [0.5]}, TypeError, "steps_with_loss: expected whole numbers"),
        ({"steps_with_loss": []}, (ValueError, TypeError), "steps_with_loss: expected"),
        ({"state": np.ones(2)}, ValueError, r"state: expected \(3,\), got \(2,\)"),
        ({"tokens": ["a"]}, ValueError, "tokens: expected 2 of them, got 1"),
        ({"t": 2}, ValueError, "t: expected 0 to 1, got 2"),
        ({"unit": 3}, ValueError, "unit: expected 0 to 2, got 3"),
        ({"phase": "add"}, ValueError, "phase: expected one of own, future, total, slope, weights, got 'add'"),
        ({"backward": 1}, TypeError, "backward: expected True or False, got 1"),
        ({"lang": "fr"}, ValueError, "lang: expected one of en, zh, got 'fr'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    arguments = {"cell": CELL, "xs": np.eye(2), "readout": READOUT, "targets": np.zeros((2, 2))} | changed
    with pytest.raises(error, match=message):
        GradientFlow(**arguments)


def test_every_word_the_flow_asks_for_exists():
    asked = set(re.findall(r"text\(\"(\w+)\"", GradientFlow._esm))
    asked |= set(re.findall(r"\"((?:flow|about)_\w+)\"", GradientFlow._esm))
    stages = ("forward", "own", "future", "total", "slope", "weights")
    asked |= {f"flow_stage_{name}" for name in stages}
    asked |= {f"flow_{name}_row" for name in ("own", "future", "dh", "slope", "da")}
    asked |= {f"name_{name}" for name in ("dy", "own", "future", "dh", "slope", "da", "dW", "db", "sum_W", "sum_b")}
    assert asked <= GradientFlow.words_in("en").keys()
