"""book/errata.md collects what the lecture notes get wrong; each item leads to the section that shows it."""

import re
from pathlib import Path

import pytest
from test_sources import LINK, anchors

PAGE = Path(__file__).parents[1] / "book/errata.md"
# The chapter that runs each item's experiment.
CHAPTERS = dict(enumerate((3, 3, 4, 6, 8, 5, 5, 2, 5, 2, 4, 4, 6, 10, 12, 4, 5), start=1))


def items(text):
    """number -> what the page says of it."""
    parts = re.split(r"^## (\d+)\. .+$", text, flags=re.MULTILINE)[1:]
    return {int(number): body for number, body in zip(parts[::2], parts[1::2], strict=True)}


def unplaced(found):
    """Items that do not lead into their chapter."""
    for number, chapter in CHAPTERS.items():
        if chapter not in {int(c) for _, c, _ in LINK.findall(found[number])}:
            yield f"{number}: no link into chapter {chapter}"


TEXT = PAGE.read_text(encoding="utf-8")
ITEMS = items(TEXT)
LINKS = {(notebook[3:], anchor) for notebook, _, anchor in LINK.findall(TEXT)}


def test_all_items_are_there_in_order():
    assert list(ITEMS) == list(CHAPTERS) == list(range(1, 18))


def test_every_item_leads_into_its_chapter():
    assert list(unplaced(ITEMS)) == []


@pytest.mark.parametrize(("notebook", "anchor"), sorted(LINKS))
def test_links_lead_to_headings(notebook, anchor):
    assert anchor in anchors(notebook)


def test_an_item_without_its_link_is_noticed():
    wrong = ITEMS | {4: "[counted](../notebooks/05-lstm.ipynb#x)", 5: "soon"}
    assert list(unplaced(wrong)) == ["4: no link into chapter 6", "5: no link into chapter 8"]
