"""When a step is reminded of, and who is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilities.rules.reminders import FURTHEST, Before, Holder, Reminder, holding_up, latest_due, owed, responsible

DUE = date(2027, 3, 1)


def day(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (-15, None), (-14, "before:14"), (-8, "before:14"), (-7, "before:7"), (-2, "before:7"), (-1, "before:1"),
        (0, "before:1"), (1, "overdue:1"), (7, "overdue:1"), (8, "overdue:8"), (14, "overdue:8"), (15, "overdue:15"),
        (22, "overdue:22"), (365, "overdue:365"), (366, "overdue:365"), (371, "overdue:365"), (372, "overdue:372"),
    ],
)  # fmt: skip
def test_a_stage_is_owed_from_its_day_until_the_next(days, kind):
    reminder = owed(DUE, day(days))

    assert (reminder.kind if reminder else None) == kind


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-31, None), (-30, "before:30"), (-15, "before:30"), (-14, "before:14"), (-7, "before:7"), (1, "overdue:1")],
)
def test_a_term_of_the_law_is_reminded_of_a_month_before_as_well(days, kind):
    reminder = owed(DUE, day(days), by_law=True)

    assert (reminder.kind if reminder else None) == kind
    assert (latest_due(day(days), by_law=True) >= DUE) == (kind is not None)


@pytest.mark.parametrize(
    ("days", "expected", "overdue"),
    [
        (-10, Reminder("before:14", 14, day(-14), day(-7)), False),
        (-7, Reminder("before:7", 7, day(-7), day(-1)), False),
        (0, Reminder("before:1", 1, day(-1), day(1)), False),
        (3, Reminder("overdue:1", 1, day(1), day(8)), True),
        (8, Reminder("overdue:8", 8, day(8), day(15)), True),
    ],
)
def test_a_reminder_says_its_stage_and_its_days(days, expected, overdue):
    assert owed(DUE, day(days)) == expected
    assert expected.overdue == overdue


@given(due_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)), days=st.integers(-14, 1000))
def test_stages_follow_each_other_without_gap_or_overlap(due_on, days):
    today = due_on + timedelta(days=days)

    reminder = owed(due_on, today)

    assert reminder.owed_from <= today < reminder.owed_until
    assert owed(due_on, reminder.owed_from) == owed(due_on, reminder.owed_until - timedelta(days=1)) == reminder
    assert owed(due_on, reminder.owed_until).owed_from == reminder.owed_until
    assert abs((reminder.owed_from - due_on).days) == reminder.stage_days


@given(missed=st.sets(st.integers(-14, 60), max_size=6))
def test_a_sweep_that_misses_days_still_sends_every_stage_unless_all_its_days_were_missed(missed):
    every = {owed(DUE, day(days)).kind for days in range(-14, 61)}
    swept = {owed(DUE, day(days)).kind for days in range(-14, 61) if days not in missed}

    lost = {
        kind for kind in every
        if all(days in missed for days in range(-14, 61) if owed(DUE, day(days)).kind == kind)
    }  # fmt: skip
    assert swept == every - lost


def test_steps_are_looked_at_as_far_ahead_as_a_reminder_can_be_owed():
    today = date(2027, 3, 1)

    assert owed(latest_due(today), today).owed_from == today
    assert owed(latest_due(today) + timedelta(days=1), today) is None


SENDING = Holder("sending_coordinator", person=1, signs=frozenset({1, 2}), colleagues=(1, 2))
SIGNATORY = Holder("home_employer", person=3, deputy=4, signs=frozenset({3, 4}))
MENTOR = Holder("home_employer", person=5, deputy=6)


@pytest.mark.parametrize(
    ("owner", "kind", "holders", "expected"),
    [
        ("home_employer", "task", [SENDING, SIGNATORY, MENTOR], ([3, 5], "home_employer")),
        ("home_employer", "task", [SENDING, replace(SIGNATORY, person=None)], ([4], "home_employer")),
        ("home_employer", "approval", [SENDING, SIGNATORY, MENTOR], ([3, 4], "home_employer")),
        ("home_employer", "signature", [SENDING, replace(MENTOR, signs=frozenset({6}))], ([6], "home_employer")),
        ("home_employer", "approval", [SENDING, MENTOR], ([1], "sending_coordinator")),
        ("home_employer", "task", [SENDING], ([1], "sending_coordinator")),
        ("home_employer", "task", [SENDING, Holder("home_employer")], ([1], "sending_coordinator")),
        ("sending_coordinator", "task", [SENDING], ([1], "sending_coordinator")),
        ("sending_coordinator", "task", [replace(SENDING, person=None)], ([1, 2], "sending_coordinator")),
        ("sending_coordinator", "signature", [replace(SENDING, person=None)], ([1, 2], "sending_coordinator")),
        ("guardian", "approval", [Holder("guardian", who, signs=frozenset({who})) for who in (7, 8)],
         ([7, 8], "guardian")),
        ("guardian", "task", [], ([], "sending_coordinator")),
    ],
)  # fmt: skip
def test_the_person_of_each_party_is_reminded_and_of_signatures_those_who_may_sign(owner, kind, holders, expected):
    assert responsible(owner, kind, holders) == expected


STEPS = {
    "A": Before(needs=(), is_blocked=False),
    "B": Before(needs=("A", "Z"), is_blocked=True),
    "C": Before(needs=("B", "A"), is_blocked=True),
    "D": Before(needs=(), is_blocked=False),
    "E": Before(needs=("F",), is_blocked=True),
    "F": Before(needs=("E",), is_blocked=True),
}


@pytest.mark.parametrize(
    ("needs", "expected"),
    [(("A",), ["A"]), (("C",), ["A"]), (("D", "C"), ["D", "A"]), (("Z",), []), ((), []), (("E", "D"), ["D"])],
)
def test_a_blocked_step_is_held_up_by_the_open_steps_that_can_be_done_now(needs, expected):
    assert holding_up(needs, STEPS) == expected


@pytest.mark.parametrize(
    ("today", "kind"),
    [(-15, None), (-14, "before:14"), (-4, "before:7"), (-3, "before:1"), (0, "before:1"), (1, "overdue:1")],
)
def test_for_a_monday_the_last_reminder_before_goes_out_on_the_friday(today, kind):
    reminder = owed(DUE, day(today), last_on=day(-3))

    assert (reminder.kind if reminder else None) == kind


def test_what_is_due_after_closed_days_is_reminded_of_before_them_and_stages_between_are_left_out():
    stages = [owed(DUE, day(days), last_on=day(-10)) for days in range(-14, 2)]

    assert [(row.kind, row.owed_from, row.owed_until) for row in dict.fromkeys(stages)] == [
        ("before:14", day(-14), day(-10)),
        ("before:1", day(-10), day(1)),
        ("overdue:1", day(1), day(8)),
    ]


@given(last=st.integers(1, FURTHEST), days=st.integers(-14, 60))
def test_a_day_that_moves_leaves_no_gap(last, days):
    last_on, today = day(-last), day(days)

    reminder = owed(DUE, today, last_on=last_on)

    assert reminder.owed_from <= today < reminder.owed_until
    assert owed(DUE, reminder.owed_from, last_on=last_on) == reminder
    assert owed(DUE, reminder.owed_until, last_on=last_on).owed_from == reminder.owed_until
