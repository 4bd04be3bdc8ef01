"""The memory race from Python: where it opens, what it says and draws, and what is refused."""

import json
import re

import numpy as np
import pytest

from rnn_core.plots import race as plots
from unrolled.recordings.race import load_runs
from unrolled.widgets import MemoryRace

RUNS = load_runs()


def test_it_opens_at_the_middle_gap_at_the_end_with_all_networks():
    race = MemoryRace(RUNS)
    assert (race.gap, race.at, race.view) == (RUNS.gaps[len(RUNS.gaps) // 2], RUNS.steps[-1], "time")
    assert race.shown == list(RUNS.networks)


def test_it_opens_where_it_is_told():
    race = MemoryRace(RUNS, gap=5, at=100, view="gap", networks=("GRU", "RNN"))
    assert (race.gap, race.at, race.view, race.shown) == (5, 100, "gap", ["RNN", "GRU"])


def test_what_it_hands_over_is_the_recorded_runs_and_json():
    race = MemoryRace(RUNS)
    for network, values in RUNS.accuracy.items():
        np.testing.assert_array_equal(race.accuracy[network], values)
    kept = {name: value for name, value in race.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept
    assert len(json.dumps(kept)) < 40_000


def test_the_sentence_says_worst_best_and_median_of_those_shown():
    race = MemoryRace(RUNS, gap=20, networks=["LSTM"])
    seeds = np.sort(RUNS.final("LSTM", 20))
    assert repr(race) == (
        f"Memory race at gap 20 after {RUNS.steps[-1]} training steps: share right, worst to best of {RUNS.seeds} "
        f"seeds: LSTM {seeds[0]:.2f} to {seeds[-1]:.2f} (median {np.median(seeds):.2f}). Guessing is 0.25"
    )


@pytest.mark.parametrize("view", ["time", "gap"])
def test_the_bundle_has_a_picture_and_its_words(view):
    data, _ = MemoryRace(RUNS, view=view, at=600)._repr_mimebundle_()
    assert data["text/plain"].startswith("Memory race at gap")
    assert data["image/png"].startswith(b"\x89PNG")
    assert 5_000 < len(data["image/png"]) < 90_000


@pytest.mark.parametrize("task", ["recall", "alike"])
def test_the_examples_are_sequences_of_the_task(task):
    race = MemoryRace(load_runs(task))
    between = {"recall": "[xy]", "alike": "[A-D]"}[task]
    for gap, example in zip(race.gaps, race.examples, strict=True):
        assert re.fullmatch(f"[A-D]{between}{{{gap}}}[?]", example)
    assert len({example[0] for example in race.examples}) > 1


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"runs": {"RNN": []}}, TypeError, "runs: expected what load_runs gives, got dict"),
        ({"gap": 3}, ValueError, "gap: expected one of 2, 5, "),
        ({"gap": "2"}, TypeError, "gap: expected a whole number, got '2'"),
        ({"at": 7}, ValueError, "at: expected one of 0, 10, "),
        ({"view": "map"}, ValueError, "view: expected one of time, gap, got 'map'"),
        ({"networks": ["CNN"]}, ValueError, "networks: expected one of RNN, linear, LSTM, GRU, got 'CNN'"),
        ({"networks": "RNN"}, TypeError, "networks: expected a list of names, got 'RNN'"),
        ({"networks": []}, ValueError, "networks: expected at least one, got none"),
        ({"lang": "fr"}, ValueError, "lang: expected one of en, zh, got 'fr'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        MemoryRace(**{"runs": RUNS} | changed)


def test_every_word_it_asks_for_exists():
    asked = set(re.findall(r"text\(\"(\w+)\"", MemoryRace._esm))
    asked |= set(re.findall(r"\"(race_\w+)\"", MemoryRace._esm))
    asked |= {f"race_{network}" for network in RUNS.networks} | {"race_view_time", "race_view_gap"}
    asked |= {f"race_col_{key}" for key in ("network", "seeds", "median", "solved")}
    asked -= {"granularity", "mode_inside", "mode_step", "race_state"}
    assert asked <= MemoryRace.words_in("en").keys()


def drawn(ax):
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def test_the_figures_draw_the_median_of_every_network():
    from matplotlib.figure import Figure

    ax = plots.draw_by_gap(Figure().add_subplot(), RUNS)
    for network, line in drawn(ax).items():
        np.testing.assert_array_equal(line.get_ydata(), np.median(RUNS.accuracy[network][:, :, -1], axis=1))
    ax = plots.draw_race(Figure().add_subplot(), RUNS, 20, at=600)
    assert drawn(ax).keys() == set(RUNS.networks)
    for network, line in drawn(ax).items():
        upto = RUNS.steps.index(600) + 1
        np.testing.assert_array_equal(line.get_ydata(), np.median(RUNS.at(network, 20), axis=0)[:upto])


def test_the_shown_figures_say_how_far_each_network_gets(monkeypatch):
    said = []
    monkeypatch.setattr(plots, "show", lambda figure, alt: said.append(alt))
    plots.race_by_gap(RUNS, load_runs("alike"))
    plots.race_over_time(RUNS, (5, 20))
    assert "distractors like the symbols: RNN solves gaps" in said[0]
    for gap in (5, 20):
        counts = ", ".join(f"{network} {RUNS.solved(network, gap)} of {RUNS.seeds}" for network in RUNS.networks)
        assert f"gap {gap}: {counts}" in said[1]
