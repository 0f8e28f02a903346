"""Eight clicks at the same moment: one effect."""

import pytest
from django.db import connection
from django.urls import reverse

from centres.models import Apprentice
from companies.models import Company, CompanyContact, Site, TrainingContract
from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.centres.test_races import ALL, at_once, post
from tests.centres.typed import person
from tests.companies.test_companies import METAL
from tests.companies.test_contacts import ROSA
from tests.companies.test_contracts import TYPED
from tests.companies.test_sites import SITE
from tests.factories import make_apprentice, make_company, make_contact, make_coordinator

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the tests' SQLite lives in the memory of one process"
    ),
]


def eight(coordinator, name, *ids, data=None, query=""):
    page = reverse(name, args=ids) + query
    return at_once(*[post(coordinator, page, data) for _click in range(ALL)])


def test_one_company_with_one_site(coordinator):
    answers = eight(coordinator, "companies:new", data=METAL | {"register_number": ""})

    assert answers == [302] + [409] * (ALL - 1)
    assert (Company.objects.count(), Site.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_two_centres_add_the_company_with_the_same_number_once(coordinator):
    other = make_coordinator()
    page = reverse("companies:new")

    answers = at_once(*[post(one, page, METAL | {"city": f"Town {one.pk}"}) for one in (coordinator, other) * 4])

    assert set(answers) <= {302, 409, 422}
    assert (answers.count(302), Company.objects.count()) == (1, 1)


def test_one_site_and_one_change(coordinator):
    company = make_company("Werkstatt", coordinator.centre)

    answers = eight(coordinator, "companies:site-new", company.pk, data=SITE | {"version": 1})

    assert (answers, Site.objects.count()) == ([302] + [409] * (ALL - 1), 1)


def test_one_contact_and_one_person(coordinator):
    company = make_company("Metal Bierzo", coordinator.centre)

    answers = eight(coordinator, "companies:contact-new", company.pk, data=ROSA | {"email": ""})

    assert answers == [302] * ALL
    assert (CompanyContact.objects.count(), User.objects.filter(last_name="Vega").count()) == (1, 1)


def test_one_invitation(coordinator):
    contact = make_contact(make_company("Metal Bierzo", coordinator.centre), coordinator.centre)

    answers = eight(coordinator, "companies:contact-invite", contact.pk)

    assert (answers, Notice.objects.count()) == ([302] * ALL, 1)


def test_one_contract(coordinator):
    lucia = make_apprentice(coordinator.centre)
    company = make_company("Metal Bierzo", coordinator.centre)

    answers = eight(coordinator, "companies:contract-new", lucia.pk, data=TYPED, query=f"?employer={company.pk}")

    assert (answers, TrainingContract.objects.count()) == ([302] * ALL, 1)


def test_one_apprentice(coordinator):
    answers = eight(coordinator, "centres:apprentice-new", data=person(email=""))

    assert (answers, Apprentice.objects.count(), Event.objects.count()) == ([302] + [422] * (ALL - 1), 1, 1)


def test_one_change_of_an_apprentice(coordinator):
    lucia = make_apprentice(coordinator.centre)

    answers = eight(coordinator, "centres:apprentice-edit", lucia.pk, data=person(version=1, email=""))

    assert (answers, Event.objects.count()) == ([302] + [409] * (ALL - 1), 1)
