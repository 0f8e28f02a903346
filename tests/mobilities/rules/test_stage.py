"""How far a mobility has come."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilities.choices import Stage
from mobilities.rules.stage import StageFacts, obstacles_to_close, obstacles_to_depart, stage
from tests.mobilities.rules.facts import BLENDED, STAY

NEW = StageFacts(today=date(2026, 11, 23), dates=STAY, has_employer=True)
AGREED = {"employer_agreed": True, "host_accepted": True, "agreement_signed": True}
GONE = AGREED | {"gates_closed": True, "departed": True}
PAPERS = {"report": True, "assessment": True, "proofs": True}
FLAGS = [field.name for field in fields(StageFacts) if field.name not in {"today", "dates", "blended", "has_employer"}]
ORDER = list(Stage)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Stage.PLANNED),
        ({"host_accepted": True, "agreement_signed": True}, Stage.PLANNED),
        ({"employer_agreed": True, "agreement_signed": True}, Stage.PLANNED),
        ({"employer_agreed": True, "host_accepted": True}, Stage.PLANNED),
        (AGREED, Stage.AGREED),
        ({"has_employer": False, "host_accepted": True, "agreement_signed": True}, Stage.AGREED),
        ({"gates_closed": True}, Stage.PLANNED),
        (AGREED | {"gates_closed": True}, Stage.READY),
        (GONE | {"today": date(2027, 2, 28)}, Stage.READY),  # departed a day early: ready until the first day
        (GONE | {"today": date(2027, 3, 1)}, Stage.ABROAD),
        (AGREED | {"departed": True, "today": date(2027, 3, 1)}, Stage.ABROAD),  # a gate was overridden
        (AGREED | {"gates_closed": True, "today": date(2027, 3, 5)}, Stage.READY),  # nobody said that they left
        (AGREED | {"gates_closed": True, "today": date(2027, 4, 5)}, Stage.READY),
        (GONE | {"today": date(2027, 3, 21)}, Stage.ABROAD),
        (GONE | {"today": date(2027, 3, 22)}, Stage.RETURNED),
        (GONE | PAPERS | {"today": date(2027, 3, 21)}, Stage.ABROAD),
        (GONE | PAPERS | {"today": date(2027, 3, 22)}, Stage.DOCUMENTED),
        (GONE | PAPERS | {"report": False, "today": date(2027, 3, 22)}, Stage.RETURNED),
        (GONE | PAPERS | {"recognised": True, "today": date(2027, 3, 22)}, Stage.RECOGNISED),
        (GONE | {"recognised": True, "today": date(2027, 3, 20)}, Stage.ABROAD),
    ],
)
def test_the_stage_of_a_stay_follows_from_its_facts(changes, expected):
    assert stage(replace(NEW, **changes)) == expected


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (date(2027, 1, 24), AGREED, Stage.AGREED),
        (date(2027, 1, 25), AGREED, Stage.VIRTUAL_BEFORE),
        (date(2027, 1, 25), {}, Stage.PLANNED),
        (date(2027, 2, 20), AGREED | {"gates_closed": True}, Stage.READY),
        (date(2027, 3, 1), GONE, Stage.ABROAD),
        (date(2027, 3, 22), GONE, Stage.VIRTUAL_AFTER),
        (date(2027, 4, 30), GONE, Stage.VIRTUAL_AFTER),
        (date(2027, 4, 30), GONE | PAPERS, Stage.DOCUMENTED),
    ],
)
def test_a_blended_mobility_has_a_virtual_phase_on_either_side(today, changes, expected):
    assert stage(replace(NEW, today=today, dates=BLENDED, blended=True, **changes)) == expected


@given(
    blended=st.booleans(),
    has_employer=st.booleans(),
    before=st.sets(st.sampled_from(FLAGS)),
    more=st.sets(st.sampled_from(FLAGS)),
    day=st.integers(-60, 90),
    later=st.integers(0, 60),
)
def test_a_stage_never_goes_back_as_days_pass_and_things_get_done(blended, has_employer, before, more, day, later):
    today = STAY.start + timedelta(days=day)
    facts = replace(
        NEW, today=today, dates=BLENDED, blended=blended, has_employer=has_employer, **dict.fromkeys(before, True)
    )

    then = replace(facts, today=today + timedelta(days=later), **dict.fromkeys(more, True))

    assert ORDER.index(stage(facts)) <= ORDER.index(stage(then))


def test_nobody_departs_while_a_gate_is_open():
    insurance = "“Insurance” is still open: a second person has to agree that the apprentice leaves without it."
    gates, two = ["Book travel", "Insurance"], {"Insurance"}

    assert obstacles_to_depart(gates, needs_two=two) == ["“Book travel” is still open.", insurance]
    assert obstacles_to_depart(gates, needs_two=two, override="Seen on paper") == [insurance]
    assert obstacles_to_depart(gates, override=" ") == ["“Book travel” is still open.", "“Insurance” is still open."]
    assert obstacles_to_depart(gates, override="Seen on paper") == obstacles_to_depart([]) == []


def test_a_file_is_closed_when_papers_recognition_money_and_record_are_there():
    over = replace(NEW, today=date(2027, 5, 1), **GONE)

    assert obstacles_to_close(over, balance_paid=False, record_complete=False) == [
        "The participant report has not been accepted.",
        "The assessment of the host has not been accepted.",
        "The proofs of the stay and the travel have not been accepted.",
        "The recognition has not been decided.",
        "The balance has not been paid.",
        "The record in the Beneficiary Module is not complete.",
    ]
    done = replace(over, recognised=True, **PAPERS)
    assert obstacles_to_close(done, balance_paid=True, record_complete=True) == []
    assert obstacles_to_close(replace(done, departed=False), balance_paid=True, record_complete=True) == [
        "The stay is not over."
    ]


def test_force_majeure_excuses_the_papers_but_not_the_money():
    assert obstacles_to_close(NEW, balance_paid=False, record_complete=True, force_majeure=True) == [
        "The balance has not been paid."
    ]
