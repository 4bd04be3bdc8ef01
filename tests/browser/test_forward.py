"""The forward stepper under a reader's hands, in a real browser: by mouse, by keyboard, on a phone, in the dark.

What it must do wherever it stands is tried on a page made for the purpose and on the pages of the book that have one,
each number held to what rnn_core computes here.
"""

import pytest
from playwright.sync_api import expect

from unrolled.widgets import ForwardStepper
from unrolled.widgets.forward_stepper import PHASES

from .conftest import FRONT, OPERATION
from .stepper import (
    SIGHT,
    expect_step,
    field,
    focus,
    hihell,
    network,
    networks,
    press,
    stage,
)  # fmt: skip

CHAPTER = "notebooks/02-forward-pass.html"
MADE = "made for the purpose"
EVERYWHERE = pytest.mark.parametrize("where", [MADE, FRONT, CHAPTER])
IN_EVERY_LIGHT = pytest.mark.parametrize(("width", "theme"), SIGHT)


@pytest.fixture
def steppers(visit, mount):
    """Open a page that has steppers, by its address or MADE; the page and the network of each of them."""

    def steppers(where, **options):
        made = (ForwardStepper(**network()), ForwardStepper(**network(weight=-1.0), t=1), hihell())
        page = mount(*made, **options) if where == MADE else visit(where, **options)
        return page, networks(page)

    return steppers


def leave(page):
    """Take focus and pointer away, so that nothing is pointed at."""
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)


@EVERYWHERE
@IN_EVERY_LIGHT
def test_buttons_keys_and_slider_step_and_every_state_and_output_is_rnn_cores(steppers, where, width, theme):
    page, nets = steppers(where, width=width, theme=theme)
    assert len(nets) == {MADE: 3, FRONT: 1, CHAPTER: 3}[where]
    for nth, net in enumerate(nets):
        last = len(net["xs"]) - 1
        press(page, "last", nth)
        expect_step(page, nth, net, last)
        focus(page, nth)
        for t in range(last - 1, -1, -1):
            page.keyboard.press("ArrowLeft")
            expect_step(page, nth, net, t)
        page.locator(".mode").nth(2 * nth + 1).click()  # whole steps
        for t in range(1, last + 1):
            press(page, "next", nth)
            expect_step(page, nth, net, t)
        slider = page.locator(".slider").nth(nth)
        slider.fill("0")
        expect_step(page, nth, net, 0)
        slider.fill(str(last))
        expect_step(page, nth, net, last)


@EVERYWHERE
@IN_EVERY_LIGHT
def test_edits_recompute_every_step_and_disturb_no_other_stepper(steppers, where, width, theme):
    page, nets = steppers(where, width=width, theme=theme)
    for nth, net in enumerate(nets):
        others = [page.locator(".forward-stepper").nth(n) for n in range(len(nets)) if n != nth]
        before = [other.inner_html() for other in others]
        net["cell"].params["W_x"][0, 1] = -0.75
        net["cell"].params["b"][0] += 0.25
        net["xs"][0, 0, 0] = 3
        focus(page, nth)
        page.keyboard.press("Home")
        field(page, f"W.{len(net['cell'].params['W_h'])}.1", nth).fill("-0.75")
        field(page, "b.0", nth).fill(str(net["cell"].params["b"][0]))
        field(page, "x.0", nth).fill("3")
        if net["W_y"] is not None:
            net["W_y"][1, 0] = 1.5
            field(page, "W_y.1.0", nth).fill("1.5")
        focus(page, nth)
        for t in range(len(net["xs"])):
            expect_step(page, nth, net, t)
            page.keyboard.press("ArrowRight")
        assert [other.inner_html() for other in others] == before
    ids = page.eval_on_selector_all("[id]", "nodes => nodes.map(node => node.id)")
    ours = page.eval_on_selector_all(".forward-stepper [id]", "nodes => nodes.map(node => node.id)")
    assert [ids.count(name) for name in ours] == [1] * len(nets)


@EVERYWHERE
def test_play_moves_on_by_itself_pauses_and_stops_at_the_end(steppers, where):
    page, nets = steppers(where, clock=True)
    play = page.locator(".ctl-play").first
    press(page, "play")
    page.clock.run_for(OPERATION - 1)
    assert stage(page) == 1
    page.clock.run_for(1)
    assert stage(page) == 2
    press(page, "play")
    page.clock.run_for(10 * OPERATION)
    assert stage(page) == 2
    page.locator(".speed").first.select_option("4")
    press(page, "play")
    page.clock.run_for(OPERATION // 4)
    assert stage(page) == 3
    expect(play).to_have_attribute("aria-label", "Pause")
    page.clock.run_for(OPERATION * len(PHASES) * len(nets[0]["xs"]))
    expect(play).to_have_attribute("aria-label", "Play")
    expect_step(page, 0, nets[0], len(nets[0]["xs"]) - 1)


@pytest.mark.parametrize("where", [FRONT, CHAPTER])
def test_without_javascript_and_on_paper_the_key_frame_and_its_words_stand(visit, where):
    page = visit(where, java_script_enabled=False)
    assert page.locator(".forward-stepper").count() == 0
    figures = page.locator(".keyframe img").all()
    assert len(figures) == {FRONT: 1, CHAPTER: 3}[where]
    for figure in figures:
        figure.scroll_into_view_if_needed()
        assert figure.is_visible()
        assert figure.get_attribute("alt").startswith("Forward stepper at t = 0 of 0 to ")
    paper = visit(where)
    assert not paper.locator(".keyframe img").first.is_visible()
    paper.emulate_media(media="print")
    for figure in paper.locator(".keyframe img").all():
        assert figure.is_visible()
        assert figure.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    assert not any(live.is_visible() for live in paper.locator(".forward-stepper").all())


@pytest.mark.parametrize("where", [FRONT, CHAPTER])
def test_tab_goes_through_the_whole_page_and_shows_where_it_is_in_a_stepper(visit, where):
    page = visit(where)
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    visited, unseen = set(), []
    for _ in range(600):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["n"] in visited:
            break
        visited.add(stop["n"])
        if stop["ours"] and not stop["seen"]:
            unseen.append(stop["html"])
    assert stop is None, f"the focus came back to {stop['html']}"
    assert unseen == []
    inside = page.evaluate(
        "[...document.querySelectorAll('[data-stop]')].filter(e => e.closest('.forward-stepper')).length"
    )
    assert len(visited) > inside > 15 * page.locator(".forward-stepper").count()


# The element in focus, numbered; whether its focus shows: an outline, or a look of its own that it has only then.
STOP = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  node.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
  const look = (element) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
    const outline = outlineStyle === "none" ? "" : outlineStyle + outlineWidth;
    return [outline, boxShadow, borderColor, backgroundColor].join();
  };
  const focused = look(node);
  const box = node.getBoundingClientRect();
  node.blur();
  const bare = look(node);
  node.focus({ focusVisible: true, preventScroll: true });
  const inView = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const ours = node.closest(".forward-stepper") !== null;
  return { ours, n: node.dataset.stop, seen: inView && focused !== bare, html: node.outerHTML.slice(0, 160) };
}"""


@pytest.mark.parametrize("where", [FRONT, CHAPTER])
def test_no_key_of_a_stepper_scrolls_the_page(visit, where):
    page = visit(where, height=500)
    focus(page)
    before = page.evaluate("scrollY")
    for key in ("ArrowRight", "ArrowLeft", "End", "Home", "Space", "Space", "Shift+ArrowRight", "Escape"):
        page.keyboard.press(key)
        assert page.evaluate("scrollY") == before, key
    field(page, "W.0.0").focus()
    before = page.evaluate("scrollY")
    for key in ("ArrowUp", "ArrowDown", "PageUp", "PageDown", "ArrowRight", "ArrowRight", "Home", "End"):
        page.keyboard.press(key)
        assert page.evaluate("scrollY") == before, key
