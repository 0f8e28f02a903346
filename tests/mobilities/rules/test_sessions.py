"""What speaks against the hours of a virtual session, and how its hours read at both places."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from doallvet.core.calendars import Calendar
from mobilities.rules.sessions import Other, Side, clocks, doubts

NOW = datetime(2027, 1, 1, tzinfo=UTC)
VIENNA, MADEIRA = ZoneInfo("Europe/Vienna"), ZoneInfo("Atlantic/Madeira")
HOME = Side("Escola", MADEIRA, Calendar("PT"))
THERE = Side("Berufsschule", VIENNA, Calendar("AT", closed=((date(2027, 2, 8), date(2027, 2, 12)),)))


def span(year, month, day, hour, zone=VIENNA, minutes=60):
    begins = datetime(year, month, day, hour, tzinfo=zone)
    return begins, begins + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (span(2027, 3, 10, 10), []),
        (
            span(2027, 5, 1, 10),
            ["1 May 2027 is a holiday at Escola", "1 May 2027 is a holiday at Berufsschule"],
        ),
        (span(2027, 2, 9, 10), ["Nobody works at Berufsschule on 9 Feb 2027."]),
        (span(2027, 3, 10, 7), ["It is 06:00 at Escola then."]),
        (span(2027, 3, 10, 21, MADEIRA), ["It is 21:00 at Escola then.", "It is 22:00 at Berufsschule then."]),
        (span(2027, 3, 10, 20), []),
        (span(2026, 3, 10, 10), ["This day is over"]),
        (span(2027, 3, 13, 10), ["Nobody works at Escola on 13 Mar 2027.", "Nobody works at Berufsschule"]),
    ],
)
def test_free_days_and_nights_of_either_side_are_said(when, said):
    found = doubts(*when, [HOME, THERE], [], now=NOW)

    assert [begin[: len(words)] for begin, words in zip(found, said, strict=True)] == said


@pytest.mark.parametrize(("minutes", "clash"), [(59, False), (60, False), (61, True)])
def test_sessions_that_only_touch_do_not_clash(minutes, clash):
    begins, _ends = span(2027, 3, 10, 9)
    other = Other("Safety", *span(2027, 3, 10, 10))

    found = doubts(begins, begins + timedelta(minutes=minutes), [], [other], now=NOW)

    assert bool(found) is clash


@pytest.mark.parametrize(
    ("day", "there"),
    [
        ((2027, 3, 27), "27 Mar 2027, 09:00 – 10:00"),
        ((2027, 3, 29), "29 Mar 2027, 09:00 – 10:00"),
        ((2027, 11, 1), "1 Nov 2027, 09:00 – 10:00"),
    ],
)
def test_both_places_read_their_own_hours_before_and_after_the_clocks_change(day, there):
    begins, ends = span(*day, 10)

    assert clocks(begins, ends, {"Escola": MADEIRA, "Berufsschule": VIENNA}) == [
        (there, "Escola"),
        (there.replace("09:00 – 10:00", "10:00 – 11:00"), "Berufsschule"),
    ]


def test_places_with_one_clock_read_one_line():
    begins, ends = span(2027, 3, 10, 10)

    assert clocks(begins, ends, {"A": VIENNA, "B": ZoneInfo("Europe/Berlin")}) == [
        ("10 Mar 2027, 10:00 – 11:00", "A, B")
    ]


def test_hours_over_midnight_name_both_days():
    begins, ends = span(2027, 3, 10, 23, minutes=120)

    assert clocks(begins, ends, {"A": VIENNA}) == [("10 Mar 2027, 23:00 – 11 Mar 2027, 01:00", "A")]


def test_the_session_of_others_is_not_named():
    begins, ends = span(2027, 3, 10, 9)

    assert doubts(begins, ends, [], [Other("", begins, ends)], now=NOW) == [
        "Some of the same people have another session at the same time."
    ]
