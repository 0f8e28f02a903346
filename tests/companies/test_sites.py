"""The places where a company works: shared by all centres, found on the map by their town."""

import pytest
from django.urls import reverse

from companies.models import Site
from tests.factories import make_company

pytestmark = pytest.mark.django_db

SITE = {
    "name": "Workshop",
    "address": "Gewerbepark 2",
    "postcode": "01097",
    "city": "Dresden",
    "country": "DE",
    "latitude": "",
    "longitude": "",
    "time_zone": "",
}


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


def test_sites_are_added_and_changed_for_all_centres(client, ana):
    company = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")

    added = client.post(reverse("companies:site-new", args=[company.pk]), SITE | {"version": 1})
    site = company.sites.get()
    changed = client.post(reverse("companies:site-edit", args=[site.pk]), SITE | {"version": 2, "city": "Leipzig"})

    assert (added.status_code, changed.status_code) == (302, 302)
    assert (round(site.latitude, 2), site.time_zone) == (51.05, "Europe/Berlin")
    site.refresh_from_db()
    assert (site.city, round(site.latitude, 2)) == ("Leipzig", 51.34)


def test_coordinates_that_stay_in_the_form_follow_the_town(client, ana):
    company = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    client.post(reverse("companies:site-new", args=[company.pk]), SITE | {"version": 1})
    site = company.sites.get()
    old = {"latitude": site.latitude, "longitude": site.longitude, "time_zone": site.time_zone}

    client.post(
        reverse("companies:site-edit", args=[site.pk]),
        SITE | old | {"version": 2, "city": "Savonlinna", "country": "FI"},
    )

    site.refresh_from_db()
    assert (round(site.latitude, 1), site.time_zone) == (61.9, "Europe/Helsinki")


def test_an_unknown_town_leaves_the_map_empty(client, ana):
    company = make_company("Werkstatt", ana.centre)

    client.post(reverse("companies:site-new", args=[company.pk]), SITE | {"version": 1, "city": "Nowhereburg"})

    site = company.sites.get()
    assert (site.latitude, site.longitude, site.time_zone) == (None, None, "Europe/Berlin")


def test_a_second_click_on_a_site_is_stale(client, ana):
    company = make_company("Werkstatt", ana.centre)
    address = reverse("companies:site-new", args=[company.pk])

    statuses = [client.post(address, SITE | {"version": 1}).status_code for _click in range(2)]

    assert (statuses, Site.objects.count()) == ([302, 409], 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("latitude", "91"), ("longitude", "13"), ("time_zone", "Mars/Olympus"), ("address", ""), ("name", "x" * 300)],
)
def test_a_wrong_site_is_told(client, ana, field, value):
    company = make_company("Werkstatt", ana.centre)

    answer = client.post(reverse("companies:site-new", args=[company.pk]), SITE | {"version": 1, field: value})

    assert (answer.status_code, Site.objects.count()) == (422, 0)
