"""The way in: from the message to the first sign-in."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from centres.actions import member as members
from centres.models import Network, NetworkMember
from doallvet.accounts import actions, links
from doallvet.accounts.models import PersonalLink
from tests.accounts.mails import code_in, last_mail, link_in
from tests.factories import make_coordinator, make_user

pytestmark = pytest.mark.django_db

LEO = {"email": "leo@sil.example", "first_name": "Leo", "last_name": "Ríos", "role": "teacher", "language": "en"}


@pytest.fixture
def coordinator():
    return make_coordinator(first_name="Ana", last_name="Prada")


@pytest.fixture
def member(coordinator):
    return members.invite(coordinator.centre, by=coordinator, at=timezone.now(), **LEO)


def test_the_message_says_who_invites_to_what_and_leads_to_the_page(client, coordinator, member):
    mail = last_mail(member.person)

    assert mail.subject == f"Invitation to {coordinator.centre}"
    assert f"Ana Prada invites you to take part in doALLVET for {coordinator.centre} as: teacher." in mail.text
    page = client.get(link_in(mail), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Ana Prada invites you" in text
    assert "leo@sil.example" in text
    assert "no-store" in page["Cache-Control"]


def test_reading_the_page_changes_nothing(client, member):
    address = link_in(last_mail(member.person))

    for _ in range(3):
        assert client.get(address, follow=True).status_code == 200
        assert client.head(address, follow=True).status_code == 200

    member.refresh_from_db()
    assert member.accepted_at is None
    assert PersonalLink.objects.get().used_at is None


def test_accepting_leads_to_a_code_and_the_code_into_the_account(client, coordinator, member):
    page = client.get(link_in(last_mail(member.person))).url

    accepted = client.post(page, follow=True)

    member.refresh_from_db()
    assert member.accepted_at is not None
    assert member.person.emailaddress_set.get().verified
    assert PersonalLink.objects.get().used_at is not None
    assert 'value="leo@sil.example"' in accepted.content.decode()
    assert "_auth_user_id" not in client.session

    asked = client.post(reverse("account_request_login_code"), {"email": "leo@sil.example"})
    client.post(asked.url, {"code": code_in(last_mail(member.person))})
    assert client.get(reverse("centres:detail", args=[coordinator.centre.pk])).status_code == 200


def test_accepting_twice_is_accepting_once(client, member):
    page = client.get(link_in(last_mail(member.person))).url
    client.post(page)
    member.refresh_from_db()
    first = member.accepted_at

    again = client.post(page, follow=True)

    member.refresh_from_db()
    assert member.accepted_at == first
    assert "You accepted the invitation" in again.content.decode()


def test_an_address_that_became_somebody_elses_is_told_and_nothing_is_accepted(client, member):
    EmailAddress.objects.create(user=make_user(), email="leo@sil.example", verified=True)
    page = client.get(link_in(last_mail(member.person))).url

    answer = client.post(page, follow=True)

    member.refresh_from_db()
    assert (answer.status_code, member.accepted_at) == (200, None)
    assert "This address belongs to another account by now." in answer.content.decode()


def test_another_browser_needs_the_link_itself(client, member):
    links.make("invitation", person=member.person, subject=member, by=None, at=timezone.now())
    page = reverse("link-invitation", args=[PersonalLink.objects.get().pk])

    assert client.get(page).url == reverse("link-closed")
    assert client.post(page).url == reverse("link-closed")
    member.refresh_from_db()
    assert member.accepted_at is None


def test_a_withdrawn_invitation_opens_nothing(client, coordinator, member):
    address = link_in(last_mail(member.person))
    members.end(member, by=coordinator, at=timezone.now())

    assert client.get(address).url == reverse("link-closed")


def test_a_withdrawn_invitation_is_not_sent(coordinator, member):
    members.end(member, by=coordinator, at=timezone.now())

    assert last_mail(member.person) is None


def test_a_link_ends_when_the_address_changes(client, member):
    address = link_in(last_mail(member.person))
    actions.change_address(member.person, "other@sil.example", at=timezone.now())

    assert client.get(address).url == reverse("link-closed")


def test_a_link_to_something_else_opens_no_invitation(client, member):
    address = links.make("answer", person=member.person, subject=member, by=None, at=timezone.now())
    client.get(address.removeprefix("http://testserver"))

    answer = client.post(reverse("link-invitation", args=[PersonalLink.objects.get().pk]))

    member.refresh_from_db()
    assert (answer.url, member.accepted_at) == (reverse("link-closed"), None)


def test_a_network_manager_comes_in_the_same_way(client):
    network, admin = Network.objects.create(name="Red"), make_user()
    member = members.invite_manager(
        network, email="carmen@red.example", first_name="Carmen", by=admin, at=timezone.now()
    )
    page = client.get(link_in(last_mail(member.person))).url

    client.post(page)

    assert NetworkMember.objects.current().get().person.email == "carmen@red.example"


def test_who_is_signed_in_as_somebody_else_is_told(client, coordinator, member):
    client.force_login(coordinator)
    page = client.get(link_in(last_mail(member.person))).url

    text = client.post(page, follow=True).content.decode()

    assert "This browser is signed in as Ana Prada. Sign out first" in text


def test_invitations_are_written_in_the_language_of_the_person(coordinator):
    member = members.invite(coordinator.centre, by=coordinator, at=timezone.now(), **LEO | {"language": "es"})

    assert last_mail(member.person).language == "es"


def test_an_old_invitation_is_not_sent_any_more(coordinator):
    made = timezone.now() - timedelta(days=15)
    member = members.invite(coordinator.centre, by=coordinator, at=made, **LEO)

    assert last_mail(member.person) is None
