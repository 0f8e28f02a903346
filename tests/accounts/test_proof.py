"""Asking again who it is: what counts as a proof, how long it holds, and what becomes of what was typed."""

import time
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from centres.models import CentreMember
from doallvet.accounts.models import User
from tests.accounts.mails import code_in, last_mail
from tests.accounts.test_second_factor import SECRET, app_code
from tests.factories import make_apprentice, make_coordinator, make_guardian, make_user

pytestmark = pytest.mark.django_db

PASSWORD = {"password": "secret-word"}
LEO = {"email": "leo@sil.example", "first_name": "Leo", "last_name": "Vidal", "role": "teacher", "language": "en"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Time passes only where a test says so."""
    time_machine.move_to(time.time(), tick=False)
    return time_machine


@pytest.fixture
def coordinator(client):
    person = make_coordinator()
    client.post(reverse("account_login"), {"login": person.email, **PASSWORD})
    return person


@pytest.fixture
def page(coordinator):
    return reverse("centres:member-invite", args=[coordinator.centre.pk])


def without_password(client):
    """A coordinator of the demo who came in by a code."""
    person = make_coordinator()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    return person


def asking(name, page):
    return f"{reverse(name)}?{urlencode({'next': page})}"


def test_a_sign_in_is_a_proof_for_a_quarter_of_an_hour(client, page, clock):
    clock.shift(14 * 60)
    early = client.get(page)
    clock.shift(61)
    late = client.get(page)

    assert early.status_code == 200
    assert (late.status_code, late.url) == (302, asking("account_reauthenticate", page))


def test_a_session_that_does_not_say_when_it_began_is_asked(client, page, coordinator):
    session = client.session
    del session["account_authentication_methods"]
    session.save()

    assert client.get(page).url == asking("account_reauthenticate", page)


def test_the_right_password_leads_to_the_page_and_a_wrong_one_does_not(client, page, clock):
    clock.shift(3600)
    door = client.get(page).url

    wrong = client.post(door, {"password": "guess", "next": page})
    assert (wrong.status_code, client.get(page).status_code) == (200, 302)

    right = client.post(door, {**PASSWORD, "next": page})
    assert (right.status_code, right.url, client.get(page).status_code) == (302, page, 200)


def test_other_pages_ask_nothing(client, coordinator, clock):
    clock.shift(3600)

    assert client.get(reverse("centres:list")).status_code == 200
    assert client.get(reverse("centres:edit", args=[coordinator.centre.pk])).status_code == 200


def test_what_was_typed_into_a_form_that_became_too_old_is_sent_after_the_answer(client, page, clock):
    client.get(page)
    clock.shift(3600)

    door = client.post(page, LEO).url
    asked = client.get(door)
    assert not User.objects.filter(email="leo@sil.example").exists()
    assert "What you typed is kept." in asked.content.decode()

    answer = client.post(door, {**PASSWORD, "next": page})
    assert answer.status_code == 302
    assert CentreMember.objects.get(person__email="leo@sil.example").role == "teacher"


def test_a_mistake_in_what_was_kept_is_shown_in_a_form_that_goes_to_its_own_page(client, page, clock):
    clock.shift(3600)
    door = client.post(page, LEO | {"email": "no address"}).url

    answer = client.post(door, {**PASSWORD, "next": page})

    assert answer.status_code == 422
    assert answer.context["form"]["first_name"].value() == "Leo"
    assert f'<form class="panel measure" method="post" action="{page}"' in answer.content.decode()


def test_what_was_kept_and_given_up_is_not_sent_by_a_later_answer(client, page, clock):
    clock.shift(3600)
    client.post(page, LEO)

    door = client.get(page).url
    answer = client.post(door, {**PASSWORD, "next": page})

    assert (answer.status_code, answer.url) == (302, page)
    assert not User.objects.filter(email="leo@sil.example").exists()


def test_a_code_by_e_mail_proves_who_has_no_password(client, clock):
    person = without_password(client)
    page = reverse("centres:member-invite", args=[person.centre.pk])
    clock.shift(3600)

    door = client.get(page).url
    assert door == asking("account_reauthenticate_code", page)
    assert 'name="code"' not in client.get(door).content.decode()
    client.post(door, {"send": "1", "next": page})
    asked = client.get(door)
    assert f"A code is on its way to {person.email}." in asked.content.decode()

    answer = client.post(door, {"code": code_in(last_mail(person)), "next": page})
    assert (answer.status_code, answer.url, client.get(page).status_code) == (302, page, 200)


def test_a_code_works_once_and_not_after_three_guesses(client, clock):
    person = without_password(client)
    page, door = reverse("centres:list"), reverse("account_reauthenticate_code")
    clock.shift(3600)

    client.post(door, {"send": "1", "next": page})
    code = code_in(last_mail(person))
    guesses = [client.post(door, {"code": "AAAAAA", "next": page}).status_code for _ in range(3)]
    too_late = client.post(door, {"code": code, "next": page})

    assert guesses == [200, 200, 302]
    assert too_late.url == asking("account_reauthenticate_code", page)
    assert client.get(reverse("centres:member-invite", args=[person.centre.pk])).status_code == 302


def test_a_code_is_worth_nothing_after_ten_minutes(client, clock):
    person = without_password(client)
    door = reverse("account_reauthenticate_code")
    clock.shift(3600)

    client.post(door, {"send": "1"})
    code = code_in(last_mail(person))
    clock.shift(601)

    answer = client.post(door, {"code": code}, follow=True)
    assert "This code is no longer valid." in answer.content.decode()


def test_codes_are_not_sent_without_end(client, clock):
    person = without_password(client)
    door = reverse("account_reauthenticate_code")

    answers = [client.post(door, {"send": "1"}, follow=True).content.decode() for _ in range(4)]

    assert ["Too many codes" in answer for answer in answers] == [False, False, False, True]
    assert last_mail(person)


def test_no_code_by_e_mail_replaces_a_second_factor(client, page, coordinator, clock):
    TOTP.activate(coordinator, SECRET)
    clock.shift(3600)

    code = client.get(f"{reverse('account_reauthenticate_code')}?next={page}")
    assert code.url == asking("account_reauthenticate", page)
    client.post(reverse("account_reauthenticate_code"), {"send": "1"})
    assert last_mail(coordinator) is None

    answer = client.post(reverse("mfa_reauthenticate"), {"code": app_code(), "next": page})
    assert (answer.status_code, client.get(page).status_code) == (302, 200)


def test_a_passkey_is_asked_for_first_and_the_password_is_offered(client, page, coordinator, clock):
    for kind, data in {"recovery_codes": {}, "webauthn": {"name": "Phone", "credential": {}}}.items():
        Authenticator.objects.create(user=coordinator, type=kind, data=data)
    clock.shift(3600)

    assert client.get(page).url == asking("mfa_reauthenticate_webauthn", page)
    others = client.get(asking("mfa_reauthenticate", page)).context["reauthentication_alternatives"]
    assert [other["description"] for other in others] == ["Use a passkey", "Use your password"]


@pytest.mark.parametrize("make", [make_coordinator, lambda: make_apprentice().person])
@pytest.mark.parametrize("has_password", [True, False])
def test_the_pages_of_ones_own_account_ask_too(client, clock, make, has_password):
    person = make()
    if not has_password:
        person.set_unusable_password()
        person.save()
    EmailAddress.objects.create(user=person, email="second@sil.example", verified=True)
    client.force_login(person)
    clock.shift(3600)

    asked = {
        name: is_asked(method(client, reverse(name), data))
        for name, method, data in [
            ("account_email", Client.post, {"action_add": "", "email": "new@sil.example"}),
            ("account_email", Client.post, {"action_primary": "", "email": "second@sil.example"}),
            ("account_email", Client.post, {"action_remove": "", "email": "second@sil.example"}),
            ("mfa_activate_totp", Client.get, {}),
            ("mfa_add_webauthn", Client.get, {}),
        ]
    }

    assert asked == dict.fromkeys(asked, True)
    assert set(person.emailaddress_set.values_list("email", flat=True)) == {person.email, "second@sil.example"}
    assert person.emailaddress_set.get(primary=True).email == person.email


def test_a_first_password_is_set_after_asking(client, clock):
    without_password(client)
    page = reverse("account_set_password")
    typed = {"password1": "a-long-secret-word", "password2": "a-long-secret-word"}

    fresh = client.get(page)
    clock.shift(3600)

    assert fresh.status_code == 200
    assert client.get(page).url == client.post(page, typed).url == asking("account_reauthenticate_code", page)
    assert not User.objects.get().has_usable_password()


def test_after_a_sign_in_the_pages_of_ones_own_account_do_not_ask_at_once(client, coordinator):
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_another_administrator_is_named_after_asking(client, clock):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    other = make_user()
    page = reverse("admin:accounts_user_change", args=[other.pk])
    clock.shift(3600)

    client.post(page, {"is_active": "on", "is_staff": "on"})

    assert is_asked(client.get(page))
    assert not User.objects.get(pk=other.pk).is_staff


def test_the_address_of_a_guardian_moves_after_asking_and_the_telephone_without(client, coordinator, clock):
    guardian = make_guardian(make_apprentice(coordinator.centre))
    person, page = guardian.person, reverse("centres:guardian-edit", args=[guardian.pk])
    typed = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "relation": guardian.relation,
        "email": person.email,
        "phone": "",
        "language": person.language,
    }
    clock.shift(3600)

    called = client.post(page, typed | {"phone": "+34 600 111 222"})
    assert called.url == reverse("centres:apprentice", args=[guardian.apprentice_id])

    door = client.post(page, typed | {"email": "moved@sil.example"}).url
    assert door == asking("account_reauthenticate", page)
    assert User.objects.get(pk=person.pk).email == person.email

    client.post(door, {**PASSWORD, "next": page})
    assert User.objects.get(pk=person.pk).email == "moved@sil.example"


def is_asked(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
