"""The seat of a person at a mobility, and what it lets them see and do."""

from datetime import date

import pytest

from centres.models import Apprentice, CentreMember, Guardian
from companies.choices import Function
from companies.models import CompanyContact
from mobilities import access
from mobilities.actions import asking
from mobilities.choices import Decision, Role
from mobilities.choices import Owner as Acts
from mobilities.models import Mobility, Party
from tests.factories import NOW, make_contact, make_coordinator, make_member, make_user
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


def seat(stay, person, memberships=None):
    return access.seat(person, stay.fresh(), memberships)


def may(predicate, stay, person, *keys):
    """Of these steps, those for which the predicate holds for the person."""
    here = seat(stay, person)
    return {key for key in keys if predicate(here, stay.step(key))}


@pytest.mark.parametrize(
    ("who", "owners", "signs"),
    [
        ("ana", {Acts.SENDING_COORDINATOR}, {Acts.SENDING_COORDINATOR}),
        ("ines", {Acts.SENDING_COORDINATOR}, {Acts.SENDING_COORDINATOR}),
        ("jonas", {Acts.HOSTING_COORDINATOR}, {Acts.HOSTING_COORDINATOR}),
        ("rosa", {Acts.HOME_EMPLOYER}, {Acts.HOME_EMPLOYER}),
        ("paco", {Acts.HOME_EMPLOYER}, set()),
        ("heike", {Acts.HOST_COMPANY}, {Acts.HOST_COMPANY}),
        ("timo", {Acts.HOST_COMPANY}, set()),
        ("lucia", {Acts.APPRENTICE}, {Acts.APPRENTICE}),
        ("raul", set(), set()),
        ("marta", set(), set()),
    ],
)
def test_a_seat_follows_from_where_a_person_belongs(stay, who, owners, signs):
    found = seat(stay, getattr(stay, who))

    assert (found.owners, found.signs) == (owners, signs)


def test_a_guardian_sits_there_for_the_child():
    stay = Stay(born_on=date(2010, 5, 1))

    found = seat(stay, stay.pilar)

    assert (found.owners, found.signs, found.reads_roadmap) == ({Acts.GUARDIAN}, {Acts.GUARDIAN}, True)


def test_teachers_and_viewers_are_told_apart(stay):
    teacher, viewer = seat(stay, stay.raul), seat(stay, stay.marta)

    assert (teacher.teaches_for, teacher.reads_roadmap) == ({Acts.SENDING_COORDINATOR}, True)
    assert (viewer.views, viewer.reads_roadmap) == (True, False)


def test_a_stranger_has_no_seat(stay):
    for person in (make_user(), make_coordinator()):
        assert seat(stay, person) == access.Seat()


def test_who_left_the_centre_or_the_company_has_no_seat_though_still_named(stay):
    CentreMember.objects.filter(person__in=[stay.ana, stay.jonas]).update(ended_at=NOW)
    CompanyContact.objects.filter(person__in=[stay.rosa, stay.timo]).update(ended_at=NOW)

    assert {seat(stay, person) for person in (stay.ana, stay.jonas, stay.rosa, stay.timo)} == {access.Seat()}


def test_who_was_only_invited_has_no_seat(stay):
    member = make_member(stay.centre)
    CentreMember.objects.filter(pk=member.pk).update(accepted_at=None)

    assert seat(stay, member.person) == access.Seat()


def test_a_contact_counts_only_where_a_centre_of_the_mobility_knows_it(stay):
    elsewhere = make_contact(stay.host, Stay().centre).person

    assert seat(stay, elsewhere) == access.Seat()


def test_a_contact_who_is_not_named_acts_for_the_company_too(stay):
    colleague = make_contact(stay.host, stay.hosting, Function.SIGNATORY).person

    assert seat(stay, colleague).signs == {Acts.HOST_COMPANY}


def test_delegation_lets_a_mentor_sign(stay):
    CompanyContact.objects.filter(person=stay.timo).update(may_sign=True)

    assert seat(stay, stay.timo).signs == {Acts.HOST_COMPANY}


def test_who_is_named_as_a_signatory_signs_only_as_the_contact_says(stay):
    deputy = make_contact(stay.host, stay.hosting, Function.DEPUTY).person
    Party.objects.filter(mobility=stay.mobility, role=Role.HOST_SIGNATORY).update(person=stay.timo, deputy=deputy)
    assert {person: seat(stay, person).signs for person in (stay.timo, deputy)} == {stay.timo: set(), deputy: set()}

    CompanyContact.objects.filter(person=deputy).update(may_sign=True)

    assert seat(stay, deputy).signs == {Acts.HOST_COMPANY}


def test_who_signs_no_more_signs_nothing_on_stays_that_run(stay):
    CompanyContact.objects.filter(person=stay.heike).update(function=Function.MENTOR)

    assert (seat(stay, stay.heike).owners, seat(stay, stay.heike).signs) == ({Acts.HOST_COMPANY}, set())
    assert asking.signers(stay.fresh(), Acts.HOST_COMPANY) == []


def test_one_person_may_act_for_several(stay):
    make_contact(stay.employer, stay.centre, person=stay.heike)

    found = seat(stay, stay.heike)

    assert (found.owners, found.signs) == ({Acts.HOST_COMPANY, Acts.HOME_EMPLOYER},) * 2


@pytest.mark.parametrize(
    ("model", "over"), [(Guardian, {"ended_at": NOW}), (Apprentice, {"born_on": date(2007, 5, 4)})]
)
def test_whose_time_as_guardian_is_over_keeps_no_part_of_it_in_another_role(model, over):
    stay = Stay(born_on=date(2010, 5, 1))
    make_contact(stay.host, stay.hosting, Function.MENTOR, person=stay.pilar)
    assert seat(stay, stay.pilar).signs == {Acts.GUARDIAN}

    model.objects.update(**over)

    assert (seat(stay, stay.pilar).owners, seat(stay, stay.pilar).signs) == ({Acts.HOST_COMPANY}, set())


def test_memberships_at_hand_save_a_query(stay, django_assert_num_queries):
    mobility = stay.fresh()
    list(mobility.parties.all())
    here = list(CentreMember.objects.current().filter(person=stay.ana))

    with django_assert_num_queries(1):
        assert access.seat(stay.ana, mobility, here).coordinates
    with django_assert_num_queries(2):
        assert access.seat(stay.ana, mobility).coordinates


def test_each_sees_what_concerns_them_and_nobody_else_private_or_money():
    stay = Stay(born_on=date(2010, 5, 1))
    keys = ("P01", "R03", "G02", "G03", "G09", "D12")  # G09 is private, D12 is a payment

    seen = {
        who: may(access.may_see, stay, getattr(stay, who), *keys)
        for who in ("ana", "jonas", "raul", "rosa", "heike", "lucia", "pilar", "marta")
    }

    assert seen == {
        "ana": set(keys),
        "jonas": {"P01", "R03", "G02", "G03"},
        "raul": {"P01", "R03", "G02", "G03"},
        "rosa": {"G02"},
        "heike": {"G03"},
        "lucia": {"P01", "R03", "G02", "G03", "G09", "D12"},
        "pilar": {"P01", "R03", "G02", "G03", "G09", "D12"},
        "marta": set(),
    }


def test_each_closes_ones_own_and_signs_only_who_may(stay):
    keys = ("P01", "P04", "R03", "G02", "G03", "A02")  # task, signature, paper, release, approval, task of the host

    closed = {
        who: may(access.may_complete, stay, getattr(stay, who), *keys)
        for who in ("ana", "raul", "rosa", "heike", "timo", "lucia")
    }

    assert closed == {
        "ana": set(keys),
        "raul": {"P01"},
        "rosa": {"G02"},
        "heike": {"G03", "A02"},
        "timo": {"A02"},
        "lucia": {"R03"},
    }


def test_companies_and_guardians_answer_what_is_asked_of_them():
    stay = Stay(born_on=date(2010, 5, 1))
    keys = ("G02", "G03", "G08", "G10", "R03", "P01", "A02")

    asked = {
        who: may(access.may_answer, stay, getattr(stay, who), *keys)
        for who in ("ana", "rosa", "paco", "heike", "pilar", "lucia")
    }

    assert asked == {
        "ana": set(),
        "rosa": {"G02"},
        "paco": set(),
        "heike": {"G03"},
        "pilar": {"G08", "G10"},
        "lucia": set(),
    }


def test_papers_are_looked_at_by_coordinators_the_hosts_by_both(stay):
    keys = ("R03", "D02", "A02")

    assert may(access.may_review, stay, stay.ana, *keys) == set(keys)
    assert may(access.may_review, stay, stay.jonas, *keys) == {"D02", "A02"}
    assert may(access.may_review, stay, stay.raul, *keys) == set()


def test_a_tick_closes_ones_own_simple_step_when_it_is_its_turn(stay):
    keys = ("P01", "P03", "P04", "R03", "D04", "G01")  # ready, blocked, signature, of another, task, own paper
    stay.mobility.steps.filter(plan__key__in=["P01", "P04", "R03", "D04", "G01"]).update(waits=0)

    assert may(access.may_tick, stay, stay.ana, *keys) == {"P01", "D04", "G01"}

    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)
    assert may(access.may_tick, stay, stay.ana, *keys) == set()


def test_the_second_person_of_a_waiver(stay):
    assert list(access.second_people(stay.mobility, stay.ana)) == [stay.ines]

    CentreMember.objects.filter(person=stay.ines).update(ended_at=NOW)
    admin = make_user(is_staff=True)

    assert list(access.second_people(stay.mobility, stay.ana)) == [admin]


def test_who_has_a_seat_finds_the_mobility_among_theirs(stay):
    people = [getattr(stay, name) for name in ("ana", "jonas", "rosa", "paco", "lucia", "raul", "marta")]
    people += [make_user(), make_coordinator()]

    found = [Mobility.objects.visible_to(person).filter(pk=stay.mobility.pk).exists() for person in people]

    assert [seat(stay, person).sits for person in people] == found == [True] * 7 + [False] * 2
