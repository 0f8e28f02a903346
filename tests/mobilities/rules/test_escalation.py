"""The ladder: who is told when a step is overdue, and on which day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilities.choices import Kind
from mobilities.rules.escalation import MISSED, Facts, Rung, Who, begins, faults, ladder, policy, shipped, soonest
from mobilities.rules.reminders import Holder

DUE = date(2027, 3, 1)  # a Monday
RUNGS = (Rung("owner", 2), Rung("guardian", 3), Rung("deputy", 4), Rung("coordinator", 6), Rung("second", 10))
SENDING = Holder("sending_coordinator", 1, 2, frozenset({1, 2, 3}), (1, 2, 3), frozenset({1, 2, 3}))
HOST = Holder("host_company", 10, 11, frozenset({10, 11}), there=frozenset({10, 11, 12}))
APPRENTICE = Holder("apprentice", 20, signs=frozenset({20}), there=frozenset({20}))
GUARDIAN = Holder("guardian", 30, signs=frozenset({30}), there=frozenset({30}))
EVERYBODY = [SENDING, HOST, APPRENTICE, GUARDIAN]


def weekdays(_person, day, days):
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def of(owner, kind="task", rungs=RUNGS, later=weekdays, **fields):
    """The ladder as pairs: who, and each person with the day in March."""
    facts = Facts(owner, kind, DUE, **{"holders": EVERYBODY} | fields)
    return [(rung.who, {pk: day.day for pk, day in rung.people.items()}) for rung in ladder(rungs, facts, later)]


@pytest.mark.parametrize(
    ("owner", "fields", "expected"),
    [
        ("host_company", {}, [("owner", {10: 3}), ("deputy", {11: 5}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        # Of approvals the deputy is asked from the beginning: nobody stands on two rungs.
        ("host_company", {"kind": "approval"},
         [("owner", {10: 3, 11: 3}), ("deputy", {}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        ("apprentice", {"guarded": True},
         [("owner", {20: 3}), ("guardian", {30: 4}), ("deputy", {}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        ("apprentice", {}, [("owner", {20: 3}), ("deputy", {}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        ("host_company", {"guarded": True},
         [("owner", {10: 3}), ("deputy", {11: 5}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        ("sending_coordinator", {}, [("owner", {1: 3}), ("deputy", {2: 5}), ("coordinator", {}), ("second", {3: 15})]),
        # Nobody is left at the company: it was the coordinator's from the beginning.
        ("host_company", {"holders": [SENDING]},
         [("owner", {1: 3}), ("deputy", {2: 5}), ("coordinator", {}), ("second", {3: 15})]),
        ("host_company", {"holders": [replace(SENDING, deputy=None, colleagues=(1,)), HOST]},
         [("owner", {10: 3}), ("deputy", {11: 5}), ("coordinator", {1: 9}), ("second", {})]),
        ("host_company", {"moved": {10: 12}},
         [("owner", {12: 3}), ("deputy", {11: 5}), ("coordinator", {1: 9}), ("second", {2: 15})]),
        ("host_company", {"holders": []}, [("owner", {}), ("deputy", {}), ("coordinator", {}), ("second", {})]),
    ],
)  # fmt: skip
def test_one_after_the_other_is_told_and_nobody_twice(owner, fields, expected):
    assert of(owner, **fields) == expected


def test_a_rung_that_falls_through_says_why():
    facts = Facts("apprentice", "task", DUE, holders=[replace(SENDING, deputy=None, colleagues=(1,)), APPRENTICE])

    assert {rung.who: rung.why_not for rung in ladder(RUNGS, facts, weekdays) if not rung.people} == {
        "deputy": "Nobody stands in for them.",
        "second": "The centre has no second coordinator.",
    }
    own = Facts("sending_coordinator", "task", DUE, holders=[SENDING])
    assert ladder(RUNGS, own, weekdays)[2].why_not == "Who would be told was asked already."


def test_each_is_told_on_a_working_day_of_theirs_and_never_before_the_rung_below():
    def later(person, day, days):
        return day + timedelta(days=0 if person == 1 else 20)

    assert of("host_company", later=later) == [
        ("owner", {10: 21}), ("deputy", {11: 21}), ("coordinator", {1: 21}), ("second", {2: 21}),
    ]  # fmt: skip


def test_a_rung_is_owed_from_its_day_on_and_not_made_up_for_after_a_month():
    rung = ladder((Rung("owner", 2),), Facts("host_company", "task", DUE, holders=EVERYBODY), weekdays)[0]
    day = date(2027, 3, 3)

    owed = [rung.owed(day + span) for span in (timedelta(days=-1), timedelta(0), MISSED, MISSED + timedelta(days=1))]

    assert owed == [[], [10], [10], []]


def test_the_owner_may_be_told_several_times_each_under_a_name_of_its_own():
    found = ladder((Rung("owner", 1), Rung("owner", 3)), Facts("apprentice", "task", DUE, holders=EVERYBODY), weekdays)

    assert [(rung.name, rung.day.day) for rung in found] == [("owner", 2), ("owner-2", 4)]


def test_days_count_from_when_it_was_due_could_be_done_and_nobody_had_asked_for_time():
    sooner, later = DUE - timedelta(days=3), DUE + timedelta(days=9)

    assert [begins(DUE, sooner), begins(DUE, later), begins(DUE, sooner, [later, sooner])] == [DUE, later, later]


@given(
    rungs=st.lists(st.builds(Rung, st.sampled_from(Who.values), st.integers(0, 60)), max_size=6),
    owner=st.sampled_from(["host_company", "apprentice", "sending_coordinator", "guardian", "home_employer"]),
    kind=st.sampled_from(Kind.values),
    minor=st.booleans(),
    moved=st.dictionaries(st.sampled_from([10, 11, 12, 1, 2, 3]), st.sampled_from([10, 11, 12, 1, 2, 3]), max_size=4),
)
def test_whatever_the_policy_the_days_never_go_back_and_nobody_is_told_as_two(rungs, owner, kind, minor, moved):
    rungs = sorted(rungs, key=lambda rung: rung.days)
    facts = Facts(owner, kind, DUE, guarded=minor, holders=EVERYBODY, moved=moved)

    found = ladder(tuple(rungs), facts, weekdays)

    days = [rung.day for rung in found if rung.people]
    assert days == sorted(days)
    assert all(bool(rung.people) != bool(rung.why_not) for rung in found)
    others = [person for rung in found if rung.who != Who.OWNER for person in rung.people]
    assert len(others) == len(set(others)) or len({rung.who for rung in rungs}) < len(rungs)
    assert not any(rung.who == Who.GUARDIAN for rung in found) or (minor and owner == "apprentice")
    if any(soonest(tuple(rungs), facts, DUE + timedelta(days=ahead)) for ahead in range(-3, 0)):
        pytest.fail("a rung before the step is due")


def test_every_kind_of_step_has_a_ladder_that_may_be_kept():
    assert {kind: faults(shipped(kind)) for kind in Kind} == dict.fromkeys(Kind, [])
    assert shipped(Kind.APPROVAL) != shipped(Kind.TASK)


def test_a_centre_s_own_ladder_counts_for_its_kind_alone():
    settings = {"task": [["coordinator", 1]], "payment": []}

    assert [policy(kind, settings) for kind in ("task", "payment", "approval")] == [
        (Rung("coordinator", 1),), (), shipped("approval"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        ([("owner", 1), ("owner", 1), ("deputy", 60)], []),
        ([], []),
        ([("owner", n) for n in range(7)], ["A ladder has at most 6 rungs."]),
        ([("owner", -1)], ["Choose between 0 and 60 working days."]),
        ([("deputy", 61)], ["Choose between 0 and 60 working days."]),
        ([("deputy", 5), ("coordinator", 4)], ["Each rung comes on the day of the one before it, or later."]),
        ([("deputy", 5), ("deputy", 6)], ["Only the one who has to do it can be told several times."]),
        ([("second", 5)], ["A second coordinator comes after the first."]),
    ],
)
def test_what_is_wrong_with_a_ladder_is_said_in_words(rungs, expected):
    assert faults([Rung(who, days) for who, days in rungs]) == expected
