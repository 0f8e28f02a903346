"""Behind the portal: Django's administration and the pages of allauth are closed to others, too."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.access.routes import MISSING, routes
from tests.access.test_public import example, leads_to_sign_in
from tests.access.walk import Visitor, page, signed_in

pytestmark = pytest.mark.django_db

TABLES = {"accounts.User", "centres.Centre", "centres.Network", "auth.Group"}
OPEN = {"/admin/login/", "/admin/logout/"}


def test_the_administration_holds_few_tables_and_none_with_which_one_enters_as_somebody_else():
    assert {model._meta.label for model in admin.site._registry} == TABLES


@pytest.mark.parametrize("role", ["coordinator", "apprentice", "manager", "former"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_administration_is_there_for_administrators_only(worlds, role, method):
    visitor = Visitor(worlds.home.people[role])
    addresses = [example(pattern) for pattern, name, _parts in routes() if name.startswith("admin:")]

    closed = [address for address in addresses if leads_to_sign_in(visitor.ask(method, address))]

    assert set(addresses) - set(closed) == OPEN
    assert visitor.ask(method, "/admin/login/").status_code == 403
    assert visitor.asked == len(addresses) + 1 > 30


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
def test_a_key_is_there_for_its_owner_only(worlds, name, method):
    key = Authenticator.objects.create(
        user=worlds.home.people["coordinator"], type=Authenticator.Type.WEBAUTHN, data={"name": "My phone"}
    )
    owner, other = (entered_again(worlds.home.people[role]) for role in ("coordinator", "teacher"))

    foreign, none = (getattr(other, method)(reverse(name, args=[pk])) for pk in (key.pk, MISSING))

    assert (foreign.status_code, page(foreign)) == (none.status_code, page(none))
    assert foreign.status_code == 404
    assert owner.get(reverse(name, args=[key.pk])).status_code == 200


def entered_again(person) -> Client:
    """A browser in which a person has just typed the password, as these pages ask for."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in(person)
    browser.post(reverse("account_reauthenticate"), {"password": "secret-word"})
    return browser
