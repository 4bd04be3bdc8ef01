"""The recordings of the companion package are found by their names, from any folder."""

from pathlib import Path

import numpy as np
import oracle_checks
import pytest
import record_depth
from keep import written

from unrolled import recordings


def test_every_recording_is_loaded_by_its_name_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert recordings.names() == ("depth", "games", "pytorch_gru", "race", "speed")
    assert all(recordings.load(name) for name in recordings.names())


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("recall", ValueError, "name: expected one of depth, games, pytorch_gru, race, speed, got 'recall'"),
        ("race.json", ValueError, "name: expected one of depth, games, pytorch_gru, race, speed, got 'race.json'"),
        (0, TypeError, "name: expected one of depth, games, pytorch_gru, race, speed, got 0"),
    ],
)
def test_another_name_is_refused_and_those_that_exist_are_told(name, error, message):
    with pytest.raises(error, match=message):
        recordings.load(name)


def test_the_recording_of_depth_has_every_network_at_both_learning_rates_from_every_seed():
    kept = recordings.load("depth")
    assert written(kept) == record_depth.FILE.read_text(encoding="utf-8")
    assert kept["settings"] == record_depth.SETTINGS
    assert kept["networks"].keys() == record_depth.CELLS.keys()
    for network in kept["networks"].values():
        losses = np.array([network["loss"][str(lr)] for lr in kept["settings"]["learning_rates"]])
        assert losses.shape == (2, kept["settings"]["seeds"])
        assert (losses > 0).all()
        assert network["parameters"] <= kept["settings"]["parameters_at_most"]


def test_the_recorded_gru_of_pytorch_is_the_one_that_the_engine_is_held_against():
    cases, made_with = oracle_checks.load(Path(__file__).parent / "fixtures/torch.npz")
    case, kept = cases["recurrent: GRU tanh, one layer"], recordings.load("pytorch_gru")
    assert kept["made with"] == made_with
    weights = oracle_checks.part(case, "weights/")
    assert kept["weights"].keys() == weights.keys()
    assert all(np.array_equal(kept["weights"][name], weights[name]) for name in weights)
    assert np.array_equal(kept["xs"], case["xs"])
    assert np.array_equal([kept["h_0"]], case["h_0"])
    assert np.array_equal(kept["hs"], case["hs"])
