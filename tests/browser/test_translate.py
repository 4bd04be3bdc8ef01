"""The translation stepper under a reader's hands: what it writes, keeps and looks at is rnn_core's."""

import re

import pytest
from playwright.sync_api import expect

from rnn_core import tasks
from unrolled import trained
from unrolled.widgets import TranslationStepper

from .sight import IN_EVERY_LIGHT, expect_no_barrier, expect_within

MODELS = {
    "one state": trained.network("systems/numerals"),
    "attention": trained.network("systems/numerals-attention"),
}


def stepper(number=81, **options):
    return TranslationStepper(MODELS, number, **{"held_out": [81, 3042]} | options)


@pytest.fixture
def widget():
    return stepper()


def of(page, nth=0):
    return page.locator(".translation-stepper").nth(nth)


def field(page, nth=0):
    return of(page, nth).get_by_role("spinbutton")


def sentence(page, nth=0):
    return of(page, nth).locator(".sentence")


def nodes(page, nth=0):
    return of(page, nth).locator(".tree-node:not(.away)")


def node(page, k, r):
    return of(page).locator(f'.tree-node[data-k="{k}"][data-r="{r}"]')


def written(beam):
    return "".join(tasks.CHINESE[v] for v in beam.best[0].symbols)


def expect_translated(page, number, network="one state", width=4, nth=0):
    """The tree, the sentence and the words are those of rnn_core's search."""
    beam = TranslationStepper(MODELS, number, network=network, width=width).search()
    right = "right" if written(beam) == tasks.chinese_numeral(number) else "wrong"
    expect(sentence(page, nth)).to_contain_text(f"{number} becomes {written(beam)} with p = ")
    expect(sentence(page, nth)).to_contain_text(f"That is {right}")
    expect(of(page, nth).locator(".word")).to_have_text(list(tasks.english_words(number)))
    kept = [tasks.CHINESE[v].replace("<end>", "end") for step in beam.steps for v in step.symbols]
    expect(of(page, nth).locator(".node-said:not(.away) .symbol")).to_have_text(kept)
    expect(nodes(page, nth)).to_have_count(len(kept))


@IN_EVERY_LIGHT
def test_any_number_is_translated_as_rnn_core_does_it(mount, width, theme):
    page = mount(stepper(), stepper(), width=width, theme=theme)
    untouched = of(page, 1).inner_html()
    expect_translated(page, 81)
    for number in (0, 105, 7777, 20):
        field(page).fill(str(number))
        expect_translated(page, number)
    expect(of(page).locator(".told")).to_have_text("The right numeral: 二十.One of the numbers it learnt from.")
    assert of(page, 1).inner_html() == untouched
    expect_within(page, ".translation-stepper *:not(path, line)", ".translation-stepper")


WALK = [
    ("ArrowRight", (1, 0)),
    ("ArrowRight", (2, 0)),
    ("ArrowDown", (2, 1)),
    ("ArrowLeft", (1, 1)),
    ("ArrowUp", (1, 0)),
]


@IN_EVERY_LIGHT
def test_keyboard_alone_steps_walks_the_tree_and_resets(mount, width, theme):
    page = mount(width=width, theme=theme)
    page.keyboard.press("Tab")
    expect(of(page)).to_be_focused()
    page.keyboard.press("Home")
    expect(sentence(page)).to_contain_text("The encoder has read “eighty”")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(sentence(page)).to_contain_text("48 numbers in h and 48 in c, is handed over, and nothing else")
    expect(nodes(page)).to_have_count(0)
    page.keyboard.press("Shift+ArrowRight")
    expect(sentence(page)).to_contain_text("The decoder begins with the symbol for the start")
    page.keyboard.press("End")
    expect(nodes(page)).to_have_count(16)
    node(page, 0, 0).focus()
    for key, place in WALK:
        page.keyboard.press(key)
        expect(node(page, *place)).to_be_focused()
        expect(node(page, *place)).to_have_attribute("aria-current", "true")
    field(page).fill("12")
    expect_translated(page, 12)
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("81")
    expect_translated(page, 81)


def test_where_time_runs_down_so_do_the_keys(mount):
    page = mount(stepper(3042), width=360)
    node(page, 0, 0).focus()
    for key, place in (("ArrowDown", (1, 0)), ("ArrowRight", (1, 1)), ("ArrowLeft", (1, 0)), ("ArrowUp", (0, 0))):
        page.keyboard.press(key)
        expect(node(page, *place)).to_be_focused()


def test_operations_inside_a_step_go_by_one_after_the_other(mount):
    page = mount(stepper(3042, network="attention", t=5, inside=True))
    said = [
        "All 5 words are read",
        "The decoder begins with the symbol for the start",
        "The decoder's state s₀ stands for the source",
        "Most of the weight is on “three”: 1.00",
        "add up to m",
        "After “start” the most probable symbol is 三",
        "Of 16 symbols the 4 most probable are kept: 三",
        "三, just written, is read back in",
    ]
    for text in said:
        expect(sentence(page)).to_contain_text(text)
        of(page).get_by_role("button", name="Forward", exact=True).click()
    expect(sentence(page)).to_contain_text("The decoder's state s₁ stands for the source and for 三")
    expect(nodes(page)).to_have_count(4)
    page.get_by_role("slider", name="Time").fill("0")
    expect(sentence(page)).to_contain_text("looks up “three”: 16 numbers")
    page.get_by_role("button", name="step", exact=True).click()
    expect(sentence(page)).to_contain_text("The encoder has read “three”")


def test_what_is_no_number_is_refused_beside_the_field_and_the_last_one_stays(mount):
    page = mount()
    refused = of(page).get_by_role("alert")
    for typed, why in (("10000", "10000 is beyond 9999"), ("<b>", "“<b>” is no number"), ("", "Nothing was typed")):
        field(page).fill(typed)
        expect(refused).to_contain_text(why)
        expect(field(page)).to_have_attribute("aria-invalid", "true")
        expect_translated(page, 81)
    field(page).blur()
    expect(field(page)).to_have_value("81")
    expect(refused).to_be_hidden()
    field(page).focus()
    page.keyboard.press("ArrowUp")
    expect_translated(page, 82)
    page.keyboard.press("PageUp")
    expect_translated(page, 182)
    expect(field(page)).to_have_attribute("aria-valuenow", "182")


def test_more_beginnings_find_something_more_probable_that_is_wrong(mount):
    page = mount(stepper(0, width=1))
    expect(sentence(page)).to_contain_text("0 becomes 零 with p = .383. That is right.")
    expect(nodes(page)).to_have_count(2)
    page.get_by_role("button", name="4", exact=True).click()
    expect(sentence(page)).to_contain_text("0 becomes 十 with p = .384. That is wrong: 零 is right.")
    expect(sentence(page)).to_contain_text("The right numeral was found, too, with p = .383")
    expect_translated(page, 0)


def test_a_chosen_beginning_shows_how_its_probability_comes_about(mount):
    page = mount()
    step = stepper().search().steps[2]
    r = [tasks.CHINESE[v] for v in step.symbols].index("一")
    node(page, 2, r).click()
    page.mouse.move(0, 0)
    expect(node(page, 2, r)).to_have_attribute("aria-current", "true")
    expect(of(page).locator(".panel .letters")).to_have_text("p(八十一) = p(八十) · p(一 | 八十)")
    expect(of(page).locator(".panel .numbers")).to_have_text(".027 = .935 · .028")
    expect(of(page).locator(".answers-name")).to_have_text("What may come after 八十")
    expect(of(page).locator(".answer.kept .name")).to_have_text(["end", "一"])
    expect(node(page, 0, 3)).to_have_class(re.compile("dropped"))
    expect(node(page, 0, 3)).to_have_attribute("aria-label", "一, p = .003, symbol 0, 4 of 4 kept, not continued")


def test_attention_stands_in_a_table_and_under_the_states(mount):
    page = mount(stepper(3042))
    expect(of(page).get_by_role("table")).to_be_hidden()
    page.get_by_role("button", name="attention").click()
    expect_translated(page, 3042, "attention")
    looks = stepper(3042, network="attention").looks()
    for row, line in enumerate(looks):
        cells = of(page).locator("tbody tr").nth(row).locator("td")
        shown = [f"{w:.2f}".lstrip("0") if w >= 0.005 else "·" for w in line]
        expect(cells).to_have_text(shown)
    expect(of(page).locator(".share")).to_have_text(["", "", "", "", "1.00"])
    node(page, 3, 0).click()
    page.mouse.move(0, 0)
    expect(of(page).locator("tbody tr")).to_have_count(4)
    expect(of(page).locator("tbody tr[aria-current] th")).to_have_text("四")


def test_play_runs_to_the_end_and_stops(mount):
    page = mount(TranslationStepper(MODELS["one state"], 81))
    expect(page.get_by_role("button", name="one state")).to_be_hidden()  # there is no other
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=60_000)
    expect_translated(page, 81)


def test_a_word_leads_to_its_step(mount):
    page = mount(stepper(3042))
    of(page).locator(".word-column").nth(2).click()
    expect(sentence(page)).to_contain_text("The encoder has read “and”. Its state h₂ stands for the 3 words so far")
    expect(nodes(page)).to_have_count(0)


def test_the_focus_stays_in_the_widget_when_its_node_goes(mount):
    page = mount()
    node(page, 3, 1).focus()
    page.keyboard.press("Shift+ArrowLeft")  # inside the last step, before its symbols are kept
    expect(of(page)).to_be_focused()
    expect(sentence(page)).to_contain_text("the most probable symbol is")
    page.keyboard.press("Home")
    expect(sentence(page)).to_contain_text("“eighty”")


def test_home_and_end_on_a_beginning_stay_in_the_tree_and_its_name_says_how_it_came_about(mount):
    page = mount()
    r = [tasks.CHINESE[v] for v in stepper().search().steps[2].symbols].index("一")
    node(page, 2, r).focus()
    label = node(page, 2, r).get_attribute("aria-label")
    assert ".027 = .935 · .028" in label
    for key, k in (("Home", 0), ("End", 2)):
        page.keyboard.press(key)
        expect(of(page).locator(f'.tree-node[data-k="{k}"]:focus')).to_have_count(1)
    expect_translated(page, 81)


@IN_EVERY_LIGHT
def test_no_barrier_and_nothing_beyond_the_edge(mount, width, theme):
    page = mount(stepper(7777, network="attention"), stepper(3042, t=2, inside=True), width=width, theme=theme)
    expect_within(page, ".translation-stepper *:not(path, line)", ".translation-stepper")
    expect_no_barrier(page)


def test_fingers_find_targets_of_44_px(mount):
    page = mount(stepper(7777, network="attention"), width=360, has_touch=True, is_mobile=True)
    small = page.eval_on_selector_all(
        ".translation-stepper :is(button, select, .word-column, .tree-node, input:not([type=range]))",
        "nodes => nodes.map(node => [node.getBoundingClientRect(), node.outerHTML.slice(0, 80)])"
        ".filter(([box]) => box.width < 43.5 || box.height < 43.5).map(([box, html]) => [box.width, box.height, html])",
    )
    assert small == []


def test_in_chinese_and_in_forced_colours(mount):
    page = mount(stepper(81, lang="zh"), forced_colors="active")
    expect(sentence(page)).to_contain_text("81 变成八十，p = .896。错了，应为八十一。")
    path = of(page).locator(".branch.on").first
    assert path.evaluate("node => getComputedStyle(node).stroke") != of(page).locator(
        ".branch:not(.on)"
    ).first.evaluate("node => getComputedStyle(node).stroke")
