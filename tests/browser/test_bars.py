"""The bar of controls does what its buttons say, in every widget on every page of the book."""

import pytest
from playwright.sync_api import expect

from .conftest import HTML, STEP, pages

HAVE_WIDGETS = [page for page in pages() if "widget-view+json" in (HTML / page).read_text(encoding="utf-8")] or pages()


@pytest.mark.parametrize("address", HAVE_WIDGETS)
def test_every_button_of_every_bar_moves_time(visit, address):
    page = visit(address, clock=True)
    for bar in page.locator(".unrolled-widget .controls").all():
        slider = bar.get_by_role("slider")
        last = slider.get_attribute("max")
        assert int(last) > 0
        slider.fill("1")
        for name, at in [("first", "0"), ("next", "1"), ("back", "0"), ("last", last), ("back", str(int(last) - 1))]:
            bar.locator(f".ctl-{name}").click()
            expect(slider).to_have_value(at)
        slider.fill("0")
        bar.locator(".ctl-play").click()
        expect(bar.locator(".ctl-play")).to_have_class("ctl ctl-play playing")
        page.clock.run_for(STEP)
        expect(slider).not_to_have_value("0")
        bar.locator(".ctl-reset").click()
        expect(bar.locator(".ctl-play")).not_to_have_class("ctl ctl-play playing")
