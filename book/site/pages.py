"""What the pages need beyond Jupyter Book: pictures with words, widgets with pictures, and the palette.

A cell's output may hold one thing in several forms. The page shows the best one; this extension keeps what the
others know. A picture (`image/png`) takes its alternative text from the `text/plain` beside it. A widget keeps the
picture beside it as a still figure, for paper and for readers without JavaScript.

The site serves what a widget's class gives (script, style, words) once, as files; a page lists those it needs.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from unrolled import palette, widgets

logger = logging.getLogger(__name__)

PICTURE, WORDS, WIDGET = "image/png", "text/plain", "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
CITATIONS = '<div class="citation-list">'


class PicturesAndWords(SphinxPostTransform):
    """Join the forms of each output, before myst-nb selects one of them."""

    default_priority = 3
    formats = ("html",)

    def run(self, **kwargs):
        for bundle in list(self.document.findall(is_bundle)):
            forms = {form["mime_type"]: form for form in bundle.children}
            picture, words, widget = (forms.get(mime) for mime in (PICTURE, WORDS, WIDGET))
            image = picture and next(picture.findall(nodes.image), None)
            if image and not image.get("alt"):
                image["alt"] = description(words) or warn(bundle)
            if widget:
                still = [nodes.figure("", image.deepcopy(), classes=["keyframe"])] if image else []
                view = widget.children[:]
                widget.children[:] = [nodes.container("", *view, *still, classes=["widget"])]


class NumberedContents(SphinxPostTransform):
    """Number the bodies of exercises and solutions: sphinx-exercise gives all of a page the same id."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for number, section in enumerate(self.document.findall(is_exercise_body)):
            section["ids"] = [f"{section['ids'][0]}-{number}"]


def is_exercise_body(node):
    return isinstance(node, nodes.section) and node["ids"][:1] in (["exercise-content"], ["solution-content"])


def description(words):
    """What `text/plain` says of a picture; a default repr such as <Figure size 640x480 with 1 Axes> says nothing."""
    text = words.astext().strip() if words else ""
    return "" if text.startswith("<") else text


def warn(bundle):
    """Ask for the words a picture lacks; a build with -W then fails."""
    logger.warning(
        "a picture without words: give its output a text/plain that describes it, or the cell the metadata "
        '{"mystnb": {"image": {"alt": "..."}}}',
        location=bundle,
    )
    return ""


def is_bundle(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def write_palette(app):
    """Give the pages the package's colours, as variables (--sym-x) and as classes ([x]{.sym-x})."""
    style = Path(app.outdir, "_static/palette.css")
    style.parent.mkdir(parents=True, exist_ok=True)
    classes = [f".sym-{symbol} {{ color: var(--sym-{symbol}); }}" for symbol in palette.SYMBOLS]
    style.write_text("\n".join([palette.css(":root"), *classes, ""]), encoding="utf-8")


def write_widgets(app):
    """Give the site every widget's script, style and words, each in one file."""
    folder = Path(app.outdir, "_static/widgets")
    folder.mkdir(parents=True, exist_ok=True)
    for kind in widgets.__all__:
        for name, text in getattr(widgets, kind).files().items():
            (folder / name).write_text(text, encoding="utf-8")


def open_widgets(app, page, source):
    """Put the views that a committed notebook keeps in its outputs' metadata among their forms; note their files."""
    if Path(app.env.doc2path(page)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for output in (output for cell in notebook["cells"] for output in cell.get("outputs", [])):
        if WIDGET in output.get("metadata", {}):
            output["data"][WIDGET] = output["metadata"].pop(WIDGET)
    source[0] = json.dumps(notebook)
    models = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {}).values()
    shown = sorted(
        {(s["_anywidget_id"].split(".")[-1], s["lang"]) for m in models if "_anywidget_id" in (s := m["state"])}
    )
    files = [f"widgets/{name}" for kind, lang in shown for name in (f"{kind}.css", f"{kind}.js", f"{kind}.{lang}.js")]
    app.env.metadata[page]["widget_files"] = files


def list_widgets(app, page, template, context, doctree):
    """Load the files of a page's widgets: styles after the book's own, scripts before widget-host.js."""
    for name in (context.get("meta") or {}).get("widget_files", []):
        if name.endswith(".css"):
            app.add_css_file(name, priority=900)
        else:
            app.add_js_file(name, priority=400, defer="defer")


def free_citations(app, page, template, context, doctree):
    """A list of references says role="list", but its entries are no list items: let them stand for themselves."""
    if "body" in context:
        context["body"] = context["body"].replace('<div role="list" class="citation-list">', CITATIONS)


def name_toggles(app, page, template, context, doctree):
    """The arrow that folds a chapter's further pages away in the contents has no name: give it one."""
    if contents := context.get("generate_toctree_html"):
        name = '<summary aria-label="Further pages of this chapter">'
        context["generate_toctree_html"] = lambda *args, **kwargs: str(contents(*args, **kwargs)).replace(
            "<summary>", name
        )


def setup(app):
    app.add_post_transform(PicturesAndWords)
    app.add_post_transform(NumberedContents)
    app.connect("builder-inited", write_palette)
    app.connect("builder-inited", write_widgets)
    app.connect("source-read", open_widgets)
    app.connect("html-page-context", list_widgets)
    app.connect("html-page-context", free_citations)
    app.connect("html-page-context", name_toggles, priority=900)  # after the theme has put it there
    app.add_css_file("palette.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
