"""The gradient flow under a reader's hands, on a page with nothing else, its numbers held to rnn_core."""

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core import RNNCell
from unrolled.widgets import GradientFlow

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within


def worked_example(weight=0.3, target=2.0, **options):
    cell = RNNCell(1, 2, rng=np.random.default_rng(0))
    cell.params |= {
        "W_x": np.array([[0.5, 0.6]]),
        "W_h": np.array([[0.1, 0.2], [weight, 0.4]]),
        "b": np.array([0.1, -0.1]),
    }
    readout = (np.array([[1.0], [2.0]]), np.array([0.1]))
    return GradientFlow(cell, [[1.0], [2.0]], readout=readout, targets=[[1.5], [target]], **options)


def hihell(**options):
    rng = np.random.default_rng(3)
    cell, xs = RNNCell(5, 5, rng=rng), np.eye(5)[[0, 1, 0, 2, 3, 3]]
    readout = (rng.normal(size=(5, 5)), rng.normal(size=5))
    names = {"tokens": list("hihell"), "output_tokens": list("hielo")}
    return GradientFlow(cell, xs, readout=readout, loss="softmax", targets=[1, 0, 2, 3, 3, 4], **names, **options)


@pytest.fixture
def widget():
    return worked_example()


def flow(page, nth=0):
    return page.locator(".gradient-flow").nth(nth)


def shown(page, key, nth=0):
    return flow(page, nth).locator(f'button.num[data-key="{key}"]').inner_text()


def field(page, key, nth=0):
    return flow(page, nth).locator(f'.fields [data-key="{key}"] input')


def press(page, name, nth=0):
    flow(page, nth).locator(f".ctl-{name}").click()


def sentence(page, nth=0):
    return flow(page, nth).locator(".sentence").inner_text()


def unfold(page, nth=0):
    flow(page, nth).locator("summary").click()


def written(value):
    return f"{value:.3f}".replace("-", "−")


def expect_back(page, widget, t, nth=0):
    """All numbers of the finished step t on the way back are what rnn_core computes (three digits or fewer)."""
    back = widget.back[t]
    H = len(back["dh"])
    truth = {f"{name}.{j}": back[name][j] for name in ("own", "future", "dh", "slope", "da") for j in range(H)}
    for name, prefix in (("dW", "d"), ("sum_W", "sum_")):
        for i, row in enumerate(back[f"{prefix}W_h"] + back[f"{prefix}W_x"]):
            truth |= {f"{name}.{i}.{j}": row[j] for j in range(H)}
    for name, from_ in (("db", "db"), ("sum_b", "sum_b")):
        truth |= {f"{name}.{j}": back[from_][j] for j in range(H)}
    texts = (
        flow(page, nth)
        .locator("button.num")
        .evaluate_all("nodes => Object.fromEntries(nodes.map(node => [node.dataset.key, node.textContent]))")
    )
    for key, value in truth.items():
        said = float(texts[key].replace("−", "-"))
        digits = 5.01e-4 if abs(value) < 1 else 5.01e-3 if abs(value) < 10 else 5.01e-2
        assert abs(said - value) <= digits, (key, texts[key], value)


@IN_EVERY_LIGHT
def test_buttons_walk_forwards_and_then_back_through_the_five_operations(mount, width, theme):
    page = mount(width=width, theme=theme)
    assert sentence(page).startswith("Forwards, t = 0")
    assert shown(page, "own.0") == ""
    press(page, "next")
    assert "In all, L = 0.532" in sentence(page)
    press(page, "next")
    assert (shown(page, "own.0"), shown(page, "own.1"), shown(page, "future.0")) == ("1.454", "2.908", "")
    for _ in range(4):
        press(page, "next")
    expect_back(page, worked_example(), 1)
    for key, wanted in (("own", "0.123"), ("future", "0.165"), ("dh", "0.288"), ("da", "0.205")):
        press(page, "next")
        assert shown(page, f"{key}.0") == wanted
    assert shown(page, "sum_b.0") == "0.379"  # so far: step 1 alone
    press(page, "next")
    assert shown(page, "sum_b.0") == "0.584"
    assert sentence(page).endswith("dW_h, dW_x and db are complete.")
    press(page, "first")
    assert sentence(page).startswith("Forwards, t = 0")


@IN_EVERY_LIGHT
@pytest.mark.parametrize("make", [worked_example, hihell])
def test_every_number_of_every_step_back_is_rnn_cores(mount, make, width, theme):
    page = mount(make(), width=width, theme=theme)
    widget = make()
    T = len(widget.xs)
    flow(page).focus()
    for _ in range(T):
        page.keyboard.press("ArrowRight")
    for t in range(T - 1, -1, -1):
        assert sentence(page).startswith(f"Backwards, t = {t}:")
        expect_back(page, widget, t)
        page.keyboard.press("ArrowRight")


@IN_EVERY_LIGHT
def test_edits_run_forwards_and_backwards_again_and_disturb_no_other_widget(mount, width, theme):
    page = mount(worked_example(), worked_example(), width=width, theme=theme)
    before = flow(page, 1).inner_html()
    unfold(page)
    field(page, "W.1.0").fill("-0.75")
    expect_back(page, worked_example(weight=-0.75), 0)
    flow(page).focus()
    page.keyboard.press("ArrowLeft")
    field(page, "target.0").fill("5")
    expect_back(page, worked_example(weight=-0.75, target=5.0), 1)
    press(page, "last")
    expect_back(page, worked_example(weight=-0.75, target=5.0), 0)
    flow(page).get_by_role("button", name="the loss of step t = 0 counts").click()
    assert shown(page, "own.0") == "0.000"
    expect_back(page, worked_example(weight=-0.75, target=5.0, steps_with_loss=[1]), 0)
    assert flow(page, 1).inner_html() == before
    press(page, "reset")
    press(page, "last")
    expect_back(page, worked_example(), 0)
    assert page.locator(".num.edited").count() == 0
    ids = page.eval_on_selector_all("[id]", "nodes => nodes.map(node => node.id)")
    assert len(ids) == len(set(ids))


def test_another_right_symbol_is_chosen(mount):
    page = mount(hihell())
    unfold(page)
    press(page, "next")
    flow(page).get_by_label("target of this step").select_option("o")
    truth = hihell()
    cell, readout = truth.net["cell"], truth.net["readout"]
    rnn = RNNCell(5, 5, rng=np.random.default_rng(0))
    rnn.params |= {name: np.array(cell[name]) for name in ("W_x", "W_h", "b")}
    changed = GradientFlow(
        rnn, truth.xs, readout=(np.array(readout["W"]), np.array(readout["b"])), loss="softmax",
        targets=[1, 4, 2, 3, 3, 4],
    )  # fmt: skip
    expect_back(page, changed, 1)


@IN_EVERY_LIGHT
def test_an_unreadable_number_is_refused_in_words_and_the_last_one_stays(mount, width, theme):
    page = mount(width=width, theme=theme)
    unfold(page)
    field(page, "b.0").fill("abc")
    field(page, "b.0").press("Enter")
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("“abc” is not a number")
    expect(field(page, "b.0")).to_have_attribute("aria-invalid", "true")
    assert field(page, "b.0").get_attribute("aria-describedby") == refusal.get_attribute("id")
    words = refusal.bounding_box()
    assert words["x"] >= 0
    assert words["x"] + words["width"] <= width
    field(page, "b.0").fill("0.3")
    expect(refusal).to_be_hidden()


@IN_EVERY_LIGHT
def test_keyboard_alone_walks_plays_edits_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").endswith("gradient-flow")
    page.keyboard.press("End")
    assert shown(page, "sum_W.0.0") == "0.204"
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".stage-slope")).to_have_attribute("aria-current", "step")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.locator(".ctl-play")).to_have_attribute("aria-label", "Pause")
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary":
            break
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.dataset.key") == "W.0.0":
            break
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.parentElement.dataset.key") == "W.0.1"
    page.keyboard.press("ArrowUp")
    assert field(page, "W.0.1").input_value() == "0.3"
    page.keyboard.press("Escape")
    assert sentence(page).startswith("Forwards, t = 0")
    assert field(page, "W.0.1").input_value() == "0.2"


@IN_EVERY_LIGHT
@pytest.mark.parametrize("make", [worked_example, hihell])
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, make, width, theme):
    page = mount(make(), width=width, theme=theme)
    unfold(page)
    for key in ("Home", "End"):
        flow(page).focus()
        page.keyboard.press(key)
        expect_within(page)
        expect_no_barrier(page)


def test_play_goes_there_and_back_by_itself_and_stops(mount):
    page = mount(clock=True)
    page.locator(".mode").nth(1).click()
    press(page, "play")
    page.clock.run_for(STEP)
    expect(page.locator(".sentence")).to_contain_text("Forwards, t = 1")
    page.clock.run_for(20 * STEP)
    expect(page.locator(".sentence")).to_contain_text("Backwards, t = 0")
    expect(page.locator(".ctl-play")).to_have_attribute("aria-label", "Play")


def test_the_slider_and_the_stages_go_where_they_say(mount):
    page = mount()
    page.locator(".slider").fill("8")
    assert sentence(page).startswith("Backwards, t = 0: the next step hands down")
    page.locator(".stage-total").click()
    assert sentence(page).endswith("add up to dh₀ = [0.288, 0.614].")
    page.locator(".network .hit").nth(1).click()
    assert sentence(page).startswith("Backwards, t = 1: the two parts add up")
    page.locator(".stage-forward").click()
    assert sentence(page).startswith("Forwards, t = 1")


def test_pointing_shows_the_equation_its_numbers_and_all_digits(mount):
    page = mount()
    flow(page).focus()
    page.keyboard.press("End")
    page.locator('[data-key="future.1"]').hover()
    panel = page.locator(".panel")
    expect(panel.locator(".letters")).to_have_text("(da1 Whᵀ)2 = da1,1 · W2,1 + da1,2 · W2,2")
    expect(panel.locator(".numbers")).to_have_text("= 0.379 · 0.3 + 0.637 · 0.4")
    value = float(panel.locator(".value").inner_text().removeprefix("= "))
    assert value == pytest.approx(worked_example().back[0]["future"][1], abs=1e-12)
    page.locator('[data-key="dh.0"]').focus()
    page.mouse.move(0, 0)
    page.locator('[data-key="dh.1"]').hover()
    lit = page.eval_on_selector_all(".num.lit", "nodes => nodes.map(node => node.dataset.key)")
    assert set(lit) == {"own.1", "future.1", "dh.1"}


def test_the_arrows_back_are_as_broad_as_what_they_carry(mount):
    page = mount()
    flow(page).focus()
    page.keyboard.press("End")
    breadth = page.eval_on_selector_all(".flow.own", "nodes => nodes.map(node => node.getBBox().width)")
    assert breadth[1] > breadth[0]  # the last step is further from its target
    assert page.locator(".flow.future:not(.hidden)").count() == 1


def test_fingers_get_targets_of_44_px(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    unfold(page)
    sizes = page.eval_on_selector_all(
        ".gradient-flow button, .gradient-flow input, .gradient-flow select, .gradient-flow summary",
        "nodes => nodes.map(node => [node.className, node.getBoundingClientRect().height])",
    )
    assert [size for size in sizes if size[1] < 39] == []


def test_the_words_can_be_chinese(mount):
    page = mount(worked_example(lang="zh"))
    expect(page.locator(".stage-forward")).to_contain_text("前向")
    assert sentence(page).startswith("前向，t = 0")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("make", [worked_example, hihell])
def test_pointing_moves_nothing_on_the_page(mount, make, width):
    page = mount(make(), width=width)
    flow(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    heights = flow(page).evaluate("""root => [...root.querySelectorAll("button.num")].map((number) => {
      number.dispatchEvent(new PointerEvent("pointerenter"));
      return root.offsetHeight;
    })""")
    assert len(set(heights)) == 1
