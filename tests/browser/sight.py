"""Widgets in every light and width: they stay within the page, and axe finds no serious barrier in them."""

import pytest

from .conftest import ROOT
from .stepper import SIGHT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
IN_EVERY_LIGHT = pytest.mark.parametrize(("width", "theme"), SIGHT)


def expect_within(page, parts=None, root=None):
    """The page does not scroll sideways; with `parts`, none of these reaches beyond the right edge of its `root`."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if parts:
        beyond = page.eval_on_selector_all(
            parts,
            "(nodes, root) => nodes.filter(node => node.getBoundingClientRect().right"
            " > node.closest(root).getBoundingClientRect().right).map(node => node.outerHTML)",
            root,
        )
        assert beyond == []


def expect_no_barrier(page):
    """axe finds nothing serious in what is on the page."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document.querySelector('main'))"
        ".then(found => found.violations.map(v => [v.impact, v.id, v.nodes[0].html, v.nodes[0].failureSummary]))"
    )
    barriers = [violation for violation in found if violation[0] in ("serious", "critical")]
    assert barriers == [], barriers
