"""The gate watcher under a reader's hands: whatever is typed, chosen or held, its numbers are rnn_core's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core import GRUCell, LSTMCell, RNNCell
from rnn_core.models import SequenceRegressor
from unrolled.tasks.colours import LETTERS
from unrolled.widgets import GateWatcher

from .conftest import STEP
from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

KNOWN = {"light green": (0.6, 1, 0.5), "red": (0.9, 0, 0), "navy": (0, 0.1, 0.3), "mud": (0.45, 0.35, 0.1)}
H = 8
MADE = {
    "RNN": lambda rng: RNNCell(30, H, rng=rng),
    "LSTM": lambda rng: LSTMCell(30, H, rng=rng),
    "peepholes": lambda rng: LSTMCell(30, H, rng=rng, peephole=True),
    "coupled": lambda rng: LSTMCell(30, H, rng=rng, coupled=True),
    "GRU": lambda rng: GRUCell(30, H, rng=rng),
}
MAPS = {"RNN": "h", "LSTM": "ifogch", "peepholes": "ifogch", "coupled": "ifogch", "GRU": "rznh"}


def networks():
    rng, made = np.random.default_rng(7), {}
    for title, make in MADE.items():
        made[title] = SequenceRegressor(make(rng), 3, rng=rng, output="sigmoid")
        for p in made[title].params.values():
            p[...] = (p + rng.normal(size=p.shape) / 2).round(3)
    return made


NETWORKS = networks()


def colours(text="light green", **options):
    given = {"vocabulary": LETTERS, "colours": KNOWN, "held_out": ["red"], "cell": "LSTM", "unit": 2, "t": 5}
    return GateWatcher(NETWORKS, text, **given | options)


def numbers(**options):
    rng = np.random.default_rng(3)
    cell = GRUCell(1, 2, rng=rng)
    return GateWatcher((cell, (rng.normal(size=(2, 2)), np.zeros(2))), [[1.0], [0.0], [-1.0]], **options)


@pytest.fixture
def widget():
    return colours()


def watcher(page, nth=0):
    return page.locator(".gate-watcher").nth(nth)


def shown(value):
    return f"{value + 0:.3f}".replace("-0.000", "0.000").replace("-", "−")


def every_digit(value):
    """The number as the panel writes it in full, as far as it is the same everywhere."""
    return re.compile("^= " + f"{value:.12f}"[:-3].replace("-", "−"))


def expect_numbers(root, watched, cell, t, unit):
    """Every gate and state of the unit, and the belief, as rnn_core has them."""
    found = watched.run(cell)
    expect(root.locator(".units output")).to_have_text(re.compile(rf"unit {unit + 1} of "))
    for name in MAPS.get(cell, "rznh"):
        expect(root.locator(f".map-{name} .at")).to_have_text(shown(found[name][t, unit]))
    for k, value in enumerate(found.get("p", found["y"])[t]):
        expect(root.locator(".answer .number").nth(k)).to_have_text(shown(value))


def tap(root, name):
    root.locator(f".ctl-{name}").click()


@pytest.mark.parametrize("cell", MADE)
def test_each_cell_shows_the_numbers_of_rnn_core_at_every_step(mount, cell):
    page = mount(colours(cell=cell, t=0))
    root = watcher(page)
    for t in range(4):
        expect_numbers(root, colours(), cell, t, 2)
        tap(root, "next")
    tap(root, "last")
    expect_numbers(root, colours(), cell, 10, 2)


@IN_EVERY_LIGHT
def test_switching_the_cell_holding_a_gate_and_typing_disturb_no_other_widget(mount, width, theme):
    page = mount(colours(), colours(), width=width, theme=theme)
    first, second = watcher(page, 0), watcher(page, 1)
    expect_numbers(first, colours(), "LSTM", 5, 2)
    before = second.inner_html()
    first.get_by_role("button", name="GRU").click()
    expect_numbers(first, colours(), "GRU", 5, 2)
    first.get_by_role("button", name="hold update gate z at 0").click()
    expect(first.locator(".held-told")).to_have_text("Held: z of unit 3 = 0 from t = 5.")
    expect_numbers(first, colours(holds=[("z", 2, 0, 5)]), "GRU", 5, 2)
    first.get_by_role("textbox").fill("dark mud")
    expect(first.locator(".tokens button")).to_have_count(8)
    expect_numbers(first, colours("dark mud", holds=[("z", 2, 0, 5)], t=7), "GRU", 7, 2)
    first.get_by_role("button", name="release all").click()
    expect_numbers(first, colours("dark mud"), "GRU", 7, 2)
    first.get_by_role("button", name="coupled").click()
    expect_numbers(first, colours("dark mud"), "coupled", 7, 2)
    tap(first, "reset")
    expect_numbers(first, colours(), "LSTM", 5, 2)
    assert second.inner_html() == before


def test_a_hand_on_every_unit_changes_belief_and_memory_and_the_untouched_run_stays_behind(mount):
    page = mount()
    root = watcher(page)
    expect(root.locator(".tokens")).not_to_have_class(re.compile("touched"))
    root.get_by_role("button", name="all units").click()
    root.get_by_role("button", name="hold forget gate f at 0").click()
    held = colours(holds=[("f", None, 0, 5)])
    expect_numbers(root, held, "LSTM", 5, 2)
    expect(root.locator(".held-told")).to_have_text("Held: f of all units = 0 from t = 5.")
    expect(root.locator(".tokens")).to_have_class(re.compile("touched"))
    expect(root.locator(".patch.free")).to_be_visible()
    tap(root, "last")
    now, free = held.run()["c"][10, 2], held.run(holds=())["c"][10, 2]
    said = f"memory c of unit 3 over time; at t = 10: {shown(now)}, without your hand {shown(free)}"
    expect(root.locator(".memory-line")).to_have_attribute("aria-label", said)
    root.get_by_role("button", name="hold forget gate f at 1").click()
    expect_numbers(root, colours(holds=[("f", None, 1, 10)], t=10), "LSTM", 10, 2)
    root.get_by_role("button", name="forget gate f free").click()
    expect_numbers(root, colours(), "LSTM", 10, 2)
    expect(root.locator(".patch.free")).to_be_hidden()


def test_what_cannot_be_read_is_refused_beside_the_field_and_the_last_name_stays(mount):
    page = mount()
    root, field = watcher(page), watcher(page).get_by_role("textbox")
    field.fill("réd")
    expect(root.locator(".refused")).to_contain_text("“é” is no letter this network knows")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(root.locator(".tokens button")).to_have_count(11)
    field.fill("")
    expect(root.locator(".refused")).to_contain_text("Nothing was typed")
    field.fill("a" * 61)
    expect(root.locator(".refused")).to_contain_text("61 steps are too many")
    field.fill("red")
    expect(root.locator(".refused")).to_have_text("")
    expect_numbers(root, colours("red", t=2), "LSTM", 2, 2)
    expect(root.locator(".patch.true")).to_contain_text("not among the names it learnt from")
    field.fill("navy")
    expect(root.locator(".patch.true")).to_contain_text("one of the names it learnt from")
    field.fill("navvy")
    expect(root.locator(".patch.true")).to_be_hidden()
    field.fill("no!")
    field.blur()
    expect(field).to_have_value("navvy")
    expect(root.locator(".refused")).to_have_text("")


@IN_EVERY_LIGHT
def test_keyboard_alone_steps_chooses_a_unit_reads_an_equation_and_holds_a_gate(mount, width, theme):
    page = mount(width=width, theme=theme)
    root = watcher(page)
    root.focus()
    page.keyboard.press("ArrowRight")
    expect_numbers(root, colours(), "LSTM", 6, 2)
    page.keyboard.press("Home")
    expect_numbers(root, colours(), "LSTM", 0, 2)
    page.keyboard.press("End")
    expect_numbers(root, colours(), "LSTM", 10, 2)
    page.keyboard.press("Shift+ArrowLeft")
    expect(root.locator(".sentence")).to_have_text(re.compile(r"^t = 10, “n”, unit 3: the new state is h = "))
    page.keyboard.press("Escape")
    expect_numbers(root, colours(), "LSTM", 5, 2)
    root.locator(".map-c .field").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect_numbers(root, colours(), "LSTM", 5, 3)
    root.locator('.valve[data-key="f"]').focus()
    f = colours().run()["f"][5, 3]
    expect(root.locator(".panel .value")).to_have_text(every_digit(f))
    page.keyboard.press("Space")
    expect_numbers(root, colours(holds=[("f", 3, 0, 5)]), "LSTM", 5, 3)
    expect(root.locator(".panel .about")).to_contain_text("Held at 0 by hand from t = 5")
    page.keyboard.press("Enter")
    expect_numbers(root, colours(holds=[("f", 3, 1, 5)]), "LSTM", 5, 3)
    page.keyboard.press("Enter")
    expect_numbers(root, colours(), "LSTM", 5, 3)


def test_the_keyboard_reaches_everything_with_tab(mount):
    page = mount()
    expect(watcher(page).locator(".hint")).to_contain_text("Tab to the drawing")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") != "svg", "the drawing itself is no Tab stop"
        reached.add(page.evaluate("document.activeElement.closest('.gate-watcher *')?.className?.baseVal ?? "
                                  "document.activeElement.className"))  # fmt: skip
    said = " ".join(sorted(reached))
    for part in ("gate-watcher", "mode", "ctl ctl-play", "slider", "speed", "field", "answer", "node label"):
        assert part in said, part


def test_pointing_at_a_part_gives_its_equation_with_numbers_and_every_digit(mount):
    page = mount()
    root, found = watcher(page), colours().run()
    box = root.locator('.box[data-key="g"]')
    box.hover()
    expect(root.locator(".panel .letters")).to_have_text("g5,3 = tanh(x5 Wxg + h4 Whg + bg)3")
    expect(root.locator(".panel .numbers")).to_contain_text("more")
    expect(root.locator(".panel .value")).to_have_text(every_digit(found["g"][5, 2]))
    root.locator(".answer").nth(1).hover()
    expect(root.locator(".panel .letters")).to_have_text("y5,2 = σ(h5 Wy + by)2")
    expect(root.locator(".panel .value")).to_have_text(every_digit(found["p"][5, 1]))
    page.mouse.move(2, 2)
    expect(root.locator(".panel .letters")).to_have_text("c5,3 = f5,3 · c4,3 + i5,3 · g5,3")
    expect(root.locator(".panel .value")).to_have_text(f"= {shown(found['c'][5, 2])}")


def test_one_operation_after_another_fills_the_drawing_in(mount):
    page = mount(colours(inside=True))
    root = watcher(page)
    expect(root.locator('.box[data-key="f"]')).not_to_have_class(re.compile("unknown"))
    expect(root.locator('.box[data-key="o"]')).to_have_class(re.compile("unknown"))
    expect(root.locator(".map-o .at")).to_have_text("·")
    expect(root.locator(".belief .heading")).to_have_text("The belief after t = 4, “t”")
    for name in ("i", "g", "c", "o"):
        tap(root, "next")
        expect(root.locator(f'.node[data-key="{name}"]').first).not_to_have_class(re.compile("unknown"))
    tap(root, "next")
    tap(root, "next")
    expect(root.locator(".belief .heading")).to_have_text("The belief after t = 5, the space")
    expect_numbers(root, colours(), "LSTM", 5, 2)
    root.get_by_role("button", name="step", exact=True).click()
    tap(root, "next")
    expect_numbers(root, colours(), "LSTM", 6, 2)


def test_maps_line_and_letters_choose_the_step_and_maps_the_unit(mount):
    page = mount()
    root = watcher(page)
    canvas = root.locator(".map-i canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 8.5 / 11, "y": box["height"] * 6.5 / H})
    expect_numbers(root, colours(), "LSTM", 8, 6)
    root.get_by_role("button", name="Step t = 1, “i”").click()
    expect_numbers(root, colours(), "LSTM", 1, 6)
    line = root.locator(".memory-line")
    line.click(position={"x": line.bounding_box()["width"] - 20, "y": 40})
    expect_numbers(root, colours(), "LSTM", 10, 6)
    root.get_by_role("button", name="the next unit").click()
    expect_numbers(root, colours(), "LSTM", 10, 7)
    root.get_by_role("button", name="the unit before").click()
    root.locator(".slider").fill("3")
    expect_numbers(root, colours(), "LSTM", 3, 6)
    root.get_by_role("button", name="by when they change most").click()
    c = colours().run()["c"]
    change = np.abs(np.diff(c, axis=0, prepend=0))
    first = min(range(H), key=lambda j: (change[:, j].argmax(), -change[:, j].max()))
    canvas.click(position={"x": box["width"] * 3.5 / 11, "y": box["height"] * 0.5 / H})
    expect_numbers(root, colours(), "LSTM", 3, first)


def test_a_map_is_painted_in_the_theme_it_is_seen_in(mount):
    page = mount(theme="light")
    paper = """() => [...document.querySelector('.map-f canvas').getContext('2d')
      .getImageData(document.querySelector('.map-f canvas').width - 1, 0, 1, 1).data].join()"""
    page.wait_for_function(f"({paper})() === '255,255,255,255'")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"({paper})() === '20,24,30,255'")


def test_play_walks_to_the_end_and_pauses(mount):
    page = mount(colours(t=8), clock=True)
    root = watcher(page)
    tap(root, "play")
    expect(root.locator(".ctl-play")).to_have_class(re.compile("playing"))
    page.clock.run_for(STEP)
    expect_numbers(root, colours(), "LSTM", 9, 2)
    expect(root.locator(".ctl-play")).to_have_class(re.compile("playing"))
    page.clock.run_for(2 * STEP)
    expect_numbers(root, colours(), "LSTM", 10, 2)
    expect(root.locator(".ctl-play")).not_to_have_class(re.compile("playing"))


def test_numbers_can_be_typed_and_answers_have_signs(mount):
    page = mount(numbers(output_tokens=["no", "yes"]))
    root = watcher(page)
    found = numbers().run()
    for k in range(2):
        expect(root.locator(".answer .number").nth(k)).to_have_text(shown(found["y"][0, k]))
    root.get_by_role("textbox").fill("2 0.5")
    expect(root.locator(".tokens button")).to_have_count(2)
    typed = GateWatcher((numbers()._watched["GRU"].cell, tuple(numbers()._watched["GRU"].readout[k] for k in "Wb")),
                        [[2.0], [0.5]]).run()  # fmt: skip
    expect(root.locator(".map-h .at")).to_have_text(shown(typed["h"][1, 0]))
    root.get_by_role("textbox").fill("2 x")
    expect(root.locator(".refused")).to_contain_text("“x” is no number")


@IN_EVERY_LIGHT
def test_it_stays_within_the_page_and_axe_finds_nothing(mount, width, theme):
    page = mount(
        colours(holds=[("f", None, 0, 3)]), numbers(inside=True), colours(cell="GRU"), width=width, theme=theme
    )
    expect_within(page)
    expect_no_barrier(page)


@pytest.mark.parametrize("cell", MADE)
def test_nothing_is_cut_off_or_wider_than_a_phone(mount, cell):
    page = mount(colours(cell=cell), width=360)
    wide = page.evaluate("""() => [...document.querySelectorAll('.gate-watcher *')]
      .filter((node) => node.getClientRects().length && getComputedStyle(node).visibility === 'visible')
      .filter((node) => { const box = node.getBoundingClientRect(); return box.right > 345 || box.left < 15; })
      .map((node) => node.outerHTML.slice(0, 120))""")
    assert wide == []


def test_fingers_get_targets_of_44_px_and_a_tap_explains(mount):
    page = mount(width=360, has_touch=True, is_mobile=True)
    sizes = page.eval_on_selector_all(
        ".gate-watcher button, .gate-watcher input, .gate-watcher select",
        "nodes => nodes.filter(node => node.getClientRects().length)"
        ".map(node => [node.getBoundingClientRect().height, node.className])",
    )
    assert min(sizes)[0] >= 43.9, min(sizes)
    root = watcher(page)
    root.locator('.box[data-key="i"]').tap()
    expect(root.locator(".panel .letters")).to_have_text(re.compile("^i5,3 = σ"))
    root.get_by_role("button", name="hold input gate i at 1").tap()
    expect_numbers(root, colours(holds=[("i", 2, 1, 5)]), "LSTM", 5, 2)


def test_chinese_words_and_forced_colours_leave_nothing_unsaid(mount):
    page = mount(colours(lang="zh"), forced_colors="active")
    root = watcher(page)
    expect(root.locator(".sentence")).to_have_text(re.compile("^t = 5，空格，单元 3：.*门 [ifo].*"))
    assert "gates_" not in root.inner_text()


def test_releasing_by_keyboard_keeps_the_focus_in_the_widget(mount):
    page = mount()
    page.get_by_role("button", name="LSTM", exact=True).click()
    page.locator(".hand-f .mode").first.click()
    page.locator(".release").press("Enter")
    expect(page.locator(".release")).to_be_hidden()
    expect(page.locator(".hands button:focus")).to_have_count(1)
