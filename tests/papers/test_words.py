"""The words of the papers: complete in every language, and what a value reads like."""

import pytest

from centres.rules import memorandum
from doallvet.papers import words as paper_words
from mobilities.rules import commitments, releases
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
        for paper in [*papers().values(), memorandum.block()]
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
    promised = memorandum.promises({"objectives": ["both_ways"]})
    named |= {key for keys in promised.values() for key in keys}

    assert named == set(paper_words.words("en")["commitments"])


@pytest.mark.parametrize(
    ("key", "kind", "value", "language", "text"),
    [
        ("start", "date", "2027-09-06", "de", "6. September 2027"),
        ("start", "date", "2027-09-06", "fi", "6. syyskuuta 2027"),
        ("pay", "choice", "kept", "fr", "Est maintenu en entier"),
        ("a1", "bool", False, "fi", "Ei"),
        ("travel", "money", "1250.5", "en", "€1,250.50"),
        ("travel", "money", "1250.5", "es", "1.250,50\xa0€"),
        ("travel", "money", "1250", "de", "1.250,00\xa0€"),
        ("travel", "money", "1250.5", "fi", "1\xa0250,50\xa0€"),
        ("travel", "money", "1250.5", "fr", "1\u202f250,50\xa0€"),
        ("working_time", "decimal", "38.5", "de", "38,5"),
        ("part", "multichoice", ["online", "onsite"], "es", "en línea\nen el extranjero"),
        ("language_of_work", "language", "de", "fr", "allemand"),
        ("mentor", "person", {"name": "Timo Kraft"}, "en", "Timo Kraft"),
        ("classes_missed", "list", ["Mathematics", "English"], "en", "Mathematics\nEnglish"),
        ("conditions", "long_text", "", "en", ""),
    ],
)
def test_a_value_reads_as_its_language_writes_it(key, kind, value, language, text):
    assert paper_words.shown(key, kind, value, language) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["commitments", "titles"])
def test_no_two_sentences_that_are_translated_read_the_same(language, part):
    said = list(paper_words.words(language)[part].values())

    assert sorted(set(said)) == sorted(said)


def test_what_was_frozen_is_said_in_another_language_as_long_as_its_words_are_the_same():
    german = [
        "Wir benennen eine betreuende Person, die sich Zeit nehmen kann.",
        "Wir zahlen die Vergütung während des Aufenthalts weiter.",
    ]

    assert paper_words.translated("commitments", {"de": german}, "en") == [
        "We name a mentor who has time for the apprentice.",
        "We go on paying the apprentice during the stay.",
    ]
    assert paper_words.translated("commitments", {"de": [*german, "Wir zahlen doppelt."]}, "en") is None


def test_what_one_language_of_a_paper_no_longer_says_so_is_not_translated_from_another():
    keys = ["mentor_time", "pay_goes_on"]
    frozen = {language: paper_words.sentences(keys, language) for language in ("de", "fi")}

    assert paper_words.translated("commitments", frozen, "en") == paper_words.sentences(keys, "en")
    assert paper_words.translated("commitments", frozen | {"fi": frozen["fi"][::-1]}, "en") is None
    said = frozen["fi"][1:] + ["Maksamme kaksi kertaa."]
    assert paper_words.translated("commitments", frozen | {"fi": said}, "en") is None
