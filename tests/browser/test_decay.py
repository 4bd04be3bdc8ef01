"""How far a gradient reaches, under a reader's hands, its numbers held to rnn_core."""

import numpy as np
import pytest

from rnn_core import RNNCell
from unrolled.widgets import GradientDecay

from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within


def decay(**options):
    rng = np.random.default_rng(0)
    cell = RNNCell(1, 8, rng=rng)
    cell.params["W_h"] = rng.normal(size=(8, 8)) / np.sqrt(8)
    return GradientDecay(cell, rng.normal(size=(60, 1)), **{"radius": 0.9, "steps": 30} | options)


@pytest.fixture
def widget():
    return decay()


def number(text):
    """The last number in a text such as "|dh8| = 2.3·10⁻⁴"."""
    plain = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")).replace("·10", "e")
    return float(plain)


def expect_measured(page, widget, at, nth=0):
    """Measured length and bound at a step are rnn_core's, as far as they are shown."""
    said = page.locator(".gradient-decay").nth(nth).locator(".panel .letters").inner_text()
    norms, bounds, _ = widget.measure()
    assert said.startswith(f"|dh{at}| = ")
    assert number(said.split(" = ")[1].split(" ≤ ")[0]) == pytest.approx(norms[at], rel=0.06, abs=5e-4)
    assert number(said.split(" = ")[-1]) == pytest.approx(bounds[at], rel=0.06, abs=5e-4)


@IN_EVERY_LIGHT
def test_sliders_and_buttons_measure_again_and_disturb_no_other_widget(mount, width, theme):
    page = mount(decay(), decay(), width=width, theme=theme)
    first, second = (page.locator(".gradient-decay").nth(n) for n in (0, 1))
    before = second.inner_html()
    expect_measured(page, decay(), 0)
    first.locator(".slider").nth(0).fill("1.5")
    expect_measured(page, decay(radius=1.5), 0)
    first.locator(".slider").nth(1).fill("50")
    expect_measured(page, decay(radius=1.5, steps=50), 0)
    for name in ("relu", "sigmoid", "identity"):
        first.get_by_role("button", name=name).click()
        expect_measured(page, decay(radius=1.5, steps=50, activation=name), 0)
    first.get_by_role("button", name="by norm").click()
    assert "becomes 1.00:" in first.locator(".clip-told").inner_text()
    first.get_by_role("button", name="by value").click()
    assert "the direction turns by" in first.locator(".clip-told").inner_text()
    first.get_by_role("button", name="Reset").click()
    expect_measured(page, decay(), 0)
    assert second.inner_html() == before


@IN_EVERY_LIGHT
def test_keyboard_alone_turns_the_sliders_and_walks_over_the_plot(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").endswith("gradient-decay")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect_measured(page, decay(), 28)
    assert "At t = 28, 1 back from the last" in page.locator(".sentence").inner_text()  # what a screen reader hears
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect_measured(page, decay(radius=1.0), 28)
    page.keyboard.press("Escape")
    expect_measured(page, decay(), 0)


@IN_EVERY_LIGHT
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme):
    page = mount(width=width, theme=theme)
    expect_within(page)
    expect_no_barrier(page)


def test_pointing_at_the_plot_looks_at_that_step(mount):
    page = mount()
    box = page.locator(".plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 19, box["y"] + 60)
    expect_measured(page, decay(), 29)


def test_fingers_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    heights = page.eval_on_selector_all(
        ".gradient-decay button, .gradient-decay input",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(heights) >= 39
    widths = page.eval_on_selector_all(
        ".gradient-decay button", "nodes => nodes.map(node => node.getBoundingClientRect().width)"
    )
    assert min(widths) >= 44
