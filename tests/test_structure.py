"""The house: the engine knows nothing of the companion, and no module imports itself by way of others."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("rnn_core", "unrolled")
    for path in sorted(SRC.glob(f"{package}/**/*.py"))
}

OPTIONAL = {"rnn_core.training": ["tqdm"]}  # a progress bar for a person, where it is installed


def imported(module):
    """The names of the modules that `module` imports, within functions, too."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            for name in node.names:
                part = f"{node.module}.{name.name}"
                yield part if part in MODULES else node.module


@pytest.mark.parametrize("module", [name for name in MODULES if name.partition(".")[0] == "rnn_core"])
def test_the_engine_needs_numpy_alone(module):
    allowed = {"rnn_core", "numpy", *OPTIONAL.get(module, ())} | sys.stdlib_module_names
    assert {name.partition(".")[0] for name in imported(module)} <= allowed


def test_no_module_imports_itself_by_way_of_others():
    graph = {module: [name for name in imported(module) if name in MODULES and name != module] for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_importing_the_engine_imports_nothing_of_the_companion_and_nothing_heavy():
    program = "import sys, rnn_core; print(*{name.partition('.')[0] for name in sys.modules})"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True).stdout
    assert {"unrolled", "matplotlib", "anywidget", "traitlets", "sklearn", "tqdm", "PIL"}.isdisjoint(shown.split())
