"""What the figures share: rows of seeds, columns, bands and words for alt texts."""

import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from unrolled.plots import INK, charts

SCORES = {"RNN": [0.2, 0.4], "LSTM": [0.9, 0.7, 0.8], "GRU": [0.5]}


@pytest.fixture
def ax():
    return Figure().add_subplot()


def test_every_seed_is_a_mark_in_its_networks_row_and_the_first_row_is_on_top(ax):
    assert charts.seed_rows(ax, SCORES) is ax
    assert [list(line.get_xdata()) for line in ax.lines] == list(SCORES.values())
    assert [list(line.get_ydata()) for line in ax.lines] == [[0, 0], [1, 1, 1], [2]]
    assert [text.get_text() for text in ax.get_yticklabels()] == list(SCORES)
    assert ax.get_ylim() == (2.5, -0.5)


def test_rows_take_colours_and_marks_in_turn_and_one_label(ax):
    charts.seed_rows(ax, SCORES, inks=(INK, "#b04a00"), marks="os", label="with memory")
    assert [line.get_color() for line in ax.lines] == [INK, "#b04a00", INK]
    assert [line.get_marker() for line in ax.lines] == ["o", "s", "o"]
    assert ax.get_legend_handles_labels()[1] == ["with memory"]


def test_a_span_reaches_from_the_lowest_seed_to_the_highest(ax):
    charts.seed_rows(ax, SCORES, spans=(INK,))
    assert [list(line.get_xdata()) for line in ax.lines[::2]] == [[0.2, 0.4], [0.7, 0.9], [0.5, 0.5]]


def test_columns_and_bands_hold_every_seed(ax):
    assert charts.seed_columns(ax, [1, 5], [[0.2, 0.4], [0.6]], INK) is ax
    assert [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines] == [
        ([1, 1], [0.2, 0.4]),
        ([5], [0.6]),
    ]
    assert charts.seed_band(ax, [1, 5], [[0.25, 0.75], [0.6]], INK) is ax
    assert list(ax.lines[-1].get_ydata()) == [0.5, 0.6]
    band = ax.collections[0].get_paths()[0].get_extents()
    assert (band.ymin, band.ymax) == (0.25, 0.75)


def test_a_reference_line_is_named_above_the_first_row(ax):
    assert charts.reference(ax, 0.5, "guessing ") is ax
    assert list(ax.lines[0].get_xdata()) == [0.5, 0.5]
    assert [(text.get_text(), text.get_position()) for text in ax.texts] == [("guessing ", (0.5, -0.62))]


@pytest.mark.parametrize(("value", "said"), [(0.09, "few"), (0.1, "some"), (0.49, "some"), (0.5, "many"), (7, "many")])
def test_a_number_in_words_is_below_its_bound(value, said):
    assert charts.in_words(value, ((0.1, "few"), (0.5, "some")), "many") == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 2, 3], "rises all the way"),
        ([3, 2, 1], "falls all the way"),
        ([1, 3, 2], "rises and falls"),
        ([1, 1, 2], "rises and falls"),
    ],
)
def test_a_course_all_the_way_holds_at_every_step(values, said):
    assert charts.course(values) == said


def test_a_grid_is_faint_and_behind_the_marks(ax):
    assert charts.grid(ax, "y") is ax
    assert ax.get_axisbelow() is True
    assert [line.get_visible() for line in (ax.xaxis.get_gridlines()[0], ax.yaxis.get_gridlines()[0])] == [False, True]


def test_importing_the_figures_costs_no_matplotlib():
    names = [f"unrolled.plots.{path.stem}" for path in Path(charts.__file__).parent.glob("[a-z]*.py")]
    assert len(names) > 10
    code = f"import sys, {', '.join(names)}; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
