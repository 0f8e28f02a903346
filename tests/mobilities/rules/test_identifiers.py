"""Identifiers of the programme."""

import csv
import gzip
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mobilities.rules.identifiers import (
    MOBILITY,
    ProjectCode,
    obstacles_to_mobility_id,
    project_code,
    tidy,
    validate_mobility_id,
    validate_oid,
    validate_project_code,
)

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "vet_projects.csv.gz"
PROJECT = (
    "A project code looks like 2024-1-ES01-KA121-VET-000005151, or like 2014-1-AT01-KA102-000151 for calls up to 2020."
)
OID = "An organisation ID (OID) is the letter E and eight digits, for example E12345678."
MOBILITY_ID = "A mobility ID of the Beneficiary Module looks like 2024-LONGT-0012-KA121-VET-000005151."


def said(validate, text):
    try:
        validate(text)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024-1-FR01-KA121-SCH-000005151", ProjectCode(2024, 1, "FR01", "KA121", "SCH", "000005151")),
        ("2014-1-AT01-KA102-000151", ProjectCode(2014, 1, "AT01", "KA102", "", "000151")),
    ],
)
def test_a_project_code_of_either_form_is_taken_apart(text, parts):
    assert project_code(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "", "2024", "2024-1-ES01-KA121-VET-00000515", "2024-1-ES01-KA121-VET-0000051511", "2024-1-ES01-KA121-000005151",
        "2014-1-AT01-KA102-VET-000151", "2024-1-es01-ka121-vet-000005151", " 2014-1-AT01-KA102-000151",
        "2014-1-AT01-KA102-000151\n", "２０１４-1-AT01-KA102-000151", "2014-1-AT01-KA102-000151; DROP TABLE",
    ],
)  # fmt: skip
def test_a_wrong_project_code_is_told_in_one_sentence(text):
    assert said(validate_project_code, text) == [PROJECT]


def test_all_real_project_codes_are_accepted():
    if not REAL.exists():
        pytest.skip("the real project file is not on this machine")
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = next(place for place, name in enumerate(rows[0]) if "ident" in name.lower())

    codes = [row[column] for row in rows[1:]]

    assert (len(codes), [code for code in codes if said(validate_project_code, code)]) == (2814, [])


@pytest.mark.parametrize(
    ("validate", "text", "reasons"),
    [
        (validate_oid, "E12345678", []),
        (validate_oid, "E1234567", [OID]),
        (validate_oid, "e12345678", [OID]),
        (validate_oid, "E12345678\n", [OID]),
        (validate_mobility_id, "2024-LONGT-0012-KA121-SCH-000005151", []),
        (validate_mobility_id, "2024-LONG-0012-KA121-SCH-000005151", [MOBILITY_ID]),
        (validate_mobility_id, "", [MOBILITY_ID]),
    ],
)
def test_other_identifiers_have_one_form_each(validate, text, reasons):
    assert said(validate, text) == reasons


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("2024-LONGT-0012-KA121-SCH-000005151", []),
        ("12", [MOBILITY_ID]),
        (
            "2024-LONGT-0012-KA121-SCH-000005152",
            [
                "This mobility ID belongs to another project: "
                "it should begin with 2024 and end with KA121-SCH-000005151."
            ],
        ),
        (
            "2023-LONGT-0012-KA121-SCH-000005151",
            [
                "This mobility ID belongs to another project: "
                "it should begin with 2024 and end with KA121-SCH-000005151."
            ],
        ),
    ],
)
def test_a_mobility_id_belongs_to_its_project(text, reasons):
    assert obstacles_to_mobility_id(text, "2024-1-FR01-KA121-SCH-000005151") == reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 2024-1-es01-ka121-vet-000005151\n", "2024-1-ES01-KA121-VET-000005151"),
        ("2024‑1–ES01—KA121-VET-000005151", "2024-1-ES01-KA121-VET-000005151"),
        ("e 1234 5678", "E12345678"),
    ],
)
def test_an_identifier_pasted_from_elsewhere_is_tidied(text, expected):
    assert tidy(text) == expected


@given(st.from_regex(MOBILITY, fullmatch=True))
def test_every_mobility_id_is_accepted_for_the_project_it_names(text):
    year, tail = text[:4], text[-20:]

    assert obstacles_to_mobility_id(text, f"{year}-1-ES01{tail}") == []
