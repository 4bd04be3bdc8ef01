"""Break the engine on purpose, one small change at a time, and count the breaks that the tests notice: make mutants.

    make mutants                             every file of the engine: about an hour on one core
    make mutants FILES="optim.py cells/*"    some of them, named from src/rnn_core

mutmut makes the changes and runs, for each, the tests that reach it. A change that no test notices has survived:
either a test is missing, or the change alters nothing that anybody can see. Those of the second kind stand, with
their reasons, in tests/equivalent_mutants.txt. The work is done on copies in _build/mutants; there `mutmut show NAME`
prints a change. mutmut leaves alone what stands outside functions, and properties.
"""

import ast
import fnmatch
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "_build" / "mutants"
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
MUTMUT = Path(sys.executable).with_name("mutmut")
# Which tests judge which files. Junk thrown at random at every argument takes long and notices little more.
JUDGES = {
    "cells/* activations.py recurrence.py": "cells recurrence bad_input oracles",
    "compose/* padding.py parts.py": "compose padding recurrence oracles",
    "layers.py losses.py ctc.py optim.py": "layers losses ctc optim oracles",
}
# mutmut's codes: 1 and 3 a test failed, the others a mutant that hung or crashed; 5 and 33 no test reaches the line.
KILLED, SURVIVED = (1, 3, 24, 36, 152, 255, -24, -11, -9), (0, 5, 33)


def undecorated(source):
    """`source` with each `@np.errstate(...)` above a function made a call below it: mutmut passes over decorators."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
            decorator = ast.unparse(node.decorator_list[0])
            lines.insert(node.end_lineno, f"\n\n{node.name} = {decorator}({node.name})")
            del lines[node.decorator_list[0].lineno - 1]
    return "\n".join(lines) + "\n"


def prepare(work, files, judges):
    """A copy of sources and tests, with mutmut's configuration for `files`."""
    shutil.rmtree(work, ignore_errors=True)
    left_out = shutil.ignore_patterns("__pycache__", "browser", "oracles")
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, work / folder, ignore=left_out)
    for path in (work / "src" / "rnn_core").rglob("*.py"):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    tests = [path for name in judges for path in sorted((work / "tests").glob(f"test_{name}*.py"))]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # A test that starts a process of its own knows nothing of the mutant.
    settings = f"""[tool.pytest.ini_options]
filterwarnings = {project["tool"]["pytest"]["ini_options"]["filterwarnings"]}
[tool.mutmut]
source_paths = ["src"]
only_mutate = {[f"src/rnn_core/{name}" for name in files]}
pytest_add_cli_args_test_selection = {[str(path.relative_to(work)) for path in tests]}
pytest_add_cli_args = ["-k", "not importing_the_package and not junk"]
use_git_change_detection = false
"""
    (work / "pyproject.toml").write_text(settings, encoding="utf-8")


def chosen(wanted):
    """(files, judging tests) for each group that has some of the `wanted` files; all of them if none are named."""
    for files, judges in JUDGES.items():
        files = files.split()
        if wanted:
            files = [name for name in wanted if any(fnmatch.fnmatch(name, pattern) for pattern in files)]
        if files:
            yield files, judges.split()


def changed_line(mutant, work):
    """What a mutant has in the place of the line it changes."""
    shown = subprocess.run([MUTMUT, "show", mutant], cwd=work, capture_output=True, encoding="utf-8", check=True).stdout
    return " ".join(line[1:].strip() for line in shown.splitlines() if line[:1] == "+" and line[:3] != "+++")


def report(work):
    """A line for each file, then the survivors that are not known to be equivalent; returns how many these are."""
    known = {line.strip() for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if line[:1] not in ("#", " ")}
    mutants, new = work / "mutants" / "src" / "rnn_core", []
    for meta in sorted(mutants.rglob("*.meta")):
        file = str(meta.relative_to(mutants)).removesuffix(".meta")
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        killed = sum(code in KILLED for code in codes.values())
        alive = [f"{file}: {changed_line(mutant, work)}" for mutant, code in codes.items() if code in SURVIVED]
        if killed or alive:
            unseen = [line for line in alive if line not in known]
            share = killed / (killed + len(alive))
            print(f"{file:<28}{killed:>5} killed, {len(alive):>3} survived, {len(unseen):>3} unexplained{share:>8.1%}")
            new += unseen
    print(*new, sep="\n")
    return len(new)


def main():
    unexplained = 0
    for k, (files, judges) in enumerate(chosen(sys.argv[1:])):
        work = WORK / str(k)
        prepare(work, files, judges)
        subprocess.run([MUTMUT, "run", "--max-children", "1"], cwd=work, check=True)
        unexplained += report(work)
    return unexplained > 0


if __name__ == "__main__":
    sys.exit(main())
