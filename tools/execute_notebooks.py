"""Execute the chapters in place, reproducibly: a second run writes the same bytes.

python tools/execute_notebooks.py            every notebook of the book
python tools/execute_notebooks.py 02 07      those whose name begins with 02 or 07
"""

import argparse
import json
import os
import sys
import time
import uuid
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_form import KERNEL, LANGUAGE, models, tidy, written

ROOT = Path(__file__).parents[1]


def chapters(prefixes=()):
    """The book's notebooks, or those whose file name begins with one of `prefixes`."""
    found = sorted([*ROOT.glob("book/*.ipynb"), *ROOT.glob("notebooks/*.ipynb")])
    unknown = [prefix for prefix in prefixes if not any(path.name.startswith(prefix) for path in found)]
    if unknown:
        names = ", ".join(path.name for path in found) or "none"
        raise SystemExit(f"No notebook begins with {', '.join(unknown)}; there are: {names}")
    return [path for path in found if not prefixes or path.name.startswith(tuple(prefixes))]


def execute(path, progress=lambda done, total: None):
    """The notebook at `path`, run from top to bottom in a new kernel, as text; `progress` hears of each cell."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    total = len(notebook.cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        coalesce_streams=True,  # or one print may be stored in two pieces on a busy machine
        store_widget_state=True,
        extra_arguments=["--log-level=40"],  # or each kernel greets with a warning about its transport
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_complete=lambda cell, cell_index: progress(cell_index + 1, total),
    )
    client.execute()
    return normalised(notebook, path.stem)


def normalised(notebook, name):
    """The text of an executed notebook with all that differs from run to run taken out or numbered."""
    tidy(notebook)
    text = nbformat.writes(notebook)
    for number, model in enumerate(models(notebook)):
        text = text.replace(model, uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{number}").hex)
    return written(json.loads(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prefix", nargs="*", help="the beginning of a notebook's file name")
    # Kernels inherit these: one BLAS thread and one order of sets, so that a second run gives the same numbers.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "JUPYTER_PREFER_ENV_PATH": "1"}
    failed = [path for path in chapters(parser.parse_args().prefix) if not run(path)]
    sys.exit(f"Failed, and left as they were: {', '.join(path.name for path in failed)}" if failed else 0)


def run(path):
    """Execute one notebook and write it if it changed; whether it ran without an error."""
    start, line = time.perf_counter(), f"{path.relative_to(ROOT)}: "
    terminal = sys.stdout.isatty()

    def progress(done, total):
        if terminal:
            print(f"\r{line}cell {done} of {total} ", end="", flush=True)

    try:
        text = execute(path, progress)
    except CellExecutionError as error:
        print(f"\r{line}{error}")
        return False
    changed = text != path.read_text(encoding="utf-8")
    if changed:
        path.write_text(text, encoding="utf-8", newline="\n")
    verdict = "changed" if changed else "as before"
    print(f"{chr(13) if terminal else ''}{line}{time.perf_counter() - start:.1f} s, {verdict}      ")
    return True


if __name__ == "__main__":
    main()
