"""A mobility is planned once, with its parties and its roadmap."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from companies.choices import Function
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities.actions import planning
from mobilities.choices import Outcome, Owner, Role
from mobilities.models import Mobility, Step
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_mobility,
    make_partnership,
    make_plan,
)

pytestmark = pytest.mark.django_db


def test_the_steps_whose_condition_holds_are_made_and_dated_from_departure():
    mobility = make_mobility(starts_on=date(2027, 9, 6), days=21)

    due = dict(mobility.steps.values_list("plan__key", "due_on"))

    assert due["G03"] == date(2027, 6, 18)  # eighty days before the first day
    assert due["B06"] == date(2027, 10, 26)  # thirty days after the last
    assert {"R01", "G02", "D09"} & set(due) == set()  # no employer
    assert {"G08", "G09"} & set(due) == set()  # no minor


def test_planning_twice_with_the_same_token_makes_one_mobility():
    coordinator = make_coordinator()
    plan = make_plan(make_apprentice(coordinator.centre))

    first = planning.create(plan, by=coordinator, at=NOW)
    second = planning.create(plan, by=coordinator, at=NOW)

    assert (first, Mobility.objects.count()) == (second, 1)


def test_a_minor_with_an_employer_gets_guardians_and_people_of_both_companies():
    coordinator = make_coordinator()
    minor = make_apprentice(coordinator.centre, born_on=date(2010, 5, 1))
    guardian = make_guardian(minor)
    employer = make_company("Metal Bierzo", coordinator.centre)
    signatory = make_contact(employer, coordinator.centre)
    make_contract(minor, employer)

    mobility = make_mobility(by=coordinator, apprentice=minor)

    people = {party.role: party.person for party in mobility.parties.all()}
    assert people == {
        Role.SENDING_COORDINATOR: coordinator,
        Role.APPRENTICE: minor.person,
        Role.GUARDIAN: guardian.person,
        Role.EMPLOYER_SIGNATORY: signatory.person,
        Role.EMPLOYER_MENTOR: None,
        Role.HOST_SIGNATORY: None,
        Role.HOST_MENTOR: None,
    }
    owners = dict(mobility.steps.values_list("plan__key", "owner"))
    assert (owners["G08"], owners["G02"]) == (Owner.GUARDIAN, Owner.HOME_EMPLOYER)


def test_steps_of_a_hosting_centre_that_is_not_there_go_to_the_sending_coordinator():
    mobility = make_mobility()

    assert mobility.steps.get(plan__key="D02").owner == Owner.SENDING_COORDINATOR


def test_no_data_flows_to_a_partner_before_it_accepted():
    coordinator, hosting = make_coordinator(), make_centre(country="DE", city="Dresden")
    partnership = make_partnership(coordinator.centre, hosting, accepted=False)
    plan = make_plan(make_apprentice(coordinator.centre), hosting=hosting)

    with pytest.raises(Refused, match="has not accepted a partnership"):
        planning.create(plan, by=coordinator, at=NOW)
    assert Mobility.objects.count() == 0

    partnership.accepted_at = NOW
    partnership.save()
    assert planning.create(plan, by=coordinator, at=NOW).party(Role.HOSTING_COORDINATOR).centre == hosting


def test_planned_late_what_was_done_is_closed_and_the_rest_is_due_today():
    late = date(2027, 2, 1)  # ten weeks ahead: the first steps lie months back

    mobility = make_mobility(starts_on=late, done_before={"P01", "P02", "D02"})

    steps = {step.plan.key: step for step in mobility.steps.with_plan()}
    assert {key for key, step in steps.items() if step.outcome == Outcome.BEFORE} == {"P01", "P02"}  # D02 lies ahead
    assert (steps["P03"].due_on, steps["P03"].quiet_until) == (date(2026, 11, 23), date(2026, 11, 30))
    assert (steps["B06"].due_on, steps["B06"].quiet_until) == (date(2027, 3, 23), None)


def test_neither_a_paper_that_must_be_there_nor_an_answer_is_done_before_planning():
    late = TODAY + timedelta(days=10)

    mobility = make_mobility(starts_on=late, done_before={"P01", "G03", "D06", "D08"})  # yes of the host, insurance

    steps = {step.plan.key: step for step in mobility.steps.with_plan()}
    lies_back = {key for key in ("P01", "G03", "D06", "D08") if steps[key].quiet_until}
    assert lies_back == {"P01", "G03", "D06", "D08"}
    assert {key for key, step in steps.items() if step.outcome == Outcome.BEFORE} == {"P01"}


def test_counters_and_whom_it_waits_for_are_kept_on_the_row():
    mobility = make_mobility(starts_on=date(2027, 9, 6))

    steps = Step.objects.filter(mobility=mobility, needed=True, plan__private=False)
    row = Mobility.objects.get(pk=mobility.pk)
    assert (row.steps_total, row.steps_done, row.waits_for) == (steps.count(), 0, Owner.SENDING_COORDINATOR)
    assert row.next_due_on == min(step.due_on for step in steps)


def test_a_step_of_the_project_is_done_once_for_all_its_mobilities():
    coordinator = make_coordinator()
    first = make_mobility(by=coordinator)
    second = make_mobility(by=coordinator, host=first.party(Role.HOST_SIGNATORY).company)
    step = first.steps.get(plan__key="P01")

    from_planning = planning.roadmaps.complete(step, by=coordinator, at=NOW)
    third = make_mobility(by=coordinator, host=first.party(Role.HOST_SIGNATORY).company)

    others = [mobility.steps.get(plan__key="P01") for mobility in (second, third)]
    assert from_planning.done_via is None
    assert [(other.done_by, other.done_via) for other in others] == [(coordinator, step)] * 2
    assert Mobility.objects.get(pk=second.pk).steps_done == 1


def test_a_contact_function_fills_the_roles_of_the_host():
    coordinator, hosting = make_coordinator(), make_centre(country="DE", city="Dresden")
    make_partnership(coordinator.centre, hosting)
    host = make_company("Werkstatt", hosting, country="DE", city="Dresden")
    signs = make_contact(host, hosting)
    mentor = make_contact(host, hosting, Function.MENTOR)
    deputy = make_contact(host, hosting, Function.DEPUTY)

    mobility = make_mobility(by=coordinator, host=host, hosting=hosting)

    party = mobility.party(Role.HOST_MENTOR)
    assert mobility.party(Role.HOST_SIGNATORY).person == signs.person
    assert (party.person, party.deputy) == (mentor.person, deputy.person)


def test_planning_is_kept_in_the_history():
    coordinator = make_coordinator()

    mobility = make_mobility(by=coordinator)

    event = Event.objects.about(mobility).filter(verb="planned").get()
    assert (event.by, event.after) == (coordinator, {"starts_on": "2027-09-06", "ends_on": "2027-09-26"})


def test_a_stay_longer_than_its_kind_allows_is_refused_whole():
    with pytest.raises(Refused):
        make_mobility(days=120)

    assert Mobility.objects.count() == 0


def test_a_partnership_runs_out_at_midnight_where_the_coordinator_is():
    coordinator, hosting = make_coordinator(), make_centre()
    make_partnership(coordinator.centre, hosting, valid_until=NOW.date())
    plan = make_plan(make_apprentice(coordinator.centre), hosting=hosting)
    late = NOW + timedelta(hours=13, minutes=30)

    with timezone.override("Europe/Madrid"), pytest.raises(Refused, match="has not accepted a partnership"):
        planning.create(plan, by=coordinator, at=late)
    with timezone.override("UTC"):
        assert planning.create(plan, by=coordinator, at=late).pk


def test_overlapping_stays_of_one_apprentice_are_found():
    first = make_mobility()

    with pytest.raises(Refused, match="overlaps another stay: 6 Sep 2027"):
        make_mobility(apprentice=first.apprentice, host=first.party(Role.HOST_SIGNATORY).company)
