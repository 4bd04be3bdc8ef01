"""Every exercise in a chapter has a check; the printed solution passes it and the blank does not."""

import json
import pathlib
import re

import numpy as np
import pytest

from rnn_core import exercises

NOTEBOOKS = sorted(pathlib.Path(__file__).parents[1].glob("notebooks/*.ipynb"))
SOLUTION = re.compile(r"`{3,}\{solution\} (?P<name>\S+)\n.*?```python\n(?P<code>.*?)```", re.S)


def _text(notebook, kind):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


PRINTED = [
    pytest.param(notebook, match["name"], match["code"], id=match["name"])
    for notebook in NOTEBOOKS
    for text in _text(notebook, "markdown")
    for match in SOLUTION.finditer(text)
]


@pytest.mark.parametrize(("notebook", "name", "code"), PRINTED)
def test_the_solution_printed_in_the_chapter_is_right(notebook, name, code, capsys):
    before = {"np": np, "check": exercises.check}
    for blank in _text(notebook, "code"):
        if blank.startswith("def ") and 'check("' in blank:  # an exercise may build on the function of another
            exec(blank, before)
    for other in PRINTED:
        if other.values[0] == notebook:
            exec(other.values[2], before)
    capsys.readouterr()
    exec(code, before)
    assert f"{name}: right." in capsys.readouterr().out


@pytest.mark.parametrize("name", exercises.EXERCISES)
def test_every_exercise_stands_in_a_chapter_with_its_solution(name):
    assert name in [parameter.values[1] for parameter in PRINTED]


@pytest.mark.parametrize("name", exercises.EXERCISES)
def test_the_solution_passes(name, capsys):
    exercises.check(name, exercises.EXERCISES[name].solution)
    assert capsys.readouterr().out == f"{name}: right.\n"


@pytest.mark.parametrize("name", exercises.EXERCISES)
def test_the_blank_does_not_pass(name, capsys):
    blank = (lambda *_: None) if exercises.EXERCISES[name].inputs else None
    exercises.check(name, blank)
    assert "not answered yet" in capsys.readouterr().out


@pytest.mark.parametrize("name", exercises.EXERCISES)
def test_a_wrong_answer_gets_the_hint(name, capsys):
    exercise = exercises.EXERCISES[name]
    wrong = (lambda *args: exercise.solution(*args) + 0.1) if exercise.inputs else exercise.solution + 0.1
    exercises.check(name, wrong)
    assert exercise.hint in capsys.readouterr().out


def test_a_function_that_stops_is_told_why(capsys):
    exercises.check("forward-3", lambda h, x, W, b: 1 / 0)
    assert "ZeroDivisionError: division by zero" in capsys.readouterr().out


def test_one_number_is_right_in_an_array_of_any_shape(capsys):
    exercises.check("forward-1", np.array([[exercises.EXERCISES["forward-1"].solution]]))
    assert capsys.readouterr().out == "forward-1: right.\n"


def test_an_answer_made_of_blanks_is_told_so(capsys):
    exercises.check("forward-4", lambda xs, W, b: np.array([None for x in xs]))
    assert "is a function it calls still a blank?" in capsys.readouterr().out


def test_an_answer_of_the_wrong_kind_is_told_so(capsys):
    exercises.check("forward-1", "many")
    exercises.check("forward-3", 3.0)
    exercises.check("forward-4", lambda xs, W, b: np.zeros(7))
    said = capsys.readouterr().out
    assert "expected numbers, got str" in said
    assert "expected a function, got float" in said
    assert "expected the shape (1, 2), got (7,)" in said


def test_an_unknown_exercise_is_an_error():
    with pytest.raises(ValueError, match=r"name: expected one of .*forward-1"):
        exercises.check("forward-0", 1)
