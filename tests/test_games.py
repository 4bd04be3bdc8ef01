"""The recorded adversarial games: the file's shape, what chapters say of them, and that the recorder records."""

import numpy as np
import pytest
import record_game
from keep import written

from rnn_core.activations import exact_sigmoid
from rnn_core.tasks import ring_centres
from unrolled.recordings.games import NAMES, load_games
from unrolled.recordings.packing import as_numbers, pack, pack_logits, pack_pull, unpack, unpack_logits, unpack_pull

FILE = record_game.FILE


@pytest.fixture(scope="module")
def games():
    return load_games()


def test_the_file_holds_three_games_frame_by_frame(games):
    K = len(record_game.frames())
    assert games.names == NAMES
    np.testing.assert_allclose(games.centres, ring_centres(), atol=1e-6)
    for run in games.runs.values():
        assert list(zip(run.rounds.tolist(), run.moves, strict=True)) == record_game.frames()
        assert run.samples.shape == run.pull.shape == (K, 80, 2)
        assert run.field.shape == (K, 25, 25)
        assert run.shares.shape == (K, 8)
        assert {len(series) for series in (run.d_loss, run.g_loss, run.belief, run.push, run.covered)} == {K}
        assert np.abs(run.samples).max() <= games.extent
        assert ((run.belief >= 0) & (run.belief <= 1) & (run.near <= 1.004)).all()


def test_the_file_says_how_it_was_made_and_is_small(games):
    assert FILE.stat().st_size < 300_000
    assert games.settings.keys() >= {"command", "task", "games", "lr", "seeds", "batch", "python", "numpy"}
    assert {name: games.settings[name] for name in record_game.SETTINGS} == record_game.SETTINGS
    assert games.settings["games"] == record_game.GAMES
    assert written(games.kept, indent=0) == FILE.read_text(encoding="utf-8")


def test_every_half_round_of_a_stretch_has_a_frame_and_d_moves_first():
    frames = record_game.frames((0, 2, 5, 6), ((0, 2), (5, 6)))
    halves = [(0, "start"), (0, "D"), (1, "G"), (1, "D"), (2, "G"), (5, "round"), (5, "D"), (6, "G")]
    assert frames == halves


def test_half_a_round_moves_one_player_and_leaves_the_other_as_it_was(games):
    for run in games.runs.values():
        for k, moved in enumerate(run.moves):
            if moved == "D":
                np.testing.assert_array_equal(run.samples[k], run.samples[k - 1])
            if moved == "G":
                np.testing.assert_array_equal(run.field[k], run.field[k - 1])


def test_numbers_survive_packing_to_the_width_of_a_level():
    rng = np.random.default_rng(0)
    points, logits = rng.uniform(-3.2, 3.2, (80, 2)), rng.normal(0, 3, (25, 25))
    assert np.abs(unpack(pack(points, 3.2), 3.2, 80, 2) - points).max() < 1e-4
    text, scale = pack_pull(logits[:, :2])
    assert np.abs(unpack_pull(text, scale, 25, 2) - logits[:, :2]).max() < scale / 250
    for size, error in ((1, 0.005), (0.01, 0.0003)):  # a D that is sure nowhere is kept more finely
        field, spread = pack_logits(size * logits)
        again = unpack_logits(field, spread, 25, 25)
        assert np.abs(exact_sigmoid(again) - exact_sigmoid(size * logits)).max() < error
    assert as_numbers(pack([9.0, -9.0], 3.2), "<i2", 2).tolist() == [32767, -32767]


def test_the_recorder_plays_measures_and_repeats_itself(monkeypatch, tmp_path):
    monkeypatch.setitem(record_game.GAMES, "saturating", record_game.GAMES["saturating"] | {"head_start": 40})
    monkeypatch.setitem(record_game.GAMES, "nonsaturating", record_game.GAMES["nonsaturating"] | {"head_start": 40})
    settings = record_game.SETTINGS | {"seeds": 2, "hidden": [8], "unseen": 100}
    frames = record_game.frames((0, 1, 2, 4), ((0, 1), (2, 2)))
    kept = record_game.record_all(frames, settings=settings, workers=1)
    assert record_game.record_all(frames, settings=settings, workers=1) == kept
    (tmp_path / "small.json").write_text(written(kept, indent=0), encoding="utf-8")
    games = load_games(tmp_path / "small.json")
    first, second = games["nonsaturating"], games["saturating"]
    assert first.moves == ("start", "D", "G", "round", "round")
    assert first.rounds.tolist() == [0, 0, 1, 2, 4]
    np.testing.assert_array_equal(first.field[:2], second.field[:2])  # they differ in G's loss alone
    assert not np.array_equal(first.samples[2], second.samples[2])
    assert len(games.mended) == len(first.ends) == 2


def test_what_is_kept_of_a_frame_is_what_the_networks_give():
    from rnn_core.models import GAN, mlp

    rng = np.random.default_rng(0)
    gan = GAN(mlp((2, 8, 2), rng=rng), mlp((2, 8, 1), rng=rng), 2, rng=rng)
    watcher = record_game.Recorder(gan, 200)
    watcher.look()
    found = {key: values[0] for key, values in watcher.found.items()}
    fakes = gan.generator.forward(watcher.codes)[0]
    assert found["belief"] == pytest.approx(gan.predict(fakes).mean(), abs=1e-3)
    assert found["d_loss"] == pytest.approx(
        -np.log(gan.predict(watcher.real.xs)).mean() - np.log(1 - gan.predict(fakes)).mean(), abs=1e-3
    )
    assert found["g_loss"] == pytest.approx(-np.log(gan.predict(fakes)).mean(), abs=1e-3)
    # The pull is -dL/dG(z), one fake's loss at a time: downhill along it, by differences.
    pull = unpack_pull(found["pull"], found["scale"], 80, 2)
    eps = 1e-5
    for axis in (0, 1):
        step = eps * np.eye(2)[axis]
        slope = (np.log(gan.predict(fakes[:80] + step)) - np.log(gan.predict(fakes[:80] - step))) / (2 * eps)
        assert np.abs(pull[:, axis] - slope).max() < found["scale"] / 200
    grid = gan.judge(watcher.grid)[0].reshape(25, 25)
    assert watcher.grid.reshape(25, 25, 2)[3, 20].tolist() == pytest.approx([20 / 24 * 6.4 - 3.2, 3 / 24 * 6.4 - 3.2])
    kept = unpack_logits(found["field"], found["spread"], 25, 25)
    assert np.abs(exact_sigmoid(kept) - exact_sigmoid(grid)).max() < 0.005


# what the chapter says of the recorded games


def test_with_a_head_start_of_d_the_saturating_loss_stands_still_and_the_other_covers_all_modes_from_every_seed(games):
    assert len(games["nonsaturating"].ends) >= 5
    assert (games["nonsaturating"].ends == 8).all()
    assert (games["saturating"].ends == 0).all()
    run = games["saturating"]
    assert np.linalg.norm(run.samples[-1] - run.samples[0], axis=1).max() < 0.1
    assert run.push.max() < 1e-3 < 1 < games["nonsaturating"].push[0]


def test_a_fast_g_collapses_from_every_seed_while_both_losses_look_settled_and_a_slow_one_does_not(games):
    assert games["collapse"].ends.max() <= 4
    assert games.mended.min() >= 7
    late = games["collapse"].rounds >= 350
    assert np.abs(games["collapse"].d_loss[late] - np.log(4)).max() < 0.05
    assert np.abs(games["collapse"].g_loss[late] - np.log(2)).max() < 0.05
    assert games["collapse"].covered[late].max() <= 6


@pytest.mark.parametrize("text", ["{}", "[1]", "no", '{"runs": {"nonsaturating": 1}}'])
def test_another_file_is_refused(tmp_path, text):
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="path: expected a file written by tools/record_game"):
        load_games(tmp_path / "other.json")


def test_what_is_not_there_is_refused_by_name(tmp_path, games):
    with pytest.raises(FileNotFoundError):
        load_games(tmp_path / "none.json")
    with pytest.raises(ValueError, match="name: expected one of nonsaturating, saturating, collapse, got"):
        games["mended"]
    with pytest.raises(ValueError, match="rounds: expected one of 0, 1, 2, 3"):
        games["collapse"].frame(9)


def test_a_frame_is_found_by_its_rounds(games):
    run = games["collapse"]
    assert [run.frame(rounds) for rounds in (0, 1, 12, 200, 201, 2000)] == [0, 2, 17, 29, 31, 59]
