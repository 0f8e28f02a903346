"""Whom a centre knows at a company: adding, changing, ending, inviting."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse

from companies.actions import contact as contacts
from companies.choices import Function
from companies.models import CompanyContact
from companies.rules.contact import ContactParticulars
from doallvet.accounts import invitations, links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.factories import NOW, make_centre, make_company, make_contact, make_site, make_user

pytestmark = pytest.mark.django_db

ROSA = {
    "first_name": "Rosa",
    "last_name": "Vega",
    "functions": ["signatory"],
    "email": "rosa@metalbierzo.example",
    "phone": "600 111 222",
    "position": "Manager",
    "site": "",
    "language": "es",
}
KNOWN = ContactParticulars(
    first_name="Rosa", last_name="Vega", functions=("signatory",), email="rosa@metalbierzo.example", language="es"
)


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


@pytest.fixture
def company(coordinator):
    return make_company("Metal Bierzo", coordinator.centre)


def add(client, company, **fields):
    return client.post(reverse("companies:contact-new", args=[company.pk]), ROSA | fields)


def change(client, contact, **fields):
    return client.post(reverse("companies:contact-edit", args=[contact.pk]), ROSA | fields)


def functions(company):
    return list(CompanyContact.objects.current().filter(company=company).values_list("function", flat=True))


def test_a_contact_is_noted_once_however_often_it_is_sent(client, ana, company):
    site = make_site(company)

    first = add(client, company, site=site.pk)
    add(client, company, site=site.pk)

    row = CompanyContact.objects.get()
    assert (first.status_code, row.centre, row.site, row.function) == (302, ana.centre, site, "signatory")
    assert (str(row.person), row.person.email, str(row.phone)) == (
        "Rosa Vega",
        "rosa@metalbierzo.example",
        "+34600111222",
    )
    assert (row.person.language, row.position, row.may_sign) == ("es", "Manager", False)
    assert list(Event.objects.values_list("verb", "story_id")) == [("contact_added", company.pk)]


def test_one_person_may_have_several_functions(client, ana, company):
    add(client, company, functions=["signatory", "mentor"])

    page = client.get(reverse("companies:detail", args=[company.pk])).content.decode()

    assert functions(company) == ["mentor", "signatory"]
    assert CompanyContact.objects.values("person").distinct().count() == 1
    assert page.count('<p class="person-name">Rosa Vega') == 1
    assert "signs for the company" in page


def test_somebody_without_an_address_is_known_again_by_the_name(client, ana, company):
    add(client, company, email="")
    add(client, company, email="", functions=["mentor"], first_name="ROSA")

    assert User.objects.filter(last_name="Vega").count() == 1


def test_the_same_person_at_another_centre_is_a_row_of_its_own(coordinator, stranger, company):
    company.centres.add(stranger.centre)

    ours = contacts.add(company, coordinator.centre, KNOWN, by=coordinator, at=NOW)
    theirs = contacts.add(company, stranger.centre, KNOWN, by=stranger, at=NOW)

    assert (ours[0].person, ours[0].pk == theirs[0].pk) == (theirs[0].person, False)


def test_an_address_of_somebody_with_another_name_is_refused(client, ana, company):
    make_user("rosa@metalbierzo.example", first_name="Heike", last_name="Vogel")

    answer = add(client, company)

    text = answer.content.decode()
    assert (answer.status_code, CompanyContact.objects.count(), "Vogel" in text) == (422, 0, False)
    assert "This address belongs to somebody with another name." in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "x" * 300),
        ("last_name", ""),
        ("functions", []),
        ("functions", ["director"]),
        ("email", "no address"),
        ("phone", "12"),
        ("site", "999999"),
        ("position", "x" * 300),
        ("language", "xx"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_written(client, ana, company, field, value):
    answer = add(client, company, **{field: value})

    assert (answer.status_code, CompanyContact.objects.count(), User.objects.filter(last_name="Vega").count()) == (
        422,
        0,
        0,
    )


def test_a_site_of_another_company_is_refused(client, ana, company):
    other = make_site(make_company("Other", ana.centre))

    assert add(client, company, site=other.pk).status_code == 422


def test_functions_that_were_taken_away_end(client, ana, company):
    add(client, company, functions=["signatory", "mentor"])
    mentor = CompanyContact.objects.get(function="mentor")

    answer = change(client, mentor, functions=["mentor", "deputy"], position="Foreman", may_sign="on")

    assert (answer.status_code, functions(company)) == (302, ["deputy", "mentor"])
    rows = CompanyContact.objects.current().values_list("position", "may_sign")
    assert list(rows) == [("Foreman", True), ("Foreman", True)]
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "contact_added",
        "contact_added",
        "contact_ended",
        "contact_changed",
        "contact_added",
    ]


def test_an_own_contact_gets_another_name_and_address(client, ana, company):
    add(client, company)
    contact = CompanyContact.objects.get()
    link = links.make("invitation", person=contact.person, subject=contact, by=ana, at=NOW)

    answer = change(client, contact, last_name="Vega Ríos", email="rosa.vega@metalbierzo.example")

    person = User.objects.get(pk=contact.person_id)
    assert (answer.status_code, str(person), person.email) == (302, "Rosa Vega Ríos", "rosa.vega@metalbierzo.example")
    assert client.get(link).url == reverse("link-closed")
    assert Event.objects.get(verb="contact_renamed").before == {
        "name": "Rosa Vega",
        "email": "rosa@metalbierzo.example",
    }


def test_whom_others_know_too_keeps_name_and_address(client, ana, stranger, company):
    add(client, company)
    contact = CompanyContact.objects.get()
    make_contact(company, stranger.centre, person=contact.person)

    answer = change(client, contact, email="mine@evil.example", first_name="Eva", position="Owner")

    contact.refresh_from_db()
    assert (answer.status_code, contact.position) == (302, "Owner")
    assert (str(contact.person), contact.person.email) == ("Rosa Vega", "rosa@metalbierzo.example")
    other = ContactParticulars(first_name="Eva", last_name="Mala", functions=("mentor",), email="mine@evil.example")
    with pytest.raises(Refused, match="also belongs to another organisation"):
        contacts.change(contact, other, by=ana, at=NOW)


def test_ending_the_last_role_ends_sessions_and_links(client, coordinator, company):
    contact = make_contact(company, coordinator.centre)
    make_contact(company, coordinator.centre, function=Function.MENTOR, person=contact.person)
    client.post(reverse("account_login"), {"login": contact.person.email, "password": "secret-word"})
    address = links.make("invitation", person=contact.person, subject=contact, by=None, at=NOW)
    assert UserSession.objects.filter(user=contact.person).count() == 1

    contacts.end(contact, by=coordinator, at=NOW)
    contacts.end(contact, by=coordinator, at=NOW)

    assert (functions(company), UserSession.objects.filter(user=contact.person).count()) == ([], 0)
    assert client.get(address).url == reverse("link-closed")
    assert list(Event.objects.values_list("verb", flat=True)) == ["contact_ended", "contact_ended"]


def test_somebody_whom_another_centre_knows_stays_signed_in(client, coordinator, stranger, company):
    contact = make_contact(company, coordinator.centre)
    other = make_contact(company, stranger.centre, person=contact.person)
    client.post(reverse("account_login"), {"login": contact.person.email, "password": "secret-word"})
    address = links.make("invitation", person=contact.person, subject=other, by=None, at=NOW)

    contacts.end(contact, by=coordinator, at=NOW)

    assert UserSession.objects.filter(user=contact.person).count() == 1
    assert client.get(address).url != reverse("link-closed")
    assert CompanyContact.objects.current().get() == other


def test_ending_is_asked_first(client, ana, company):
    contact = make_contact(company, ana.centre)
    address = reverse("companies:contact-end", args=[contact.pk])

    asked = client.get(address)
    before = CompanyContact.objects.current().count()
    client.post(address)
    again = client.post(address)

    assert (asked.status_code, before, again.status_code, functions(company)) == (200, 1, 404, [])


def test_an_invitation_is_owed_once_in_ten_minutes(coordinator, company):
    contact = make_contact(company, coordinator.centre)

    for minutes in (0, 1, 11):
        contacts.invite(contact, by=coordinator, at=NOW + timedelta(minutes=minutes))

    assert (
        list(Notice.objects.values_list("kind", "person", "subject_label", "subject_id"))
        == [("invitation", contact.person_id, "companies.companycontact", contact.pk)] * 2
    )


def test_without_an_address_nobody_is_invited(client, ana, company):
    contact = make_contact(company, ana.centre)
    User.objects.filter(pk=contact.person_id).update(email=None)

    answer = client.post(reverse("companies:contact-invite", args=[contact.pk]), follow=True)

    assert "has no e-mail address: write one first." in answer.content.decode()
    assert Notice.objects.count() == 0


def test_an_invitation_is_accepted_for_all_functions(client, ana, company):
    contact = make_contact(company, ana.centre)
    mentor = make_contact(company, ana.centre, function=Function.MENTOR, person=contact.person)
    EmailAddress.objects.filter(user=contact.person).update(verified=False)
    client.post(reverse("companies:contact-invite", args=[contact.pk]))
    client.logout()
    found = invitations.find("companies.companycontact", contact.pk)
    address = links.make("invitation", person=contact.person, subject=contact, by=ana, at=NOW)

    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0])
    client.post(page.redirect_chain[-1][0])

    for row in (contact, mentor):
        row.refresh_from_db()
    assert (found.organisation, found.role, found.invited_by) == (
        "Metal Bierzo (CIFP Río Sil)",
        "mentor or trainer, signs for the company",
        ana,
    )
    assert (contact.accepted_at, mentor.accepted_at) == (NOW, NOW)
    assert EmailAddress.objects.get(user=contact.person).verified is True
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["contact_invited", "contact_accepted"]


def test_an_ended_contact_has_no_invitation(coordinator, company):
    contact = make_contact(company, coordinator.centre, ended_at=NOW)

    assert invitations.find("companies.companycontact", contact.pk) is None


def test_a_centre_that_does_not_work_with_the_company_adds_nobody(client, ana, stranger):
    theirs = make_company("Theirs", stranger.centre)
    mixed = make_company("Mixed", ana.centre)

    statuses = [add(client, theirs).status_code, add(client, mixed, centre=make_centre().pk).status_code]

    assert (statuses, CompanyContact.objects.count()) == ([404, 404], 0)
