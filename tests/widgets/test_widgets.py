"""The widgets from Python: what they hand over, what they refuse, and the colours they share with the plots."""

import json
import re
from io import BytesIO

import numpy as np
import pytest

from rnn_core import RNNCell, unroll
from rnn_core.layers import Dense
from unrolled import palette, widgets
from unrolled.widgets import ForwardStepper, join
from unrolled.widgets.widget import LANGUAGES

PAPERS = {"light": ["#ffffff", "#f6f7f9"], "dark": ["#121212", "#14181e", "#1b2129"]}
VIEW = "application/vnd.jupyter.widget-view+json"


def rng():
    return np.random.default_rng(0)


def worked_example(**options):
    cell = RNNCell(1, 2, rng=rng())
    cell.params |= {
        "W_x": np.array([[0.5, 0.6]]),
        "W_h": np.array([[0.1, 0.2], [0.3, 0.4]]),
        "b": np.array([0.1, -0.1]),
    }
    return ForwardStepper(cell, [[1.0], [2.0]], readout=(np.array([[1.0], [2.0]]), np.array([0.1])), **options)


def luminance(hex_colour):
    parts = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("symbol", palette.SYMBOLS)
def test_each_symbol_can_be_read_as_text_on_the_books_paper(symbol, theme):
    assert min(contrast(palette.colour(symbol, theme), paper) for paper in PAPERS[theme]) >= 4.5


@pytest.mark.parametrize("pair", [palette.BELOW, palette.ABOVE])
def test_the_bars_of_the_diverging_scale_stand_out_from_the_paper(pair):
    for hex_colour, papers in zip(pair, PAPERS.values(), strict=True):
        assert min(contrast(hex_colour, paper) for paper in papers) >= 3


def test_no_two_symbols_share_a_colour():
    for theme in palette.PAPER:
        assert len({palette.colour(symbol, theme) for symbol in palette.SYMBOLS}) == len(palette.SYMBOLS)


def test_an_unknown_symbol_or_theme_is_refused():
    with pytest.raises(ValueError, match="symbol: expected one of x, h"):
        palette.colour("q")
    with pytest.raises(ValueError, match="theme: expected light or dark, got 'sepia'"):
        palette.colour("x", "sepia")


def test_widgets_carry_the_palette_as_css_variables():
    for symbol, (light, dark) in palette.SYMBOLS.items():
        assert f"--sym-{symbol}: light-dark({light}, {dark});" in ForwardStepper._css


def test_the_trace_is_the_worked_example():
    first, second = worked_example().trace
    assert np.allclose(first["a"], [0.6, 0.5], atol=1e-12)
    assert np.allclose(first["h"], [0.537, 0.462], atol=5e-4)
    assert np.allclose([first["y"], second["y"]], [[1.561], [2.727]], atol=5e-4)


def test_the_trace_is_what_unroll_gives():
    cell, xs, h0 = RNNCell(3, 4, rng=rng()), rng().normal(size=(5, 1, 3)), rng().normal(size=4)
    dense = Dense(4, 2, rng=rng())
    stepper = ForwardStepper(cell, xs, readout=dense, softmax=True, state=h0)
    run = unroll(cell, xs, cell.State(h0[None]))
    y = dense.forward(run.hs[:, 0])[0]
    p = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
    for t, record in enumerate(stepper.trace):
        for name, whole in (("a", run.trace.a[:, 0]), ("h", run.hs[:, 0]), ("y", y), ("p", p)):
            assert np.allclose(record[name], whole[t], rtol=0, atol=1e-12)


def test_everything_handed_over_is_json():
    state = worked_example(tokens=["a", "b"]).get_state()
    kept = {name: value for name, value in state.items() if not name.startswith("_") and name != "layout"}
    assert json.loads(json.dumps(kept)) == kept


def test_a_float32_network_is_shown_with_its_own_numbers():
    cell = RNNCell(2, 3, rng=rng(), dtype=np.float32)
    stepper = ForwardStepper(cell, np.eye(2))
    assert stepper.net["cell"]["W_h"] == cell.params["W_h"].astype(float).tolist()
    assert stepper.trace[0]["h"] == pytest.approx(unroll(cell, np.eye(2, dtype=np.float32)[:, None]).hs[0, 0], abs=1e-6)


def test_without_a_readout_a_step_has_four_operations_and_no_output():
    stepper = ForwardStepper(RNNCell(1, 2, rng=rng()), [[1.0]], inside=False)
    assert stepper.phase == 3
    assert "y" not in stepper.trace[0]
    assert "y_" not in repr(stepper)


def test_it_opens_where_it_is_told():
    stepper = worked_example(t=1, phase="add", unit=1)
    assert (stepper.t, stepper.phase, stepper.unit, stepper.inside) == (1, 2, 1, True)
    assert worked_example(inside=False).phase == 4


def test_the_sentence_says_where_it_stands():
    assert repr(worked_example()) == (
        "Forward stepper at t = 0 of 0 to 1: x_0 = 1, a_0 = [0.600, 0.500], h_0 = [0.537, 0.462], y_0 = 1.561"
    )
    assert "x_0 = “hello”," in repr(worked_example(tokens=["hello", "you"]))


def test_the_bundle_has_the_view_a_picture_and_its_words():
    data, _ = worked_example()._repr_mimebundle_()
    assert data[VIEW]["model_id"]
    assert data["text/plain"].startswith("Forward stepper at t = 0 of 0 to 1")
    assert data["image/png"].startswith(b"\x89PNG")
    assert 5_000 < len(data["image/png"]) < 40_000


def test_the_picture_is_the_same_each_time():
    first, second = (worked_example()._repr_mimebundle_()[0]["image/png"] for _ in range(2))
    assert first == second


def test_the_picture_of_a_long_sequence_stays_small():
    cell = RNNCell(8, 8, rng=rng())
    stepper = ForwardStepper(cell, rng().normal(size=(12, 8)), readout=(np.ones((8, 8)), np.zeros(8)), t=11)
    assert len(stepper._repr_mimebundle_()[0]["image/png"]) < 40_000


def test_unrolled_drawing_gives_back_its_axes():
    from matplotlib.figure import Figure

    from unrolled.widgets.forward_stepper.figure import draw_unrolled

    stepper = worked_example()
    ax = Figure().add_subplot()
    assert draw_unrolled(ax, stepper.xs, stepper.h_start, stepper.trace, 1) is ax
    drawn = {text.get_text() for text in ax.texts}
    assert {"$h_{-1}$", "$x_{0}$ = 1", "$y_{0}$ = 1.561", "$y_{1}$ = 2.727", "0.537\n0.462"} <= drawn
    ax.figure.savefig(BytesIO(), format="png")


CELL = RNNCell(2, 3, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"cell": "cell"}, TypeError, "cell: expected an RNNCell, got 'cell'"),
        ({"xs": np.ones((4, 3))}, ValueError, r"xs: expected \(T, 2\), got \(4, 3\)"),
        ({"xs": np.ones((4, 2, 2))}, ValueError, r"xs: expected \(T, 1, 2\), got \(4, 2, 2\)"),
        ({"xs": np.zeros((0, 2))}, ValueError, r"xs: expected \(T, 2\), got \(0, 2\)"),
        ({"xs": [[1.0, np.nan]]}, ValueError, "xs: expected finite numbers"),
        ({"xs": "words"}, TypeError, "xs: expected an array of numbers"),
        ({"state": np.ones(2)}, ValueError, r"state: expected \(3,\), got \(2,\)"),
        ({"state": np.ones((3, 1))}, ValueError, r"state: expected \(3,\), got \(3, 1\)"),
        ({"readout": (np.ones((2, 1)), np.ones(1))}, ValueError, r"readout W: expected \(3, V\), got \(2, 1\)"),
        ({"readout": (np.ones((3, 2)), np.ones(1))}, ValueError, r"readout b: expected \(2,\), got \(1,\)"),
        ({"readout": np.ones((3, 2))}, TypeError, "readout: expected a pair"),
        ({"readout": (np.ones((3, 2)), np.ones(2)), "softmax": "yes"}, TypeError, "softmax: expected True or False"),
        ({"tokens": ["a"]}, ValueError, "tokens: expected 2 of them, got 1"),
        ({"output_tokens": ["a"]}, ValueError, "output_tokens: expected 0 of them, got 1"),
        ({"t": 2}, ValueError, "t: expected 0 to 1, got 2"),
        ({"t": 1.0}, TypeError, "t: expected a whole number, got 1.0"),
        ({"unit": 3}, ValueError, "unit: expected 0 to 2, got 3"),
        ({"phase": "squash"}, ValueError, "phase: expected one of concatenate, multiply, add, activate, got 'squash'"),
        ({"phase": "output"}, ValueError, "phase: expected one of concatenate, multiply, add, activate, got 'output'"),
        ({"inside": 1}, TypeError, "inside: expected True or False, got 1"),
        ({"lang": "fr"}, ValueError, "lang: expected one of en, zh, got 'fr'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    arguments = {"cell": CELL, "xs": np.eye(2)} | changed
    with pytest.raises(error, match=message):
        ForwardStepper(**arguments)


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_language_has_every_word_with_the_same_places(name):
    widget = getattr(widgets, name)
    english, *others = (widget.words_in(lang) for lang in LANGUAGES)
    for texts in others:
        assert texts.keys() == english.keys()
        for key, text in texts.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key


def test_every_word_the_stepper_asks_for_exists():
    asked = set(re.findall(r"text\(\"(\w+)\"", ForwardStepper._esm))
    assert asked
    assert asked <= ForwardStepper.words_in("en").keys()


def test_joining_leaves_no_import_and_one_export():
    text = ForwardStepper._esm
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default _forward_stepper_widget;"]
    assert text.count("function unroll(") == 1


@pytest.mark.parametrize("line", ['import "./draw.js";', 'export * from "./draw.js";', "export { el };"])
def test_a_line_that_cannot_be_joined_is_refused(monkeypatch, line):
    monkeypatch.setattr(join, "source", {"one.js": f"{line}\n"}.get)
    with pytest.raises(ValueError, match=r"one\.js: cannot join the line"):
        join.joined("one.js")


def test_two_files_may_use_one_name_and_rename_what_they_import(monkeypatch):
    files = {
        "a/one.js": 'import { range as span } from "../b/two.js";\nconst range = 1;\nexport default span + range;\n',
        "b/two.js": "export const range = 2;\n",
    }
    monkeypatch.setattr(join, "source", files.get)
    assert join.joined("a/one.js") == (
        "const _b_two = (() => {\nconst range = 2;\nreturn { range };\n})();\n"
        "const _a_one = (() => {\nconst { range: span } = _b_two;\nconst range = 1;\nreturn span + range;\n})();\n"
        "export default _a_one;\n"
    )


def test_a_classic_script_assigns_what_the_module_exports():
    module = "const _a = (() => {\nreturn { render };\n})();\nexport default _a;\n"
    assert join.classic(module, "here.module") == (
        '(() => {\n"use strict";\nconst _a = (() => {\nreturn { render };\n})();\nhere.module = _a;\n})();\n'
    )


@pytest.mark.parametrize("name", widgets.__all__)
def test_a_page_gets_one_script_one_style_and_the_words_of_each_language(name):
    kind = getattr(widgets, name)
    files = kind.files()
    assert set(files) == {f"{name}.js", f"{name}.css", *(f"{name}.{lang}.js" for lang in LANGUAGES)}
    assert files[f"{name}.css"] == kind._css
    assert files[f"{name}.js"].count(f'"{kind.name()}"') == 1
    for lang in LANGUAGES:
        assert json.dumps(kind.words_in(lang), ensure_ascii=False) in files[f"{name}.{lang}.js"]


def test_a_widget_names_itself_as_anywidget_does():
    assert worked_example()._anywidget_id == ForwardStepper.name()
