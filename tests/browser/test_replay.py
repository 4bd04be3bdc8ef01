"""The adversarial replay under a reader's hands, its numbers held to the recorded games."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core.activations import exact_sigmoid
from unrolled.recordings.games import load_games
from unrolled.widgets import AdversarialReplay

from .conftest import OPERATION, STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

GAMES = load_games()
LAST = len(GAMES["collapse"].rounds) - 1


@pytest.fixture
def widget():
    return AdversarialReplay(GAMES)


def replay_of(page, nth=0):
    return page.locator(".adversarial-replay").nth(nth)


def shown(value):
    """A number as it is listed: three digits after the point, or two and a power of ten."""
    if value == 0 or abs(value) >= 5e-4:
        text = f"{value:.3f}"
    else:
        digits, power = f"{value:.1e}".split("e")
        text = f"{digits}e{int(power)}"
    return text.replace("-", "−")


def expect_frame(page, run, k, nth=0, whole=False):
    """List, count and sentence are those of this frame of this game; whole: whoever came, came over whole rounds."""
    replay, game = replay_of(page, nth), GAMES[run]
    expect(replay.locator(".where")).to_have_text(f"After {game.rounds[k]} rounds." if whole else where(game, k))
    for key in ("d_loss", "g_loss", "belief", "push"):
        expect(replay.locator(f".reading-{key} dd")).to_have_text(shown(getattr(game, key)[k]))
    expect(replay.locator(".count strong")).to_have_text(str(game.covered[k]))
    expect(replay.locator(".pips .on")).to_have_count(int(game.covered[k]))
    expect(replay.locator(".board .mode-ring.covered:not(path)")).to_have_count(int(game.covered[k]))
    expect(replay.locator(".sentence")).to_contain_text(f"The fakes cover {game.covered[k]} of 8 modes")


def where(game, k):
    n = game.rounds[k]
    return {
        "start": "Before the first round.",
        "round": f"After {n} rounds.",
        "D": f"Round {n + 1}: D has moved.",
        "G": f"Round {n}: G has moved.",
    }[game.moves[k]]


DRAWN = """node => [...node.querySelectorAll(".fakes")].at(0).getAttribute("d").match(/M[\\d.-]+ [\\d.-]+/g)
  .map(start => start.slice(1).split(" ").map(Number))"""


@IN_EVERY_LIGHT
def test_game_and_time_are_chosen_and_disturb_no_other_widget(mount, width, theme):
    page = mount(AdversarialReplay(GAMES), AdversarialReplay(GAMES), width=width, theme=theme)
    first, second = replay_of(page, 0), replay_of(page, 1)
    expect_frame(page, "nonsaturating", 0)
    before = second.inner_html()
    first.get_by_role("button", name="collapse").click()
    expect_frame(page, "collapse", 0)
    first.get_by_role("slider", name="Frames of the game").fill("1")
    k = GAMES["collapse"].frame(8)  # the first half-rounds lie between two checkpoints
    expect_frame(page, "collapse", k, whole=True)
    first.get_by_role("button", name="every frame").click()
    first.get_by_role("slider", name="Frames of the game").fill("40")
    expect_frame(page, "collapse", 40)
    first.get_by_role("button", name="saturating", exact=True).click()
    expect_frame(page, "saturating", 40)
    expect(first.locator(".about")).to_contain_text("from 5 seeds: 0, 0, 0, 0, 0")
    first.get_by_role("button", name="Last").click()
    expect_frame(page, "saturating", LAST)
    first.get_by_role("button", name="Reset").click()
    expect_frame(page, "nonsaturating", 0)
    assert second.inner_html() == before


@IN_EVERY_LIGHT
def test_keyboard_alone_moves_by_checkpoints_and_by_half_rounds(mount, width, theme):
    page = mount(width=width, theme=theme)
    game = GAMES["nonsaturating"]
    page.keyboard.press("Tab")
    expect(replay_of(page)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_frame(page, "nonsaturating", game.frame(8), whole=True)
    page.keyboard.press("ArrowLeft")
    expect_frame(page, "nonsaturating", 0)
    for k in (1, 2, 3):
        page.keyboard.press("Shift+ArrowRight")
        expect_frame(page, "nonsaturating", k)
    page.keyboard.press("Shift+ArrowLeft")
    expect_frame(page, "nonsaturating", 2)
    page.keyboard.press("End")
    expect_frame(page, "nonsaturating", LAST)
    page.keyboard.press("Escape")
    expect_frame(page, "nonsaturating", 0)


def test_half_rounds_show_who_moved_and_what_was_before(mount):
    page = mount(AdversarialReplay(GAMES, run="nonsaturating"))
    replay, game = replay_of(page), GAMES["nonsaturating"]
    replay.get_by_role("button", name="from round 200").click()
    k = game.frame(200)
    expect_frame(page, "nonsaturating", k)
    expect(replay.get_by_role("button", name="every frame")).to_have_attribute("aria-pressed", "true")
    for part in (".ghost", ".trail"):
        expect(replay.locator(part)).to_have_attribute("d", "")
    replay.get_by_role("button", name="Forward", exact=True).click()
    expect_frame(page, "nonsaturating", k + 1)
    expect(replay.locator(".ghost")).to_have_attribute("d", re.compile("^M.*Z$"))  # where D(x) was 1/2
    expect(replay.locator(".trail")).to_have_attribute("d", "")
    loss = f"D's loss goes from {shown(game.d_loss[k])} to {shown(game.d_loss[k + 1])}"
    expect(replay.locator(".sentence")).to_contain_text(loss)
    replay.get_by_role("button", name="Forward", exact=True).click()
    expect_frame(page, "nonsaturating", k + 2)
    expect(replay.locator(".ghost")).to_have_attribute("d", "")
    expect(replay.locator(".trail")).to_have_attribute("d", re.compile("^M"))  # where each fake was
    replay.get_by_role("button", name="Back", exact=True).click()
    expect_frame(page, "nonsaturating", k + 1)
    replay.get_by_role("button", name="checkpoint").click()
    replay.get_by_role("button", name="Forward", exact=True).click()
    expect_frame(page, "nonsaturating", game.frame(208), whole=True)
    expect(replay.locator(".sentence")).to_contain_text(f"After 208 rounds. D's loss is {shown(game.d_loss[k + 16])}")


def test_the_fakes_and_their_pull_stand_where_they_were_recorded(mount):
    page = mount(AdversarialReplay(GAMES, frame=LAST))
    replay, game = replay_of(page), GAMES["nonsaturating"]
    expect_frame(page, "nonsaturating", LAST)
    drawn = np.array(replay.evaluate(DRAWN)) + np.array([3, 0])  # a circle is begun at its left end
    wanted = 200 + np.array([1, -1]) * game.samples[LAST] / GAMES.extent * 200
    assert np.abs(drawn - wanted).max() < 0.11
    pulled = np.linalg.norm(game.pull[LAST], axis=1)
    long_enough = int((18 * np.log1p(300 * pulled) / np.log(301) >= 1).sum())
    arrows = replay.locator(".board .pull").first.get_attribute("d")
    assert abs(arrows.count("M") / 2 - long_enough) <= 1
    replay.get_by_role("button", name="saturating", exact=True).click()
    expect(replay.locator(".board .pull").first).to_have_attribute("d", "")  # D's slope reaches nobody
    replay.get_by_role("button", name="collapse").click()
    expect(replay.locator(".board .pull").first).to_have_attribute("d", re.compile("^M"))  # faint, but there


@IN_EVERY_LIGHT
def test_d_is_asked_by_mouse_and_by_keys_and_answers_as_recorded(mount, width, theme):
    k = LAST
    page = mount(AdversarialReplay(GAMES, frame=k), width=width, theme=theme)
    replay, field = replay_of(page), GAMES["nonsaturating"].field[k]
    told, probe = replay.locator(".probe-told"), replay.locator(".probe")
    axis = np.linspace(-3.2, 3.2, 25)

    def answer(x, y):
        return shown(exact_sigmoid(np.interp(y, axis, [np.interp(x, axis, row) for row in field])))

    expect(told).to_have_text(f"At the cross (0.00, 0.00) D says {answer(0, 0)}.")
    expect(told).to_have_attribute("aria-live", "off")
    probe.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(f"At the cross (0.10, 0.30) D says {answer(0.1, 0.3)}.")
    expect(told).to_have_attribute("aria-live", "polite")
    expect(probe).to_have_attribute("aria-label", f"At the cross (0.10, 0.30) D says {answer(0.1, 0.3)}.")
    expect_frame(page, "nonsaturating", k)  # the keys moved the cross, not time
    box = replay.locator(".plane").bounding_box()
    replay.locator(".plane").click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    at = re.compile(r"^At the cross \((1\.\d\d), (1\.\d\d)\) D says (.+)\.$")
    expect(told).to_have_text(at)
    x, y, D = at.match(told.text_content()).groups()
    assert (float(x), float(y)) == (pytest.approx(1.6, abs=0.06), pytest.approx(1.6, abs=0.06))
    assert answer(float(x), float(y)) == D
    page.keyboard.press("Escape")
    expect(told).to_have_text(f"At the cross (0.00, 0.00) D says {answer(0, 0)}.")


def test_the_cross_is_dragged(mount):
    page = mount()
    plane, told = replay_of(page).locator(".plane"), replay_of(page).locator(".probe-told")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(told).to_have_text(re.compile(r"^At the cross \(−1\.(5|6)\d, −?0\.0\d\) D says "))
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 5)
    expect(told).to_have_text(re.compile(r"^At the cross \(−1\.(5|6)\d, "))  # let go


def test_playing_goes_by_checkpoints_or_frames_and_stops_at_the_end(mount):
    page = mount(clock=True)
    replay = replay_of(page)
    replay.get_by_role("button", name="Play").click()
    expect(replay.locator(".sentence")).to_have_attribute("aria-live", "off")
    expect(replay.locator(".probe-told")).to_have_attribute("aria-live", "off")
    page.clock.run_for(100 * STEP)
    expect(replay.get_by_role("button", name="Play")).to_be_visible()
    expect(replay.locator(".sentence")).to_have_attribute("aria-live", "polite")
    expect_frame(page, "nonsaturating", LAST)
    replay.get_by_role("button", name="every frame").click()
    replay.get_by_label("Speed").select_option("0.5")
    replay.get_by_role("button", name="Play").click()
    expect_frame(page, "nonsaturating", 0)
    page.clock.run_for(OPERATION / 0.75 + 100)
    expect_frame(page, "nonsaturating", 1)
    replay.get_by_role("button", name="Pause").click()
    page.clock.run_for(10 * OPERATION)
    expect_frame(page, "nonsaturating", 1)


def test_pressing_on_the_losses_goes_there(mount):
    page = mount()
    chart = replay_of(page).locator(".lines")
    width = chart.bounding_box()["width"]
    left, right = 40, width - 50  # of the first and the last frame
    for k in (20, LAST, 0):
        chart.click(position={"x": left + k / LAST * (right - left), "y": 80})
        expect_frame(page, "nonsaturating", k)


@IN_EVERY_LIGHT
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme, lang):
    page = mount(AdversarialReplay(GAMES, run="collapse", frame=40, lang=lang), width=width, theme=theme)
    expect_within(page, ".adversarial-replay :is(button, dd, dt, li, .swatch, text)", ".adversarial-replay")
    expect_no_barrier(page)


def test_without_colours_the_field_is_drawn_in_lines(mount):
    page = mount(AdversarialReplay(GAMES, frame=LAST), forced_colors="active")
    band = replay_of(page).locator(".band-1")
    expect(band).not_to_have_css("stroke", "none")
    expect(replay_of(page).locator(".swatch").first).to_be_hidden()
    expect(replay_of(page).locator(".scale-lines")).to_have_text(
        "D(x) is drawn in lines: at .05, .25, .5, .75, .95; the line at ½ is thick."
    )
    expect_within(page)


def test_fingers_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".adversarial-replay :is(button, input, select)",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 39
