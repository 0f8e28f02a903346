"""Changes of a running mobility do what their preview told, and undo what they must."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from companies.actions import contact as contacts
from companies.choices import Function
from companies.models import CompanyContact
from doallvet.accounts import links
from doallvet.core.refused import Refused, Stale
from mobilities import access
from mobilities.actions import asking, change, decision, exchange, roadmap
from mobilities.actions.rehearsal import rehearse
from mobilities.choices import Decision, Owner, Role, Stage
from mobilities.facts import dates_of
from mobilities.forms.change import candidates
from mobilities.hosts import Host
from mobilities.models import Approval, Mobility, Step
from tests.factories import NOW, TODAY, make_company, make_contact, make_mobility, make_site, make_user
from tests.kept import kept
from tests.mobilities.actions.test_approval import give

pytestmark = pytest.mark.django_db


@kept
def mobility():
    return make_mobility(starts_on=date(2027, 9, 6), days=21)


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def dues(mobility):
    rows = Step.objects.filter(mobility=mobility, needed=True).values_list("plan__key", "occurrence", "due_on")
    return {(key, occurrence): due_on for key, occurrence, due_on in rows}


def later(mobility, days):
    dates = dates_of(mobility)
    shift = date.fromordinal
    return replace(dates, start=shift(dates.start.toordinal() + days), end=shift(dates.end.toordinal() + days))


def test_saving_new_dates_does_exactly_what_the_preview_told(mobility):
    before = dues(mobility)

    act = partial(
        change.set_dates, mobility, later(mobility, 7), version=mobility.version, by=mobility.planned_by, at=NOW
    )

    told = rehearse(mobility, act, today=TODAY)
    assert dues(mobility) == before  # a look writes nothing
    act()

    expected = before | {(step.plan.key, step.occurrence): after for step, _before, after in told.moved}
    assert dues(mobility) == expected
    assert {(after - before).days for _step, before, after in told.moved} == {7}


def test_a_done_step_stays_where_it_was(mobility):
    step = Step.objects.get(mobility=mobility, plan__key="P01")
    roadmap.complete(step, by=mobility.planned_by, at=NOW)

    change.set_dates(mobility, later(mobility, 7), version=mobility.version, by=mobility.planned_by, at=NOW)

    assert Step.objects.get(pk=step.pk).due_on == step.due_on


def test_a_stale_page_overwrites_nothing(mobility):
    version = mobility.version
    change.set_dates(mobility, later(mobility, 7), version=version, by=mobility.planned_by, at=NOW)

    with pytest.raises(Stale):
        change.set_dates(mobility, later(mobility, 14), version=version, by=mobility.planned_by, at=NOW)
    assert Mobility.objects.get(pk=mobility.pk).starts_on == date(2027, 9, 13)


def test_dates_that_cannot_be_are_refused_whole(mobility):
    with pytest.raises(Refused):
        change.set_dates(
            mobility, replace(dates_of(mobility), end=date(2027, 9, 1)), version=1, by=mobility.planned_by, at=NOW
        )
    assert dates_of(Mobility.objects.get(pk=mobility.pk)) == dates_of(mobility)


def test_another_host_company_begins_anew(mobility):
    give(mobility, Owner.HOST_COMPANY)
    other = make_company("Neue Werkstatt", mobility.sending_centre, country="DE", city="Leipzig")
    site = make_site(other, city="Leipzig", country="DE")
    contact = make_contact(other, mobility.sending_centre)

    exchange.set_company(
        mobility, Role.HOST_SIGNATORY, Host(other, site, None), by=mobility.planned_by, at=NOW, reason="Burnt down"
    )

    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    party = fresh.party(Role.HOST_SIGNATORY)
    assert (party.company, party.person, fresh.host_city) == (other, contact.person, "Leipzig")
    assert Step.objects.get(mobility=mobility, plan__key="G03").done_at is None
    assert list(Approval.objects.live()) == []
    assert "neue werkstatt" in fresh.search


def test_who_leaves_a_role_loses_the_link(mobility):
    party = mobility.party(Role.SENDING_COORDINATOR)
    host = mobility.party(Role.HOST_SIGNATORY)
    former = make_contact(host.company, mobility.sending_centre).person
    change.set_person(host, former, by=party.person, at=NOW)
    links.make("answer", person=former, subject=mobility, by=None, at=NOW)

    change.set_person(host, make_user(), by=party.person, at=NOW, reason="Left the company")

    assert [link.ended_at for link in former.links.all()] == [NOW]


def test_a_deputy_who_leaves_loses_the_link(mobility):
    party = mobility.party(Role.HOST_SIGNATORY)
    deputy = make_user()
    party = change.set_person(party, None, deputy=deputy, by=mobility.planned_by, at=NOW)
    links.make("answer", person=deputy, subject=mobility, by=None, at=NOW)

    change.set_person(party, None, by=mobility.planned_by, at=NOW)

    assert [link.ended_at for link in deputy.links.all()] == [NOW]


def test_a_contact_who_ends_has_no_way_in_left_though_still_named(mobility):
    party = mobility.party(Role.HOST_SIGNATORY)
    contact = make_contact(party.company, mobility.sending_centre)
    change.set_person(party, contact.person, by=mobility.planned_by, at=NOW)
    links.make("answer", person=contact.person, subject=mobility, by=None, at=NOW)

    contacts.end(contact, by=mobility.planned_by, at=NOW)

    assert [link.ended_at for link in contact.person.links.all()] == [NOW]


def test_the_right_to_sign_does_not_pass_to_the_next_mentor(mobility):
    former = mobility.party(Role.HOST_MENTOR)
    centre, company = mobility.sending_centre, former.company
    delegate = make_contact(company, centre, Function.MENTOR, may_sign=True).person
    following = make_contact(company, centre, Function.MENTOR).person
    party = change.set_person(former, delegate, by=mobility.planned_by, at=NOW)
    assert asking.signers(fresh(mobility), Owner.HOST_COMPANY) == [delegate]

    change.set_person(party, following, by=mobility.planned_by, at=NOW, reason="Left")

    assert asking.signers(fresh(mobility), Owner.HOST_COMPANY) == []
    assert access.seat(following, fresh(mobility)).signs == set()


def test_a_delegation_that_is_taken_back_ends_on_stays_that_run(mobility):
    party = mobility.party(Role.HOST_MENTOR)
    contact = make_contact(party.company, mobility.sending_centre, Function.MENTOR, may_sign=True)
    change.set_person(party, contact.person, by=mobility.planned_by, at=NOW)

    CompanyContact.objects.filter(pk=contact.pk).update(may_sign=False)

    assert access.seat(contact.person, fresh(mobility)).signs == set()
    assert asking.signers(fresh(mobility), Owner.HOST_COMPANY) == []


def test_only_who_signs_is_offered_as_a_signatory(mobility):
    party = fresh(mobility).party(Role.HOST_SIGNATORY)
    centre, company = mobility.sending_centre, party.company
    signs = make_contact(company, centre).person
    delegate = make_contact(company, centre, Function.MENTOR, may_sign=True).person
    mentor = make_contact(company, centre, Function.MENTOR).person
    party.mobility = fresh(mobility)

    assert set(candidates(party)) == {signs, delegate}
    party.role = Role.HOST_MENTOR
    assert set(candidates(party)) == {signs, delegate, mentor}


def test_a_cancellation_needs_a_reason_and_ends_what_is_asked(mobility):
    with pytest.raises(Refused, match="Say why"):
        decision.move(mobility, Decision.CANCELLED, by=mobility.planned_by, at=NOW, reason=" ")

    decision.move(mobility, Decision.CANCELLED, by=mobility.planned_by, at=NOW, reason="The apprentice withdrew")

    row = Mobility.objects.get(pk=mobility.pk)
    assert (row.decision, row.decision_reason, row.is_over) == (Decision.CANCELLED, "The apprentice withdrew", True)


def test_nobody_departs_through_an_open_gate_without_a_reason(mobility):
    Mobility.objects.filter(pk=mobility.pk).update(starts_on=date(2026, 11, 23), ends_on=date(2026, 12, 13))
    insured = mobility.steps.filter(plan__key__in=["D06", "D07", "D08", "D09"])
    insured.update(done_at=NOW, done_by=mobility.planned_by, outcome="done")

    with pytest.raises(Refused, match="is still open"):
        decision.depart(mobility, on=TODAY, by=mobility.planned_by, at=NOW)
    decision.depart(mobility, on=TODAY, by=mobility.planned_by, at=NOW, override="All papers seen on paper")

    assert Mobility.objects.get(pk=mobility.pk).stage == Stage.ABROAD


def test_an_early_end_moves_what_is_due_after_the_return(mobility):
    Mobility.objects.filter(pk=mobility.pk).update(
        starts_on=date(2026, 11, 16), ends_on=date(2026, 12, 6), departed_on=date(2026, 11, 15), stage=Stage.ABROAD
    )
    mobility = Mobility.objects.get(pk=mobility.pk)

    change.end_early(
        mobility, date(2026, 11, 22), version=mobility.version, by=mobility.planned_by, at=NOW, reason="Ill"
    )

    row = Mobility.objects.get(pk=mobility.pk)
    assert (row.ends_on, row.decision) == (date(2026, 11, 22), Decision.ENDED_EARLY)
    assert Step.objects.get(mobility=mobility, plan__key="B06").due_on == date(2026, 12, 22)
