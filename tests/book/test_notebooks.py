"""The committed chapters: executed from top to bottom, clean, asserting, the same on every machine."""

import base64
import json
import re
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_form import PICTURE, SLACK, STATE, VIEW, models, small_png, tidy, written
from PIL import Image

from rnn_core import RNNCell
from unrolled import widgets
from unrolled.widgets import ForwardStepper
from unrolled.widgets.widget import LANGUAGES, SERVED

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("book/*.ipynb")])
MEGABYTE = 1_000_000
MACHINE = re.compile(r"/(?:home|Users|root|tmp|work|private|opt)/\w|[A-Z]:\\\\Users|\bat 0x[0-9a-f]+|site-packages")


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def unexecuted(notebook):
    """Code cells that were not run, or not in order from 1."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"cells were run in the order {counts}"]


def errors(notebook):
    """Outputs that are an error or went to stderr."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [str(o) for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


def missing_assertion(notebook):
    """A chapter that asserts nothing passes whatever it computes."""
    asserts = any(re.search(r"^\s*(assert|check)\b", cell.source, re.MULTILINE) for cell in code_cells(notebook))
    return [] if asserts else ["no cell asserts anything"]


def machine_traces(notebook):
    """Paths, addresses and times of the machine it ran on, in outputs or metadata."""
    found = [
        match.group() for cell in code_cells(notebook) for o in cell.outputs for match in MACHINE.finditer(text(o))
    ]
    timed = [f"execution times in cell {cell.get('id')}" for cell in notebook.cells if "execution" in cell.metadata]
    version = notebook.metadata.get("language_info", {}).get("version")
    return found + timed + ([f"Python {version}"] if version else [])


def opened_files(notebook):
    """A chapter that opens files by their paths runs in one folder only: data is loaded by name."""
    opening = re.compile(r"\bopen\(|\bPath\(|\bread_text\(|\bsys\.path\b|[\"']\.{1,2}/|\.(?:npz|json|md)\b")
    return [match.group() for cell in code_cells(notebook) for match in opening.finditer(cell.source)]


def text(output):
    data = {mime: body for mime, body in output.get("data", {}).items() if not mime.startswith("image/")}
    return f"{output.get('text', '')} {data}"


def strange_widgets(notebook):
    """Widgets that the package does not have, or whose stored traits are not those that the page needs of them."""
    kinds = {kind.name(): kind for kind in map(vars(widgets).get, widgets.__all__)}
    for state in (model["state"] for model in models(notebook).values() if model["model_name"] == "AnyModel"):
        kind = kinds.get(name := state.get("_anywidget_id"))
        if not kind or state.get("lang") not in LANGUAGES:
            yield f"no widget {name} in the language {state.get('lang')}"
        elif odd := state.keys() ^ ({"_anywidget_id", *kind.class_traits(sync=True)} - {*SERVED}):
            yield f"{name}: {', '.join(sorted(odd))}; run `make notebooks`"


CHECKS = [unexecuted, errors, missing_assertion, machine_traces, opened_files, strange_widgets]


def test_there_are_chapters():
    assert CHAPTERS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_free_of(path, check):
    assert list(check(nbformat.read(path, as_version=4))) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_in_the_committed_form(path):
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    tidy(notebook)
    assert written(notebook) == text, "run `make notebooks`"


def test_the_chapters_stay_small():
    assert sum(path.stat().st_size for path in CHAPTERS) < 4.5 * MEGABYTE


def good_notebook():
    outputs = [new_output("stream", text="2\n")]
    cell = new_code_cell("assert 1 + 1 == 2\nprint(2)", id="sum", execution_count=1, outputs=outputs)
    return new_notebook(cells=[new_markdown_cell("# Two", id="title"), cell])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_good_notebook_passes(check):
    assert list(check(good_notebook())) == []


def with_output(output):
    notebook = good_notebook()
    notebook.cells[1].outputs = [output]
    return notebook


def with_widget(**options):
    """A notebook as it stands after a cell has shown a widget."""
    cell = RNNCell(1, 2, rng=np.random.default_rng(0))
    widget = ForwardStepper(cell, [[1.0]], **options)
    data, _ = widget._repr_mimebundle_()
    data[PICTURE] = base64.b64encode(data[PICTURE]).decode("ascii")
    data[VIEW] = {"model_id": "a"}
    notebook = with_output(new_output("execute_result", data=data, execution_count=1))
    model = {"model_name": "AnyModel", "state": widget.get_state() | {"layout": None}}
    notebook.metadata.widgets = {STATE: {"state": {"a": model}}}
    return notebook


def tidied(notebook):
    tidy(notebook)
    return notebook


def test_an_unexecuted_cell_is_noticed():
    notebook = good_notebook()
    notebook.cells.append(new_code_cell("print(3)"))
    assert unexecuted(notebook)


def test_cells_run_out_of_order_are_noticed():
    notebook = good_notebook()
    notebook.cells[1].execution_count = 7
    assert unexecuted(notebook)


def test_an_error_output_is_noticed():
    assert errors(with_output(new_output("error", ename="ValueError", evalue="no", traceback=[])))


def test_a_stderr_output_is_noticed():
    assert errors(with_output(new_output("stream", name="stderr", text="warning")))


def test_a_chapter_without_an_assertion_is_noticed():
    notebook = good_notebook()
    notebook.cells[1].source = "print(2)  # assert nothing"
    assert missing_assertion(notebook)


@pytest.mark.parametrize(
    "source",
    ['load("weights/a.npz", model)', 'load("../tests/a")', 'Path("runs/a.json")', 'open("a")', "sys.path.append(1)"],
)
def test_a_file_opened_by_its_path_is_noticed(source):
    notebook = good_notebook()
    notebook.cells[1].source = source
    assert opened_files(notebook)


@pytest.mark.parametrize("trace", ["/home/ada/book", "<Cell object at 0x7f3a>", "lib/site-packages/numpy"])
def test_a_trace_of_the_machine_is_noticed(trace):
    assert machine_traces(with_output(new_output("stream", text=trace)))
    assert machine_traces(with_output(new_output("execute_result", data={"text/plain": trace})))


def test_execution_times_and_the_patch_version_are_noticed():
    notebook = good_notebook()
    notebook.cells[1].metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
    notebook.metadata.language_info = {"version": "3.11.7"}
    assert len(machine_traces(notebook)) == 2


def test_a_widget_with_a_copy_of_its_code_is_noticed():
    assert len(list(strange_widgets(with_widget()))) == 1
    assert list(strange_widgets(tidied(with_widget()))) == []


@pytest.mark.parametrize(
    "changed", [{"_anywidget_id": "unrolled.widgets.forward.ForwardStepper"}, {"lang": "fr"}, {"trait": 1}]
)
def test_a_widget_that_the_package_does_not_have_is_noticed(changed):
    notebook = tidied(with_widget())
    models(notebook)["a"]["state"] |= changed
    assert len(list(strange_widgets(notebook))) == 1


def test_a_change_of_javascript_style_or_words_touches_no_notebook(monkeypatch):
    before = written(tidied(with_widget()))
    monkeypatch.setattr(ForwardStepper, "_esm", "export default {};")
    monkeypatch.setattr(ForwardStepper, "_css", "p { color: red }")
    monkeypatch.setattr(ForwardStepper, "words_in", classmethod(lambda cls, lang: {"play": "Run"}))
    assert written(tidied(with_widget())) == before
    assert written(tidied(with_widget(t=0, inside=False))) != before


def test_the_committed_form_shows_the_picture_where_no_widget_can_run():
    output = tidied(with_widget()).cells[1].outputs[0]
    assert set(output.data) == {PICTURE, "text/plain"}
    assert output.metadata[VIEW] == {"model_id": "a"}


def test_the_committed_form_keeps_the_state_and_puts_each_trait_on_a_line():
    notebook = with_widget()
    state = {name: value for name, value in models(notebook)["a"]["state"].items() if name not in SERVED}
    text = written(tidied(notebook))
    assert models(json.loads(text))["a"]["state"] == json.loads(json.dumps(state))
    assert '\n       "h_start": [0.0,0.0],\n' in text
    assert written(tidied(json.loads(text))) == text


def png(picture):
    picture.save(packed := BytesIO(), format="png")
    return packed.getvalue()


def test_a_picture_of_few_colours_keeps_each_of_them():
    colours = np.random.default_rng(0).integers(0, 256, size=(100, 4), dtype=np.uint8) | np.uint8([0, 0, 0, 255])
    picture = Image.fromarray(colours[np.indices((64, 64)).sum(axis=0) % 100])
    small = small_png(png(picture))
    assert Image.open(BytesIO(small)).convert("RGBA").tobytes() == picture.tobytes()
    assert len(small) < len(png(picture))
    assert small_png(small) == small


def test_a_picture_of_more_colours_than_a_palette_can_come_near_stays_as_it_is():
    colours = np.random.default_rng(0).integers(0, 256, size=(64, 64, 3), dtype=np.uint8)
    small = small_png(png(Image.fromarray(colours)))
    assert np.array_equal(np.asarray(Image.open(BytesIO(small))), colours)


def test_a_palette_moves_no_colour_far():
    shades = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) // 16  # 256 greys, with a tint: 512 colours
    colours = np.stack([shades, shades, np.minimum(shades + np.indices((64, 64))[0] % 2, 255)], axis=-1).astype(
        np.uint8
    )
    small = Image.open(BytesIO(small_png(png(Image.fromarray(colours)))))
    assert small.mode == "P"
    assert np.abs(np.asarray(small.convert("RGB")).astype(int) - colours).max() <= SLACK
