"""The alignment viewer under a reader's hands, its paths and sums held to rnn_core.ctc."""

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core import tasks
from rnn_core.ctc import collapse
from unrolled import trained
from unrolled.widgets import AlignmentViewer

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

LETTERS = tasks.MORSE_LETTERS


def heard():
    """What the book's listener answers to PSS, a word with a double letter: (signal, logs)."""
    xs = tasks.morse_signals(["PSS"], rng=np.random.default_rng(1)).xs
    return xs[:, 0], np.log(trained.network("systems/morse-both").predict(xs)[:, 0])


SIGNAL, LOGS = heard()
T = len(LOGS)
PATH = LOGS.argmax(axis=1)


def viewer(**options):
    return AlignmentViewer(SIGNAL, LOGS, LETTERS, **{"texts": ["PSS", "PS"]} | options)


@pytest.fixture
def widget():
    return viewer()


def viewer_of(page, nth=0):
    return page.locator(".alignment-viewer").nth(nth)


def line(page, key, nth=0):
    return viewer_of(page, nth).locator(f'[data-key="align_row_{key}"] td')


def told(page, text, nth=0):
    return viewer_of(page, nth).locator(f'.told[data-text="{text}"]')


CLOSE = """([selector, nth, value]) => {
  const node = document.querySelectorAll(".alignment-viewer")[nth].querySelector(selector);
  const shown = node?.title ? Number(node.title.replaceAll("−", "-")) : NaN;
  return Math.abs(shown - value) <= 1e-9 * Math.min(Math.abs(value), 1);
}"""


def expect_number(page, selector, value, nth=0):
    """What stands there, with all its digits, is this number to nine digits."""
    page.wait_for_function(CLOSE, arg=[selector, nth, float(value)])


def expect_line(page, key, value, nth=0):
    expect_number(page, f'[data-key="align_row_{key}"] td', value, nth)


def expect_path(page, t, nth=0):
    """The table, the sentence and the letters written are rnn_core's best path up to frame t."""
    said = "".join(LETTERS[k] for k in collapse(PATH[: t + 1])) or "(no letter)"
    expect(line(page, "so_far", nth)).to_have_text(said)
    expect(line(page, "chosen", nth)).to_contain_text("blank" if PATH[t] == 0 else LETTERS[PATH[t]])
    expect(viewer_of(page, nth).locator(".sentence")).to_contain_text(f"Frame {t}: ")
    written = viewer_of(page, nth).locator(".written:not(.ahead)")
    expect(written).to_have_text([] if said == "(no letter)" else list(said))


def expect_sums(page, text, t, s, nth=0):
    """The table has rnn_core's alpha of this text at frame t and state s."""
    found = viewer().alignment(text)
    expect_line(page, "alpha", np.exp(found.log_alpha[t, 0, s]), nth)
    expect_number(page, f'.told[data-text="{text}"] .number', np.exp(found.log_p[0]), nth)


def scrub(page, to, nth=0):
    viewer_of(page, nth).get_by_role("slider", name="Time").fill(str(to))


def follow(page, name, nth=0):
    viewer_of(page, nth).get_by_role("button", name=name, exact=True).click()


@IN_EVERY_LIGHT
def test_the_best_path_collapses_frame_by_frame_and_disturbs_no_other_widget(mount, width, theme):
    page = mount(viewer(), viewer(), width=width, theme=theme)
    untouched = viewer_of(page, 1).inner_html()
    changes = np.flatnonzero(PATH[1:] != PATH[:-1]) + 1
    for t in (0, *changes[:4].tolist(), T - 1):
        scrub(page, t)
        expect_path(page, t)
    expect(viewer_of(page).locator(".sentence")).to_contain_text("The whole path says PSS")
    assert viewer_of(page, 1).inner_html() == untouched


@IN_EVERY_LIGHT
def test_a_typed_text_gets_rnn_cores_probability(mount, width, theme):
    page = mount(width=width, theme=theme)
    follow(page, "sum of paths")
    field = page.get_by_label("Type a text")
    for text in ("ps", "PSST", "PZSS", ""):
        field.fill(text)
        expect(viewer_of(page).locator(".told")).to_have_count(3 if text.upper() not in ("PSS", "PS") else 2)
        expect(told(page, text.upper())).to_have_attribute("aria-pressed", "true")
        asked = "p({}) = ".format(text.upper() or "(no letter)")
        expect(viewer_of(page).locator(".sentence")).to_contain_text(asked)
        s = int(viewer().alignment(text.upper()).log_alpha[T - 1, 0].argmax())
        expect_sums(page, text.upper(), T - 1, s)
        expect(viewer_of(page).locator(".lattice .area")).to_have_count(2 * len(text) + 1)
    told(page, "PSS").click()
    expect(field).to_have_value("PSS")
    expect_line(page, "end", viewer().probability("PSS"))


def test_alpha_is_the_sum_of_the_ways_in_times_the_answer(mount):
    page = mount(viewer(view="sum", inside=True, t=0))
    found, logs = viewer().alignment("PSS"), np.array(viewer().logprobs)
    t = int(np.flatnonzero(LETTERS.index("S") == PATH)[0])
    scrub(page, 2 * t)
    viewer_of(page).get_by_role("button", name="S (letter 2)").click()
    alpha = np.exp(found.log_alpha[:, 0])
    expect_line(page, "stay", alpha[t - 1, 3])
    expect_line(page, "move", alpha[t - 1, 2])
    expect_line(page, "hop", alpha[t - 1, 1])  # P and S differ: the blank between may be left out
    expect(line(page, "alpha")).to_have_text("·")  # not computed yet
    page.get_by_role("button", name="Forward", exact=True).click()
    expect_line(page, "times", np.exp(logs[t, LETTERS.index("S")]) / np.exp(logs[t]).sum())
    expect_sums(page, "PSS", t, 3)
    viewer_of(page).get_by_role("button", name="S (letter 3)").click()
    expect(line(page, "hop")).to_have_text("shut: same letter")
    expect_sums(page, "PSS", t, 5)
    viewer_of(page).get_by_role("button", name="S (letter 3)").click()  # let go: where most beginnings are
    expect_sums(page, "PSS", t, int(alpha[t].argmax()))


def test_shares_of_all_paths_give_the_gradient(mount):
    page = mount(viewer(view="share"))
    found, logs = viewer().alignment("PSS"), np.array(viewer().logprobs)
    t = int(np.flatnonzero(LETTERS.index("P") == PATH)[0])
    scrub(page, t)
    for s, label in ((1, LETTERS.index("P")), (2, 0)):
        viewer_of(page).locator(".state").nth(s).click()
        expect_line(page, "share", found.posterior[t, 0, s])
        expect_line(page, "beta", np.exp(found.log_beta[t, 0, s]))
        shares = found.posterior[t, 0, found.labels[0] == label].sum()
        y = np.exp(logs[t, label]) / np.exp(logs[t]).sum()
        expect_line(page, "gradient", y - shares)


@IN_EVERY_LIGHT
def test_keyboard_alone_steps_goes_inside_types_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    expect(viewer_of(page)).to_be_focused()
    page.keyboard.press("Home")
    expect_path(page, 0)
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect_path(page, 2)
    page.keyboard.press("Shift+ArrowRight")  # inside the step: the first operation of the next frame
    expect(line(page, "chosen")).to_contain_text("blank")
    expect(line(page, "before")).to_have_text("·")
    page.keyboard.press("End")
    expect(line(page, "so_far")).to_have_text("PSS")
    page.get_by_label("Type a text").focus()
    page.keyboard.type("pss")
    page.keyboard.press("ArrowLeft")  # the field's own key
    expect(line(page, "so_far")).to_have_text("PSS")
    page.keyboard.type("e")
    expect(told(page, "PSES")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(told(page, "PSS")).to_be_focused()
    page.keyboard.press("Space")
    expect(told(page, "PSS")).to_have_attribute("aria-pressed", "true")
    expect(told(page, "PSES")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(told(page, "PSES")).to_have_count(0)
    expect_path(page, T - 1)


def test_states_are_walked_with_arrows_and_pressed_with_space(mount):
    page = mount(viewer(view="sum"))
    states = viewer_of(page).locator(".state")
    states.nth(0).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(states.nth(3)).to_be_focused()
    page.keyboard.press("Space")
    expect(states.nth(3)).to_have_attribute("aria-pressed", "true")
    expect_sums(page, "PSS", T - 1, 3)
    expect(viewer_of(page).get_by_role("slider", name="Time")).to_have_value(str(T - 1))  # no step was taken


def test_what_is_no_text_is_refused_beside_the_field_and_the_last_one_stays(mount):
    page = mount()
    field, refusal = page.get_by_label("Type a text"), viewer_of(page).locator(".refused")
    for text, reason in (("PS5", "“5” is no letter this network knows: A–Z"), ("ABCABCABC", "9 letters are too many")):
        field.fill(text)
        expect(refusal).to_contain_text(reason)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(told(page, "PSS")).to_have_attribute("aria-pressed", "true")
    field.blur()
    expect(refusal).to_have_text("")
    expect(field).to_have_value("PSS")
    field.fill("PS!")
    expect(refusal).to_contain_text("“!”")
    page.keyboard.press("Escape")
    expect(refusal).to_have_text("")
    expect(field).to_have_value("PSS")


def test_playing_runs_to_the_end_and_stops_there(mount):
    page = mount(clock=True)
    page.get_by_role("button", name="Play").click()
    expect(viewer_of(page).locator(".sentence")).to_have_attribute("aria-live", "off")
    expect_path(page, 0)
    page.clock.run_for(STEP)  # frames go by faster than this, since most say nothing new
    expect_path(page, 4)
    page.clock.run_for(T * STEP)
    expect_path(page, T - 1)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(viewer_of(page).locator(".sentence")).to_have_attribute("aria-live", "polite")


def test_pressing_in_the_drawing_goes_to_that_frame_and_state(mount):
    page = mount(viewer(view="sum"))
    picture, cursor = (viewer_of(page).locator(one) for one in (".picture", ".cursor"))
    x, cell = (float(cursor.get_attribute(name)) for name in ("x", "width"))  # of the last frame
    base = float(viewer_of(page).locator(".lattice .rule").nth(3).get_attribute("y1"))  # below the second S
    picture.click(position={"x": x + (40.5 - (T - 1)) * cell, "y": base - 8})
    expect_sums(page, "PSS", 40, 3)
    expect(viewer_of(page).locator(".state").nth(3)).to_have_attribute("aria-pressed", "true")


@IN_EVERY_LIGHT
@pytest.mark.parametrize(
    "make",
    [lambda: viewer(lang="zh"), lambda: viewer(view="sum", texts=["PSSHITHE", "PSS"]), lambda: viewer(view="share")],
    ids=["path", "sum", "share"],
)
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme, make):
    page = mount(make(), width=width, theme=theme)
    parts = ".alignment-viewer .picture, .alignment-viewer :is(button, td, th, input, p)"
    expect_within(page, parts, ".alignment-viewer")
    expect_no_barrier(page)


def test_fingers_get_targets_of_44_px(mount):
    page = mount(viewer(view="sum"), width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".alignment-viewer button, .alignment-viewer input, .alignment-viewer select",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 43.9
    told(page, "PS").tap()
    expect(told(page, "PS")).to_have_attribute("aria-pressed", "true")


def test_forced_colours_keep_the_choice_and_the_cursor(mount):
    page = mount(viewer(view="sum", chosen=1), forced_colors="active")
    pressed, other = (viewer_of(page).locator(".state").nth(s) for s in (1, 0))
    outlines = [one.evaluate("node => getComputedStyle(node).outlineStyle") for one in (pressed, other)]
    assert outlines == ["solid", "none"]
    strokes = [viewer_of(page).locator(of).first.evaluate("node => getComputedStyle(node).stroke")
               for of in (".cursor", ".rule")]  # fmt: skip
    assert strokes[0] != strokes[1]
