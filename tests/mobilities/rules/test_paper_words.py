"""The words of the papers: complete in every language, and what a value reads like."""

import pytest

from mobilities.rules import commitments, paper_words, releases
from mobilities.rules.papers import papers

LANGUAGES = sorted(paper_words.LANGUAGES)


def keys(value, before=""):
    """Give the dotted names of all that a mapping holds."""
    if not isinstance(value, dict):
        return {before}
    return {name for key, item in value.items() for name in keys(item, f"{before}.{key}")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    assert keys(paper_words.words(language)) == keys(paper_words.words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_empty(language):
    def texts(value):
        return [text for item in value.values() for text in texts(item)] if isinstance(value, dict) else [value]

    assert all(isinstance(text, str) and text.strip() for text in texts(paper_words.words(language)))


def test_every_field_has_a_name_and_every_choice_its_options():
    without = [
        field.name
        for paper in papers().values()
        for field in paper.fields
        if not field.label or (field.type in ("choice", "multichoice") and not field.options)
    ]

    assert without == []


def test_every_release_has_a_title_and_a_sentence():
    known = paper_words.words("en")
    kinds = {row["kind"] for row in releases.rows()}

    assert kinds <= set(known["titles"]) & set(known["intros"])


def test_every_commitment_has_its_sentence():
    named = {row["key"] for parties in commitments.rows().values() for rows in parties.values() for row in rows}

    assert named == set(paper_words.words("en")["commitments"])


@pytest.mark.parametrize(
    ("key", "kind", "value", "language", "text"),
    [
        ("start", "date", "2027-09-06", "de", "6. September 2027"),
        ("start", "date", "2027-09-06", "fi", "6. syyskuuta 2027"),
        ("pay", "choice", "kept", "fr", "Est maintenu en entier"),
        ("a1", "bool", False, "fi", "Ei"),
        ("travel", "money", "309.50", "de", "309,5 €"),
        ("part", "multichoice", ["online", "onsite"], "es", "en línea\nen el extranjero"),
        ("language_of_work", "language", "de", "fr", "allemand"),
        ("mentor", "person", {"name": "Timo Kraft"}, "en", "Timo Kraft"),
        ("classes_missed", "list", ["Mathematics", "English"], "en", "Mathematics\nEnglish"),
        ("conditions", "long_text", "", "en", ""),
    ],
)
def test_a_value_reads_as_its_language_writes_it(key, kind, value, language, text):
    assert paper_words.shown(key, kind, value, language) == text
