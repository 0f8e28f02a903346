"""When a message may go out: examples that people would check, and what always holds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doallvet.outbox.choices import Pace
from doallvet.outbox.hours import CLOSES, DIGEST_HOURS, OPENS, Clock, is_weekday, ripe

MADRID, AZORES, HELSINKI = "Europe/Madrid", "Atlantic/Azores", "Europe/Helsinki"


def at(text, zone=MADRID):
    """An instant in UTC, written as the clock on the wall shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def when(pace, now, *, zone=MADRID, made=None, latest=None, free=(), **clock):
    """What the clock on the wall shows when it may go out."""
    works = (lambda day: is_weekday(day) and str(day) not in free) if free else is_weekday
    clock = Clock(ZoneInfo(zone), works, **clock)
    due = ripe(pace, clock, made=at(made or now, zone), now=at(now, zone), latest=latest and at(latest, zone))
    return f"{due.astimezone(ZoneInfo(zone)):%a %d %H:%M}"


@pytest.mark.parametrize(
    ("pace", "now", "goes"),
    [
        (Pace.AT_ONCE, "2026-11-22 03:10", "Sun 22 03:10"),
        (Pace.ALONE, "2026-11-23 10:15", "Mon 23 10:15"),
        (Pace.ALONE, "2026-11-23 06:15", "Mon 23 08:00"),
        (Pace.ALONE, "2026-11-23 17:59", "Mon 23 17:59"),
        (Pace.ALONE, "2026-11-23 18:00", "Tue 24 08:00"),
        (Pace.ALONE, "2026-11-27 19:30", "Mon 30 08:00"),
        (Pace.ALONE, "2026-11-22 11:00", "Mon 23 08:00"),
        (Pace.DIGEST, "2026-11-23 06:15", "Mon 23 08:00"),
        (Pace.DIGEST, "2026-11-23 08:00", "Mon 23 08:00"),
        (Pace.DIGEST, "2026-11-23 08:01", "Tue 24 08:00"),
        (Pace.DIGEST, "2026-11-27 09:00", "Mon 30 08:00"),
    ],
)
def test_each_pace_on_an_ordinary_week(pace, now, goes):
    assert when(pace, now) == goes


def test_holidays_are_quiet_and_the_digest_has_the_hour_of_the_person():
    bridge = ("2026-12-07", "2026-12-08")

    assert when(Pace.ALONE, "2026-12-04 18:30", free=bridge) == "Wed 09 08:00"
    assert when(Pace.DIGEST, "2026-12-04 18:30", free=bridge, digest_hour=14) == "Wed 09 14:00"


def test_one_digest_a_day():
    had = date(2026, 11, 24)

    assert when(Pace.DIGEST, "2026-11-24 08:00", made="2026-11-23 09:00", digested_on=had) == "Wed 25 08:00"
    assert when(Pace.DIGEST, "2026-11-23 23:30", zone=AZORES, digested_on=had) == "Wed 25 08:00"


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-11-24 08:00", "Tue 24 08:00"),
        ("2026-11-24 16:20", "Tue 24 16:20"),
        ("2026-11-24 20:00", "Wed 25 08:00"),
        ("2026-11-28 03:00", "Mon 30 08:00"),
    ],
)
def test_a_digest_whose_hour_was_missed_goes_out_as_soon_as_one_may(now, goes):
    assert when(Pace.DIGEST, now, made="2026-11-23 11:00") == goes


@pytest.mark.parametrize(
    ("now", "latest", "goes"),
    [
        ("2026-11-23 09:00", "2026-11-25 00:00", "Tue 24 08:00"),  # the digest is early enough
        ("2026-11-23 09:00", "2026-11-24 00:00", "Mon 23 09:00"),  # in working hours: now
        ("2026-11-27 06:00", "2026-11-27 08:00", "Fri 27 06:00"),  # at any hour where nothing else is left
        ("2026-11-27 20:00", "2026-11-30 00:00", "Sat 28 08:00"),  # on a free day, but not at night
        ("2026-11-28 20:00", "2026-11-28 23:00", "Sat 28 20:00"),
        ("2026-11-28 20:00", "2026-11-28 20:00", "Mon 30 08:00"),  # the deadline has passed
    ],
)
def test_a_deadline_that_would_be_missed_by_waiting_is_kept(now, latest, goes):
    assert when(Pace.DIGEST, now, latest=latest) == goes


def test_the_hour_is_the_one_of_the_place_on_both_sides_of_a_change_of_the_clocks():
    assert ripe(Pace.DIGEST, Clock(ZoneInfo(MADRID)), made=at("2026-03-27 09:00"), now=at("2026-03-27 09:00")) == (
        datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
    )
    assert ripe(Pace.DIGEST, Clock(ZoneInfo(MADRID)), made=at("2026-10-23 09:00"), now=at("2026-10-23 09:00")) == (
        datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
    )


def test_an_hour_that_does_not_exist_is_the_one_after_it_and_a_doubled_one_comes_once():
    clock = Clock(ZoneInfo(MADRID), lambda _day: True, digest_hour=2)
    spring, autumn = at("2026-03-29 00:30"), at("2026-10-25 00:30")

    assert ripe(Pace.DIGEST, clock, made=spring, now=spring) == at("2026-03-29 03:00")
    first = ripe(Pace.DIGEST, clock, made=autumn, now=autumn)
    assert first == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    again = Clock(ZoneInfo(MADRID), lambda _day: True, digest_hour=2, digested_on=date(2026, 10, 25))
    hour_later = first + timedelta(hours=1)
    assert ripe(Pace.DIGEST, again, made=first, now=hour_later) == at("2026-10-26 02:00")


def test_who_is_closed_for_ever_is_written_to_all_the_same():
    never = Clock(ZoneInfo(MADRID), lambda _day: False)
    now = at("2026-11-23 10:00")

    assert ripe(Pace.DIGEST, never, made=now, now=now) == at("2026-11-24 08:00")


BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda passed: BEGIN + passed)
SPANS = st.timedeltas(timedelta(0), timedelta(days=10))


@st.composite
def clocks(draw, now):
    free = draw(st.sets(st.integers(0, 6), max_size=7))
    had = draw(st.none() | st.integers(0, 3))
    return Clock(
        ZoneInfo(draw(st.sampled_from([MADRID, AZORES, HELSINKI, "America/Havana", "Africa/Cairo"]))),
        lambda day: day.weekday() not in free,
        draw(st.sampled_from(DIGEST_HOURS)),
        None if had is None else now.date() - timedelta(days=had),
    )


@st.composite
def cases(draw):
    """A pace, a clock, an instant, since when something is owed, and its deadline."""
    now = draw(INSTANTS)
    latest = draw(st.none() | SPANS.map(lambda span: now + span))
    return draw(st.sampled_from(Pace)), draw(clocks(now)), now, now - draw(SPANS), latest


@settings(deadline=None)
@given(cases())
def test_what_always_holds(case):
    pace, clock, now, made, latest = case

    due = ripe(pace, clock, made=made, now=now, latest=latest)

    local = due.astimezone(clock.zone)
    assert due >= now
    if latest and latest > now:
        assert due < latest
    elif pace is not Pace.AT_ONCE:
        assert clock.works(local.date()) or not any(clock.works(BEGIN.date() + timedelta(days=n)) for n in range(7))
        assert OPENS <= local.hour < CLOSES if pace is Pace.ALONE else clock.digest_hour <= local.hour < CLOSES
    if pace is Pace.DIGEST and latest is None and clock.digested_on:
        assert local.date() > clock.digested_on


@settings(deadline=None)
@given(cases())
def test_what_is_ripe_is_still_ripe_at_its_time(case):
    """A worker that comes at the time which was worked out sends it: nothing is put off again and again."""
    pace, clock, now, made, latest = case
    due = ripe(pace, clock, made=made, now=now, latest=latest)

    assert ripe(pace, clock, made=made, now=due, latest=latest) == due
