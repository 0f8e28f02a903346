"""Earliest and latest days of a network of steps, and the chain that decides."""

from dataclasses import replace
from datetime import date
from graphlib import CycleError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doallvet.core.calendars import Calendar
from mobilities.rules.dates import Dates
from mobilities.rules.network import Node, Timing, begins_on, earliest_departure, firsts, timings

WEEKS = Calendar()
SPAIN = Calendar("ES", "Castilla y León")
MONDAY, DEPARTURE = date(2027, 3, 1), date(2027, 3, 29)
EVE = date(2027, 3, 28)  # a Sunday


def node(name, duration, *needs, calendar=WEEKS, **days):
    return Node(name=name, calendar=calendar, duration=duration, needs=needs, **days)


def test_a_chain_is_timed_forwards_from_today_and_backwards_from_the_gate():
    found = timings(
        [node("ask", 3), node("sign", 5, "ask"), node("insure", 2, limit=EVE), node("go", 1, "sign", limit=EVE)], MONDAY
    )

    assert found == {
        "ask": Timing(MONDAY, date(2027, 3, 3), date(2027, 3, 18), 11, True),
        "sign": Timing(date(2027, 3, 4), date(2027, 3, 10), date(2027, 3, 25), 11, True),
        "insure": Timing(MONDAY, date(2027, 3, 2), date(2027, 3, 26), 18, False),
        "go": Timing(date(2027, 3, 11), date(2027, 3, 11), date(2027, 3, 26), 11, True),
    }  # fmt: skip


def test_what_leads_to_no_gate_has_no_latest_day():
    found = timings([node("go", 1, limit=EVE), node("tell", 30, "go")], MONDAY)

    assert (found["tell"].latest_on, found["tell"].slack, found["tell"].critical) == (None, None, False)


def test_without_any_gate_the_chain_that_ends_last_decides():
    found = timings([node("report", 5), node("assess", 2), node("recognise", 5, "assess", "report")], MONDAY)

    assert [name for name, timing in found.items() if timing.critical] == ["report", "recognise"]


def test_chains_with_equally_little_to_spare_decide_together():
    nodes = [node("ask", 3), node("sign", 5, "ask", limit=EVE), node("insure", 8, limit=EVE), node("go", 1, limit=EVE)]

    found = timings(nodes, MONDAY)

    assert [name for name, timing in found.items() if timing.critical] == ["ask", "sign", "insure"]
    assert firsts(nodes, found) == ["ask", "insure"]


def test_all_that_hold_up_the_same_step_decide():
    nodes = [node("ask", 3), node("write", 3), node("meet", 1), node("sign", 5, "ask", "write", "meet", limit=EVE)]

    found = timings(nodes, MONDAY)

    assert [name for name, timing in found.items() if timing.critical] == ["ask", "write", "sign"]
    assert firsts(nodes, found) == ["ask", "write"]


def test_equal_working_days_decide_together_though_a_weekend_lies_between():
    friday, sunday = date(2027, 3, 26), EVE

    found = timings([node("book", 5, limit=friday), node("pack", 5, limit=sunday)], MONDAY)

    assert [timing.critical for timing in found.values()] == [True, True]


def test_too_late_is_counted_in_working_days_below_nought():
    found = timings([node("chamber", 25, limit=EVE)], MONDAY)

    assert (found["chamber"].ends_on, found["chamber"].slack) == (date(2027, 4, 2), -5)


def test_holidays_of_the_owner_take_their_time():
    easter = timings([node("stamp", 5, calendar=SPAIN)], date(2027, 3, 22))["stamp"]

    assert easter.ends_on == date(2027, 3, 30)  # 25 and 26 March 2027 are holidays


def test_nothing_begins_before_its_day():
    found = timings([node("meet online", 2, not_before=date(2027, 3, 15))], MONDAY)["meet online"]

    assert (found.starts_on, found.ends_on) == (date(2027, 3, 15), date(2027, 3, 16))


def test_the_earliest_departure_is_the_day_after_the_last_gate():
    nodes = [node("ask", 3), node("sign", 5, "ask", limit=EVE, not_before=date(2027, 3, 25)), node("tell", 90, "ask")]

    assert earliest_departure(nodes, MONDAY) == date(2027, 3, 11)
    assert earliest_departure([node("tell", 1)], MONDAY) is None


def test_steps_that_wait_for_each_other_are_told():
    with pytest.raises(CycleError):
        timings([node("a", 1, "b"), node("b", 1, "a")], MONDAY)


# -- what holds for every network


@st.composite
def networks(draw):
    count = draw(st.integers(1, 14))
    calendars = st.sampled_from([WEEKS, SPAIN, Calendar("DE", "Sachsen")])
    return [
        Node(
            name=number,
            calendar=draw(calendars),
            duration=draw(st.integers(1, 15)),
            needs=draw(st.sets(st.integers(0, number - 1))) if number else (),
            limit=draw(st.sampled_from([None, None, EVE])),
            not_before=draw(st.sampled_from([None, None, date(2027, 3, 10)])),
        )
        for number in range(count)
    ]


@settings(max_examples=200, deadline=None)
@given(networks())
def test_no_step_begins_before_what_it_needs_is_over(nodes):
    found = timings(nodes, MONDAY)

    for row in nodes:
        assert all(found[need].ends_on < found[row.name].starts_on for need in row.needs)
        assert found[row.name].starts_on <= found[row.name].ends_on


@settings(max_examples=200, deadline=None)
@given(networks())
def test_the_critical_chain_is_never_empty_and_begins_with_something_to_do_now(nodes):
    found = timings(nodes, MONDAY)
    chain = [row for row in nodes if found[row.name].critical]

    assert chain
    assert all(found[row.name].latest_on for row in chain) == any(row.limit for row in nodes)
    first = chain[0]
    opens = max(MONDAY, first.not_before or MONDAY)
    assert found[first.name].starts_on == first.calendar.on_or_after(opens)


@settings(max_examples=200, deadline=None)
@given(networks(), st.data())
def test_a_longer_step_within_its_slack_makes_nothing_late(nodes, data):
    before = timings(nodes, MONDAY)
    loose = [row for row in nodes if (before[row.name].slack or 0) > 0]
    if not loose:
        return
    chosen = data.draw(st.sampled_from(loose))
    longer = data.draw(st.integers(1, before[chosen.name].slack))

    after = timings([replace(row, duration=row.duration + longer) if row is chosen else row for row in nodes], MONDAY)

    for row in nodes:
        if row.limit and before[row.name].ends_on <= row.limit:
            assert after[row.name].ends_on <= row.limit


@settings(max_examples=200, deadline=None)
@given(networks())
def test_who_is_over_by_the_latest_day_delays_no_gate(nodes):
    found = timings(nodes, MONDAY)
    held = [
        replace(row, needs=(), not_before=None, duration=1, limit=None)
        if (timing := found[row.name]).slack is None or timing.slack < 0
        else replace(
            row, not_before=row.calendar.minus(timing.latest_on, row.duration) + (date(2027, 1, 2) - date(2027, 1, 1))
        )
        for row in nodes
    ]  # each as late as it may be

    late = timings(held, MONDAY)

    assert all(late[row.name].ends_on <= row.limit for row in held if row.limit)


def test_work_on_a_step_abroad_does_not_begin_before_the_stay():
    dates = Dates(None, date(2027, 9, 6), date(2027, 9, 24), None)

    begins = [
        begins_on(date(2027, 9, 8), 5, Calendar(), "abroad", dates),
        begins_on(date(2027, 9, 24), 5, Calendar(), "abroad", dates),
        begins_on(date(2027, 9, 1), 5, Calendar(), "ready", dates),
    ]

    assert begins == [date(2027, 9, 6), date(2027, 9, 20), date(2027, 8, 26)]


@settings(max_examples=200, deadline=None)
@given(networks())
def test_whatever_has_as_little_to_spare_before_its_limit_decides_too(nodes):
    found = timings(nodes, MONDAY)

    limited = [row for row in nodes if row.limit]
    spare = {row.name: row.calendar.count(found[row.name].ends_on, row.limit) for row in limited}
    assert all(found[name].critical for name, days in spare.items() if days == min(spare.values()))
    assert all(found[name].critical for name in firsts(nodes, found))
