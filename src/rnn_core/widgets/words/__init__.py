"""Every word a widget shows, by language, group and key; {places} are filled in by the widget.

A file a group, the languages one below the other: a new language is one more dictionary in each.
"""

from rnn_core.widgets.words import (
    alignment,
    decay,
    flow,
    gates,
    grid,
    latent,
    network,
    race,
    replay,
    shapes,
    time,
    translate,
)

GROUPS = {
    "time": time,
    "network": network,
    "flow": flow,
    "decay": decay,
    "race": race,
    "gates": gates,
    "grid": grid,
    "latent": latent,
    "shapes": shapes,
    "replay": replay,
    "alignment": alignment,
    "translate": translate,
}
WORDS = {
    "en": {name: group.ENGLISH for name, group in GROUPS.items()},
    "zh": {name: group.CHINESE for name, group in GROUPS.items()},
}


def words(lang, groups):
    """The words of these groups as one dictionary: what a widget carries with it."""
    return {key: text for group in groups for key, text in WORDS[lang][group].items()}
