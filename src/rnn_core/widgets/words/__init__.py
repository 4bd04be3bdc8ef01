"""Every word a widget shows, by language and key; {places} are filled in by the widget."""

from rnn_core.widgets.words.chinese import CHINESE
from rnn_core.widgets.words.english import ENGLISH

WORDS = {"en": ENGLISH, "zh": CHINESE}
