"""The forward stepper in detail, on a page with nothing but steppers, brought to life by the book's own widget host."""

import numpy as np
import pytest
from playwright.sync_api import expect

from unrolled.widgets import ForwardStepper

from .conftest import OPERATION
from .sight import expect_no_barrier, expect_within
from .stepper import SIGHT, field, focus, hihell, network, press, sentence, shown, stage, truth


@pytest.mark.parametrize(("width", "theme"), SIGHT)
def test_buttons_step_through_the_operations_and_the_steps(mount, width, theme):
    page = mount(width=width, theme=theme)
    assert stage(page) == 1
    assert shown(page, "a.0") == ""
    for _ in range(2):
        press(page, "next")
    assert (stage(page), shown(page, "a.0"), shown(page, "a.1")) == (3, "0.600", "0.500")
    for _ in range(2):
        press(page, "next")
    assert (shown(page, "h.0"), shown(page, "h.1"), shown(page, "y.0")) == ("0.537", "0.462", "1.561")
    press(page, "next")
    assert sentence(page).startswith("Step t = 1")
    press(page, "last")
    assert shown(page, "y.0") == "2.727"
    press(page, "back")
    assert stage(page) == 4
    press(page, "first")
    assert sentence(page).startswith("Step t = 0")


@pytest.mark.parametrize(("width", "theme"), SIGHT)
def test_an_edited_weight_gives_the_output_of_rnn_core_in_every_step(mount, width, theme):
    page = mount(width=width, theme=theme)
    field(page, "W.2.0").fill("-0.75")
    field(page, "W.2.0").press("Enter")
    assert shown(page, "y.0") == truth(0, weight=-0.75)
    press(page, "last")
    assert shown(page, "y.0") == truth(1, weight=-0.75)
    assert "edited" in page.locator('[data-key="W.2.0"]').get_attribute("class")
    assert "edited" in field(page, "W.2.0").get_attribute("aria-label")


@pytest.mark.parametrize(("width", "theme"), SIGHT)
def test_an_unreadable_number_is_refused_in_words_and_the_last_one_stays(mount, width, theme):
    page = mount(width=width, theme=theme)
    field(page, "b.0").fill("0.7")
    field(page, "b.0").fill("abc")
    field(page, "b.0").press("Enter")
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("“abc” is not a number")
    expect(field(page, "b.0")).to_have_attribute("aria-invalid", "true")
    assert field(page, "b.0").get_attribute("aria-describedby") == refusal.get_attribute("id")
    assert (shown(page, "b.0"), shown(page, "y.0")) == ("0.7", truth(0, bias=0.7))
    words, beside = refusal.bounding_box(), field(page, "b.0").bounding_box()
    assert 0 <= words["y"] - beside["y"] - beside["height"] < 20
    assert words["x"] >= 0
    assert words["x"] + words["width"] <= width
    field(page, "b.0").fill("1000")
    field(page, "b.0").press("Enter")
    expect(refusal).to_contain_text("out of range")
    assert shown(page, "b.0") == "0.7"
    field(page, "b.0").fill("0.3")
    expect(refusal).to_be_hidden()
    assert shown(page, "y.0") == truth(0, bias=0.3)


@pytest.mark.parametrize(("width", "theme"), SIGHT)
def test_keyboard_alone_reaches_steps_edits_plays_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").endswith("forward-stepper")
    page.keyboard.press("Shift+ArrowRight")
    assert stage(page) == 2
    page.keyboard.press("ArrowRight")
    assert sentence(page).startswith("Step t = 1")
    page.keyboard.press("End")
    assert shown(page, "y.0") == "2.727"
    page.keyboard.press("Home")
    assert (stage(page), sentence(page)[:10]) == (1, "Step t = 0")
    page.keyboard.press("Space")
    expect(page.locator(".ctl-play")).to_have_attribute("aria-label", "Pause")
    page.keyboard.press("Space")
    expect(page.locator(".ctl-play")).to_have_attribute("aria-label", "Play")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.dataset.key") == "W.0.0":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.parentElement.dataset.key") == "W.1.0"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    assert shown(page, "W.1.0") == "0.39"
    page.keyboard.type("0.6")
    assert shown(page, "W.1.0") == "0.6"
    page.keyboard.press("Escape")  # leaves the typing, keeps what was read
    page.keyboard.press("Escape")
    focus(page)
    assert (shown(page, "W.1.0"), stage(page)) == ("0.3", 1)


@pytest.mark.parametrize(("width", "theme"), SIGHT)
@pytest.mark.parametrize("make", [lambda: ForwardStepper(**network()), hihell], ids=["worked example", "hihell"])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, make, width, theme):
    page = mount(make(), width=width, theme=theme)
    expect_within(page)
    for key in ("Home", "End"):
        focus(page)
        page.keyboard.press(key)
        expect_no_barrier(page)


def test_the_slider_scrubs_through_time(mount):
    page = mount()
    slider = page.locator(".slider")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert (sentence(page)[:10], stage(page)) == ("Step t = 1", 5)
    slider.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert stage(page) == 4
    slider.evaluate("node => { node.value = 2; node.dispatchEvent(new Event('input')); }")
    assert (sentence(page)[:10], stage(page)) == ("Step t = 0", 3)


def scroll_until_seen(page, y, seen):
    """Scroll; return when the browser has told those who watch the widget, the widget itself first, that it is seen."""
    page.evaluate(
        """([y, seen]) => new Promise((told) => {
          scrollTo(0, y);
          const watch = new IntersectionObserver((entries) => entries.at(-1).isIntersecting === seen && told());
          watch.observe(document.querySelector(".forward-stepper"));
        })""",
        [y, seen],
    )


def test_nothing_plays_while_out_of_view(mount):
    page = mount(clock=True)
    page.evaluate("document.body.style.paddingBottom = '4000px'")
    press(page, "play")
    page.clock.run_for(OPERATION)
    assert stage(page) == 2
    scroll_until_seen(page, 4000, False)
    page.clock.run_for(5 * OPERATION)
    assert stage(page) == 2
    scroll_until_seen(page, 0, True)
    page.clock.run_for(OPERATION)
    assert stage(page) == 3


def test_a_step_of_the_drawing_can_be_clicked(mount):
    page = mount()
    page.locator(".network .step").nth(1).click()
    assert sentence(page).startswith("Step t = 1")


def test_pointing_at_a_number_shows_its_equation_its_numbers_and_all_digits(mount):
    page = mount()
    focus(page)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.locator('[data-key="h.0"]').first.hover()
    panel = page.locator(".panel")
    expect(panel.locator(".letters")).to_have_text("h0,1 = tanh(a0,1)")
    expect(panel.locator(".numbers")).to_have_text("= tanh(0.600)")
    assert float(panel.locator(".value").inner_text().removeprefix("= ")) == pytest.approx(np.tanh(0.6), abs=1e-15)
    assert page.locator('[data-key="a.0"]').get_attribute("class").split().count("lit") == 1
    page.locator('[data-key="vW.0"]').focus()
    expect(panel.locator(".numbers")).to_have_text("= 0 · 0.1 + 0 · 0.3 + 1 · 0.5")


def test_multiplying_lights_the_row_and_the_column_of_the_chosen_unit(mount):
    page = mount()
    page.locator(".stage").nth(1).click()
    page.get_by_role("button", name="unit 2", exact=True).click()
    page.mouse.move(0, 0)
    lit = page.eval_on_selector_all(".num.lit", "nodes => nodes.map(node => node.dataset.key)")
    assert set(lit) == {"h_prev.0", "h_prev.1", "x.0", "W.0.1", "W.1.1", "W.2.1", "vW.1"}


def test_a_number_is_dragged_sideways(mount):
    page = mount()
    box = field(page, "x.0").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 10, steps=5)
    page.mouse.up()
    assert float(shown(page, "x.0")) == pytest.approx(1.5)
    assert shown(page, "a.0") == "0.850"


def test_arrow_keys_in_a_field_edit_and_do_not_step(mount):
    page = mount()
    field(page, "x.0").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    assert sentence(page).startswith("Step t = 0")
    assert shown(page, "x.0") == "1.1"


def test_keys_act_only_while_the_widget_has_the_focus(mount):
    page = mount()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("End")
    assert sentence(page).startswith("Step t = 0")


def test_reset_undoes_everything(mount):
    page = mount()
    start = page.locator(".forward-stepper").inner_text()
    field(page, "W_y.0.0").fill("9")
    field(page, "x.0").fill("-4")
    press(page, "last")
    press(page, "reset")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert page.locator(".forward-stepper").inner_text() == start
    assert page.locator(".num.edited").count() == 0


def test_the_colours_follow_the_theme_as_it_is_switched(mount):
    page = mount()
    paper = "getComputedStyle(document.querySelector('.forward-stepper')).backgroundColor"
    light = page.evaluate(paper)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(paper) != light
    page.evaluate("delete document.documentElement.dataset.theme; document.body.dataset.jpThemeLight = 'false'")
    assert page.evaluate(paper) != light
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    assert page.evaluate(paper) == light


def test_fingers_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".forward-stepper button, .forward-stepper input, .forward-stepper select",
        "nodes => nodes.map(node => [node.className, node.getBoundingClientRect().height])",
    )
    assert [size for size in sizes if size[1] < 44] == []


def test_what_is_said_aloud_tells_the_step(mount):
    page = mount()
    status = page.get_by_role("status")
    expect(status).to_have_attribute("aria-live", "polite")
    press(page, "next")
    expect(status).to_have_text(
        "Step t = 0: each entry times its row of W, added up. Unit 1: 0·0.1 + 0·0.3 + 1·0.5 = 0.500."
    )


def test_the_words_can_be_chinese(mount):
    page = mount(ForwardStepper(**network(), lang="zh"))
    expect(page.locator(".stage").first).to_contain_text("拼接")
    assert sentence(page).startswith("时间步 t = 0")


def test_a_widget_that_is_taken_away_leaves_nothing_running(mount):
    page = mount()
    page.locator(".speed").select_option("4")
    left = page.evaluate("""async () => {
      const kept = document.querySelector('[type="application/vnd.jupyter.widget-state+json"]').textContent;
      const state = JSON.parse(kept).state.m0.state;
      const listeners = new Set();
      const model = { get: (key) => state[key], set: (key, value) => { state[key] = value; }, save_changes() {},
        on: (event) => listeners.add(event), off: (event) => listeners.delete(event) };
      const { module, words } = unrolledWidgets[state._anywidget_id];
      state.words = words[state.lang];
      const host = document.body.appendChild(document.createElement("div"));
      const cleanUp = module.render({ model, el: host });
      host.querySelector(".ctl-play").click();
      cleanUp();
      const t = state.phase;
      await new Promise((resolve) => setTimeout(resolve, 1700));
      return [listeners.size, host.childElementCount, state.phase - t];
    }""")
    assert left == [0, 0, 0]
