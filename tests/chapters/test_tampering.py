"""A wrong cell makes the chapters fail: nbval compares what they print with what was committed."""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
CHAPTER = ROOT / "notebooks/02-forward-pass.ipynb"


def test_a_cell_with_another_tanh_makes_the_forward_chapter_fail(tmp_path):
    shutil.copytree(ROOT / "src/rnn_core", tmp_path / "rnn_core")
    activations = tmp_path / "rnn_core/activations.py"
    honest = '"tanh": (np.tanh, '
    source = activations.read_text(encoding="utf-8")
    assert honest in source
    tampered = source.replace(honest, '"tanh": (lambda a, out=None: np.tanh(0.99 * a, out=out), ')
    activations.write_text(tampered, encoding="utf-8")
    run = _nbval(tmp_path)
    assert run.returncode == 1, run.stdout
    assert "AssertionError" in run.stdout


def _nbval(package):
    """Strict nbval over the chapter, with the rnn_core that lies in `package`."""
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command = [sys.executable, "-m", "pytest", *options, str(CHAPTER)]
    environment = os.environ | {"PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
