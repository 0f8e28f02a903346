"""Reasons of the portal are read in the reader's language; what people write stays theirs."""

import pytest
from django.utils import translation

from mobilities.rules.reasons import coded, worded


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The agreement was issued anew as version 2."),
        ("es", "El acuerdo se ha emitido de nuevo como versión 2."),
    ],
)
def test_a_reason_of_the_portal_is_said_in_the_language_of_who_reads(language, words):
    kept = coded("reissued", number=2)

    with translation.override(language):
        assert worded(kept) == words


@pytest.mark.parametrize(
    "text", ["", "Too dark", "100 % sure", "{", "[1]", "2", '{"why": "else"}', '{"why": "reissued"}']
)
def test_what_a_person_wrote_stays_as_it_is(text):
    assert worded(text) == text


def test_codes_in_a_reason_are_read_as_words():
    assert worded(coded("terms", what=["mentor", "ends_on"])) == "Something else holds now: Mentor, Last day abroad."
    assert worded(coded("place", role="host_mentor", said="Is ill")) == "Mentor at the host company · Is ill"
