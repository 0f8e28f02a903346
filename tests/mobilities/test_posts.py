"""For whom a person acts: the queries that find what waits agree, step by step, with what access allows."""

from datetime import date, timedelta

import pytest

from centres.choices import MemberRole
from centres.models import CentreMember
from companies.choices import Function
from companies.models import CompanyContact
from doallvet.accounts.models import User
from mobilities import access
from mobilities.actions import decision, roadmap
from mobilities.choices import Decision, Kind, Owner, Role
from mobilities.models import BlueprintStep, Mobility, Party, Step
from mobilities.models.posts import posts
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_member,
    make_mobility,
    make_partnership,
    make_user,
)
from tests.kept import kept
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db


@kept
def world():
    """Two centres that send to each other, companies with people of every function, a minor, colleagues."""
    ana = make_coordinator(make_centre("CIFP Río Sil"))
    elbe = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, elbe.centre)
    for role in MemberRole:
        make_member(ana.centre, role), make_member(elbe.centre, role)
    firm = make_company("Metal Bierzo", ana.centre)
    host = make_company("Werkstatt", elbe.centre, country="DE", city="Dresden")
    for function in Function:
        make_contact(firm, ana.centre, function)
        make_contact(host, elbe.centre, function)
    make_contact(host, ana.centre, Function.MENTOR, may_sign=True)
    lucia, mateo = make_apprentice(ana.centre), make_apprentice(ana.centre, "Mateo", born_on=date(2010, 2, 1))
    make_contract(lucia, firm), make_contract(mateo, firm)
    make_guardian(mateo, person=ana)  # a coordinator who is a mother, too
    make_guardian(mateo)
    out = [make_mobility(by=ana, apprentice=one, host=host, hosting=elbe.centre) for one in (lucia, mateo)]
    back = make_mobility(by=elbe, host=firm, hosting=ana.centre)
    for mobility in (*out, back):
        mobility.steps.update(ready_at=NOW)
    BlueprintStep.objects.filter(pk__in=[step.plan_id for step in back.steps.all()[::3]]).update(private=True)
    return out[0], out[1], back


def owed(person):
    """What a person can do now, worked out mobility by mobility from their seats."""
    found = set()
    for mobility in Mobility.objects.with_people():
        seat = access.seat(person, mobility)
        for step in mobility.steps.ready().select_related("plan"):
            if step.owner in seat.owners and (step.plan.kind not in access.SIGNED or step.owner in seat.signs):
                found.add(step.pk)
    return found


def test_what_waits_for_anybody_is_what_their_seats_let_them_do(world):
    for person in User.objects.all():
        assert {step.pk for step in Step.objects.waiting_for(person)} == owed(person), person


def test_a_named_contact_signs_only_when_the_centre_says_so(world):
    mentor = CompanyContact.objects.get(company__name="Werkstatt", centre__name="BSZ Elbufer", function="mentor").person
    assert not Step.objects.waiting_for(mentor).filter(plan__kind__in=access.SIGNED).exists()

    Party.objects.filter(mobility=world[0], role=Role.HOST_SIGNATORY).update(person=mentor)

    assert not Step.objects.waiting_for(mentor).filter(plan__kind__in=access.SIGNED).exists()
    CompanyContact.objects.filter(person=mentor).update(may_sign=True)

    assert {step.pk for step in Step.objects.waiting_for(mentor)} == owed(mentor)
    assert Step.objects.waiting_for(mentor).filter(plan__kind__in=access.SIGNED).exists()


def test_everybody_sees_exactly_the_mobilities_at_which_they_have_a_seat(world):
    for person in [*User.objects.all(), make_user()]:
        seats = {row.pk for row in Mobility.objects.with_people() if access.seat(person, row) != access.Seat()}
        assert {row.pk for row in Mobility.objects.visible_to(person)} == seats, person


def test_coordinators_wait_for_what_others_owe_and_they_may_see(world):
    for person in User.objects.filter(centre_memberships__role=MemberRole.COORDINATOR):
        expected = set()
        for mobility in Mobility.objects.with_people():
            seat = access.seat(person, mobility)
            sides = {Owner.SENDING_COORDINATOR} if seat.coordinates else set()
            sides |= {Owner.HOSTING_COORDINATOR} if seat.hosts else set()
            for step in mobility.steps.ready().select_related("plan"):
                plain = not step.plan.private and step.plan.kind != Kind.PAYMENT
                if sides and step.owner not in sides and (seat.coordinates or plain):
                    expected.add(step.pk)
        found = {step.pk for step in Step.objects.waiting_for_others(posts(person))}
        assert found == expected, person
        for step in Step.objects.filter(pk__in=found).select_related("plan"):
            assert access.may_see(access.seat(person, Mobility.objects.with_people().get(pk=step.mobility_id)), step)


@pytest.mark.parametrize("left", [CentreMember, CompanyContact])
def test_nothing_waits_for_somebody_who_left(world, left):
    people = User.objects.filter(pk__in=left.objects.values("person")).exclude(wards__isnull=False)
    assert any(Step.objects.waiting_for(person).exists() for person in people)

    left.objects.update(ended_at=NOW)

    assert [
        person for person in people if Step.objects.waiting_for(person) or Mobility.objects.visible_to(person)
    ] == []


def test_nothing_waits_on_a_mobility_that_is_over(world):
    ana = world[0].planned_by
    before = Step.objects.waiting_for(ana).filter(mobility=world[0]).count()

    decision.move(world[0], Decision.CANCELLED, by=ana, at=NOW, reason="The apprentice fell ill.")

    assert before > 0
    assert not Step.objects.waiting_for(ana).filter(mobility=world[0]).exists()
    assert not Step.objects.waiting_for_others(posts(ana)).filter(mobility=world[0]).exists()


def test_a_step_can_be_done_from_the_day_on_which_the_last_one_before_it_was_closed():
    mobility = make_mobility()
    roadmap.recount(mobility, at=NOW)
    first = mobility.steps.ready().with_plan().filter(plan__needs=[], plan__kind=Kind.TASK).first()
    after = next(step for step in mobility.steps.with_plan() if step.plan.needs == [first.plan.key])
    later = NOW + timedelta(days=9)

    roadmap.complete(first, by=mobility.planned_by, at=later)

    first.refresh_from_db()
    after.refresh_from_db()
    assert (first.ready_at, after.ready_at) == (NOW, later)


def test_what_is_done_once_for_several_stands_there_once_the_most_urgent_one():
    mobility = make_mobility()
    make_copies(mobility, 3)
    ana = mobility.planned_by
    shared = mobility.steps.exclude(shared_key="").ready().first()
    mobility.steps.filter(pk=shared.pk).update(due_on=date(2029, 1, 1))

    found = Step.objects.waiting_for(ana).once().filter(shared_key=shared.shared_key)

    assert Step.objects.waiting_for(ana).filter(shared_key=shared.shared_key).count() == 4
    assert [step.due_on < date(2029, 1, 1) for step in found] == [True]
    assert Step.objects.waiting_for(ana).filter(shared_key="").count() == (
        Step.objects.waiting_for(ana).once().filter(shared_key="").count()
    )


def test_posts_take_one_query_beside_the_memberships(world, django_assert_num_queries):
    ana = world[0].planned_by
    memberships = list(CentreMember.objects.current().filter(person=ana))

    with django_assert_num_queries(1):
        found = posts(ana, memberships)

    assert (found.coordinates, found.companies, found.own) == ((ana.centre.pk,), {}, (world[1].pk,))
