"""When a training contract can be."""

from datetime import date

import pytest

from companies.rules.contract import Period, obstacles

BORN = date(2008, 1, 1)
TAKEN = Period(date(2025, 9, 1), date(2027, 8, 31), "Metal Bierzo")


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "reasons"),
    [
        (date(2027, 9, 1), date(2028, 8, 31), []),
        (date(2024, 9, 1), date(2025, 8, 31), []),
        (
            date(2027, 8, 31),
            date(2028, 8, 31),
            ["There is already a contract with Metal Bierzo, from 1 Sep 2025 to 31 Aug 2027."],
        ),
        (
            date(2024, 9, 1),
            date(2025, 9, 1),
            ["There is already a contract with Metal Bierzo, from 1 Sep 2025 to 31 Aug 2027."],
        ),
        (date(2028, 9, 1), date(2028, 8, 31), ["The contract ends before it begins."]),
        (date(2007, 9, 1), date(2008, 8, 31), ["The contract begins before the apprentice was born."]),
        (date(2027, 9, 1), date(2047, 8, 31), ["A training contract lasts at most 8 years: check the dates."]),
    ],
)
def test_what_stands_in_the_way_of_a_contract(begins_on, ends_on, reasons):
    assert obstacles(Period(begins_on, ends_on, "Other"), [TAKEN], born_on=BORN) == reasons
