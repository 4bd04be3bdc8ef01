"""The adversarial replay from Python: where it opens, what it says and draws, and what is refused."""

import json
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_core.tasks import modes_covered
from unrolled.recordings.games import load_games
from unrolled.widgets import AdversarialReplay
from unrolled.widgets.adversarial_replay.figure import draw_losses, draw_plane

GAMES = load_games()


def test_it_opens_at_the_first_frame_of_the_first_game():
    replay = AdversarialReplay(GAMES)
    assert (replay.run, replay.frame, replay.probe, replay.inside) == ("nonsaturating", 0, [0, 0], False)


def test_it_opens_where_it_is_told():
    replay = AdversarialReplay(GAMES, run="collapse", frame=7, probe=(1, -2), inside=True)
    assert (replay.run, replay.frame, replay.probe, replay.inside) == ("collapse", 7, [1, -2], True)


def test_what_it_hands_over_is_the_recorded_games_and_json():
    replay = AdversarialReplay(GAMES)
    for name in GAMES.names:
        for key, kept in replay.runs[name].items():
            assert kept == GAMES.kept["runs"][name][key]
    assert replay.rounds == GAMES["collapse"].rounds.tolist()
    kept = {name: value for name, value in replay.get_state().items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept
    assert len(json.dumps(kept)) < 300_000


def test_its_real_points_lie_on_every_mode():
    assert modes_covered(np.array(AdversarialReplay(GAMES).real), GAMES.centres) == 8


@pytest.mark.parametrize(("frame", "moved"), [(0, ""), (1, ", after D's move in the next"), (2, ", after G's move")])
def test_the_sentence_says_what_the_frame_holds(frame, moved):
    run = GAMES["saturating"]
    assert repr(AdversarialReplay(GAMES, run="saturating", frame=frame)) == (
        f"Adversarial replay, saturating game after {run.rounds[frame]} rounds{moved}: the fakes cover "
        f"{run.covered[frame]} of 8 modes, {run.near[frame]:.0%} lie near one; D's loss is {run.d_loss[frame]:.3g}, "
        f"G's {run.g_loss[frame]:.3g}"
    )


@pytest.mark.parametrize("run", GAMES.names)
def test_the_bundle_has_a_picture_and_its_words(run):
    data, _ = AdversarialReplay(GAMES, run=run, frame=30)._repr_mimebundle_()
    assert data["text/plain"].startswith(f"Adversarial replay, {run} game after")
    assert data["image/png"].startswith(b"\x89PNG")
    assert 10_000 < len(data["image/png"]) < 90_000


def test_the_figure_draws_the_frames_fakes_and_the_whole_games_losses():
    ax = draw_plane(Figure().add_subplot(), GAMES, "collapse", 40, np.zeros((1, 2)))
    fakes = next(line for line in ax.lines if line.get_label() == "G(z)")
    np.testing.assert_array_equal(np.stack(fakes.get_data(), axis=1), GAMES["collapse"].samples[40])
    ax = draw_losses(Figure().add_subplot(), GAMES, "collapse", 40)
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    np.testing.assert_array_equal(drawn["D's loss"], GAMES["collapse"].d_loss)
    np.testing.assert_array_equal(drawn["G's loss"], GAMES["collapse"].g_loss)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"games": {"collapse": []}}, TypeError, "games: expected what load_games gives, got dict"),
        ({"run": "chess"}, ValueError, "run: expected one of nonsaturating, saturating, collapse, got 'chess'"),
        ({"run": 1}, TypeError, "run: expected one of"),
        ({"frame": 60}, ValueError, "frame: expected 0 to 59, got 60"),
        ({"frame": -1}, ValueError, "frame: expected"),
        ({"frame": "1"}, TypeError, "frame: expected a whole number, got '1'"),
        ({"probe": (1,)}, ValueError, r"probe: expected \(2\), got \(1,\)"),
        ({"probe": (0, 4)}, ValueError, "probe: expected a point within 3.2 of 0 on both axes"),
        ({"inside": 1}, TypeError, "inside: expected True or False, got 1"),
        ({"lang": "fr"}, ValueError, "lang: expected one of en, zh, got 'fr'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        AdversarialReplay(**{"games": GAMES} | changed)


def test_every_word_it_asks_for_exists():
    asked = set(re.findall(r"text\(\"(\w+)\"", AdversarialReplay._esm))
    families = {"run": GAMES.names, "about": GAMES.names, "at": ("start", "round", "D", "G")}
    families["key"] = ("fake", "real", "pull", "even", "ring", "open")
    asked |= {f"replay_{family}_{one}" for family, ones in families.items() for one in ones}
    asked |= {"replay_losses", "replay_losses_moved"}
    asked |= {f"replay_{key}" for key in ("d_loss", "g_loss", "belief", "push", "near")}
    assert asked <= AdversarialReplay.words_in("en").keys()
    own = {key for key in AdversarialReplay.words_in("en") if key.startswith("replay_")}
    assert own <= asked  # and none is left over


def test_what_its_words_say_of_the_games_is_how_they_were_recorded():
    games = GAMES.settings["games"]
    about = {name: AdversarialReplay.words_in("en")[f"replay_about_{name}"] for name in GAMES.names}
    assert f"{games['nonsaturating']['head_start']:,} steps alone" in about["nonsaturating"]
    assert games["nonsaturating"]["generator_optimiser"] == "SGD"
    assert {key for key, value in games["saturating"].items() if value != games["nonsaturating"][key]} == {"saturating"}
    assert "ten times" in about["collapse"]
    assert games["collapse"]["head_start"] == 0
    assert games["collapse"]["generator_lr"] == pytest.approx(10 * GAMES.settings["lr"])
