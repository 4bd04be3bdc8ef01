"""What all widgets share: the JavaScript joined into one module, the style with the palette, the key-frame."""

import json
import re
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from rnn_core.checks import choice
from unrolled import palette
from unrolled.widgets.join import classic, source
from unrolled.widgets.kit import words as time

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LANGUAGES = {"en": "ENGLISH", "zh": "CHINESE"}  # the name of a language's dictionary in a module of words
SERVED = ("_esm", "_css", "words")  # traits that a class gives in each language: a page without a kernel loads them


def style(*names: str, root: str, looks_like: str | None = None) -> str:
    """The style sheets `names` after the palette; `root` is the class of the widget's outermost element.

    Each kind of widget on a page brings the shared sheets again. So that a later copy does not win over what an
    earlier widget says of itself, a widget's own rules are given one class more. looks_like: the root of another
    widget whose rules hold for this one too.
    """
    text = "\n".join(map(source, names))
    if looks_like:
        text = text.replace(f".{looks_like}", f".{root}")
    own = re.compile(rf"(?<![\w.-])\.{root}\b")
    return "\n".join([palette.css(".unrolled-widget"), own.sub(f".unrolled-widget.{root}", text)])


class Widget(anywidget.AnyWidget):
    """A widget whose words are a trait, and which leaves a figure and a sentence where it cannot run.

    WORDS: modules with the words that a widget shows beside those of the time controls, by key and language;
    a widget's own word for a time control wins.
    """

    WORDS: tuple[ModuleType, ...] = ()

    words = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, *, lang: str = "en", **traits: Any) -> None:
        super().__init__(lang=lang, words=self.words_in(lang), **traits)

    @classmethod
    def words_in(cls, lang: str) -> dict[str, str]:
        """Every word this widget shows, by key. Raises ValueError for a language that is not there."""
        name = LANGUAGES[choice(lang, "lang", tuple(LANGUAGES))]
        return {key: text for module in (time, *cls.WORDS) for key, text in getattr(module, name).items()}

    @classmethod
    def name(cls) -> str:
        """The widget's name in its own state, `_anywidget_id`."""
        return f"{cls.__module__}.{cls.__name__}"

    @classmethod
    def files(cls) -> dict[str, str]:
        """What a page without a kernel loads, by file name: a script, a style sheet, and words in each language."""
        place = f'((globalThis.unrolledWidgets ??= {{}})["{cls.name()}"] ??= {{ words: {{}} }})'
        words = {lang: json.dumps(cls.words_in(lang), ensure_ascii=False) for lang in LANGUAGES}
        return {
            f"{cls.__name__}.js": classic(cls._esm, f"{place}.module"),
            f"{cls.__name__}.css": cls._css,
            **{f"{cls.__name__}.{lang}.js": f"{place}.words.{lang} = {text};\n" for lang, text in words.items()},
        }

    def describe(self) -> str:
        """The key-frame in one sentence: its alt text."""
        raise NotImplementedError

    def draw(self) -> "Figure":
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
