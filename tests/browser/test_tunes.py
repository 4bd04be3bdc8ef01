"""The tunes of chapter 9: each has a name, its notes in words, and sound that the page itself holds."""

import base64

import pytest

from unrolled import sound, tasks

PAGE = "notebooks/09-shapes-and-applications.html"


@pytest.fixture
def players(visit):
    found = visit(PAGE).locator("audio")
    assert found.count() == 3
    return found.all()


def test_every_player_says_what_it_plays_and_which_notes(players):
    for player in players:
        name = player.get_attribute("aria-label")
        notes = player.locator("xpath=following-sibling::p").inner_text()
        assert notes.startswith(f"{name}: ")
        assert len(notes.removeprefix(f"{name}: ").split()) >= 14


def test_the_browser_reads_the_sound_and_the_keyboard_reaches_it(players):
    for player in players:
        seconds = player.evaluate(
            """player => new Promise(resolve => player.readyState >= 1 ? resolve(player.duration)
            : player.addEventListener("loadedmetadata", () => resolve(player.duration), {once: true}))"""
        )
        assert 3 < seconds < 10
        player.focus()
        assert player.evaluate("player => document.activeElement === player")


def test_the_first_is_the_tune_as_it_was_learnt(players):
    sent = base64.b64decode(players[0].get_attribute("src").partition("base64,")[2])
    assert sent == sound.wav(tasks.nursery_tunes()["Twinkle, twinkle, little star"][:14])
