"""The notation page names every parameter and every field of a trace, with the colour the palette gives it."""

import pathlib
import re

import numpy as np
import pytest

from rnn_core import cells, palette

PAGE = (pathlib.Path(__file__).parents[1] / "book/notation.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.count("|") == 6]
CODE = {name for row in ROWS for name in re.findall(r"`(\w+)`", row[1])}
CELLS = [getattr(cells, name) for name in cells.__all__ if name != "Cell"]
# Several symbols in one array, which the page describes in words.
PACKED = {"gates", "active"}


@pytest.mark.parametrize("Cell", CELLS)
def test_every_parameter_is_on_the_page(Cell):
    assert set(Cell(2, 3, rng=np.random.default_rng(0)).params) <= CODE


@pytest.mark.parametrize("Cell", CELLS)
def test_every_field_of_a_trace_is_on_the_page(Cell):
    assert set(Cell(2, 3, rng=np.random.default_rng(0)).Trace._fields) - PACKED <= CODE


def test_nothing_is_excused_that_no_trace_has():
    assert {field for Cell in CELLS for field in Cell.Trace._fields} >= PACKED


def test_the_colours_on_the_page_are_the_palettes():
    shown = set(re.findall(r"\{\.sym-(\w+)\}", PAGE))
    assert shown == set(palette.SYMBOLS)
