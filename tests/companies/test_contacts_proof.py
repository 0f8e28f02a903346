"""A contact's address moves after asking who it is; the rest of the form asks nothing."""

import pytest
from django.urls import reverse

from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_an_hour_after_sign_in_another_address_is_asked_about_and_another_position_is_not(
    client, coordinator, time_machine
):
    company = make_company("Metal Bierzo", coordinator.centre)
    contact = make_contact(company, coordinator.centre, position="Manager")
    typed = {
        "first_name": contact.person.first_name,
        "last_name": contact.person.last_name,
        "email": contact.person.email,
        "language": contact.person.language,
        "functions": [contact.function],
    }
    client.force_login(coordinator)
    page = reverse("companies:contact-edit", args=[contact.pk])
    time_machine.shift(3600)

    position = client.post(page, typed | {"position": "Owner"})
    address = client.post(page, typed | {"position": "Nobody", "email": "mine@evil.example"})

    assert position.url == reverse("companies:detail", args=[company.pk])
    assert address.url.startswith(reverse("account_reauthenticate"))
    contact.refresh_from_db()
    assert (contact.position, contact.person.email) == ("Owner", typed["email"])
