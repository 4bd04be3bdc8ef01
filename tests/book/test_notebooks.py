"""The committed chapters: executed from top to bottom, clean, asserting, the same on every machine."""

import importlib
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("book/*.ipynb")])
STATE_MIME = "application/vnd.jupyter.widget-state+json"
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


def stale_widgets(notebook):
    """Widgets whose stored JavaScript or style is not what their class gives now."""
    models = notebook.metadata.get("widgets", {}).get(STATE_MIME, {}).get("state", {})
    for stored in (model["state"] for model in models.values() if "_anywidget_id" in model["state"]):
        module, name = stored["_anywidget_id"].rsplit(".", 1)
        widget = getattr(importlib.import_module(module), name)
        for part in ("_esm", "_css"):
            if stored.get(part, "") != str(getattr(widget, part, "")):
                yield f"{name}: its {part} has changed since; run `make notebooks`"


CHECKS = [unexecuted, errors, missing_assertion, machine_traces, opened_files, stale_widgets]


def test_there_are_chapters():
    assert CHAPTERS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_free_of(path, check):
    assert list(check(nbformat.read(path, as_version=4))) == []


def good_notebook():
    cell = new_code_cell("assert 1 + 1 == 2\nprint(2)", execution_count=1, outputs=[new_output("stream", text="2\n")])
    return new_notebook(cells=[new_markdown_cell("# Two"), cell])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_good_notebook_passes(check):
    assert list(check(good_notebook())) == []


def with_output(output):
    notebook = good_notebook()
    notebook.cells[1].outputs = [output]
    return notebook


def with_widget(**state):
    notebook = good_notebook()
    state = {"_anywidget_id": "unrolled.widgets.forward_stepper.ForwardStepper"} | state
    notebook.metadata.widgets = {STATE_MIME: {"state": {"a": {"state": state}}}}
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


@pytest.mark.parametrize("part", ["_esm", "_css"])
def test_stale_javascript_or_style_is_noticed(part):
    from unrolled.widgets.forward_stepper import ForwardStepper

    fresh = {"_esm": str(ForwardStepper._esm), "_css": str(ForwardStepper._css)}
    assert list(stale_widgets(with_widget(**fresh))) == []
    assert list(stale_widgets(with_widget(**(fresh | {part: "old"}))))
