"""The sequence shapes under a reader's hands; what they show is held to the recorded runs."""

import re

import pytest
from playwright.sync_api import expect
from shape_runs import numeral, runs

from unrolled.widgets import SequenceShapes

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

RUNS = runs()
NAMES = {
    "one-to-one": "one to one",
    "one-to-many": "one to many",
    "many-to-one": "many to one",
    "aligned": "many to many, aligned",
    "other-length": "many to many, other length",
}


def shapes(**options):
    return SequenceShapes(RUNS, **{"task": "sentiment"} | options)


@pytest.fixture
def widget():
    return shapes()


def root_of(page, nth=0):
    return page.locator(".sequence-shapes").nth(nth)


def run(title):
    return next(one for one in RUNS if one.title == title)


def boxes(page, row, nth=0):
    """The boxes of a row that the shown run has."""
    return root_of(page, nth).locator(f".shape-node.is-{row}:not(.gone)")


def sentence(page, nth=0):
    return root_of(page, nth).locator(".sentence")


def expect_at(page, title, t, written=True, nth=0):
    """Step t of this run is shown, all of it done or, with written=False, only read: in boxes, words and numbers."""
    steps, step = run(title).steps, run(title).steps[t]
    expect(sentence(page, nth)).to_have_text(re.compile(f"^Step {t}: "))
    done = [one.written for one in steps[: t + written] if one.written is not None]
    outputs = [one for one in steps if one.written is not None]
    known = [*done, *[""] * (len(outputs) - len(done))]
    expect(boxes(page, "input", nth)).to_have_count(len(steps))
    expect(boxes(page, "output", nth).locator(".said")).to_have_text(known)
    if not (step.picture or (step.written is not None and not written)):
        expect(boxes(page, "input", nth).nth(t).locator(".said")).to_have_text(step.read)
    pending = step.written is not None and not written
    shown = [] if pending else step.p
    lines = root_of(page, nth).locator(".beliefs li:not(.empty)")
    expect(lines.locator(".name")).to_have_text([name for name, _ in shown])
    for k, (_, p) in enumerate(shown):
        expect(lines.nth(k).locator(".share")).to_have_attribute("title", f"{p:.6f}".rstrip("0").rstrip("."))


def button(page, name, nth=0):
    return root_of(page, nth).get_by_role("button", name=name, exact=True)


@IN_EVERY_LIGHT
def test_each_shape_and_task_is_shown_and_stepped_and_disturbs_no_other_widget(mount, width, theme):
    page = mount(shapes(), shapes(), width=width, theme=theme)
    untouched = root_of(page, 1).inner_html()
    for one in RUNS:
        button(page, NAMES[one.shape]).click()
        expect(button(page, NAMES[one.shape])).to_have_attribute("aria-pressed", "true")
        button(page, one.title).click()
        expect_at(page, one.title, 0)
        expect(root_of(page).locator(".task-button:visible")).to_have_count(
            sum(other.shape == one.shape for other in RUNS)
        )
        if len(one.steps) > 1:
            button(page, "Forward").click()
            expect_at(page, one.title, 1)
            button(page, "Last").click()
            expect_at(page, one.title, len(one.steps) - 1)
    assert root_of(page, 1).inner_html() == untouched


@IN_EVERY_LIGHT
def test_keyboard_alone_steps_inside_steps_chooses_and_resets(mount, width, theme):
    page = mount(shapes(task="tags"), width=width, theme=theme)
    page.keyboard.press("Tab")
    expect(root_of(page)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_at(page, "tags", 1)
    page.keyboard.press("Shift+ArrowRight")
    expect_at(page, "tags", 2, written=False)
    page.keyboard.press("Shift+ArrowRight")
    expect_at(page, "tags", 2)
    page.keyboard.press("ArrowLeft")
    expect_at(page, "tags", 1)
    page.keyboard.press("End")
    expect_at(page, "tags", 4)
    page.keyboard.press("Home")
    expect_at(page, "tags", 0, written=False)  # since Shift it goes by operations
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button(page, "one to many")).to_be_focused()
    page.keyboard.press("Enter")
    expect_at(page, "a name", 0, written=False)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect_at(page, "a name", 0)  # by whole steps again, and still this task
    expect(button(page, "one to many")).to_be_focused()


def test_a_task_that_goes_away_with_its_shape_leaves_the_focus_to_the_widget(mount):
    page = mount()
    button(page, NAMES["other-length"]).click()
    button(page, "a name continued").press("Enter")
    expect_at(page, "a name continued", 0)
    button(page, NAMES["many-to-one"]).dispatch_event("click")  # pressed without taking the focus
    expect_at(page, "sentiment", 0)
    expect(root_of(page)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_at(page, "sentiment", 1)


def test_inside_a_step_it_reads_before_it_writes(mount):
    page = mount(shapes(task="tags", inside=True))
    expect_at(page, "tags", 0, written=False)
    expect(sentence(page)).to_contain_text("makes a new state of it")
    expect(boxes(page, "output").first).to_have_class(re.compile(r"\blater\b"))
    button(page, "Forward").click()
    expect_at(page, "tags", 0)
    expect(boxes(page, "output").first).to_have_class(re.compile(r"\bnow\b"))
    button(page, "Forward").click()
    expect_at(page, "tags", 1, written=False)
    button(page, "step").click()
    expect_at(page, "tags", 1)


def test_an_empty_box_does_not_tell_the_answer_by_its_width(mount):
    page = mount(shapes(task="tags"))
    bodies = boxes(page, "output").locator(".body")
    for t in range(1, 5):
        expect(bodies.nth(t)).to_have_attribute("width", "30.0")
    button(page, "Last").click()
    expect_at(page, "tags", 4)
    widths = bodies.evaluate_all("nodes => nodes.map(node => node.width.baseVal.value)")
    assert min(widths[:3]) > 30


def test_pressing_a_step_of_the_drawing_goes_there(mount):
    page = mount()
    page.locator(".hit").nth(5).click()
    expect_at(page, "sentiment", 5)
    expect(boxes(page, "state").nth(5)).to_have_class(re.compile(r"\bnow\b"))
    expect(boxes(page, "state").nth(6)).to_have_class(re.compile(r"\blater\b"))
    page.get_by_role("slider", name="Time").fill("2")
    expect_at(page, "sentiment", 2)


def test_playing_goes_to_the_end_and_says_so_once_it_stands(mount):
    page = mount(shapes(task="numerals"), clock=True)
    button(page, "Play").click()
    expect(sentence(page)).to_have_attribute("aria-live", "off")
    page.clock.run_for(20 * STEP)
    expect(button(page, "Play")).to_be_visible()
    expect(sentence(page)).to_have_attribute("aria-live", "polite")
    expect_at(page, "numerals", 8)
    expect(sentence(page)).to_contain_text("Right.")


def test_a_wrong_answer_is_called_wrong(mount):
    wrong = numeral(105, "cut short", longest=3)
    page = mount(SequenceShapes([wrong], t=len(wrong.steps) - 1))
    expect(sentence(page)).to_contain_text("Not right: “一百零五” is.")


MOTION = """() => ["transform", "opacity"].map((name) => {
  const { transitionProperty, transitionDuration } = getComputedStyle(document.querySelector(".shape-node"));
  const at = transitionProperty.split(", ").indexOf(name);
  return at < 0 ? 0 : 1000 * parseFloat(transitionDuration.split(", ")[at]);
})"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_same_boxes_move_to_the_next_shape_in_less_than_250_ms_or_at_once(mount, motion):
    page = mount(reduced_motion=motion)
    lasting = page.evaluate(MOTION)
    assert all(0 < one < 250 for one in lasting) if motion == "no-preference" else lasting == [0, 0]
    node = page.locator(".shape-node.is-state").nth(4).element_handle()
    before = node.get_attribute("style")
    button(page, NAMES["other-length"]).click()
    expect_at(page, "numerals", 0)
    assert node.evaluate("node => node.isConnected")
    assert node.get_attribute("style") != before
    button(page, NAMES["one-to-one"]).click()
    expect(boxes(page, "state")).to_have_count(1)
    expect(page.locator(".shape-node.gone").first).to_have_css("opacity", "0")


@IN_EVERY_LIGHT
@pytest.mark.parametrize(("lang", "task", "t"), [("en", "sentiment", 6), ("zh", "numerals", 5)])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme, lang, task, t):
    page = mount(shapes(lang=lang, task=task, t=t), width=width, theme=theme)
    expect_within(page, ".sequence-shapes button, .sequence-shapes .body, .sequence-shapes li", ".sequence-shapes")
    expect_no_barrier(page)


def test_words_stay_within_their_boxes(mount):
    for width in (1280, 360):
        page = mount(shapes(task="tags", t=4), width=width)
        broader = page.eval_on_selector_all(
            ".shape-node:not(.gone) .said",
            "nodes => nodes.filter(node => node.getComputedTextLength() > node.parentNode.querySelector('.body')"
            ".width.baseVal.value - 2).map(node => node.textContent)",
        )
        assert broader == []


def test_fingers_get_targets_of_44_px_and_step_by_touch(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".sequence-shapes button:not([hidden]), .sequence-shapes input, .sequence-shapes .hit",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 43.9
    page.locator(".hit").nth(3).tap()
    expect_at(page, "sentiment", 3)
    button(page, NAMES["aligned"]).tap()
    expect_at(page, "tags", 0)


def test_forced_colours_keep_the_step_and_the_bars(mount):
    page = mount(shapes(task="tags", t=2), forced_colors="active")
    bodies = [boxes(page, "state").nth(t).locator(".body") for t in (1, 2, 3)]
    strokes = [body.evaluate("node => getComputedStyle(node).stroke") for body in bodies]
    assert len(set(strokes)) == 3
    level, rail = page.locator(".beliefs .level").first, page.locator(".beliefs .rail").first
    colours = [one.evaluate("node => getComputedStyle(node).backgroundColor") for one in (level, rail)]
    assert colours[0] != colours[1]
