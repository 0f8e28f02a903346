"""What signing prints is there, and complete, in every language in which papers are written."""

import re

import pytest

from doallvet.papers.words import LANGUAGES as WRITTEN
from doallvet.signing.choices import Form, Way
from doallvet.signing.words import LANGUAGES, spoken, words


def texts(said, name=""):
    """Each text by its dotted name."""
    for key, value in said.items():
        if isinstance(value, dict):
            yield from texts(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", value


def blanks(text):
    return sorted(re.findall(r"%\(\w+\)s", text))


def test_signing_speaks_every_language_in_which_papers_are_written():
    assert set(LANGUAGES) == set(WRITTEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_all_and_leaves_room_for_the_same(language):
    english, here = dict(texts(words("en"))), dict(texts(words(language)))

    assert list(here) == list(english)
    assert all(isinstance(text, str) and text.strip() for text in here.values())
    assert {key: blanks(text) for key, text in here.items()} == {key: blanks(text) for key, text in english.items()}
    assert set(words(language)["ways"]) == set(Way.values)
    assert set(words(language)["forms"]) == set(Form.values)


def test_a_language_that_is_not_there_is_read_in_english():
    assert (spoken("fi"), spoken("el")) == ("fi", "en")
    assert words("el") == words("en")
