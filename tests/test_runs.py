"""The recorded memory race: the file's shape, what chapters say of it, and that the recorder records."""

import itertools
import json
from collections import Counter

import numpy as np
import pytest
import record_race
from keep import written

from unrolled.recordings.race import load_runs

FILE = record_race.FILE


@pytest.mark.parametrize("task", ["recall", "alike"])
def test_the_file_holds_every_network_gap_seed_and_checkpoint(task):
    runs = load_runs(task)
    assert runs.networks == ("RNN", "linear", "LSTM", "GRU")
    assert runs.seeds >= 5
    assert runs.steps[0] == 0
    assert list(runs.steps) == sorted(set(runs.steps))
    for values in runs.accuracy.values():
        assert values.shape == (len(runs.gaps), runs.seeds, len(runs.steps))
        assert ((values >= 0) & (values <= 1)).all()
        assert np.abs(values[:, :, 0] - runs.chance).max() < 0.3  # untrained


def test_the_file_says_how_it_was_made_and_is_small():
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert FILE.stat().st_size < 100_000
    assert kept["settings"].keys() >= {"command", "task", "lr", "units", "seeds", "batch", "python", "numpy"}
    assert {name: kept["settings"][name] for name in record_race.SETTINGS} == record_race.SETTINGS
    assert (tuple(kept["gaps"]), tuple(kept["steps"])) == (record_race.GAPS, record_race.STEPS)
    assert written(kept) == FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("task", ["recall", "alike"])
def test_the_parameters_are_counted(task):
    runs = load_runs(task)
    D, H, V = (7 if task == "recall" else 5), runs.settings["units"], 4
    gates = {"RNN": 1, "LSTM": 4, "GRU": 3}
    readout = H * V + V
    assert runs.parameters == {
        "linear": D * H + readout,
        **{network: k * (D * H + H * H + H) + readout for network, k in gates.items()},
    }


def test_the_recorder_trains_measures_and_repeats_itself():
    steps, settings = (0, 50, 150), record_race.SETTINGS | {"seeds": 1, "units": 8, "lr": 0.02}
    for network in ("RNN", "linear", "LSTM", "GRU"):
        accuracy, parameters = record_race.record(network, "recall", 1, 0, steps=steps, settings=settings)
        assert len(accuracy) == len(steps)
        assert accuracy[-1] > 0.9 > 0.8 > accuracy[0]
        assert parameters > 0
    again = record_race.record("GRU", "recall", 1, 0, steps=steps, settings=settings)
    assert again == (accuracy, parameters)


def test_a_recording_is_what_load_runs_reads(tmp_path):
    settings = record_race.SETTINGS | {"seeds": 2, "units": 2, "batch": 4, "unseen": 8}
    kept = record_race.record_all(("alike",), (0, 3), steps=(0, 2), settings=settings, workers=1)
    (tmp_path / "small.json").write_text(written(kept), encoding="utf-8")
    runs = load_runs("alike", tmp_path / "small.json")
    assert (runs.gaps, runs.steps, runs.seeds, runs.chance) == ((0, 3), (0, 2), 2, 0.25)
    expected, _ = record_race.record("LSTM", "alike", 3, 1, steps=(0, 2), settings=settings)
    assert runs.at("LSTM", 3)[1].tolist() == expected
    assert runs.final("LSTM", 3)[1] == expected[-1]


# what the chapters say of the recorded runs


def test_when_distractors_look_different_the_linear_recurrence_keeps_the_symbol_over_any_gap():
    runs = load_runs("recall")
    assert all(runs.final("linear", gap).min() > 0.99 for gap in runs.gaps)


def test_the_simple_network_has_learnt_gap_10_from_every_seed_and_gap_80_from_none():
    runs = load_runs("recall")
    assert runs.final("RNN", 10).min() > 0.99
    assert runs.final("RNN", 80).max() < 0.35


def test_gates_learn_gap_20_from_every_seed():
    runs = load_runs("recall")
    assert min(runs.final("LSTM", 20).min(), runs.final("GRU", 20).min()) > 0.99


@pytest.mark.parametrize("gap", [2, 5])
def test_where_distractors_are_alike_a_sum_can_only_bet_on_the_most_frequent_symbol(gap):
    sequences = itertools.product(range(4), repeat=gap + 1)
    bound = np.mean([max(Counter(sequence).values()) / (gap + 1) for sequence in sequences])
    seeds = load_runs("alike").final("linear", gap)
    assert seeds.max() < bound + 0.05
    assert np.median(seeds) > bound - 0.1


def test_where_distractors_are_alike_only_gates_reach_gap_20_from_every_seed_and_none_reaches_80():
    runs = load_runs("alike")
    assert [name for name in runs.networks if runs.solved(name, 10) == runs.seeds] == ["RNN", "LSTM", "GRU"]
    assert [name for name in runs.networks if runs.solved(name, 20) == runs.seeds] == ["LSTM"]
    assert runs.final("RNN", 40).max() < 0.35
    assert [name for name in runs.networks if runs.solved(name, 80)] == []


def test_solved_counts_the_seeds_at_or_above_the_threshold():
    runs = load_runs()
    for network in runs.networks:
        assert runs.solved(network, 2, threshold=0) == runs.seeds
        assert runs.solved(network, 2, threshold=1.01) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "path: expected a file written by tools/record_race.py"),
        ("[1]", "path: expected a file written by tools/record_race.py"),
        ("no", "path: expected a file written by tools/record_race.py"),
    ],
)
def test_another_file_is_refused(tmp_path, text, message):
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_runs(path=tmp_path / "other.json")


def test_what_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_runs(path=tmp_path / "none.json")
    with pytest.raises(ValueError, match="task: expected one of recall, alike, got 'copy'"):
        load_runs("copy")
    with pytest.raises(ValueError, match="network: expected one of RNN, linear, LSTM, GRU, got 'CNN'"):
        load_runs().final("CNN", 2)
    with pytest.raises(ValueError, match="gap: expected one of 2, 5, 10, 20, 40, 80, got 3"):
        load_runs().final("RNN", 3)
