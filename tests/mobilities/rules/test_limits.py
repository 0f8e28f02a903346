"""Whether the dates of a stay can be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilities.choices import Activity
from mobilities.rules.dates import Dates
from mobilities.rules.limits import activity_types, limit, obstacles_to_dates, overlaps
from tests.mobilities.rules.facts import BLENDED, STAY

PROJECT = {"call_year": 2026, "project_begins": date(2026, 6, 1), "project_ends": date(2027, 8, 31)}
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def stay(days, start=STAY.start):
    return Dates(None, start, start + timedelta(days=days - 1), None)


def test_every_activity_of_the_portal_has_limits_for_every_call():
    kinds = activity_types()

    assert set(Activity.values) <= set(kinds)
    for kind in kinds.values():
        assert set(kind.titles) == {"en", "es"}
        assert set(kind.limits) == set(range(2021, 2028))
        assert all(row.min_days <= row.max_days and row.level in "CMP" and row.source for row in kind.limits.values())


@pytest.mark.parametrize(
    ("activity", "days", "reasons"),
    [
        (Activity.SHORT, 9, ["The stay has 9 days; this kind of activity takes at least 10."]),
        (Activity.SHORT, 1, ["The stay has 1 day; this kind of activity takes at least 10."]),
        (Activity.SHORT, 10, []),
        (Activity.SHORT, 89, []),
        (Activity.SHORT, 90, ["The stay has 90 days; this kind of activity takes at most 89."]),
        (Activity.LONG, 89, ["The stay has 89 days; this kind of activity takes at least 90."]),
        (Activity.LONG, 90, []),
        (Activity.SKILLS, 25, []),
        (Activity.TRAINEESHIP, 59, ["The stay has 59 days; this kind of activity takes at least 60."]),
    ],
)
def test_a_stay_is_as_long_as_its_kind_allows(activity, days, reasons):
    assert obstacles_to_dates(stay(days), activity=activity, **PROJECT) == reasons


def test_the_longest_stay_of_a_year_fits():
    project = PROJECT | {"project_ends": date(2028, 8, 31)}

    assert obstacles_to_dates(stay(365), activity=Activity.LONG, **project) == []
    assert obstacles_to_dates(stay(366), activity=Activity.LONG, **project) == [
        "The stay has 366 days; this kind of activity takes at most 365."
    ]


def test_learners_with_fewer_opportunities_may_stay_shorter():
    assert obstacles_to_dates(stay(2), activity=Activity.SHORT, fewer_opportunities=True, **PROJECT) == []
    assert obstacles_to_dates(stay(1), activity=Activity.SHORT, fewer_opportunities=True, **PROJECT) == [
        "The stay has 1 day; this kind of activity takes at least 2."
    ]


def test_only_the_physical_days_of_a_blended_stay_are_counted():
    assert obstacles_to_dates(BLENDED, activity=Activity.SHORT, blended=True, **PROJECT) == []
    five = replace(BLENDED, end=BLENDED.start + timedelta(days=4))
    assert obstacles_to_dates(five, activity=Activity.TRAINEESHIP, blended=True, **PROJECT) == []


def test_the_virtual_phases_may_lie_outside_the_project():
    project = PROJECT | {"project_begins": BLENDED.start, "project_ends": BLENDED.end}

    assert obstacles_to_dates(BLENDED, activity=Activity.SHORT, blended=True, **project) == []


@pytest.mark.parametrize(
    ("changes", "blended", "reasons"),
    [
        ({"end": date(2027, 2, 28)}, False, ["The stay ends before it begins."]),
        ({"start": date(2026, 5, 31), "end": date(2026, 6, 30)}, False, [
            "The stay begins before the project does (1 Jun 2026)."
        ]),
        ({"start": date(2027, 8, 20), "end": date(2027, 9, 1)}, False, [
            "The stay ends after the project does (31 Aug 2027)."
        ]),
        ({"vstart": date(2027, 2, 1)}, False, ["Virtual days belong to a blended mobility only."]),
        ({}, True, ["A blended mobility has a first and a last virtual day."]),
        ({"vstart": date(2027, 2, 1)}, True, ["A blended mobility has a first and a last virtual day."]),
        ({"vstart": date(2027, 3, 1), "vend": date(2027, 3, 21)}, True, [
            "The first virtual day must be before the first day abroad.",
            "The last virtual day must be after the last day abroad.",
        ]),
        ({"end": date(9999, 1, 1)}, False, ["The year 9999 cannot be right."]),
        ({"start": date(27, 3, 1)}, False, ["The year 27 cannot be right."]),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_told(changes, blended, reasons):
    found = obstacles_to_dates(replace(STAY, **changes), activity=Activity.SHORT, blended=blended, **PROJECT)

    assert found == reasons


def test_the_call_year_decides_and_an_unknown_one_refuses_no_length():
    assert limit(Activity.SHORT, 2019) is None
    assert limit("unheard of", 2026) is None
    assert obstacles_to_dates(stay(5), activity=Activity.SHORT, **PROJECT | {"call_year": 2019}) == []


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2027, 2, 8), 21, False),  # ends the day before
        (date(2027, 2, 9), 21, True),
        (date(2027, 3, 10), 1, True),
        (date(2027, 3, 21), 5, True),
        (date(2027, 3, 22), 5, False),
    ],
)
def test_two_stays_overlap_when_they_share_a_day(start, days, expected):
    other = stay(days, start)

    assert overlaps(STAY, [other]) == ([other] if expected else [])


@given(first=DAYS, second=DAYS, one=st.integers(1, 100), two=st.integers(1, 100))
def test_overlap_is_a_day_in_common_and_is_mutual(first, second, one, two):
    a, b = stay(one, first), stay(two, second)

    days = {first + timedelta(days=n) for n in range(one)} & {second + timedelta(days=n) for n in range(two)}

    assert bool(overlaps(a, [b])) == bool(overlaps(b, [a])) == bool(days)


@given(start=DAYS, days=st.integers(-5, 400), activity=st.sampled_from(Activity.values), fewer=st.booleans())
def test_dates_without_obstacles_lie_in_the_project_and_within_the_limits(start, days, activity, fewer):
    dates = stay(days, start)

    if obstacles_to_dates(dates, activity=activity, fewer_opportunities=fewer, **PROJECT):
        return

    least, most = limit(activity, 2026).days(blended=False, fewer_opportunities=fewer)
    assert PROJECT["project_begins"] <= dates.start <= dates.end <= PROJECT["project_ends"]
    assert least <= dates.stay_days <= most
