"""What may be said to a reminder instead of doing the step."""

from datetime import date, timedelta

import pytest

from mobilities.rules.replies import is_near, obstacles_to_later, suggested, too_late

TODAY = date(2027, 3, 1)
NEAR = "The departure is near, and nobody can leave without this: it cannot wait any more."


def day(days):
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("until", "gate", "starts", "expected"),
    [
        (1, False, 5, []),
        (0, False, 60, ["Choose a day to come."]),
        (-1, True, 60, ["Choose a day to come."]),
        (90, False, 60, []),
        (91, False, 60, ["Choose 30 May 2027 or an earlier day."]),
        (20, True, 30, []),
        (21, True, 30, ["Choose 21 Mar 2027 or an earlier day."]),
        (1, True, 11, []),
        (1, True, 10, [NEAR]),
        (1, True, -3, [NEAR]),
    ],
)
def test_what_is_needed_for_departure_comes_back_before_it_is_near(until, gate, starts, expected):
    assert obstacles_to_later(day(until), TODAY, gate=gate, starts_on=day(starts)) == expected


@pytest.mark.parametrize(
    ("until", "due", "late"), [(7, -5, False), (8, -5, True), (20, 20, False), (21, 20, True), (7, 3, False)]
)
def test_a_day_after_the_due_date_is_asked_about_what_is_overdue_may_wait_a_week(until, due, late):
    assert bool(too_late(day(until), day(due), TODAY)) == late


@pytest.mark.parametrize(
    ("due", "gate", "starts", "expected"),
    [(30, False, 60, 7), (3, False, 60, 3), (-9, False, 60, 1), (30, True, 14, 4), (30, True, 10, None)],
)
def test_the_day_that_is_offered_may_be_taken(due, gate, starts, expected):
    found = suggested(day(due), TODAY, gate=gate, starts_on=day(starts))

    assert found == (day(expected) if expected else None)
    if found:
        assert obstacles_to_later(found, TODAY, gate=gate, starts_on=day(starts)) == []
        assert too_late(found, day(due), TODAY) == ""


def test_ten_days_before_the_departure_is_near():
    assert [is_near(day(days), TODAY) for days in (11, 10, 0, -1)] == [False, True, True, True]
