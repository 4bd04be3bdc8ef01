"""book/site/static/widget-host.js: widgets of a page without a kernel, on pages made for the purpose."""

import json
import shutil

import pytest

from unrolled.widgets.widget import Widget

from .conftest import ROOT

HOST = ROOT / "book/site/static/widget-host.js"
COUNTER = """
function render({ model, el }) {
  const button = document.createElement("button");
  const draw = () => { button.textContent = "count " + model.get("n"); button.title = model.get("words").play; };
  button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
  model.on("change:n", draw);
  draw();
  el.append(button);
}
"""


class AsObject(Widget):
    _esm = COUNTER + "export default { render };\n"
    _css = "button { color: rgb(1, 2, 3) }"


class AsFunction(AsObject):
    _esm = COUNTER + "export default () => ({ initialize({ model }) { model.set('n', 10); }, render });\n"


class Broken(AsObject):
    _esm = "export default { render() { throw new Error('no such trait'); } };\n"


class Unreadable(AsObject):
    _esm = "export default {;\n"


class Missing(AsObject):
    """A widget whose files are not on the site."""

    @classmethod
    def files(cls):
        return dict.fromkeys(super().files())


def state_of(kind, **traits):
    return {"state": {"_anywidget_id": kind.name(), "lang": "en", "n": 3} | traits}


@pytest.fixture
def show(chromium, tmp_path):
    """Open a page, from file://, with these models (id -> state) of these kinds and a view of each id in `views`."""
    contexts = []

    def show(models, views, kinds=(AsObject,), **options):
        view = (
            '<div class="widget"><script type="application/vnd.jupyter.widget-view+json">{}</script>'
            '<figure class="keyframe">still</figure></div>'
        )
        files = {name: text for kind in kinds for name, text in kind.files().items()}
        page_text = [
            '<!doctype html><meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="script-src file:; style-src file:">',
            '<link rel="stylesheet" href="unrolled.css">',
            *(f'<link rel="stylesheet" href="{name}">' for name in files if name.endswith(".css")),
            *(view.format(json.dumps({"model_id": name})) for name in views),
            f'<script type="application/vnd.jupyter.widget-state+json">{json.dumps({"state": models})}</script>',
            *(f'<script src="{name}" defer></script>' for name in files if name.endswith(".js")),
            '<script src="widget-host.js" defer></script>',
        ]
        (tmp_path / "page.html").write_text("\n".join(page_text), encoding="utf-8")
        for name, text in files.items():
            if text is not None:
                (tmp_path / name).write_text(text, encoding="utf-8")
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


@pytest.mark.parametrize(("kind", "first"), [(AsObject, "count 3"), (AsFunction, "count 10")])
def test_widget_is_alive_and_replaces_its_still_figure(show, kind, first):
    page = show({"a": state_of(kind)}, ["a"], [kind])
    page.get_by_role("button", name=first).click()
    assert page.get_by_role("button").text_content() == f"count {int(first.split()[1]) + 1}"
    assert page.locator(".keyframe").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('button')).color") == "rgb(1, 2, 3)"


def test_two_views_of_one_model_share_it_and_two_models_do_not(show):
    page = show({"a": state_of(AsObject), "b": state_of(AsObject)}, ["a", "a", "b"])
    buttons = page.get_by_role("button")
    buttons.nth(2).wait_for()
    buttons.nth(0).click()
    assert buttons.all_text_contents() == ["count 4", "count 4", "count 3"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_widget_has_the_words_of_its_language(show, lang):
    page = show({"a": state_of(AsObject, lang=lang)}, ["a"])
    assert page.get_by_role("button").get_attribute("title") == AsObject.words_in(lang)["play"]


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ({"a": state_of(Broken)}, "no such trait"),
        ({"a": state_of(Unreadable)}, f"the script of {Unreadable.name()} did not load"),
        ({"a": state_of(Missing)}, f"the script of {Missing.name()} did not load"),
        ({"a": state_of(AsObject, lang="fr")}, f"the words of {AsObject.name()} in the language “fr” did not load"),
        ({"other": state_of(AsObject)}, "its state is not in this page"),
        ({"a": {"state": {"n": 3}}}, "it is not an anywidget"),
    ],
)
def test_a_widget_that_fails_says_so_in_its_place_and_keeps_its_still_figure(show, models, words):
    page = show(models | {"good": state_of(AsObject)}, ["a", "good"], [AsObject, Broken, Unreadable, Missing])
    page.locator(".widget-failed").wait_for()
    assert words in page.locator(".widget-failed").text_content()
    assert page.locator(".keyframe").first.is_visible()
    assert any(words in error for error in page.errors)
    page.get_by_role("button", name="count 3").click()


def test_without_javascript_and_on_paper_the_still_figure_stands(show):
    without = show({"a": state_of(AsObject)}, ["a"], java_script_enabled=False)
    assert without.locator(".keyframe").is_visible()
    page = show({"a": state_of(AsObject)}, ["a"])
    page.get_by_role("button").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".keyframe").is_visible()
    assert page.get_by_role("button").is_hidden()
