"""Access ends with what it came from: a membership, a contact, a guardianship, a part in a mobility."""

from datetime import date

import pytest
from django.urls import reverse

from centres.actions import guardian as guardians
from centres.actions import member as members
from centres.models import Apprentice, Guardian
from companies.actions import contact as contacts
from mobilities.actions import exchange
from mobilities.choices import Role
from mobilities.hosts import Host
from mobilities.models import Mobility
from tests.access.walk import Visitor
from tests.factories import NOW, make_company, make_site

pytestmark = pytest.mark.django_db


def sees(world, role, mobility=None):
    """Whether the mobility's page and its row in the list are there for the person of a role."""
    mobility = mobility or world.mobility
    visitor = Visitor(world.people[role])
    page = visitor.ask("GET", reverse("mobilities:detail", args=[mobility.pk]))
    listed = Mobility.objects.visible_to(world.people[role]).filter(pk=mobility.pk).exists()
    assert (page.status_code, listed) in {(200, True), (404, False)}
    return listed


def test_a_member_who_leaves_sees_nothing_more(worlds):
    home = worlds.home
    assert sees(home, "teacher")

    members.end(home.teacher, by=home.people["coordinator"], at=NOW)

    assert not sees(home, "teacher")


def test_who_is_still_named_on_a_mobility_but_left_the_centre_sees_nothing(worlds):
    assert worlds.home.parties["sending_coordinator"].person == worlds.home.people["former"]
    assert not sees(worlds.home, "former")


@pytest.mark.parametrize("role", ["employer", "host"])
def test_a_contact_that_ended_sees_nothing_more(worlds, role):
    home = worlds.home
    assert sees(home, f"{role}_signatory")

    contacts.end(home.rows[f"{role}_contact"], by=home.people["coordinator"], at=NOW)

    assert not sees(home, f"{role}_signatory")
    assert sees(home, f"{role}_mentor")


def test_a_guardian_who_ended_sees_nothing_more(worlds):
    home = worlds.home
    assert sees(home, "guardian")

    guardians.end(home.guardian, by=home.people["coordinator"], at=NOW)

    assert not sees(home, "guardian")


def test_a_guardian_sees_until_the_eighteenth_birthday(worlds):
    home = worlds.home
    born = Apprentice.objects.filter(pk=home.apprentice.pk)

    born.update(born_on=date(2008, 11, 24))
    assert sees(home, "guardian")
    born.update(born_on=date(2008, 11, 23))
    assert not sees(home, "guardian")


def test_a_grown_up_apprentice_may_let_a_guardian_keep_access(worlds):
    home = worlds.home
    guardian = Guardian.objects.get(pk=home.grown_guardian.pk)
    assert not sees(home, "grown_guardian", home.past)

    guardians.let_keep(guardian, True, by=home.people["classmate"], at=NOW)
    assert sees(home, "grown_guardian", home.past)

    guardians.let_keep(guardian, False, by=home.people["classmate"], at=NOW)
    assert not sees(home, "grown_guardian", home.past)


def test_a_guardian_of_two_sees_the_younger_one_only(worlds):
    home = worlds.home
    Guardian.objects.filter(pk=home.grown_guardian.pk).update(person=home.people["guardian"])
    home.past.parties.filter(role=Role.GUARDIAN).update(person=home.people["guardian"])

    answer = Visitor(home.people["guardian"]).ask("GET", reverse("mobilities:waiting"))

    assert (sees(home, "guardian"), sees(home, "guardian", home.past)) == (True, False)
    assert home.word("classmate") not in answer.content.decode()


def test_the_former_host_sees_nothing_of_the_mobility_any_more(worlds):
    home = worlds.home
    other = make_company("Another host", home.hosting, country="DE", city="Dresden")
    mobility = Mobility.objects.with_people().get(pk=home.mobility.pk)
    assert sees(home, "host_signatory")

    stamp = {"by": home.people["coordinator"], "at": NOW, "reason": "Burnt down"}
    exchange.set_company(mobility, Role.HOST_SIGNATORY, Host(other, make_site(other), home.hosting), **stamp)

    assert not sees(home, "host_signatory")
    assert not sees(home, "host_mentor")


def test_a_network_that_a_centre_left_is_not_told_of_it_any_more(worlds):
    home = worlds.home
    address = reverse("centres:network", args=[home.network.pk])
    manager = Visitor(home.people["manager"])
    assert home.sending.name in manager.ask("GET", address).content.decode()

    type(home.sending).objects.filter(pk=home.sending.pk).update(network=None)

    assert home.sending.name not in manager.ask("GET", address).content.decode()
