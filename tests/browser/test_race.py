"""The memory race under a reader's hands, its numbers held to the recorded runs."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from unrolled.recordings.race import load_runs
from unrolled.widgets import MemoryRace

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

RUNS = load_runs("alike")


@pytest.fixture
def widget():
    return MemoryRace(RUNS, gap=20)


def expect_standings(page, gap, at, nth=0, networks=RUNS.networks):
    """The table holds the recorded accuracies at this gap after this many steps, and the sentence counts them."""
    race = page.locator(".memory-race").nth(nth)
    for network in RUNS.networks:
        row = race.locator(f"tbody .lane-{network}")
        if network not in networks:
            expect(row).to_be_hidden()
            continue
        seeds = np.sort(RUNS.at(network, gap)[:, RUNS.steps.index(at)])
        expect(row.locator(".seed")).to_have_text([shown(right) for right in seeds])
        expect(row.locator(".middle")).to_have_text(shown(np.median(seeds)))
        solved = int((seeds >= 0.95).sum())
        expect(row.locator(".solved")).to_have_text(f"{solved} of {len(seeds)}")
        how = {0: "by none", len(seeds): "by all"}.get(solved, f"by {solved} of")
        expect(race.locator(".sentence")).to_contain_text(f"{network} {how}")
    expect(race.locator(".sentence")).to_contain_text(f"after {at} training steps at gap {gap}:")


def shown(value):
    """A share as it stands in the table: either way where the third digit is a 5."""
    low, high = f"{value - 1e-9:.2f}", f"{value + 1e-9:.2f}"
    return re.compile(f"^({re.escape(low)}|{re.escape(high)})$")


@IN_EVERY_LIGHT
def test_gap_time_view_and_networks_are_set_and_disturb_no_other_widget(mount, width, theme):
    page = mount(MemoryRace(RUNS, gap=20), MemoryRace(RUNS, gap=20), width=width, theme=theme)
    first, second = (page.locator(".memory-race").nth(n) for n in (0, 1))
    expect_standings(page, 20, 1600)
    before = second.inner_html()
    first.get_by_role("slider", name="gap").fill("4")
    expect_standings(page, 40, 1600)
    first.get_by_role("slider", name="Training steps").fill("10")
    expect_standings(page, 40, RUNS.steps[10])
    first.get_by_role("button", name="against the gap").click()
    expect(first.locator(".plot")).to_have_attribute("aria-label", re.compile("^Share right against the gap"))
    expect(first.locator(".lane-RNN .mark").nth(len(RUNS.gaps))).to_be_attached()  # one a gap, and the legend's
    first.get_by_role("button", name="RNN").click()
    expect_standings(page, 40, RUNS.steps[10], networks=("linear", "LSTM", "GRU"))
    first.get_by_role("button", name="First").click()
    expect_standings(page, 40, 0, networks=("linear", "LSTM", "GRU"))
    first.get_by_role("button", name="Reset").click()
    expect_standings(page, 20, 1600)
    expect(first.get_by_role("button", name="while learning")).to_have_attribute("aria-pressed", "true")
    assert second.inner_html() == before


@IN_EVERY_LIGHT
def test_keyboard_alone_moves_time_and_gap(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    expect(page.locator(".memory-race")).to_be_focused()
    page.keyboard.press("Home")
    expect_standings(page, 20, 0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect_standings(page, 20, RUNS.steps[2])
    page.keyboard.press("Shift+ArrowRight")
    expect_standings(page, 40, RUNS.steps[2])
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_standings(page, 10, RUNS.steps[2])
    page.keyboard.press("End")  # the slider's own key
    expect_standings(page, 80, RUNS.steps[2])
    page.keyboard.press("Escape")
    expect_standings(page, 20, 1600)


def test_playing_runs_to_the_end_and_stops_there(mount):
    page = mount(clock=True)
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".sentence")).to_have_attribute("aria-live", "off")
    page.clock.run_for(100 * STEP)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".sentence")).to_have_attribute("aria-live", "polite")
    expect_standings(page, 20, 1600)


def test_pressing_on_the_plot_goes_there_in_time_or_to_the_gap(mount):
    page = mount()
    plot = page.locator(".plot")
    box = plot.bounding_box()
    plot.click(position={"x": 44, "y": 60})
    expect_standings(page, 20, 0)
    page.get_by_role("button", name="against the gap").click()
    plot.click(position={"x": box["width"] - 38, "y": 60})
    expect_standings(page, 80, 0)


def test_with_no_network_shown_it_asks_for_one(mount):
    page = mount()
    for network in RUNS.networks:
        page.locator(f".racer.lane-{network}").click()
    expect(page.locator(".sentence")).to_contain_text("choose a network")
    page.locator(".racer.lane-GRU").click()
    expect_standings(page, 20, 1600, networks=("GRU",))


@IN_EVERY_LIGHT
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme, lang):
    page = mount(MemoryRace(RUNS, gap=80, lang=lang), width=width, theme=theme)
    expect_within(page, ".memory-race .racer *, .memory-race td, .memory-race th", ".racer, .memory-race")
    expect_no_barrier(page)


def test_fingers_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".memory-race button, .memory-race input, .memory-race select",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 39
