"""Answers of companies and guardians are bound to what was shown."""

from datetime import date

import pytest

from doallvet.core.refused import Refused, Stale
from mobilities import terms
from mobilities.actions import approval
from mobilities.choices import Answer, Channel, Decision, Owner, Reason, Role, Stage
from mobilities.models import Approval, Mobility, Step
from tests.factories import (
    NOW,
    make_apprentice,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_mobility,
    make_user,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def mobility():
    coordinator = make_coordinator()
    apprentice = make_apprentice(coordinator.centre)
    employer = make_company("Metal Bierzo", coordinator.centre)
    make_contact(employer, coordinator.centre)
    make_contract(apprentice, employer)
    return make_mobility(by=coordinator, apprentice=apprentice)


def question(mobility, owner):
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    step = terms.questions(fresh, owner)[0]
    return step, terms.fingerprint(terms.terms(fresh, owner))


def give(mobility, owner, answer=Answer.APPROVE, **fields):
    step, shown = question(mobility, owner)
    said = {
        "person": make_user(),
        "channel": Channel.LINK,
        "typed_name": "Rosa Vidal",
        "at": NOW,
        "shown": shown,
    } | fields
    return approval.give(step, answer=answer, **said)


def step_of(mobility, key):
    return Step.objects.get(mobility=mobility, plan__key=key)


def test_a_host_that_approves_closes_its_step(mobility):
    answer = give(mobility, Owner.HOST_COMPANY)

    assert (answer.agrees, step_of(mobility, "G03").outcome) == (True, "done")


def test_an_employer_that_approves_agrees_in_principle_too_but_the_release_is_still_to_sign(mobility):
    give(mobility, Owner.HOME_EMPLOYER)

    assert (step_of(mobility, "R01").outcome, step_of(mobility, "G02").outcome) == ("done", "")


def test_the_same_answer_twice_is_one_answer(mobility):
    person = make_user()

    first = give(mobility, Owner.HOST_COMPANY, person=person)
    second = give(mobility, Owner.HOST_COMPANY, person=person)

    assert (first, Approval.objects.count()) == (second, 1)


def test_another_answer_replaces_the_first_and_opens_the_step_again(mobility):
    give(mobility, Owner.HOST_COMPANY)

    give(mobility, Owner.HOST_COMPANY, Answer.DECLINE, reason=Reason.WORK_PEAK)

    live = Approval.objects.live().get()
    assert (live.answer, step_of(mobility, "G03").done_at) == (Answer.DECLINE, None)


def test_an_answer_to_what_has_changed_since_is_not_kept(mobility):
    step, shown = question(mobility, Owner.HOST_COMPANY)
    Mobility.objects.filter(pk=mobility.pk).update(ends_on=date(2027, 9, 27))

    with pytest.raises(Stale, match="Something changed"):
        give(mobility, Owner.HOST_COMPANY, shown=shown)
    assert Approval.objects.count() == 0


def test_conditions_close_the_step_when_the_coordinator_accepts_them(mobility):
    answer = give(mobility, Owner.HOST_COMPANY, Answer.CONDITIONS, text="Not in the first week")
    assert step_of(mobility, "G03").done_at is None

    approval.accept_conditions(answer, by=mobility.planned_by, at=NOW)

    assert step_of(mobility, "G03").outcome == "done"
    assert list(Approval.objects.to_look_at()) == []


def test_a_refusal_leaves_the_mobility_as_it_is_and_waits_for_the_coordinator(mobility):
    before = Mobility.objects.values("decision", "stage", "steps_done").get(pk=mobility.pk)

    answer = give(mobility, Owner.HOME_EMPLOYER, Answer.DECLINE, reason=Reason.COST_OF_PAY)

    assert Mobility.objects.values("decision", "stage", "steps_done").get(pk=mobility.pk) == before
    assert list(Approval.objects.to_look_at()) == [answer]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": Answer.DECLINE}, "Choose the reason"),
        ({"answer": Answer.CONDITIONS}, "Write your conditions"),
        ({"answer": Answer.ASK_CHANGE, "text": "  "}, "Write what should change"),
        ({"typed_name": " "}, "Type your name"),
        ({"channel": Channel.PAPER}, "Add the paper"),
    ],
)
def test_an_answer_without_what_makes_it_one_is_refused(mobility, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        give(mobility, Owner.HOST_COMPANY, **fields)
    assert Approval.objects.count() == 0


def test_nothing_is_answered_any_more_when_the_mobility_is_over(mobility):
    Mobility.objects.filter(pk=mobility.pk).update(decision=Decision.CANCELLED)

    with pytest.raises(Refused, match="is over"):
        give(mobility, Owner.HOST_COMPANY)


def test_a_guardian_consents_to_each_thing_alone():
    minor = make_apprentice(born_on=date(2010, 5, 1))
    make_guardian(minor)
    mobility = make_mobility(apprentice=minor)
    stay, medical, image = terms.questions(Mobility.objects.with_people().get(pk=mobility.pk), Owner.GUARDIAN)
    shown = terms.fingerprint(terms.terms(Mobility.objects.with_people().get(pk=mobility.pk), Owner.GUARDIAN))
    said = {"person": make_user(), "channel": Channel.LINK, "typed_name": "Pilar Soto", "at": NOW, "shown": shown}

    approval.give(stay, answer=Answer.APPROVE, **said)
    approval.give(medical, answer=Answer.DECLINE, reason=Reason.OTHER, **said)
    approval.give(image, answer=Answer.DECLINE, reason=Reason.OTHER, **said)

    # To pictures a no is a full answer; to the medical authorisation it is not.
    closed = {step.plan.key for step in mobility.steps.with_plan().filter(owner=Owner.GUARDIAN, done_at__isnull=False)}
    assert closed == {"G08", "G10"}


def test_all_that_is_agreed_makes_the_stage(mobility):
    by = mobility.planned_by
    give(mobility, Owner.HOST_COMPANY)
    give(mobility, Owner.HOME_EMPLOYER)
    assert Mobility.objects.get(pk=mobility.pk).stage == Stage.PLANNED

    Step.objects.filter(mobility=mobility, plan__key="G11").update(done_at=NOW, done_by=by, outcome="done")
    approval.roadmap.recount(Mobility.objects.get(pk=mobility.pk), at=NOW)

    assert Mobility.objects.get(pk=mobility.pk).stage == Stage.AGREED


def test_a_company_is_shown_no_more_than_its_commitment_needs(mobility):
    shown = terms.terms(Mobility.objects.with_people().get(pk=mobility.pk), Owner.HOST_COMPANY)

    assert set(shown) & {"pay_kept", "born_on", "guardian", "support"} == set()
    assert shown["host_company"] == str(mobility.party(Role.HOST_SIGNATORY).company)
