"""What was said and signed holds for the terms it was given for."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from companies.choices import Function
from doallvet.history.models import Event
from mobilities import standing
from mobilities.actions import change, exchange, roadmap
from mobilities.actions.rehearsal import rehearse
from mobilities.choices import Answer, Outcome, Owner, Reason, Role, Stage
from mobilities.facts import dates_of
from mobilities.hosts import Host
from mobilities.models import Approval, Evidence, Mobility, Party, Step
from mobilities.rules.reasons import worded
from tests.factories import NOW, TODAY, make_company, make_contact, make_site
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=30)


def scan(stay, key, document, **fields):
    """A signed paper that was accepted; its step is closed."""
    step = stay.step(key)
    defaults = {"file": "x.pdf", "name": "x.pdf", "mime": "application/pdf", "size": 1, "sha256": key}
    reviewed = {"state": "accepted", "reviewed_at": NOW, "reviewed_by": stay.ana}
    signed = sorted(standing.sides(stay.fresh()))
    uploaded = {"uploaded_at": NOW, "uploaded_by": stay.ana, "signed_by": signed}
    paper = Evidence.objects.create(step=step, document=document, **defaults | reviewed | uploaded | fields)
    roadmap.close(stay.fresh(), step, Outcome.DONE, by=stay.ana, at=NOW)
    return paper


@kept
def stay():
    """All agreed: host and employer said yes, the release and the learning agreement are signed."""
    stay = Stay()
    give(stay.mobility, Owner.HOST_COMPANY, person=stay.heike)
    give(stay.mobility, Owner.HOME_EMPLOYER, person=stay.rosa)
    stay.release = scan(stay, "G02", "EMPLOYER_CONSENT")
    roadmap.close(stay.fresh(), stay.step("G04"), Outcome.DONE, by=stay.ana, at=NOW)
    stay.agreement = scan(stay, "G11", "LEARNING_AGREEMENT")
    assert stay.fresh().stage == Stage.AGREED
    return stay


def redating(stay):
    dates = dates_of(stay.fresh())
    dates = replace(dates, start=dates.start + DAYS, end=dates.end + DAYS)
    return partial(change.set_dates, stay.fresh(), dates, version=stay.fresh().version, by=stay.ana, at=NOW)


def replace_company(stay, role=Role.HOST_SIGNATORY, **place):
    centre = stay.hosting if role == Role.HOST_SIGNATORY else stay.centre
    other = make_company("Neue Werkstatt", centre, **place)
    make_contact(other, centre)
    site = make_site(other) if place else None
    host = Host(other, site, stay.hosting if role == Role.HOST_SIGNATORY else None)
    return exchange.set_company(stay.fresh(), role, host, by=stay.ana, at=NOW, reason="No room any more")


def opened(stay):
    """Keys of the steps that were opened again, in order."""
    events = Event.objects.filter(verb="step_reopened", story_id=stay.mobility.pk)
    keys = dict(Step.objects.filter(mobility=stay.mobility).values_list("pk", "plan__key"))
    return sorted(keys[event.subject_id] for event in events)


def states(*papers):
    return [Evidence.objects.get(pk=paper.pk).state for paper in papers]


def test_moved_by_a_month_nothing_that_was_agreed_stands(stay):
    redating(stay)()

    assert list(Approval.objects.live()) == []
    assert opened(stay) == ["G02", "G03", "G04", "G11"]
    assert states(stay.release, stay.agreement) == ["refused", "refused"]
    assert stay.fresh().stage == Stage.PLANNED


def test_the_history_says_why_a_step_is_open_again(stay):
    redating(stay)()

    notes = Event.objects.filter(verb="step_reopened").values_list("note", flat=True)
    assert set(map(worded, notes)) == {"Something else holds now: First day abroad, Last day abroad."}


def test_what_is_open_again_is_due_with_the_new_dates(stay):
    before = {key: stay.step(key).due_on for key in ("G02", "G03", "G11")}

    redating(stay)()

    after = {key: stay.step(key) for key in before}
    assert all(step.due_on == step.planned_on for step in after.values())
    # a weekend or a holiday takes some days more or less
    assert all(abs(after[key].due_on - day - DAYS) <= timedelta(days=3) for key, day in before.items())


def test_the_preview_is_the_result(stay):
    act = redating(stay)

    told = rehearse(stay.mobility, act, today=TODAY)
    assert opened(stay) == []  # a look writes nothing
    act()

    assert sorted(step.plan.key for step in told.reopened) == opened(stay)
    assert {answer.owner for answer in told.answers} == {Owner.HOST_COMPANY, Owner.HOME_EMPLOYER}
    assert {paper.pk for paper in told.papers} == {stay.release.pk, stay.agreement.pk}


def test_after_a_change_of_host_the_employers_yes_stands_no_more(stay):
    replace_company(stay, country="DE", city="Leipzig")

    assert list(Approval.objects.live()) == []
    assert {"G02", "G03", "G11"} <= set(opened(stay))


def test_nothing_of_the_former_employer_closes_the_step_of_the_new_one(stay):
    replace_company(stay, Role.EMPLOYER_SIGNATORY)

    assert states(stay.release) == ["refused"]
    assert Evidence.objects.get(pk=stay.release.pk).why == "Now it is Neue Werkstatt."
    assert {"G02", "G11"} <= set(opened(stay))
    assert Approval.objects.live().get().owner == Owner.HOST_COMPANY


def test_another_mentor_is_agreed_anew(stay):
    mentor = make_contact(stay.host, stay.hosting, Function.MENTOR).person

    change.set_person(stay.party(Role.HOST_MENTOR), mentor, by=stay.ana, at=NOW, reason="Timo is ill")

    assert opened(stay) == ["G02", "G03", "G04", "G11"]


def test_a_mentor_who_was_not_named_yet_changes_nothing_that_was_agreed():
    stay = Stay()
    Party.objects.filter(pk=stay.party(Role.HOST_MENTOR).pk).update(person=None)
    give(stay.mobility, Owner.HOST_COMPANY, person=stay.heike)

    change.set_person(stay.party(Role.HOST_MENTOR), stay.timo, by=stay.ana, at=NOW)

    assert (opened(stay), Approval.objects.live().get().answer) == ([], Answer.APPROVE)


def test_another_signatory_changes_nothing_that_was_agreed(stay):
    other = make_contact(stay.host, stay.hosting).person

    change.set_person(stay.party(Role.HOST_SIGNATORY), other, by=stay.ana, at=NOW, reason="Heike left")

    assert (opened(stay), Approval.objects.live().count()) == ([], 2)


def test_a_no_stays_and_what_was_waived_stays_waived():
    stay = Stay()
    give(stay.mobility, Owner.HOST_COMPANY, Answer.DECLINE, person=stay.heike, reason=Reason.WORK_PEAK)
    roadmap.waive(stay.step("G02"), by=stay.ana, at=NOW, reason="Is a student")

    redating(stay)()

    assert Approval.objects.live().get().answer == Answer.DECLINE
    assert stay.step("G02").outcome == Outcome.WAIVED


def test_conditions_given_for_other_terms_cannot_be_accepted_any_more():
    stay = Stay()
    give(stay.mobility, Owner.HOST_COMPANY, Answer.CONDITIONS, person=stay.heike, text="Not in September")

    redating(stay)()

    assert list(Approval.objects.to_look_at()) == []


def test_each_consent_of_a_guardian_is_asked_for_again():
    stay = Stay(born_on=date(2010, 5, 1))
    give(stay.mobility, Owner.GUARDIAN, person=stay.pilar)
    assert stay.step("G08").is_done

    redating(stay)()

    assert opened(stay) == ["G08"]


def test_an_open_step_that_is_late_is_due_today_and_rests_for_some_days(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 27))
    Step.objects.filter(mobility=stay.mobility).update(due_on=date(2026, 9, 1))

    mentor = make_contact(stay.host, stay.hosting, Function.MENTOR).person
    change.set_person(stay.party(Role.HOST_MENTOR), mentor, by=stay.ana, at=NOW, reason="Timo is ill")

    step = stay.step("G03")
    assert (step.due_on, step.quiet_until) == (date(2026, 11, 23), date(2026, 11, 30))


def test_during_the_stay_the_agreement_is_amended_and_not_signed_anew(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 5))
    mentor = make_contact(stay.host, stay.hosting, Function.MENTOR).person
    assert not Step.objects.filter(mobility=stay.mobility, plan__key="A05").exists()

    change.set_person(stay.party(Role.HOST_MENTOR), mentor, by=stay.ana, at=NOW, reason="Timo is ill")

    assert stay.step("A05").needed
    assert (states(stay.agreement), stay.step("G11").is_done) == (["accepted"], True)


def test_a_second_change_during_the_stay_is_amended_again(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 5))
    change.set_person(stay.party(Role.HOST_MENTOR), stay.heike, by=stay.ana, at=NOW, reason="Timo is ill")
    amendment = scan(stay, "A05", "LA_AMENDMENT")

    change.set_person(stay.party(Role.HOST_MENTOR), stay.timo, by=stay.ana, at=NOW, reason="Timo is back")

    assert (states(amendment), stay.step("A05").is_done) == (["refused"], False)
