"""Django's own administration: few tables, the portal's own door."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import make_centre, make_coordinator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser():
    return make_user("root@doallvet.example", is_staff=True, is_superuser=True)


def test_few_tables_are_registered():
    ours = {
        model._meta.label for model in admin.site._registry if not model.__module__.startswith(("django", "allauth"))
    }

    assert {"accounts.User", "centres.Centre", "centres.Network"} <= ours
    assert not ours & {"mobilities.Mobility", "centres.Apprentice", "mobilities.Evidence", "centres.SupportNeeds"}


def test_the_door_is_the_portals_own(client):
    assert client.get("/admin/login/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", ["accounts_user", "centres_centre", "centres_network"])
def test_the_lists_open_for_the_administrator_only(client, superuser, page):
    centre = make_centre()
    address = reverse(f"admin:{page}_changelist")

    client.force_login(superuser)
    assert client.get(address).status_code == 200
    assert client.get(reverse("admin:centres_centre_change", args=[centre.pk])).status_code == 200
    client.force_login(make_coordinator())
    assert client.get(address).status_code in {302, 403}


def test_an_account_is_closed_and_nothing_else_is_changed(client, superuser):
    ana = make_user("ana@sil.example", first_name="Ana")
    client.force_login(superuser)

    client.post(reverse("admin:accounts_user_change", args=[ana.pk]), {"first_name": "Eve", "is_active": ""})

    ana.refresh_from_db()
    assert (ana.first_name, ana.is_active) == ("Ana", False)
