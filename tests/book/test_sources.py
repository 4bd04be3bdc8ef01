"""book/sources.md says for every idea of the lecture notes where the book has it, and each link leads there."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book/sources.md"
# How many ids each section of the notes has, and the chapters that must hold them.
SECTIONS = {"A": 12, "B": 13, "C": 4, "D": 8, "E": 10, "F": 5, "G": 2, "H": 3, "I": 7, "J": 7}
IDS = [f"{section}{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
CHAPTERS = {
    **dict.fromkeys(IDS[:10], 1),
    "A11": 2,
    "A12": 2,
    **{i: chapter for chapter, letter in enumerate("BCDEFGHI", start=2) for i in IDS if i[0] == letter},
    **{"J1": 10, "J2": 10, "J3": 11, "J4": 12, "J5": 12, "J6": 12, "J7": 12},
}
# What a later chapter adds to an id that has its place in an earlier one.
ALSO = {"A4": 7, "A12": 3}
LINK = re.compile(r"\]\((\.\./notebooks/(\d\d)[^)#]*\.ipynb)#([^)]+)\)")


def rows(text):
    """id -> the cell that says where it is; ids in the order of the page."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [(row[0], row[2]) for row in cells if re.fullmatch(r"[A-J]\d+", row[0])]


def missing(places):
    """Ids that have no link into one of their chapters."""
    for i, chapter in sorted([*CHAPTERS.items(), *ALSO.items()]):
        if chapter not in {int(number) for _, number, _ in LINK.findall(places[i])}:
            yield f"{i}: no link into chapter {chapter}"


def anchors(notebook):
    """The anchors of a notebook's headings, made as the book makes them."""
    cells = json.loads((ROOT / notebook).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    headings = re.findall(r"^#{2,} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


PLACES = rows(PAGE.read_text(encoding="utf-8"))


def test_every_idea_has_one_row_in_order():
    assert [i for i, _ in PLACES] == IDS


def test_every_idea_belongs_to_a_chapter():
    assert set(CHAPTERS) == set(IDS)


def test_every_idea_is_placed_in_its_chapter():
    assert list(missing(dict(PLACES))) == []


@pytest.mark.parametrize("notebook", sorted({file[3:] for _, place in PLACES for file, _, _ in LINK.findall(place)}))
def test_links_lead_to_headings(notebook):
    named = {anchor for _, place in PLACES for file, _, anchor in LINK.findall(place) if file[3:] == notebook}
    assert named - anchors(notebook) == set()


def test_an_idea_without_its_link_is_noticed():
    places = dict(PLACES)
    wrong = places | {"B3": "somewhere", "A4": places["A5"]}
    assert list(missing(wrong)) == ["A4: no link into chapter 7", "B3: no link into chapter 2"]
