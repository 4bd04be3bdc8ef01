"""The unrolled grid under a reader's hands, its numbers held to rnn_core."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core import Bidirectional, GRUCell, RNNCell, Stack
from unrolled.widgets import UnrolledGrid
from unrolled.widgets.unrolled_grid.figure import after, before

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

WORDS = ["my", "bicycle", "is", "broken", "so", "I", "am", "going", "to", "repair", "it", "tomorrow"]


def phone(**options):
    """A network that reads both ways over words, with a softmax on top."""
    rng = np.random.default_rng(3)
    cells = [RNNCell(12, 8, rng=rng) for _ in range(2)]
    for cell in cells:
        cell.params["W_x"] = rng.normal(size=(12, 8))
    grid = UnrolledGrid(
        (Bidirectional(*cells), (2 * rng.normal(size=(16, 3)), np.zeros(3))), np.eye(12), tokens=WORDS,
        output_tokens=["buy", "repair", "find"], **{"chosen": ("y", 8)} | options,
    )  # fmt: skip
    grid.network = grid.network | {"readout": grid.network["readout"] | {"softmax": True}}
    return grid


def deep(**options):
    rng = np.random.default_rng(4)
    stack = Stack([RNNCell(3, 6, rng=rng), GRUCell(6, 5, rng=rng), RNNCell(5, 4, rng=rng)], dropout=0.5)
    return UnrolledGrid(stack, rng.normal(size=(8, 3)), **{"chosen": ("h3", 7)} | options)


@pytest.fixture
def widget():
    return phone()


def grid_of(page, nth=0):
    return page.locator(".unrolled-grid").nth(nth)


def node(page, row, t, nth=0):
    return grid_of(page, nth).locator(".grid-node").filter(has=page.locator(f'[data-row="{row}"][data-t="{t}"]'))


def button(page, row, t, nth=0):
    return node(page, row, t, nth).locator(".press")


def choose(page, row, t, nth=0):
    node(page, row, t, nth).click()
    page.mouse.move(0, 0)  # pointing at another node would show that one
    expect(button(page, row, t, nth)).to_have_attribute("aria-current", "true")


CLOSE = """([nth, values]) => {
  const title = document.querySelectorAll(".unrolled-grid")[nth].querySelector(".panel .numbers").title;
  const shown = title.replaceAll("−", "-").split(", ").map(Number);
  return shown.length === values.length && shown.every((v, j) => Math.abs(v - values[j]) < 1e-9);
}"""


def expect_numbers(page, values, nth=0):
    """The shown node's numbers are rnn_core's to 1e-9."""
    page.wait_for_function(CLOSE, arg=[nth, list(map(float, values))])


def expect_marks(page, rows, T, chosen, nth=0):
    """What the chosen node depends on and what depends on it is marked, and nothing else."""
    for kind, found in (("is-before", before), ("is-after", after)):
        nodes = found(rows, T, chosen)
        expect(grid_of(page, nth).locator(f".grid-node.{kind}")).to_have_count(len(nodes))
        for row, t in sorted(nodes):
            expect(node(page, row, t, nth)).to_have_class(re.compile(rf"\b{kind}\b"))


@IN_EVERY_LIGHT
def test_a_chosen_state_shows_its_numbers_its_past_and_its_future(mount, width, theme):
    page, grid = mount(phone(), phone(), width=width, theme=theme), phone()
    untouched = grid_of(page, 1).inner_html()
    for row, t in (("h", 4), ("h'", 9), ("y", 2)):
        choose(page, row, t)
        expect_marks(page, grid.rows, 12, (row, t))
        expect_numbers(page, grid.run()[row][t])
    expect(grid_of(page).locator(".reach")).to_contain_text("depends on 12 of 12 inputs and 13 states")
    assert grid_of(page, 1).inner_html() == untouched


@IN_EVERY_LIGHT
def test_a_covered_word_changes_what_depends_on_it_by_rnn_cores_amount(mount, width, theme):
    page = mount(width=width, theme=theme)
    node(page, "x", 3).click()
    expect(button(page, "x", 3)).to_have_attribute("aria-pressed", "true")
    node(page, "x", 10).click()
    expect(button(page, "x", 10)).to_have_attribute("aria-pressed", "true")
    page.mouse.move(0, 0)
    grid = phone(covered=(3, 10))
    changes = grid.changes()
    for row in ("h", "h'", "y"):
        for t in range(12):
            # What the state's label says by how much it changes, to three digits.
            expect(button(page, row, t)).to_have_attribute("aria-label", re.compile(r": changes by \d"))
            by = float(button(page, row, t).get_attribute("aria-label").split("by ")[-1])
            assert by == pytest.approx(changes[row][t], abs=5.01e-4), (row, t)
    choose(page, "h", 5)
    expect_numbers(page, grid.run()["h"][5])
    expect(node(page, "h", 2).locator(".amount")).to_have_text("=")
    changed = sum(int((changes[row] > 0).sum()) for row in ("h", "h'", "y"))
    expect(grid_of(page).locator(".cover-told")).to_contain_text(f"{changed} of 36 states and outputs change")
    expect(grid_of(page).locator(".cover-told")).to_contain_text(re.compile("The answer at .* (turns|stays)"))
    grid_of(page).get_by_role("button", name="uncover all").click()
    expect_numbers(page, phone().run()["h"][5])
    expect(grid_of(page).locator(".cover-told")).to_contain_text("Press an input to cover it")


@IN_EVERY_LIGHT
def test_keyboard_alone_walks_covers_steps_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    turned = width == 360
    right, left, up, down = (
        f"Arrow{way}"
        for way in (("Down", "Up", "Right", "Left") if turned else ("Right", "Left", "Up", "Down"))
    )  # fmt: skip
    page.keyboard.press("Tab")
    expect(grid_of(page)).to_be_focused()
    button(page, "y", 8).focus()
    for key, place in ((left, ("y", 7)), (down, ("h'", 7)), (down, ("h", 7)), (right, ("h", 8)), (up, ("h'", 8))):
        page.keyboard.press(key)
        expect(button(page, *place)).to_be_focused()
    expect_numbers(page, phone().run()["h'"][8])
    for _ in range(2):
        page.keyboard.press(down)
    expect(button(page, "x", 8)).to_be_focused()
    page.keyboard.press("Space")
    expect(button(page, "x", 8)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(up)
    expect_numbers(page, phone(covered=(8,)).run()["h"][8])
    page.keyboard.press("Home")
    expect(node(page, "h", 8)).to_have_class(re.compile("waiting"))
    expect(grid_of(page).locator(".reach")).to_contain_text("Round 0 computes: Forward state h at “my” (t = 0)")
    page.keyboard.press("Escape")
    expect(node(page, "h", 8)).not_to_have_class(re.compile("waiting"))
    expect(button(page, "x", 8)).to_have_attribute("aria-pressed", "false")
    expect(button(page, "y", 8)).to_be_focused()


def test_rounds_go_by_step_slider_and_play(mount):
    page = mount(clock=True)
    page.get_by_role("button", name="First").click()
    expect(grid_of(page).locator(".grid-node.waiting")).to_have_count(22 + 12)  # every output waits for one direction
    page.get_by_role("button", name="Forward", exact=True).click()
    expect(grid_of(page).locator(".grid-node.fresh")).to_have_count(2)
    page.get_by_role("slider", name="Time").fill("6")
    expect(grid_of(page).locator(".grid-node.is-output.fresh")).to_have_count(2)  # where the two have met
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(30 * STEP)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(grid_of(page).locator(".grid-node.waiting")).to_have_count(0)


def test_one_direction_alone_knows_its_own_side(mount):
    page = mount()
    page.get_by_role("button", name="forwards only").click()
    expect(grid_of(page).locator(".grid-node.off")).to_have_count(12)
    expect(grid_of(page).locator(".reach")).to_contain_text("depends on 9 of 12 inputs and 9 states")
    grid = phone()
    h = grid.run()["h"][8] @ np.array(grid.network["readout"]["W"])[:8]
    expect_numbers(page, np.exp(h) / np.exp(h).sum())
    page.get_by_role("button", name="both").click()
    expect_numbers(page, grid.run()["y"][8])


def test_dropout_stands_on_the_arrows_up_or_by_mistake_along_time(mount):
    page = mount(deep())
    dashed = grid_of(page).locator(".wire.dropout")
    expect(dashed).to_have_count(16)
    expect(grid_of(page).locator(".wire.up.dropout")).to_have_count(16)
    shares = grid_of(page).locator(".share")
    first = shares.all_text_contents()
    page.get_by_role("button", name="new masks").click()
    expect(shares).not_to_have_text(first)
    page.get_by_role("button", name="along time").click()
    expect(grid_of(page).locator(".wire.along.dropout")).to_have_count(21)
    expect(dashed).to_have_count(21)
    expect(node(page, "h1", 0).locator(".amount")).to_have_text("6/6")
    left = [int(node(page, "h1", t).locator(".amount").text_content().split("/")[0]) for t in range(8)]
    assert left == sorted(left, reverse=True)
    assert left[-1] < 6
    expect(grid_of(page).locator(".masks-told")).to_contain_text("(1 − p)⁷ = 0.0078")
    page.get_by_role("button", name="none").click()
    expect(dashed).to_have_count(0)
    expect_numbers(page, deep().run()["h3"][7])


def test_pointing_shows_a_node_and_leaving_shows_the_chosen_one_again(mount):
    page, grid = mount(), phone()
    node(page, "h", 2).hover()
    expect(grid_of(page).locator(".reach")).to_contain_text("Forward state h at “is”")
    expect_numbers(page, grid.run()["h"][2])
    page.mouse.move(0, 0)
    expect(grid_of(page).locator(".reach")).to_contain_text("Output y at “to”")


@IN_EVERY_LIGHT
@pytest.mark.parametrize("make", [lambda: phone(lang="zh", covered=(3,)), lambda: deep(chosen=("h2", 4))])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme, make):
    page = mount(make(), width=width, theme=theme)
    expect_within(page, ".unrolled-grid .picture > *", ".unrolled-grid")
    expect_no_barrier(page)


def test_fingers_cover_a_word_and_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".unrolled-grid button, .unrolled-grid input, .unrolled-grid .body",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 43.9
    node(page, "x", 3).tap()
    expect(button(page, "x", 3)).to_have_attribute("aria-pressed", "true")
    node(page, "h", 3).tap()
    expect_numbers(page, phone(covered=(3,)).run()["h"][3])


def test_forced_colours_keep_signs_and_bars(mount):
    page = mount(forced_colors="active")
    choose(page, "h", 4)
    expect(node(page, "h", 3).locator(".sign-before")).to_be_visible()
    expect(node(page, "h", 5).locator(".sign-after")).to_be_visible()
    strokes = [node(page, *place).locator(".body").evaluate("node => getComputedStyle(node).strokeWidth")
               for place in (("h", 3), ("h'", 3))]  # fmt: skip
    assert strokes[0] != strokes[1]
