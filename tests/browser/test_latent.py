"""The latent explorer under a reader's hands, its codes and pictures held to rnn_core."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core import tasks
from unrolled import trained
from unrolled.widgets import LatentExplorer

from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

PLAIN, VARIATIONAL = 0, 1


def models():
    return {name: trained.network(f"codes/{name}") for name in ("plain", "variational")}


def explorer(networks=None, **options):
    """The digits 0 to 9 and again 0 to 9 are the first twenty; it opens on a walk from the first 3 to the first 8."""
    digits = tasks.digit_images().take(slice(120))
    return LatentExplorer(networks or models(), digits, **{"walk": (3, 8)} | options)


@pytest.fixture
def widget():
    return explorer()


def of(page, nth=0):
    return page.locator(".latent-explorer").nth(nth)


def plane(page, k):
    return of(page).locator(".plane").nth(k)


def sentence(page):
    return of(page).locator(".sentence")


CLOSE = """([nth, k, hand, picture]) => {
  const panel = document.querySelectorAll(".latent-explorer")[nth].querySelectorAll(".panel")[k];
  const shown = panel.querySelector(".code").title.replaceAll("−", "-").split(", ").map(Number);
  const canvas = panel.querySelector(".decoded canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, 8, 8);
  return shown.length === 2 && shown.every((v, j) => Math.abs(v - hand[j]) < 1e-9)
    && picture.every((ink, n) => Math.abs(data[4 * n + 3] - 255 * ink) < 0.51);
}"""


def expect_stands(page, wanted, nth=0):
    """Each network's point and the picture decoded there are rnn_core's: those of the explorer `wanted`."""
    hands, pictures = wanted.hands(), wanted.decoded()
    for k, title in enumerate(wanted.titles):
        page.wait_for_function(CLOSE, arg=[nth, k, hands[title].tolist(), pictures[title].tolist()])


def at_code(page, k, code):
    """Where on the page a code is, in the plane of network k."""
    plane(page, k).scroll_into_view_if_needed()
    box, frame = plane(page, k).bounding_box(), list(explorer().planes.values())[k]
    across, up = (np.array(code) - frame["low"]) / np.subtract(frame["high"], frame["low"])
    return box["x"] + 1 + across * (box["width"] - 2), box["y"] + 1 + (1 - up) * (box["height"] - 2)  # a border of 1


NEAR = """([k, code, most]) => {
  const { title } = document.querySelectorAll(".latent-explorer .code")[k];
  return title.replaceAll("−", "-").split(", ").every((part, j) => Math.abs(Number(part) - code[j]) < most);
}"""


def shown_code(page, k):
    """The code that is shown, with every digit."""
    title = of(page).locator(".code").nth(k).get_attribute("title")
    return np.array([float(part) for part in title.replace("−", "-").split(", ")])


@IN_EVERY_LIGHT
def test_a_digit_chosen_is_encoded_and_decoded_by_both_and_ends_the_walk(mount, width, theme):
    page = mount(explorer(), explorer(), width=width, theme=theme)
    expect_stands(page, explorer())
    button = of(page).get_by_role("button", name="Encode this real 6").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect_stands(page, explorer(walk=(8, 6)))
    expect(sentence(page)).to_contain_text("Encoded: a real 6.")
    expect_stands(page, explorer(), nth=1)
    turned = of(page).locator(".ink").first.evaluate("node => getComputedStyle(node).filter")
    assert turned == ("invert(1)" if theme == "dark" else "invert(0)")


def test_the_point_follows_the_mouse_in_one_plane_and_the_other_stays(mount):
    page = mount()
    page.mouse.move(*at_code(page, PLAIN, explorer().hands()["plain"]))
    page.mouse.down()
    page.mouse.move(*at_code(page, PLAIN, (5, 5)), steps=4)
    expect(sentence(page)).to_contain_text("plain at (")
    expect(sentence(page)).not_to_contain_text("variational")
    page.wait_for_function(NEAR, arg=[PLAIN, [5, 5], 0.1])  # two pixels
    code = shown_code(page, PLAIN)
    expect_stands(page, explorer(codes={"plain": code}))
    page.mouse.move(5, 5)  # out of the plane: the point stays at its edge
    frame = explorer().planes["plain"]
    expect_stands(page, explorer(codes={"plain": (frame["low"][0], frame["high"][1])}))
    page.mouse.up()
    page.mouse.move(*at_code(page, PLAIN, (0, 0)))
    expect_stands(page, explorer(codes={"plain": (frame["low"][0], frame["high"][1])}))


@IN_EVERY_LIGHT
def test_keyboard_alone_moves_a_point_walks_encodes_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    expect(of(page)).to_be_focused()
    plane(page, VARIATIONAL).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    frame = explorer().planes["variational"]
    moved = np.subtract(frame["high"], frame["low"]) * [2 / 40 - 1 / 200, 1 / 40]
    code = explorer().hands()["variational"] + moved
    expect_stands(page, explorer(codes={"variational": code}))
    expect(sentence(page)).to_contain_text("variational at (")
    page.keyboard.press("Home")
    expect_stands(page, explorer(at=0))
    of(page).focus()
    page.keyboard.press("ArrowRight")
    expect_stands(page, explorer(at=1))
    expect(sentence(page)).to_contain_text("Step 1 of 12 on the way from a real 3 to a real 8.")
    page.keyboard.press("Shift+ArrowRight")
    expect_stands(page, explorer(walk=(8, 9)))
    page.keyboard.press("Escape")
    expect_stands(page, explorer())


def test_tab_stops_at_one_of_the_digits_and_arrows_lead_to_the_others(mount):
    page = mount()
    offered = of(page).locator(".offered")
    expect(of(page).locator(".offered[tabindex='0']")).to_have_count(1)
    of(page).locator(".offered[aria-pressed='true']").focus()
    page.keyboard.press("ArrowRight")
    expect(offered.nth(9)).to_be_focused()  # after the first 8 comes the first 9
    expect(of(page).locator(".offered[tabindex='0']")).to_have_accessible_name("Encode this real 9, number 1")
    expect_stands(page, explorer())
    page.keyboard.press("Enter")
    expect_stands(page, explorer(walk=(8, 9)))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(offered.nth(10)).to_have_attribute("aria-pressed", "true")
    expect(offered.nth(10)).to_have_accessible_name("Encode this real 0, number 2")


INKED = """(places) => {
  const canvas = document.querySelector(".latent-explorer .pad canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, 8, 8);
  return places.every(([row, column]) => data[4 * (8 * row + column) + 3] > 200);
}"""


def ink_of(page):
    """The picture on the pad, as shown, 0 to 255."""
    return np.array(of(page).locator(".pad canvas").evaluate(
        "node => Array.from(node.getContext('2d').getImageData(0, 0, 8, 8).data).filter((_, n) => n % 4 === 3)"
    )).reshape(8, 8)  # fmt: skip


def test_a_stroke_of_the_mouse_leaves_ink_without_a_gap_and_is_encoded(mount):
    page = mount()
    of(page).get_by_role("button", name="empty paper").click()
    blank = explorer()
    blank.ends = [8, [0.0] * 64]
    expect_stands(page, blank)
    box = of(page).locator(".pad").bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"]
    page.mouse.move(x, y + box["height"] / 16)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] * 15 / 16)  # in one go
    page.mouse.up()
    page.wait_for_function(INKED, arg=[[row, column] for row in range(8) for column in (3, 4)])
    expect(sentence(page)).to_contain_text("Encoded: your drawing.")
    ink = ink_of(page)
    assert (ink[:, [0, 1, 6, 7]] == 0).all()
    # The shown picture is rounded to 255 parts of ink, and its code with it.
    drawn = explorer()
    drawn.ends = [8, (ink.ravel() / 255).tolist()]
    for k, title in enumerate(drawn.titles):
        np.testing.assert_allclose(shown_code(page, k), drawn.hands()[title], atol=0.05)


def test_arrows_and_space_draw_and_the_rubber_takes_away(mount):
    page = mount()
    of(page).get_by_role("button", name="empty paper").click()
    of(page).locator(".pad").focus()
    page.keyboard.press("ArrowUp")
    expect(sentence(page)).to_have_text("Pen at row and column 3, 4: ink 0.00.")
    page.keyboard.press("Space")
    expect(sentence(page)).to_contain_text("Encoded: your drawing.")
    drawing = np.zeros((8, 8))
    drawing[2, 3] = 1
    drawing[[1, 3, 2, 2], [3, 3, 2, 4]] = 0.4
    drawn = explorer()
    drawn.ends = [8, drawing.ravel().tolist()]
    expect_stands(page, drawn)
    assert ink_of(page).tolist() == np.rint(255 * drawing).tolist()
    of(page).get_by_role("button", name="rubber").click()
    of(page).locator(".pad").focus()
    page.keyboard.press("Space")
    drawn.ends = [8, [0.0] * 64]
    expect_stands(page, drawn)


def test_play_walks_to_the_end_and_the_slider_and_the_strip_go_where_they_are_told(mount):
    page = mount(explorer(at=0))
    page.get_by_role("slider", name="The walk").fill("4")
    expect_stands(page, explorer(at=4))
    strip = of(page).locator(".strip").nth(1)
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 9.5 / 13, "y": box["height"] / 2})
    expect_stands(page, explorer(at=9))
    page.get_by_role("button", name="Forward", exact=True).click()
    expect_stands(page, explorer(at=10))
    page.get_by_role("button", name="Back", exact=True).click()
    expect_stands(page, explorer(at=9))
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect_stands(page, explorer())
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(sentence(page)).to_contain_text("Encoded: a real 8.")


def test_random_codes_are_put_in_both_planes_and_time_takes_them_back(mount):
    page = mount()
    of(page).get_by_role("button", name="random codes").click()
    given = explorer()
    frame, eps = given.planes["plain"], given.draws[0]
    stretched = np.array(frame["mean"]) + np.array(frame["spread"]) @ eps
    expect_stands(page, explorer(codes={"plain": stretched, "variational": eps}))
    expect(sentence(page)).to_contain_text("A random code for each network.")
    page.get_by_role("button", name="Last").click()
    expect_stands(page, explorer())


def test_the_nearest_real_digit_is_named_and_can_be_encoded(mount):
    page = mount(explorer(codes={"plain": (7, 6)}))
    n, distance = explorer(codes={"plain": (7, 6)}).nearest()["plain"]
    label = tasks.digit_images().targets[n]
    button = of(page).locator(".nearest").first
    expect(button).to_have_text(f"nearest: {label}")
    expect(of(page).locator(".gap").first).to_have_text(f"nearest real digit: {distance:.3f} apart")
    button.click()
    expect_stands(page, explorer(walk=(8, n)))


def test_the_plane_shows_codes_or_decoded_places_or_both(mount):
    page = mount()
    glyphs, places = (of(page).locator(name).first for name in (".glyphs text", ".places"))
    expect(of(page).locator(".glyphs").first.locator("text")).to_have_count(120)
    for name, seen in (("codes", (True, False)), ("decoded", (False, True)), ("both", (True, True))):
        of(page).get_by_role("button", name=name, exact=True).click()
        expect(glyphs).to_be_visible(visible=seen[0])
        expect(places).to_be_visible(visible=seen[1])


@IN_EVERY_LIGHT
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme):
    alone = explorer(models()["plain"], codes={"plain": (7, 6)})
    page = mount(explorer(lang="zh"), alone, width=width, theme=theme)
    expect_within(page, ".latent-explorer :is(.given, .panel, .controls, .thumbs, .modes) > *", ".latent-explorer")
    cut = page.eval_on_selector_all(
        ".latent-explorer button", "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).length"
    )
    assert cut == 0
    expect_no_barrier(page)


def test_fingers_get_targets_of_44_px_and_draw(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".latent-explorer :is(button, input, select, .strip)",
        "nodes => nodes.map(node => node.getBoundingClientRect().height)",
    )
    assert min(sizes) >= 43.9
    of(page).get_by_role("button", name="empty paper").tap()
    box = of(page).locator(".pad").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 5.5 / 8, box["y"] + box["height"] * 2.5 / 8)
    page.wait_for_function(INKED, arg=[[2, 5]])
    plane(page, VARIATIONAL).tap(position={"x": 20, "y": 20})
    expect(sentence(page)).to_have_text(re.compile(r"^variational at \(.*\): nearest to a real \d, 0\.\d\d apart\.$"))
    expect_stands_by_hand(page, VARIATIONAL)


def expect_stands_by_hand(page, k):
    """What is decoded at the point that is shown is rnn_core's."""
    code = shown_code(page, k)
    model = list(models().values())[k]
    page.wait_for_function(CLOSE, arg=[0, k, code.tolist(), model.decode(code[None])[0].tolist()])


def test_forced_colours_keep_ink_on_white_paper(mount):
    page = mount(forced_colors="active", theme="dark")
    look = (
        of(page)
        .locator(".ink")
        .first.evaluate(
            "node => { const { filter, backgroundColor } = getComputedStyle(node); return [filter, backgroundColor]; }"
        )
    )
    assert look == ["none", "rgb(255, 255, 255)"]
    expect(of(page).locator(".hand").first).to_be_visible()
