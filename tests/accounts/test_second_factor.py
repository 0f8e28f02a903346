"""Coordinators and administrators work with a second factor; apprentices need none."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.actions import member as members
from tests.accounts.mails import code_in, last_mail, link_in
from tests.factories import make_apprentice, make_coordinator, make_member, make_user

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def app_code(secret=SECRET):
    """What the app on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": "secret-word"})


def test_a_coordinator_sets_up_a_second_factor_before_anything_else(client):
    coordinator = make_coordinator()
    sign_in(client, coordinator)

    answer = client.get(reverse("centres:list"))

    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "please set up a second factor to go on" in page.content.decode()


def test_after_setting_it_up_the_coordinator_goes_on_without_signing_in_again(client):
    coordinator = make_coordinator()
    sign_in(client, coordinator)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:
        page = client.post(page.redirect_chain[-1][0], {"password": "secret-word"}, follow=True)

    client.post(reverse("mfa_activate_totp"), {"code": app_code(page.context["form"].secret)})

    assert Authenticator.objects.filter(user=coordinator, type="totp").exists()
    assert client.get(reverse("centres:list")).status_code == 200


def test_a_session_entered_without_it_ends_when_it_is_set_up_in_another(client):
    coordinator = make_coordinator()
    weak = Client()
    sign_in(weak, coordinator)
    sign_in(client, coordinator)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:
        page = client.post(page.redirect_chain[-1][0], {"password": "secret-word"}, follow=True)

    client.post(reverse("mfa_activate_totp"), {"code": app_code(page.context["form"].secret)})

    assert weak.get(reverse("centres:list")).url.startswith(reverse("account_login"))
    assert client.get(reverse("centres:list")).status_code == 200


def test_a_session_is_not_strong_because_the_person_has_a_factor_by_now(client):
    coordinator = make_coordinator()
    sign_in(client, coordinator)

    TOTP.activate(coordinator, SECRET)

    assert client.get(reverse("centres:list")).url == reverse("mfa_index")


def test_at_the_next_sign_in_the_code_of_the_app_is_asked_for(client):
    coordinator = make_coordinator()
    TOTP.activate(coordinator, SECRET)

    asked = sign_in(client, coordinator)
    assert asked.url == reverse("mfa_authenticate")
    assert client.get(reverse("centres:list")).url.startswith(reverse("account_login"))

    wrong = client.post(asked.url, {"code": "000000"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (200, False)

    client.post(asked.url, {"code": app_code()})
    assert client.get(reverse("centres:list")).status_code == 200


def test_a_code_by_e_mail_alone_is_no_second_factor(client):
    coordinator = make_coordinator()
    TOTP.activate(coordinator, SECRET)

    asked = client.post(reverse("account_request_login_code"), {"email": coordinator.email})
    answer = client.post(asked.url, {"code": code_in(last_mail(coordinator))})

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_from_the_invitation_to_the_first_page_of_a_coordinator(client):
    first = make_coordinator()
    member = members.invite(
        first.centre, email="leo@sil.example", first_name="Leo", role="coordinator", by=first, at=timezone.now()
    )
    page = client.get(link_in(last_mail(member.person))).url
    client.post(page)
    asked = client.post(reverse("account_request_login_code"), {"email": "leo@sil.example"})
    client.post(asked.url, {"code": code_in(last_mail(member.person))})

    assert client.get(reverse("centres:list")).url == reverse("mfa_index")

    form = client.get(reverse("mfa_activate_totp"), follow=True).context["form"]
    client.post(reverse("mfa_activate_totp"), {"code": app_code(form.secret)})
    assert client.get(reverse("centres:list")).status_code == 200


def test_administrators_need_one_too(client):
    admin = make_user(is_staff=True)
    sign_in(client, admin)

    assert client.get(reverse("centres:instance")).url == reverse("mfa_index")
    assert client.get("/admin/").url == reverse("mfa_index")


@pytest.mark.parametrize("make", [lambda: make_apprentice().person, lambda: make_member(role="teacher").person])
def test_apprentices_and_teachers_need_none(client, make):
    sign_in(client, make())

    assert client.get(reverse("centres:list")).status_code == 200


def test_in_the_demo_nobody_needs_one(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, make_coordinator())

    assert client.get(reverse("centres:list")).status_code == 200


def test_signing_out_and_the_language_stay_open(client):
    sign_in(client, make_coordinator())

    assert client.post(reverse("language"), {"language": "es"}).url == "/"
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_new_session_id_is_given_at_sign_in(client):
    client.get(reverse("account_login"))
    client.post(reverse("language"), {"language": "es"})
    before = client.session.session_key

    sign_in(client, make_user())

    assert client.session.session_key != before
