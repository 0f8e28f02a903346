"""What people may decide, from where."""

import pytest

from mobilities.choices import Decision, PublicWord, Stage
from mobilities.rules.decisions import NEXT, moves, needs_reason, obstacles, word

D = Decision


def test_the_table_knows_every_decision_and_reaches_each():
    reached = {to for targets in NEXT.values() for to in targets}

    assert set(NEXT) == set(D)
    assert reached | {D.DRAFT} == set(D)  # where an application begins


@pytest.mark.parametrize(
    ("decision", "stage", "expected"),
    [
        (D.DRAFT, Stage.PLANNED, [D.APPLIED, D.CANCELLED]),
        (D.APPLIED, Stage.PLANNED, [D.SHORTLISTED, D.REJECTED, D.CANCELLED]),
        (D.SHORTLISTED, Stage.PLANNED, [D.SELECTED, D.RESERVE, D.REJECTED, D.CANCELLED]),
        (D.RESERVE, Stage.PLANNED, [D.SELECTED, D.REJECTED, D.CANCELLED]),
        (D.SELECTED, Stage.PLANNED, [D.ACCEPTED, D.CANCELLED]),
        (D.ACCEPTED, Stage.READY, [D.CANCELLED, D.FORCE_MAJEURE]),
        (D.ACCEPTED, Stage.ABROAD, [D.INTERRUPTED, D.ENDED_EARLY, D.FORCE_MAJEURE, D.CLOSED]),
        (D.ACCEPTED, Stage.RETURNED, [D.ENDED_EARLY, D.FORCE_MAJEURE, D.CLOSED]),
        (D.INTERRUPTED, Stage.ABROAD, [D.ACCEPTED, D.ENDED_EARLY, D.FORCE_MAJEURE]),
        (D.INTERRUPTED, Stage.RETURNED, [D.ENDED_EARLY, D.FORCE_MAJEURE]),
        (D.ENDED_EARLY, Stage.RETURNED, [D.FORCE_MAJEURE, D.CLOSED]),
        (D.FORCE_MAJEURE, Stage.PLANNED, [D.CLOSED]),
        (D.REJECTED, Stage.PLANNED, []),
        (D.CANCELLED, Stage.AGREED, []),
        (D.CLOSED, Stage.RECOGNISED, []),
    ],
)
def test_what_can_be_decided_depends_on_where_the_mobility_is(decision, stage, expected):
    assert moves(decision, stage) == expected


@pytest.mark.parametrize(
    ("decision", "to", "stage", "reasons"),
    [
        (D.DRAFT, D.CLOSED, Stage.PLANNED, ["A mobility cannot go from “Draft” to “Closed”."]),
        (D.APPLIED, D.ACCEPTED, Stage.PLANNED, ["A mobility cannot go from “Applied” to “Accepted”."]),
        (D.REJECTED, D.ACCEPTED, Stage.PLANNED, ["A mobility cannot go from “Not selected” to “Accepted”."]),
        (D.CLOSED, D.ACCEPTED, Stage.PLANNED, ["A mobility cannot go from “Closed” to “Accepted”."]),
        (
            D.ACCEPTED,
            D.CANCELLED,
            Stage.ABROAD,
            ["The stay has begun: it can be interrupted or ended early, but not cancelled.", "Say why."],
        ),
        (D.ACCEPTED, D.INTERRUPTED, Stage.READY, ["The stay has not begun: cancel it instead.", "Say why."]),
        (D.ACCEPTED, D.ENDED_EARLY, Stage.PLANNED, ["The stay has not begun: cancel it instead.", "Say why."]),
        (
            D.ACCEPTED,
            D.INTERRUPTED,
            Stage.DOCUMENTED,
            ["The stay is over: it can only be marked as ended early.", "Say why."],
        ),
        (D.INTERRUPTED, D.ACCEPTED, Stage.RETURNED, ["The stay is over: it can only be marked as ended early."]),
        (D.ACCEPTED, D.CLOSED, Stage.RETURNED, ["The balance has not been paid."]),
        (D.SELECTED, D.ACCEPTED, Stage.PLANNED, []),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(decision, to, stage, reasons):
    assert obstacles(decision, to, stage=stage, reason=" ", to_close=["The balance has not been paid."]) == reasons


@pytest.mark.parametrize("to", list(D))
def test_only_what_ends_a_stay_otherwise_than_planned_needs_a_reason(to):
    assert needs_reason(to) == (to in {D.CANCELLED, D.INTERRUPTED, D.ENDED_EARLY, D.FORCE_MAJEURE})


def test_a_reason_is_asked_for_only_once_there_is_a_form():
    assert [obstacles(D.ACCEPTED, D.CANCELLED, stage=Stage.PLANNED, reason=reason) for reason in (None, "", "ill")] == [
        [],
        ["Say why."],
        [],
    ]


@pytest.mark.parametrize(
    ("decision", "stage", "expected"),
    [
        (D.DRAFT, Stage.PLANNED, PublicWord.APPLIED),
        (D.APPLIED, Stage.PLANNED, PublicWord.APPLIED),
        (D.SHORTLISTED, Stage.PLANNED, PublicWord.APPLIED),
        (D.RESERVE, Stage.PLANNED, PublicWord.APPLIED),
        (D.SELECTED, Stage.PLANNED, PublicWord.SELECTED),
        (D.ACCEPTED, Stage.PLANNED, PublicWord.SELECTED),
        (D.ACCEPTED, Stage.AGREED, PublicWord.AGREED),
        (D.ACCEPTED, Stage.VIRTUAL_BEFORE, PublicWord.AGREED),
        (D.ACCEPTED, Stage.READY, PublicWord.READY),
        (D.ACCEPTED, Stage.ABROAD, PublicWord.ABROAD),
        (D.INTERRUPTED, Stage.ABROAD, PublicWord.ABROAD),
        (D.ACCEPTED, Stage.RETURNED, PublicWord.DONE),
        (D.ACCEPTED, Stage.VIRTUAL_AFTER, PublicWord.DONE),
        (D.ACCEPTED, Stage.DOCUMENTED, PublicWord.DONE),
        (D.ACCEPTED, Stage.RECOGNISED, PublicWord.DONE),
        (D.ENDED_EARLY, Stage.ABROAD, PublicWord.DONE),
        (D.CLOSED, Stage.RECOGNISED, PublicWord.DONE),
        (D.CANCELLED, Stage.READY, PublicWord.CANCELLED),
        (D.REJECTED, Stage.PLANNED, PublicWord.REJECTED),
        (D.FORCE_MAJEURE, Stage.AGREED, PublicWord.CANCELLED),
        (D.FORCE_MAJEURE, Stage.ABROAD, PublicWord.DONE),
    ],
)
def test_people_read_one_of_six_words_or_that_it_will_not_be(decision, stage, expected):
    assert word(decision, stage) == expected


def test_every_pair_of_decision_and_stage_has_a_word():
    assert {word(decision, stage) for decision in D for stage in Stage} == set(PublicWord)
