"""Working days of real countries and regions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doallvet.core.calendars import Calendar

SPAIN, SACHSEN = Calendar("ES", "Castilla y León"), Calendar("DE", "Sachsen")
WEEKS = Calendar()
AUGUST = Calendar("ES", "", ((date(2027, 8, 1), date(2027, 8, 31)),))


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        (SPAIN, date(2026, 12, 7), False),  # Constitution Day fell on a Sunday, and Castilla y León moves it
        (Calendar("ES"), date(2026, 12, 7), True),
        (SPAIN, date(2026, 12, 8), False),  # the Immaculate Conception
        (SACHSEN, date(2026, 12, 8), True),
        (SACHSEN, date(2026, 11, 18), False),  # the day of repentance, in Saxony alone
        (Calendar("DE", "Bayern"), date(2026, 11, 18), True),
        (Calendar("DE", "de-sn"), date(2026, 11, 18), False),
        (Calendar("FI", "Etelä-Savo"), date(2026, 12, 6), False),
        (WEEKS, date(2026, 12, 25), True),  # a Friday; nobody's holidays count
        (WEEKS, date(2026, 12, 26), False),
        (AUGUST, date(2027, 8, 2), False),
    ],
)
def test_a_day_is_a_working_day_or_not(calendar, day, works):
    assert calendar.is_working(day) == works


@pytest.mark.parametrize(
    ("calendar", "day", "before", "after"),
    [
        (SPAIN, date(2026, 12, 8), date(2026, 12, 4), date(2026, 12, 9)),
        (SPAIN, date(2026, 12, 9), date(2026, 12, 9), date(2026, 12, 9)),
        (SACHSEN, date(2026, 12, 26), date(2026, 12, 24), date(2026, 12, 28)),
        (AUGUST, date(2027, 8, 15), date(2027, 7, 30), date(2027, 9, 1)),
    ],
)
def test_the_nearest_working_day_lies_before_or_after(calendar, day, before, after):
    assert (calendar.on_or_before(day), calendar.on_or_after(day)) == (before, after)


def test_working_days_are_added_and_taken_away():
    friday = date(2026, 12, 4)

    assert SPAIN.plus(friday, 2) == date(2026, 12, 10)
    assert SPAIN.plus(friday, 0) == friday
    assert SPAIN.minus(date(2026, 12, 10), 2) == date(2026, 12, 8)
    assert SPAIN.count(friday, date(2026, 12, 10)) == 2
    assert SPAIN.count(date(2026, 12, 10), friday) == -2
    assert SPAIN.count(date(2026, 12, 30), date(2027, 1, 7)) == 4  # New Year and Epiphany are holidays


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
CALENDARS = st.sampled_from([SPAIN, SACHSEN, WEEKS, AUGUST])


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_what_begins_after_the_last_day_is_over_in_time_and_a_day_later_is_not(calendar, day, takes):
    last = calendar.minus(day, takes)

    assert calendar.plus(last, takes) <= day
    assert calendar.plus(last + timedelta(days=1), takes) > day


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_as_many_days_are_counted_as_were_added(calendar, day, takes):
    assert calendar.count(day, calendar.plus(day, takes)) == takes


def test_who_is_always_closed_keeps_the_day():
    never = Calendar("ES", "", ((date(2020, 1, 1), date(2035, 12, 31)),))

    assert never.on_or_before(date(2027, 5, 4)) == date(2027, 5, 4)
    assert never.plus(date(2027, 5, 4), 1) == date(2027, 5, 5)


@pytest.mark.parametrize(
    ("calendar", "years", "doubts"),
    [
        (SPAIN, {2026, 2027}, []),
        (WEEKS, {2026}, []),
        (
            Calendar("ES"),
            {2026, 2150, 2151},
            [
                "The public holidays of Spain in 2150 are not known here: only weekends are counted.",
                "The public holidays of Spain in 2151 are not known here: only weekends are counted.",
            ],
        ),
        (
            Calendar("ES", "Atlantis"),
            {2026},
            ["The public holidays of the region “Atlantis” are not known here: those of all of Spain are counted."],
        ),
    ],
)
def test_unknown_holidays_are_said(calendar, years, doubts):
    assert calendar.doubts(years) == doubts
