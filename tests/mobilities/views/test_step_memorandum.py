"""The step that asks for the memorandum leads to where it is written and signed."""

import pytest
from django.urls import reverse

from centres.models import Partnership
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import step_with

pytestmark = pytest.mark.django_db


def page(client, mobility, code, person):
    client.force_login(person)
    return client.get(reverse("mobilities:step", args=[mobility.pk, step_with(mobility, code).pk])).text


def test_who_coordinates_finds_the_memorandum_on_its_step_and_on_no_other(client):
    mobility, ana = make_stay()
    partnership = Partnership.objects.get()
    address = reverse("centres:memorandum-paper", args=[partnership.pk])

    found = [code for code in ("MOU", "PARTNER_PROFILE") if address in page(client, mobility, code, ana)]

    assert found == ["MOU"]


def test_an_apprentice_and_a_partnership_that_ended_have_no_way_there(client):
    mobility, ana = make_stay()
    address = reverse("centres:memorandum-paper", args=[Partnership.objects.get().pk])

    assert address not in page(client, mobility, "MOU", mobility.apprentice.person)
    Partnership.objects.update(ended_at=mobility.planned_at)
    assert address not in page(client, mobility, "MOU", ana)
