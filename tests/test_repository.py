"""What is committed: small, without addresses of one machine's registries, and readable by the tools it is for."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MEGABYTE = 1_000_000
# The files, below src, whose public functions are annotated.
ANNOTATED = ("rnn_core/**/*.py", "unrolled/**/*.py")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_committed_file_is_above_one_and_a_half_megabytes(tracked):
    assert [path.name for path in tracked if path.stat().st_size > 1.5 * MEGABYTE] == []


def test_nothing_built_or_installed_is_committed(tracked):
    parts = {part for path in tracked for part in path.relative_to(ROOT).parts}
    assert parts & {"_build", "node_modules", ".venv", "vendor", "__pycache__", ".ipynb_checkpoints"} == set()


def test_requirements_are_pinned_and_name_no_index():
    lines = [line.split(";")[0].strip() for line in text("requirements.txt").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    assert "-e ." in lines
    assert [line for line in lines if line != "-e ." and not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_requirements_hold_what_the_package_asks_for():
    import tomllib

    project = tomllib.loads(text("pyproject.toml"))["project"]
    pinned = set(re.findall(r"^[\w.-]+", text("requirements.txt"), re.MULTILINE))
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.match(r"[\w.-]+", line).group().lower() for group in groups for line in group}
    assert asked - pinned - {project["name"]} == set()


def test_the_wheel_holds_every_package_and_numpy_alone_is_asked_for():
    import tomllib

    project = tomllib.loads(text("pyproject.toml"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) == {f"src/{path.parent.name}" for path in ROOT.glob("src/*/__init__.py")}
    assert project["project"]["dependencies"] == ["numpy>=2.0"]


def test_node_lock_file_has_hashes_and_no_addresses():
    lock = json.loads(text("package-lock.json"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


def test_node_packages_are_pinned():
    package = json.loads(text("package.json"))
    pins = package["dependencies"] | package["devDependencies"]
    assert [name for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []


def test_javascript_is_a_module_in_the_companion_alone():
    # Node asks the nearest package.json above a file: the root's speaks for JupyterLab's scripts in .venv, too, and
    # these are not modules.
    assert "type" not in json.loads(text("package.json"))
    assert json.loads(text("src/unrolled/package.json"))["type"] == "module"


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("_*.yml"), ROOT / ".pre-commit-config.yaml"],
    ids=lambda path: path.name,
)
def test_configuration_is_valid_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_workflow_runs_the_same_command_as_everyone_else():
    # YAML reads the key `on` as True.
    workflow = yaml.safe_load(text(".github/workflows/book.yml"))
    assert {"push", "pull_request"} <= set(workflow[True])
    assert ".ci/run" in [step.get("run") for step in workflow["jobs"]["test"]["steps"]]
    assert text(".ci/run").rstrip().endswith("make test")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_every_make_target_is_explained(tracked):
    makefile = text("Makefile")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split()
    assert [name for name in phony if not re.search(rf"^{name}:.* ## \w", makefile, re.MULTILINE)] == []


def without_encoding(source):
    """Lines that read or write text, or start a process for its text, in an encoding each machine chooses itself."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", None))
            given = {keyword.arg for keyword in call.keywords}
            as_text = name in ("read_text", "write_text") or (name == "run" and "text" in given)
            if as_text and "encoding" not in given:
                yield call.lineno


def test_every_text_is_read_and_written_in_utf_8(tracked):
    # ruff holds the same (PLW1514) where it knows a value for a path.
    sources = {path: path.read_text(encoding="utf-8") for path in tracked if path.suffix == ".py"}
    for path in tracked:
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            sources[path] = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert [f"{path.name}:{line}" for path, source in sources.items() for line in without_encoding(source)] == []


@pytest.mark.parametrize("call", ["path.read_text()", "path.write_text('x')", "subprocess.run(['ls'], text=True)"])
def test_text_without_its_encoding_is_noticed(call):
    assert list(without_encoding(call)) == [1]


def public_functions(body):
    """The functions of a module, and the methods and __init__ of its classes, but for private ones."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body)
        if isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            yield node


def bare_names(function):
    """The parameters without a type, and "return" if what comes back has none.

    A step of a cell names arrays of the formulas alone, and `Cell` gives both functions their types.
    """
    if function.name in ("forward", "backward") and any(
        ast.unparse(d) == "staticmethod" for d in function.decorator_list
    ):
        return
    given = function.args
    parameters = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    for parameter in filter(None, parameters):
        if parameter.annotation is None and parameter.arg not in ("self", "cls"):
            yield parameter.arg
    if function.returns is None and function.name != "__init__":
        yield "return"


@pytest.mark.parametrize("pattern", ANNOTATED)
def test_every_public_function_is_annotated(pattern):
    paths = sorted((ROOT / "src").glob(pattern))
    assert paths
    functions = [(path, each) for path in paths for each in public_functions(ast.parse(text(path)).body)]
    assert [f"{path.name}:{each.lineno} {name}" for path, each in functions for name in bare_names(each)] == []


def test_a_missing_annotation_is_noticed():
    source = "class A:\n def __init__(self, x: int): pass\n def f(self, x, *, y: int): pass\n def _g(self, x): pass"
    (init, f) = public_functions(ast.parse(source).body)
    assert list(bare_names(init)) == []
    assert list(bare_names(f)) == ["x", "return"]
