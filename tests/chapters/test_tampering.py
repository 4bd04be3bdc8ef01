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
    assert honest in activations.read_text()
    activations.write_text(
        activations.read_text().replace(honest, '"tanh": (lambda a, out=None: np.tanh(0.99 * a, out=out), ')
    )
    tampered = _nbval(tmp_path)
    assert tampered.returncode == 1, tampered.stdout
    assert "AssertionError" in tampered.stdout


def _nbval(package):
    """Strict nbval over the chapter, with the rnn_core that lies in `package`."""
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command = [sys.executable, "-m", "pytest", *options, str(CHAPTER)]
    return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(package)}, capture_output=True, text=True)
