"""Whose turn it is."""

import pytest

from doallvet.signing.choices import Code, Form
from doallvet.signing.order import on_turn, reminder, suffices


@pytest.mark.parametrize(
    ("places", "rank"),
    [
        ([], None),
        ([(0, True), (1, True)], None),
        ([(0, False), (1, False)], 0),
        ([(0, True), (2, False), (1, False)], 1),
        ([(0, True), (0, False), (1, False)], 0),
        ([(0, False), (1, True)], 0),  # signed on paper before its turn
    ],
)
def test_the_lowest_rank_that_is_missing_signs_now(places, rank):
    assert on_turn(places) == rank


@pytest.mark.parametrize(("days", "number"), [(0, 0), (2, 0), (3, 1), (6, 1), (7, 2), (13, 2), (14, 3), (21, 4)])
def test_reminders_come_after_three_days_and_then_each_week(days, number):
    assert reminder(days) == number


@pytest.mark.parametrize(
    ("given", "checked", "form", "code", "enough"),
    [
        ("simple", False, "simple", "none", True),
        ("simple", False, "simple", "sms", False),
        ("simple", True, "simple", "email", True),
        ("simple", True, "advanced", "none", False),
        ("advanced", False, "simple", "sms", True),
        ("advanced", False, "qualified", "none", False),
        ("qualified", False, "advanced", "none", True),
        ("qualified", False, "wet_scan", "none", False),
        ("wet_scan", False, "qualified", "sms", True),
    ],
)
def test_a_signature_suffices_where_it_is_as_strong_as_what_is_asked(given, checked, form, code, enough):
    assert suffices(Form(given), checked=checked, form=Form(form), code=Code(code)) is enough
