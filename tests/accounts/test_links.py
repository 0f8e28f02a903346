"""Links that ran out, and fresh ones."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from doallvet.accounts import actions, links
from doallvet.accounts.models import PersonalLink
from doallvet.outbox.models import Notice
from tests.accounts.mails import last_mail, link_in
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    member = make_member(email="leo@sil.example")
    type(member).objects.update(accepted_at=None)
    return member


def made(member, days_ago):
    at = timezone.now() - timedelta(days=days_ago)
    address = links.make("invitation", person=member.person, subject=member, by=None, at=at, version="7")
    return address.removeprefix("http://testserver")


def ask_again(client):
    return client.post(reverse("link-again"), follow=True)


def shown(page):
    """What a page says, without the token that changes with every answer."""
    return [line for line in page.content.decode().splitlines() if "csrf" not in line]


def test_a_link_lives_for_14_days(client, member):
    assert client.get(made(member, 13)).url.startswith("/invitation/")
    assert client.get(made(member, 14)).url == reverse("link-closed")


def test_an_old_link_and_one_that_never_was_look_the_same(client, member):
    old, never = client.get(made(member, 20), follow=True), client.get("/l/never/", follow=True)

    assert (old.status_code, old.redirect_chain) == (410, never.redirect_chain)
    assert shown(old) == shown(never)
    assert set(old.cookies) == set(never.cookies)


def test_a_fresh_link_goes_to_the_registered_address(client, member):
    client.get(made(member, 20))

    ask_again(client)
    mail = last_mail(member.person)

    assert (mail.address, mail.subject) == ("leo@sil.example", "Your new link")
    old, new = PersonalLink.objects.order_by("pk")
    assert (old.replaced_by, new.purpose, new.version, new.subject_id) == (new, "invitation", "7", member.pk)
    assert client.get(link_in(mail), follow=True).status_code == 200


def test_asking_often_sends_one_message_an_hour(client, member):
    client.get(made(member, 20))
    for _ in range(5):
        ask_again(client)

    assert Notice.objects.count() == 1


def test_asking_tells_nothing(client, member):
    def answer(address):
        client.cookies.clear()
        client.get(address)
        return shown(ask_again(client))

    assert answer(made(member, 20)) == answer("/l/never/")


def test_a_link_that_was_ended_is_not_renewed(client, member):
    address = made(member, 1)
    actions.end_entry(member.person, at=timezone.now())
    client.get(address)
    ask_again(client)

    assert not Notice.objects.exists()


def test_without_a_link_nothing_is_owed(client):
    assert ask_again(client).status_code == 410
    assert not Notice.objects.exists()


def test_the_language_of_the_page_stays_in_the_portal(client):
    page = reverse("language")

    assert client.post(page, {"language": "es", "next": "/centres/"}).url == "/centres/"
    assert client.post(page, {"language": "es", "next": "https://evil.example/"}).url == "/"
