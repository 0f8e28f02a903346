"""The catalogue of documents."""

import pytest
from django.utils.translation import override

from doallvet.papers.words import LANGUAGES, words
from mobilities.choices import Level, Side
from mobilities.rules.documents import Document, Signing, documents, sensitive, signers, waiver_takes_two
from mobilities.rules.papers import PREFIXES

PARTIES = {*Side.values, "national_agency"}


def test_a_document_says_who_signs_who_sees_and_how_long_it_is_kept():
    assert documents()["SUPPORT_PLAN"] == Document(
        code="SUPPORT_PLAN",
        titles={"en": "Individual support plan (inclusion)", "es": "Plan de apoyo individual (inclusión)"},
        level="mobility",
        sign=(Signing("apprentice", False), Signing("guardian", True), Signing("sending_centre", False)),
        personal="S",
        keep="D",
        revocable=False,
    )


def test_the_title_stands_in_the_readers_language_else_in_english():
    document = documents()["EHIC"]

    titles = []
    for language in ("es", "en-gb", "fi"):
        with override(language):
            titles.append(document.title)

    assert titles == [
        "Tarjeta Sanitaria Europea o certificado provisional sustitutorio",
        "European Health Insurance Card or provisional replacement certificate",
        "European Health Insurance Card or provisional replacement certificate",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_here_is_called_in_every_list_as_on_the_paper(language):
    written = {code: title for code, title in words(language)["titles"].items() if code in documents()}

    with override(language):
        listed = {code: documents()[code].title for code in written}

    assert listed == written
    assert {*PREFIXES, "LEARNING_AGREEMENT", "MOU"} == set(written)


@pytest.mark.parametrize(
    ("code", "applying", "expected"),
    [
        ("LEARNING_AGREEMENT", [], ["apprentice", "sending_centre", "host_company"]),
        (
            "LEARNING_AGREEMENT",
            ["guardian", "home_employer", "hosting_centre"],
            ["apprentice", "guardian", "home_employer", "sending_centre", "host_company", "hosting_centre"],
        ),
        ("GUARDIAN_CONSENT_STAY", [], ["guardian"]),
        ("EHIC", ["guardian"], []),
    ],
)
def test_a_document_is_signed_by_those_whom_it_concerns(code, applying, expected):
    assert signers(code, applying) == expected


def test_class_s_makes_a_step_private():
    assert {code for code in documents() if sensitive([code])} == {
        "SUPPORT_PLAN",
        "GUARDIAN_CONSENT_MEDICAL",
        "ENTRY_DOCS",
    }
    assert [sensitive([]), sensitive(["EHIC", "ENTRY_DOCS"])] == [False, True]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["A1_CERT"], True),
        (["INSURANCE_CERT"], True),
        (["GUARDIAN_CONSENT_STAY", "GUARDIAN_CONSENT_TRAVEL"], True),
        (["TRAVEL_BOOKING"], False),
        ([], False),
    ],
)
def test_a_waiver_of_cover_or_consent_takes_two_people(codes, expected):
    assert waiver_takes_two(codes) == expected


@pytest.mark.parametrize("document", documents().values(), ids=lambda document: document.code)
def test_every_document_uses_the_words_of_the_field(document):
    assert set(document.titles) in ({"en", "es"}, set(LANGUAGES))
    assert all(document.titles.values())
    assert document.level in Level.values
    assert {signing.party for signing in document.sign} <= PARTIES
    assert document.personal in {"P", "S", "N"}
    assert document.keep in {"T", "D"}
    assert isinstance(document.revocable, bool)
