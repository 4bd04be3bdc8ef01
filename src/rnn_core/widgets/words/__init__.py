"""Every word a widget shows, by language, group and key; {places} are filled in by the widget."""

from rnn_core.widgets.words.chinese import CHINESE
from rnn_core.widgets.words.english import ENGLISH

WORDS = {"en": ENGLISH, "zh": CHINESE}


def words(lang, groups):
    """The words of these groups as one dictionary: what a widget carries with it."""
    return {key: text for group in groups for key, text in WORDS[lang][group].items()}
