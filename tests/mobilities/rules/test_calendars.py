"""Whose working days count, and on which of them something is due."""

from datetime import date

import pytest

from doallvet.core.calendars import Calendar
from mobilities.choices import Owner, Phase
from mobilities.rules.calendars import Calendars, settled, soonest

SPAIN, GERMANY = Calendar("ES", "Castilla y León"), Calendar("DE", "Sachsen")
SIDES = Calendars({Owner.SENDING_COORDINATOR: SPAIN, Owner.APPRENTICE: SPAIN, Owner.HOST_COMPANY: GERMANY}, GERMANY)
STAY = {"start": date(2027, 3, 1), "end": date(2027, 3, 21)}


@pytest.mark.parametrize(
    ("owner", "phase", "expected"),
    [
        (Owner.HOST_COMPANY, Phase.AGREE, GERMANY),
        (Owner.APPRENTICE, Phase.READY, SPAIN),
        (Owner.APPRENTICE, Phase.ABROAD, GERMANY),
        (Owner.APPRENTICE, Phase.RETURN, SPAIN),
        (Owner.GUARDIAN, Phase.ABROAD, GERMANY),
        (Owner.HOME_EMPLOYER, Phase.AGREE, SPAIN),  # there is none: the sending centre stands in
        (Owner.SENDING_COORDINATOR, Phase.ABROAD, SPAIN),
    ],
)
def test_the_days_of_the_owner_count(owner, phase, expected):
    assert SIDES.of(owner, phase) == expected


@pytest.mark.parametrize(
    ("day", "phase", "legal", "expected"),
    [
        (date(2026, 12, 8), Phase.AGREE, False, date(2026, 12, 4)),  # the working day before
        (date(2027, 3, 28), Phase.RETURN, False, date(2027, 3, 29)),  # a Sunday: the working day after
        (date(2027, 3, 28), Phase.RETURN, True, date(2027, 3, 24)),  # a legal deadline never moves to a later day
        (date(2027, 3, 13), Phase.ABROAD, False, date(2027, 3, 12)),
        (date(2027, 3, 1), Phase.ABROAD, False, date(2027, 3, 1)),
    ],
)
def test_what_is_due_moves_to_a_working_day(day, phase, legal, expected):
    assert settled(day, SPAIN, phase=phase, **STAY, legal=legal) == expected


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        (date(2027, 3, 6), date(2027, 3, 14), date(2027, 3, 7), date(2027, 3, 8)),  # Friday would be before the stay
        (date(2027, 3, 6), date(2027, 3, 7), date(2027, 3, 7), date(2027, 3, 7)),  # a weekend abroad has no working day
    ],
)
def test_what_is_due_abroad_stays_inside_the_stay(start, end, day, expected):
    assert settled(day, SPAIN, phase=Phase.ABROAD, start=start, end=end) == expected


@pytest.mark.parametrize(
    ("today", "phase", "expected"),
    [
        (date(2026, 11, 27), Phase.AGREE, date(2026, 11, 27)),
        (date(2026, 11, 28), Phase.AGREE, date(2026, 11, 30)),  # a Saturday
        (date(2027, 2, 27), Phase.READY, date(2027, 2, 27)),  # the Monday is the day of departure
        (date(2027, 3, 13), Phase.ABROAD, date(2027, 3, 15)),
        (date(2027, 3, 20), Phase.ABROAD, date(2027, 3, 20)),  # the Monday lies after the stay
        (date(2027, 3, 27), Phase.RETURN, date(2027, 3, 29)),
    ],
)
def test_what_is_planned_late_is_due_on_the_next_working_day(today, phase, expected):
    assert soonest(today, SPAIN, phase=phase, **STAY) == expected


def test_each_doubt_is_said_once():
    doubts = SIDES.doubts(date(2150, 1, 1), date(2150, 12, 31))

    assert [doubt.split(" in ")[0] for doubt in doubts] == [
        "The public holidays of Spain",
        "The public holidays of Germany",
    ]
