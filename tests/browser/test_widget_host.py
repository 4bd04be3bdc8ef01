"""book/site/static/widget-host.js: widgets of a page without a kernel, on pages made for the purpose."""

import json
import shutil

import pytest

from .conftest import ROOT

HOST = ROOT / "book/site/static/widget-host.js"
COUNTER = """
function render({ model, el }) {
  const button = document.createElement("button");
  const draw = () => { button.textContent = "count " + model.get("n"); };
  button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
  model.on("change:n", draw);
  draw();
  el.append(button);
}
"""
AS_OBJECT = COUNTER + "export default { render };"
AS_FUNCTION = COUNTER + "export default () => ({ initialize({ model }) { model.set('n', 10); }, render });"
BROKEN = "export default { render() { throw new Error('no such trait'); } };"


@pytest.fixture
def show(chromium, tmp_path):
    """Open a page, from file://, with these models by id and a view of each id in `views`."""
    contexts = []

    def show(models, views, **options):
        state = {
            name: {"state": {"_esm": esm, "_css": "button { color: rgb(1, 2, 3) }", "n": 3}} for name, esm in models
        }
        view = (
            '<div class="widget"><script type="application/vnd.jupyter.widget-view+json">{}</script>'
            '<figure class="keyframe">still</figure></div>'
        )
        page_text = [
            '<!doctype html><link rel="stylesheet" href="unrolled.css">',
            *(view.format(json.dumps({"model_id": name})) for name in views),
            f'<script type="application/vnd.jupyter.widget-state+json">{json.dumps({"state": state})}</script>',
            '<script src="widget-host.js" defer></script>',
        ]
        (tmp_path / "page.html").write_text("\n".join(page_text), encoding="utf-8")
        for file in (HOST, HOST.with_name("unrolled.css")):
            shutil.copy(file, tmp_path)
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("console", lambda message: message.type == "error" and page.errors.append(message.text))
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("esm", "first"), [(AS_OBJECT, "count 3"), (AS_FUNCTION, "count 10")])
def test_widget_is_alive_and_replaces_its_still_figure(show, esm, first):
    page = show([("a", esm)], ["a"])
    page.get_by_role("button", name=first).click()
    assert page.get_by_role("button").text_content() == f"count {int(first.split()[1]) + 1}"
    assert page.locator(".keyframe").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('button')).color") == "rgb(1, 2, 3)"


def test_two_views_of_one_model_share_it_and_two_models_do_not(show):
    page = show([("a", AS_OBJECT), ("b", AS_OBJECT)], ["a", "a", "b"])
    buttons = page.get_by_role("button")
    buttons.nth(2).wait_for()
    buttons.nth(0).click()
    assert buttons.all_text_contents() == ["count 4", "count 4", "count 3"]
    assert page.locator("style").count() == 1


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ([("a", BROKEN)], "no such trait"),
        ([("a", "export default {")], "Unexpected"),
        ([("other", AS_OBJECT)], "its state is not in this page"),
        ([("a", "")], "it is not an anywidget"),
    ],
)
def test_a_widget_that_fails_says_so_in_its_place_and_keeps_its_still_figure(show, models, words):
    page = show([*models, ("good", AS_OBJECT)], ["a", "good"])
    page.locator(".widget-failed").wait_for()
    assert words in page.locator(".widget-failed").text_content()
    assert page.locator(".keyframe").first.is_visible()
    assert any(words in error for error in page.errors)
    page.get_by_role("button", name="count 3").click()


def test_without_javascript_and_on_paper_the_still_figure_stands(show):
    without = show([("a", AS_OBJECT)], ["a"], java_script_enabled=False)
    assert without.locator(".keyframe").is_visible()
    page = show([("a", AS_OBJECT)], ["a"])
    page.get_by_role("button").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".keyframe").is_visible()
    assert page.get_by_role("button").is_hidden()
