"""Every page of the built book: it keeps to itself, fits a phone, can be read by all, and its links lead somewhere."""

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from unrolled import widgets
from unrolled.widgets.widget import SERVED

from .conftest import FRONT, ROOT, pages

STATE, VIEW = (f"application/vnd.jupyter.widget-{kind}+json" for kind in ("state", "view"))
AXE = ROOT / "node_modules/axe-core/axe.min.js"


@pytest.mark.parametrize("served", ["root", "sub-path", "file"])
@pytest.mark.parametrize("address", pages())
def test_page_asks_no_other_host_and_logs_no_error(visit, address, served):
    page = visit(address, served=served)  # the fixture holds the page to both when the test ends
    assert page.title()
    assert page.locator(".widget-failed, mjx-merror").count() == 0


@pytest.mark.parametrize("served", ["root", "sub-path", "file"])
def test_the_front_door_leads_to_the_first_page(visit, addresses, served):
    page = visit(FRONT, served=served)
    page.goto(addresses[served] + "index.html", wait_until="commit")
    page.wait_for_url(addresses[served] + FRONT)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", pages())
def test_page_fits_its_width_and_has_no_serious_barrier(visit, address, theme, width):
    page = visit(address, width=width, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    barriers = [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
    assert barriers == []


@pytest.mark.parametrize("address", pages())
def test_formulas_are_set_and_only_one_that_scrolls_stops_the_tab_key(visit, address):
    page = visit(address)
    assert page.locator(".math:not(:has(mjx-container))").count() == 0
    stops = page.eval_on_selector_all(
        'mjx-container[tabindex="0"]', "nodes => nodes.map(n => n.scrollWidth - n.clientWidth)"
    )
    assert all(hidden > 0 for hidden in stops)  # those that must be scrolled, no other


def test_theme_switches_by_its_button_and_is_remembered(visit):
    page = visit()
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button:visible").first.click()
        seen.add(page.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}
    chosen = page.evaluate("document.documentElement.dataset.mode")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") == chosen


def test_search_finds_a_page_without_a_server_behind_it(visit):
    page = visit("search.html?q=sequence")
    page.locator("#search-results li").first.wait_for()
    assert page.locator("#search-results li").count() > 0


def test_the_site_serves_what_each_widgets_class_gives_once(html):
    given = {name: text for kind in widgets.__all__ for name, text in getattr(widgets, kind).files().items()}
    served = {path.name: path.read_text(encoding="utf-8") for path in (html / "_static/widgets").iterdir()}
    assert served == given


@pytest.mark.parametrize("address", pages())
def test_a_page_loads_the_files_of_its_own_widgets_once_and_holds_no_copy(html, address):
    page = Page(html / address)
    listed = [urlsplit(link) for link in page.links if "/_static/widgets/" in link]
    assert all(url.query.startswith("v=") for url in listed)  # a new version is another address
    states = [json.loads(text)["state"].values() for kind, text in page.scripts if kind == STATE]
    traits = [model["state"] for models in states for model in models if "_anywidget_id" in model["state"]]
    shown = {(state["_anywidget_id"].split(".")[-1], state["lang"]) for state in traits}
    expected = {f"{name}{end}" for name, lang in shown for end in (".js", ".css", f".{lang}.js")}
    assert sorted(Path(url.path).name for url in listed) == sorted(expected)
    assert not any(trait in state for state in traits for trait in SERVED)
    assert bool(shown) == any(kind == VIEW for kind, _ in page.scripts)


def test_without_javascript_each_widget_of_a_chapter_is_a_still_picture(visit):
    page = visit("notebooks/02-forward-pass.html", java_script_enabled=False)
    assert page.locator(".widget").count() == page.locator(".widget .keyframe img:visible").count() > 0


class Page(HTMLParser):
    """The ids, links, pictures and scripts of one page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.pictures, self.scripts = set(), [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]
        if tag == "img":
            self.pictures.append(attributes)
        if tag == "script":
            self.scripts.append([attributes.get("type"), ""])

    def handle_data(self, text):
        if self.cdata_elem == "script":
            self.scripts[-1][1] += text


def broken(page, path):
    """The links of `page` that lead to no file of the book, or to no place in it."""
    for link in page.links:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = (path.parent / unquote(url.path)).resolve() if url.path else path
        target = target / "index.html" if target.is_dir() else target
        if not target.exists():
            yield f"{link}: no such file"
        elif url.fragment and target.suffix == ".html" and unquote(url.fragment) not in {*Page(target).ids, "top"}:
            yield f"{link}: no such place"


@pytest.mark.parametrize("address", pages())
def test_links_and_pictures_lead_somewhere_within_the_book(html, address):
    page = Page(html / address)
    assert list(broken(page, html / address)) == []
    assert not any(picture.get("src", "").startswith(("http", "//")) for picture in page.pictures)


@pytest.mark.parametrize("address", pages())
def test_pictures_have_words(html, address):
    # Sphinx writes the file's name where a picture has no alternative text.
    wordless = [
        p["src"] for p in Page(html / address).pictures if not p.get("alt") or p["alt"].endswith((".png", ".svg"))
    ]
    assert wordless == []


def test_a_dead_link_and_a_dead_anchor_are_noticed(tmp_path):
    Path(tmp_path, "other.html").write_text("<p id=here>", encoding="utf-8")
    path = tmp_path / "page.html"
    text = "<a href=other.html#here></a><a href=other.html#gone></a><img src=no.png><a href=https://a.b></a>"
    path.write_text(text, encoding="utf-8")
    assert list(broken(Page(path), path)) == ["other.html#gone: no such place", "no.png: no such file"]
