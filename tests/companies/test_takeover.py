"""Whoever writes another address can enter as that person: names and addresses of others stay."""

import pytest
from django.urls import reverse

from centres.models import Network, NetworkMember
from companies.actions import contact as contacts
from companies.models import CompanyContact
from companies.rules.contact import ContactParticulars
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from tests.factories import NOW, TODAY, make_apprentice, make_centre, make_company, make_member, make_user

pytestmark = pytest.mark.django_db


def apprentice_elsewhere(centre):
    return make_apprentice(make_centre(), left_on=TODAY).person


def colleague(centre):
    return make_member(centre).person


def network_manager(centre):
    network = Network.objects.create(name="Red dual")
    return NetworkMember.objects.create(network=network, person=make_user(), invited_at=NOW).person


def administrator(centre):
    return make_user(is_staff=True)


@pytest.mark.parametrize("whose", [apprentice_elsewhere, colleague, network_manager, administrator])
def test_nobody_takes_over_an_account_by_noting_its_owner_as_a_contact(client, coordinator, whose):
    person = whose(coordinator.centre)
    company = make_company("Metal Bierzo", coordinator.centre)
    names = {"first_name": person.first_name, "last_name": person.last_name}
    typed = names | {"functions": ["signatory"], "email": person.email, "language": "en"}
    client.force_login(coordinator)
    client.post(reverse("companies:contact-new", args=[company.pk]), typed)
    contact = CompanyContact.objects.get(person=person)
    address = reverse("companies:contact-edit", args=[contact.pk])

    page = client.get(address).content.decode()
    client.post(address, typed | {"email": "mine@evil.example"})

    known = ContactParticulars(functions=("signatory",), email="mine@evil.example", **names)
    with pytest.raises(Refused, match="name, e-mail address and phone stay as they are"):
        contacts.change(contact, known, by=coordinator, at=NOW)
    assert "This person works at a centre or is known to other organisations, too" in page
    assert User.objects.get(pk=person.pk).email == person.email
