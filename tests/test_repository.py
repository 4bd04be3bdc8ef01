"""What is committed: small, without addresses of one machine's registries, and readable by the tools it is for."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_committed_file_is_above_one_and_a_half_megabytes(tracked):
    assert [path.name for path in tracked if path.stat().st_size > 1.5 * MEGABYTE] == []


def test_nothing_built_or_installed_is_committed(tracked):
    parts = {part for path in tracked for part in path.relative_to(ROOT).parts}
    assert parts & {"_build", "node_modules", ".venv", "vendor", "__pycache__", ".ipynb_checkpoints"} == set()


def test_requirements_are_pinned_and_name_no_index():
    lines = [line.split(";")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    assert "-e ." in lines
    assert [line for line in lines if line != "-e ." and not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_requirements_hold_what_the_package_asks_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = set(re.findall(r"^[\w.-]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.match(r"[\w.-]+", line).group().lower() for group in groups for line in group}
    assert asked - pinned - {project["name"]} == set()


def test_the_wheel_holds_every_package_and_numpy_alone_is_asked_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) == {f"src/{path.parent.name}" for path in ROOT.glob("src/*/__init__.py")}
    assert project["project"]["dependencies"] == ["numpy>=2.0"]


def test_node_lock_file_has_hashes_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


def test_node_packages_are_pinned():
    package = json.loads((ROOT / "package.json").read_text())
    pins = package["dependencies"] | package["devDependencies"]
    assert [name for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("_*.yml"), ROOT / ".pre-commit-config.yaml"],
    ids=lambda path: path.name,
)
def test_configuration_is_valid_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_workflow_runs_the_same_command_as_everyone_else():
    # YAML reads the key `on` as True.
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text())
    assert {"push", "pull_request"} <= set(workflow[True])
    assert ".ci/run" in [step.get("run") for step in workflow["jobs"]["test"]["steps"]]
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("make test")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_every_make_target_is_explained(tracked):
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split()
    assert [name for name in phony if not re.search(rf"^{name}:.* ## \w", makefile, re.MULTILINE)] == []
