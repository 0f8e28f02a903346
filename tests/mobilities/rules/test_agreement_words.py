"""The words of the learning agreement: complete in every language, and what a value reads like."""

import pytest

from centres.choices import CentreKind, Gender, Level, Relation
from companies.choices import Size
from doallvet.papers import words as paper_words
from mobilities.choices import Activity
from mobilities.rules import agreement_words
from mobilities.rules.agreement import blocks
from tests.papers.test_words import keys

LANGUAGES = sorted(paper_words.LANGUAGES)
FIELDS = [field for block in blocks().values() for field in block.fields]


def spoken(value):
    return [text for item in value.values() for text in spoken(item)] if isinstance(value, dict) else [value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    assert keys(agreement_words.words(language)) == keys(agreement_words.words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_empty(language):
    assert [
        text for text in spoken(agreement_words.words(language)) if not isinstance(text, str) or not text.strip()
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_weeks_say_their_numbers(language):
    words = agreement_words.words(language)["words"]

    assert (words["week"] % {"week": 3}).endswith("3")
    assert "2" in words["weeks"] % {"first": 2, "last": 4}


def test_every_block_and_field_has_a_name_and_every_choice_its_options():
    known = agreement_words.words("en")
    without = [
        field.name
        for field in FIELDS
        if not field.label or (field.type in ("choice", "multichoice") and not field.options)
    ]

    assert (without, list(known["blocks"]), list(known["about"])) == ([], list(blocks()), list(blocks()))


@pytest.mark.parametrize("part", ["fields", "help", "options"])
def test_no_words_are_left_over(part):
    names = {field.name for field in FIELDS} | {field.key for field in FIELDS}

    assert set(agreement_words.words("en")[part]) - names == set()


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("header.activity_type", Activity),
        ("participant.gender", Gender),
        ("participant.language_level", Level),
        ("legal_guardian.relation", Relation),
        ("sending.type", CentreKind),
        ("hosting.size", Size),
    ],
)
def test_what_is_chosen_elsewhere_can_be_said_here(name, choices):
    assert [value for value, _label in agreement_words.options(name)] == choices.values


@pytest.mark.parametrize(
    ("name", "kind", "value", "language", "text"),
    [
        ("mobility.start_date", "date", "2027-09-06", "de", "6. September 2027"),
        ("mobility.mode", "choice", "physical", "fi", "Jakso ulkomailla"),
        ("sending.type", "choice", "other", "fr", "Autre"),
        ("hosting.type", "choice", "company", "de", "Unternehmen"),
        ("insurance_and_work.a1", "bool", True, "es", "Sí"),
        ("mobility.working_hours_per_week", "decimal", "38.50", "fi", "38,5"),
        ("participant.nationality", "country", ["ES", "DE"], "fr", "Espagne, Allemagne"),
        ("recognition.goes_into", "multichoice", ["unit", "hours"], "en", "A unit of the programme, hours of training"),
        ("learning_programme.outcomes", "list", ["LO1", "LO2"], "de", "LO1, LO2"),
        ("assessment.scale", "text", "", "de", ""),
    ],
)
def test_a_value_reads_as_its_language_writes_it(name, kind, value, language, text):
    assert agreement_words.shown(name, kind, value, language) == text
