"""Lead times of the past, and the chance to be ready in time."""

from datetime import date, timedelta

import pytest

from doallvet.core.calendars import Calendar
from mobilities.rules.forecast import LeadTimes, asked_on, chance, lead_time, usual
from mobilities.rules.network import Node, timings

WEEKS, SPAIN = Calendar(), Calendar("ES", "Castilla y León")
MONDAY = date(2027, 3, 1)


def node(name, duration, *needs, calendar=WEEKS, **days):
    return Node(name=name, calendar=calendar, duration=duration, needs=needs, **days)


@pytest.mark.parametrize(
    ("days", "median", "usual_longest"),
    [
        ([4], 4, 4),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 8),
        ([1, 1, 1, 1, 1, 1, 1, 1, 20, 30], 1, 1),
        ([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22], 12, 18),
    ],
)
def test_quantiles_are_exact(days, median, usual_longest):
    past = LeadTimes(days)

    assert (past.median, past.longest_usual, past.number) == (median, usual_longest, len(days))


def test_ten_observations_replace_the_default_and_nine_do_not():
    assert usual(7, LeadTimes([3] * 10)) == 3
    assert usual(7, LeadTimes([3] * 9)) == 7
    assert usual(7, None) == 7


@pytest.mark.parametrize(
    ("ready_on", "done_on", "days"),
    [
        (MONDAY, MONDAY, 1),
        (MONDAY, date(2027, 2, 22), 1),  # done before it was asked for
        (MONDAY, date(2027, 3, 2), 1),
        (date(2027, 3, 5), date(2027, 3, 8), 1),  # from Friday to Monday
        (date(2027, 3, 24), date(2027, 3, 29), 1),  # over Easter in Spain
    ],
)
def test_a_lead_time_is_counted_in_working_days(ready_on, done_on, days):
    assert lead_time(SPAIN, ready_on, done_on) == days


@pytest.mark.parametrize(
    ("ready_on", "due_on", "asked"),
    [
        (date(2027, 1, 4), date(2027, 3, 15), MONDAY),  # two weeks before it is due
        (date(2027, 3, 10), date(2027, 3, 15), date(2027, 3, 10)),
    ],
)
def test_time_counts_from_the_day_on_which_something_is_asked_for(ready_on, due_on, asked):
    assert asked_on(ready_on, due_on) == asked


def test_without_a_past_the_durations_decide():
    in_time, too_late = date(2027, 3, 5), date(2027, 3, 4)

    assert chance([node("ask", 3), node("sign", 2, "ask", limit=in_time)], {}, {}, MONDAY) == 1
    assert chance([node("ask", 3), node("sign", 2, "ask", limit=too_late)], {}, {}, MONDAY) == 0
    assert chance([node("ask", 3)], {}, {}, MONDAY) is None


def test_what_begins_beyond_the_horizon_is_no_fault():
    far = MONDAY + timedelta(days=1500)

    assert chance([node("ask", 3, not_before=far, limit=far + timedelta(days=90))], {}, {}, MONDAY) == 1
    assert chance([node("ask", 3, not_before=far, limit=MONDAY)], {}, {}, MONDAY) == 0


def test_the_chance_is_the_share_of_the_past_that_would_be_in_time():
    past = {"reply": LeadTimes([2] * 6 + [9] * 4)}
    nodes = [node("reply", 5, limit=date(2027, 3, 9))]

    found = chance(nodes, past, {}, MONDAY, draws=20000)

    assert found == pytest.approx(0.6, abs=0.02)
    assert chance(nodes, past, {}, MONDAY) == chance(nodes, past, {}, MONDAY)


def test_who_has_waited_longer_than_most_is_measured_by_those_who_took_longer():
    past = {"reply": LeadTimes([2] * 6 + [9] * 4)}
    nodes = [node("reply", 5, limit=date(2027, 3, 9))]  # 7 working days

    assert chance(nodes, past, {"reply": 3}, MONDAY) == 1  # all of those took 9, and 6 are left
    assert chance(nodes, past, {"reply": 1}, MONDAY) < 1
    assert chance([node("reply", 5, limit=MONDAY)], past, {"reply": 30}, MONDAY) == 1


def test_every_gate_must_be_in_time():
    past = {name: LeadTimes([1] * 5 + [20] * 5) for name in ("a", "b")}
    nodes = [node("a", 1, limit=date(2027, 3, 12)), node("b", 1, limit=date(2027, 3, 12))]

    assert chance(nodes, past, {}, MONDAY, draws=20000) == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("calendar", [WEEKS, SPAIN])
def test_constant_lead_times_end_when_the_network_says(calendar):
    nodes = [
        node("a", 4, calendar=calendar),
        node("b", 3, "a", calendar=calendar, not_before=date(2027, 3, 22)),
        node("c", 6, "b", "a", limit=date(2027, 12, 31), calendar=calendar),
    ]
    last = timings(nodes, MONDAY)["c"].ends_on

    def on(limit):
        return chance([*nodes[:2], node("c", 6, "b", "a", limit=limit, calendar=calendar)], {}, {}, MONDAY, draws=5)

    assert (on(last), on(last - timedelta(days=1))) == (1, 0)
