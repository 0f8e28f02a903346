"""Signing in by code and by password; nobody signs up."""

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from doallvet.accounts.models import User
from doallvet.outbox.models import Mail
from tests.accounts.mails import code_in, last_mail
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_a_password_opens_the_account(client):
    person = make_user("ana@sil.example")

    answer = client.post(reverse("account_login"), {"login": "Ana@sil.example", "password": "secret-word"})

    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in_as(client) == str(person.pk)


def test_behind_a_proxy_the_address_of_the_person_counts(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = make_user("ana@sil.example")

    client.post(
        reverse("account_login"),
        {"login": "ana@sil.example", "password": "secret-word"},
        headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"},
        REMOTE_ADDR="10.0.0.1",
    )

    assert list(UserSession.objects.filter(user=person).values_list("ip", flat=True)) == ["203.0.113.7"]


def test_a_wrong_password_opens_nothing_and_tells_nothing(client):
    make_user("ana@sil.example")
    page = reverse("account_login")

    wrong = client.post(page, {"login": "ana@sil.example", "password": "guess"})
    unknown = client.post(page, {"login": "nobody@sil.example", "password": "guess"})

    assert signed_in_as(client) is None
    assert [wrong.status_code, unknown.status_code] == [200, 200]
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_code_by_e_mail_opens_the_account_and_confirms_the_address(client):
    person = make_user("ana@sil.example")
    person.emailaddress_set.update(verified=False)

    asked = client.post(reverse("account_request_login_code"), {"email": "ana@sil.example"})
    answer = client.post(asked.url, {"code": code_in(last_mail(person))})

    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in_as(client) == str(person.pk)
    assert person.emailaddress_set.get().verified


def test_a_wrong_code_opens_nothing(client):
    make_user("ana@sil.example")
    asked = client.post(reverse("account_request_login_code"), {"email": "ana@sil.example"})

    client.post(asked.url, {"code": "WRONG1"})

    assert signed_in_as(client) is None


def test_an_unknown_address_gets_the_same_page_and_no_message(client):
    make_user("ana@sil.example")
    page = reverse("account_request_login_code")

    known = client.post(page, {"email": "ana@sil.example"})
    unknown = client.post(page, {"email": "nobody@sil.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Mail.objects.exclude(address="ana@sil.example").count() == 0


def test_nobody_signs_up(client):
    data = {"email": "new@sil.example", "password1": "a-long-secret-word", "password2": "a-long-secret-word"}

    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), data)

    assert page.status_code == 200
    assert "<form" not in page.content.decode().split("<main")[1]
    assert not User.objects.exists()


def test_a_person_who_may_not_enter_any_more_stays_outside(client):
    make_user("ana@sil.example", is_active=False)

    client.post(reverse("account_login"), {"login": "ana@sil.example", "password": "secret-word"})

    assert signed_in_as(client) is None


def test_who_wants_to_sign_up_reads_how_accounts_come(client):
    page = client.get(reverse("account_signup"))

    assert "the coordinator of your VET centre sends you a message with a link" in page.text
