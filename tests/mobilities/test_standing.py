"""How a mobility stands, gathered from its rows."""

from datetime import date

import pytest

from mobilities import reading, standing
from mobilities.actions import approval, evidence
from mobilities.choices import Answer, Channel, Owner, Side
from mobilities.models import Mobility
from mobilities.terms import fingerprint, questions, terms
from tests.factories import NOW, TODAY
from tests.kept import kept
from tests.mobilities.stay import Stay, photo

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    return planned


def obstacles(stay, key, **fields):
    return standing.obstacles_to_complete(stay.fresh(), stay.step(key), **fields)


def paper(stay, key, document, *sides, color="white"):
    stored = evidence.hand_in(stay.step(key), photo(color=color), document=document, by=stay.ana, at=NOW)
    return evidence.accept(stored, by=stay.ana, at=NOW, signed_by=sides)


def facts(stay):
    mobility = stay.fresh()
    answers = standing.employers_answers([mobility])
    return standing.stage_facts(mobility, reading.steps_of(mobility), answers, today=TODAY)


def answer(stay, owner, said, person, **words):
    mobility = stay.fresh()
    shown = fingerprint(terms(mobility, owner))
    for step in questions(mobility, owner):
        approval.give(step, answer=said, person=person, shown=shown, channel=Channel.SIGNED_IN, at=NOW, **words)


def test_the_employers_yes_counts_on_the_release_that_is_needed(stay):
    answer(stay, Owner.HOME_EMPLOYER, Answer.APPROVE, stay.rosa)
    assert facts(stay).employer_agreed

    stay.mobility.steps.filter(owner=Owner.HOME_EMPLOYER).update(needed=False)

    assert (facts(stay).has_employer, facts(stay).employer_agreed) == (False, False)


def test_what_comes_first_is_named(stay):
    assert obstacles(stay, "P03") == ["First: “Confirm the grant and the number of places”."]


def test_papers_of_others_are_awaited_the_coordinators_own_word_is_enough(stay):
    stay.ready("D06", "G01")

    assert obstacles(stay, "D06") == [
        "“European Health Insurance Card or provisional replacement certificate” has not been accepted yet."
    ]
    assert obstacles(stay, "G01") == []


def test_signatures_are_counted_on_accepted_scans_of_each_paper(stay):
    stay.ready("P04")
    before = obstacles(stay, "P04")
    paper(stay, "P04", "MOU", Side.SENDING_CENTRE)

    assert (before, obstacles(stay, "P04")) == (
        ["Signatures are missing: sending centre, hosting centre."],
        ["Signatures are missing: hosting centre."],
    )


def test_an_answer_is_awaited_and_a_no_stands_in_the_way(stay):
    stay.ready("G03")
    before = obstacles(stay, "G03")
    answer(stay, Owner.HOST_COMPANY, Answer.DECLINE, stay.heike, reason="safety")

    assert (before, obstacles(stay, "G03")) == (
        ["The answer of the host company is missing; you can record it for them."],
        ["The host company has answered “Decline”."],
    )


def test_anothers_step_wants_a_reason(stay):
    stay.ready("R03")

    assert (
        obstacles(stay, "R03", own=False)[-1] == "This step belongs to the apprentice: say why you close it for them."
    )
    assert obstacles(stay, "R03", own=False, reason="Seen on paper") == []


@pytest.mark.parametrize(("key", "queries"), [("P01", 1), ("D06", 2), ("G03", 2), ("G02", 3)])
def test_only_what_a_step_asks_for_is_read(stay, key, queries, django_assert_num_queries):
    mobility, step, steps = stay.fresh(), stay.step(key), reading.steps_of(stay.mobility)
    list(mobility.parties.all())

    with django_assert_num_queries(queries):
        standing.obstacles_to_complete(mobility, step)
    with django_assert_num_queries(queries - 1):
        standing.obstacles_to_complete(mobility, step, steps=steps)


def test_the_stage_follows_from_answers_signatures_and_gates(stay):
    start = facts(stay)
    answer(stay, Owner.HOME_EMPLOYER, Answer.APPROVE, stay.rosa)
    answer(stay, Owner.HOST_COMPANY, Answer.APPROVE, stay.heike)
    said = facts(stay)
    stay.mobility.steps.update(done_at=NOW, done_by=stay.ana, outcome="done")
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 5))
    end = facts(stay)

    assert (start.has_employer, start.employer_agreed, start.host_accepted, start.agreed) == (True, False, False, False)
    assert (said.employer_agreed, said.host_accepted, said.agreement_signed) == (True, True, False)
    assert (end.agreed, end.gates_closed, end.departed, end.documented, end.recognised) == (True,) * 5


def test_open_gates_are_those_that_are_needed_and_open(stay):
    stay.ready("D04", "P01")

    assert [step.plan.key for step in standing.open_gates(reading.steps_of(stay.mobility))] == ["D04"]


def test_money_and_record_settle_the_file(stay):
    stay.ready("B09")

    settled = standing.money_settled(reading.steps_of(stay.mobility))

    assert settled == {"balance_paid": False, "record_complete": True}
