"""What a new version of a paper says of itself to who signed the one before."""

from django.utils.translation import override

from doallvet.signing.changes import changed
from mobilities.versions import words

RELEASE = "EMPLOYER_CONSENT"
PLAIN = {"title": "Release", "intro": "It goes on.", "closing": "Read."}
BEFORE = {"languages": ["en"], "anew": 0, "text": {"en": PLAIN}, "fields": {"pay": "kept"}}


def said(after, language="en"):
    with override(language):
        return words(changed(BEFORE, BEFORE | after), RELEASE, "home_employer")


def test_another_national_kind_is_said_with_its_title():
    after = {"text": {"en": PLAIN | {"title": "Mobility convention", "intro": "The parties agree."}}}

    assert said(after) == [
        ("Title", "Release", "Mobility convention"),
        ("Introduction", "It goes on.", "The parties agree."),
    ]
    assert [row[1:] for row in said(after, "fi")] == [row[1:] for row in said(after)]


def test_another_language_is_said_once_and_not_as_a_new_text():
    after = {"languages": ["en", "fi"], "text": {"en": PLAIN, "fi": {"title": "Suostumus"}}}

    assert said(after) == [("Language", "English", "English, Suomi")]


def test_a_paper_that_is_given_again_says_why():
    assert said({"anew": 1}) == [("Given again", "", "What was signed before no longer counted.")]
