"""The official lists are whole."""

import re

import pytest

from doallvet.core.classifications import isced_choices, isced_f, isced_label


def test_the_fields_of_education_are_those_of_four_digits():
    fields = isced_f()

    assert len(fields) == 150
    assert fields[0] == ("0000", "Generic programmes and qualifications not further defined")
    assert dict(fields)["0715"] == "Mechanics and metal trades"
    assert [code for code, label in fields if not re.fullmatch(r"\d{4}", code) or not label] == []
    assert fields == sorted(fields)


def test_a_select_offers_each_field_once_under_its_broad_field():
    groups = isced_choices()

    assert [code for _name, choices in groups for code, _label in choices] == [code for code, _label in isced_f()]
    assert (
        dict(dict(groups)["Engineering, manufacturing and construction"])["0715"] == "0715 Mechanics and metal trades"
    )


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("0715", "0715 Mechanics and metal trades"),
        ("071", "071 Engineering and engineering trades"),
        ("07", "07 Engineering, manufacturing and construction"),
        ("1234", "1234"),
        ("", ""),
    ],
)
def test_a_code_is_shown_with_its_label(code, label):
    assert isced_label(code) == label
