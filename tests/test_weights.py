"""Weights come back from a file exactly, and every file that is not theirs is refused with nothing changed."""

import io
import pickle
import zipfile

import numpy as np
import pytest

from rnn_core import LSTMCell, RNNCell
from rnn_core.models import SequenceClassifier
from rnn_core.weights import load, read, save


def model(seed=0, H=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return SequenceClassifier(LSTMCell(2, H, rng=rng, dtype=dtype), 4, rng=rng)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


def refused(path, model, match, error=ValueError):
    """`load` raises the error and leaves every weight as it was."""
    before = {name: p.copy() for name, p in model.params.items()}
    with pytest.raises(error, match=match):
        load(path, model)
    assert all(np.array_equal(model.params[name], p) for name, p in before.items())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_come_back_to_the_last_bit_and_into_the_same_arrays(path, dtype):
    one, other = model(0, dtype=dtype), model(1, dtype=dtype)
    arrays = dict(other.params)
    save(path, one)
    assert load(path, other) is other
    for name, p in one.params.items():
        assert other.params[name] is arrays[name]
        assert np.array_equal(p, other.params[name])
        assert p.dtype == other.params[name].dtype == dtype
    xs = np.random.default_rng(2).standard_normal((5, 3, 2))
    assert np.array_equal(one.predict(xs), other.predict(xs))


def test_a_cell_alone_can_be_saved(path):
    one, other = (RNNCell(2, 3, rng=np.random.default_rng(seed)) for seed in (0, 1))
    save(str(path), one)
    load(str(path), other)
    assert read(path).keys() == {"W_x", "W_h", "b"}
    assert np.array_equal(one.params["W_h"], other.params["W_h"])


def test_the_same_weights_give_the_same_file(path, tmp_path):
    save(path, model())
    save(tmp_path / "again.npz", model())
    assert path.read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_saving_leaves_one_file_and_replaces_what_was_there(path):
    path.write_text("something else", encoding="utf-8")
    save(path, model())
    assert [file.name for file in path.parent.iterdir()] == ["weights.npz"]
    assert read(path).keys() == model().params.keys()


@pytest.mark.parametrize("kept", [0, 1, 10, 100, 0.5, 0.9, -1])
def test_a_truncated_file_is_refused(path, kept):
    save(path, model())
    whole = path.read_bytes()
    path.write_bytes(whole[: kept if isinstance(kept, int) else int(kept * len(whole))])
    refused(path, model(1), "path: expected a whole .npz file")


def test_a_file_with_any_one_byte_of_its_numbers_changed_is_refused(path):
    save(path, model())
    whole = bytearray(path.read_bytes())
    numbers = whole.find(b"\x93NUMPY") + 150
    for place in range(numbers, numbers + 8):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        refused(path, model(1), "path: expected a whole .npz file")


def foreign_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "dear reader")
    return file.getvalue()


def one_array():
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


FOREIGN = {
    "text": b"not weights at all",
    "pickle": pickle.dumps({"W": [1.0]}),
    "npy": one_array(),
    "zip": foreign_zip(),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(50),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_file_is_refused(path, content):
    path.write_bytes(content)
    refused(path, model(1), "path: expected a whole .npz file of weights, got")


class Trap:
    """Would leave a mark if it were ever unpickled."""

    sprung = False

    def __reduce__(self):
        return setattr, (Trap, "sprung", True)


def test_python_objects_are_refused_and_never_unpickled(path):
    np.savez(path, **{"out.b": np.array([Trap()], dtype=object)})
    refused(path, model(1), "path: expected a whole .npz file")
    assert not Trap.sprung


def test_a_missing_file_is_named(path):
    refused(path, model(), "weights.npz.*there is none", FileNotFoundError)


def changed(**arrays):
    return model().params | arrays


WRONG = {
    "missing": ({k: v for k, v in model().params.items() if k != "out.b"}, "expected weights for out.b too"),
    "extra": (changed(more=np.zeros(2)), "got also more"),
    "misshapen": (
        changed(**{"out.b": np.zeros(5)}),
        r"'out.b' to be float64 \(4,\) as in the model, got float64 \(5,\)",
    ),
    "a number for four": (changed(**{"out.b": np.zeros(1)}), r"got float64 \(1,\)"),
    "float32": (changed(**{"out.b": np.zeros(4, np.float32)}), r"got float32 \(4,\)"),
    "whole numbers": (changed(**{"out.b": np.zeros(4, int)}), "'out.b' of int64"),
    "not finite": (changed(**{"out.b": np.full(4, np.nan)}), "expected finite"),
    "complex": (changed(**{"out.b": np.zeros(4, complex)}), "'out.b' of complex128"),
    "nothing": ({}, "expected a whole .npz file"),
}


@pytest.mark.parametrize(("arrays", "match"), WRONG.values(), ids=WRONG.keys())
def test_weights_that_do_not_fit_are_refused_by_name(path, arrays, match):
    np.savez(path, **arrays)
    refused(path, model(1), match)


def test_weights_of_another_size_are_refused(path):
    save(path, model(H=4))
    refused(path, model(H=3), r"expected 'cell.W_x' to be float64 \(2, 12\)")


@pytest.mark.parametrize(
    ("path", "error", "match"),
    [
        ("weights.txt", ValueError, "path: expected a name that ends in .npz, got 'weights.txt'"),
        (3, TypeError, "path: expected a path"),
        (None, TypeError, "path: expected a path"),
    ],
)
def test_a_wrong_path_is_refused(path, error, match):
    for do in (lambda: save(path, model()), lambda: load(path, model()), lambda: read(path)):
        with pytest.raises(error, match=match):
            do()


@pytest.mark.parametrize("thing", [None, 3, "model", np.zeros(3), {"W": np.zeros(3)}])
def test_a_thing_without_params_is_refused(path, thing):
    with pytest.raises(TypeError, match="model: expected something with params"):
        save(path, thing)
    with pytest.raises(TypeError, match="model: expected something with params"):
        load(path, thing)


def test_weights_that_are_not_finite_are_not_saved(path):
    broken = model()
    broken.params["out.b"][0] = np.inf
    with pytest.raises(ValueError, match=r"'out.b'.*finite"):
        save(path, broken)
    assert not path.exists()
