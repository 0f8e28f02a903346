"""The start gate: what is shown from which day on, and which message is owed."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from mobilities.rules.gates import Alarm, alarm, latest_start, shown

START = date(2027, 9, 6)


@dataclass(frozen=True)
class Gate:
    name: str
    due_on: date


LATE, SOON = Gate("late", date(2027, 8, 20)), Gate("soon", date(2027, 9, 5))


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (30, []),
        (11, []),
        (10, ["late"]),
        (4, ["late"]),
        (3, ["late", "soon"]),
        (0, ["late", "soon"]),
        (-2, ["late", "soon"]),
    ],
)
def test_overdue_gates_are_shown_from_ten_days_before_and_all_from_three(days, names):
    found = shown([SOON, LATE], starts_on=START, today=START - timedelta(days=days))

    assert [gate.name for gate in found] == names


def test_a_gate_that_is_due_today_is_not_overdue():
    today = START - timedelta(days=5)

    assert shown(
        [Gate("today", today), Gate("yesterday", today - timedelta(days=1))], starts_on=START, today=today
    ) == [Gate("yesterday", today - timedelta(days=1))]


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (11, None),
        (10, Alarm(10, date(2027, 9, 3))),
        (4, Alarm(10, date(2027, 9, 3))),
        (3, Alarm(3, date(2027, 9, 7))),
        (0, Alarm(3, date(2027, 9, 7))),
    ],
)
def test_each_stage_is_owed_until_the_next_one_begins(days, stage):
    assert alarm(START, START - timedelta(days=days)) == stage


def test_nothing_is_shown_of_stays_that_begin_later_than_the_latest_start():
    today = date(2027, 8, 27)

    assert alarm(latest_start(today), today) is not None
    assert alarm(latest_start(today) + timedelta(days=1), today) is None
