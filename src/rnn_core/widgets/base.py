"""What all widgets share: the JavaScript joined into one module, the style with the palette, the key-frame."""

import re
from importlib.resources import files
from io import BytesIO

import anywidget
import traitlets

from rnn_core import palette
from rnn_core.checks import choice
from rnn_core.widgets.words import WORDS

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./[a-z_]+\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def source(name):
    """The text of a file beside this one."""
    return files("rnn_core.widgets").joinpath(name).read_text(encoding="utf-8")


def joined(*names):
    """The ES modules `names` as one: an anywidget module is loaded from a Blob and cannot import a neighbour.

    Each name must be declared in one file only; tests/joined.test.mjs would not load the text otherwise.
    """
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source(name))).strip() + "\n" for name in names)


def style(*names):
    """The style sheets `names` after the palette."""
    return "\n".join([palette.css(".unrolled-widget"), *(source(name) for name in names)])


class Widget(anywidget.AnyWidget):
    """A widget whose words are a trait, and which leaves a figure and a sentence where it cannot run."""

    words = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, *, lang="en", **traits):
        super().__init__(lang=lang, words=WORDS[choice(lang, "lang", tuple(WORDS))], **traits)

    def describe(self):
        """The key-frame in one sentence: its alt text."""
        raise NotImplementedError

    def draw(self):
        """The key-frame as a matplotlib figure."""
        raise NotImplementedError

    def __repr__(self):
        return self.describe()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": self.describe(), "image/png": self._png()}, metadata

    def _png(self):
        buffer = BytesIO()
        self.draw().savefig(buffer, format="png", dpi=110, metadata={"Software": None})
        return buffer.getvalue()
