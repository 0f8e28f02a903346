"""Two colleagues edit the same thing: whoever was slower sees both texts, and nothing is overwritten or lost."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from centres.models import Outcome, Unit
from tests.centres.typed import PILAR
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_guardian,
    make_partnership,
    make_programme,
)

pytestmark = pytest.mark.django_db


@dataclass
class Page:
    """A page with a form, what is typed into it, and which row and field that changes; `quicker`: the colleague's."""

    name: str
    row: models.Model
    typed: dict[str, Any]
    field: str
    quicker: Any


def centre(coordinator):
    names = ("name", "legal_name", "kind", "city", "country")
    typed = {name: str(getattr(coordinator.centre, name)) for name in names} | {"region": "Bierzo"}
    return Page("centres:edit", coordinator.centre, typed, "region", "León")


def programme(coordinator):
    row = make_programme(coordinator.centre)
    typed = {"title": row.title, "isced_f": "0715", "eqf_level": "4", "qualification": "Técnico"}
    return Page("centres:programme-edit", row, typed, "qualification", "Técnica")


def unit(coordinator):
    row = make_programme(coordinator.centre).units.get()
    return Page("centres:unit", row, {"title": "Upkeep", "outcomes": "Outcome 0"}, "title", "Repair")


def partnership(coordinator):
    row = make_partnership(coordinator.centre, make_centre())
    return Page("centres:partnership-terms", row, {"valid_until": "2029-01-01"}, "valid_until", date(2028, 1, 1))


def guardian(coordinator):
    row = make_guardian(make_apprentice(coordinator.centre, born_on=date(2010, 1, 1)))
    return Page("centres:guardian-edit", row, PILAR | {"relation": "other"}, "relation", "father")


def contact(coordinator):
    row = make_contact(make_company("", coordinator.centre), coordinator.centre)
    person = {"first_name": row.person.first_name, "last_name": row.person.last_name, "email": row.person.email}
    typed = person | {"language": "en", "functions": ["signatory"], "position": "Manager"}
    return Page("companies:contact-edit", row, typed, "position", "Director")


def contract(coordinator):
    row = make_contract(make_apprentice(coordinator.centre), make_company("", coordinator.centre))
    typed = {"profile": row.profile, "begins_on": "2025-09-01", "ends_on": "2027-12-31", "reference": "A 1"}
    return Page("companies:contract-edit", row, typed, "reference", "B 2")


PAGES = [centre, programme, unit, partnership, guardian, contact, contract]


def seen(answer):
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


@pytest.mark.parametrize("make", PAGES)
def test_an_old_page_overwrites_nothing_and_loses_nothing(client, coordinator, make):
    page = make(coordinator)
    address = reverse(page.name, args=[page.row.pk])
    client.force_login(coordinator)
    mark = seen(client.get(address))
    type(page.row).objects.filter(pk=page.row.pk).update(**{page.field: page.quicker})

    late = client.post(address, page.typed | {"seen": mark})

    page.row.refresh_from_db()
    assert (late.status_code, getattr(page.row, page.field)) == (409, page.quicker)
    text = late.content.decode()
    assert "Somebody else changed this since you opened the page. Nothing was overwritten." in text
    assert [row["label"] for row in late.context["differences"]] != []
    assert seen(late) != mark

    again = client.post(address, page.typed | {"seen": seen(late)})

    page.row.refresh_from_db()
    assert (again.status_code, str(getattr(page.row, page.field))) == (302, str(page.typed[page.field]))


@pytest.mark.parametrize("make", PAGES)
def test_a_page_that_nobody_overtook_is_saved(client, coordinator, make):
    page = make(coordinator)
    address = reverse(page.name, args=[page.row.pk])
    client.force_login(coordinator)

    answer = client.post(address, page.typed | {"seen": seen(client.get(address))})

    page.row.refresh_from_db()
    assert (answer.status_code, str(getattr(page.row, page.field))) == (302, str(page.typed[page.field]))


def test_an_old_page_of_a_unit_keeps_the_outcomes_that_a_colleague_added(client, coordinator):
    row = make_programme(coordinator.centre).units.get()
    address = reverse("centres:unit", args=[row.pk])
    client.force_login(coordinator)
    mark = seen(client.get(address))
    Outcome.objects.create(unit=row, text="Weld", position=5)

    late = client.post(address, {"code": "MEC1", "title": row.title, "outcomes": "Outcome 0", "seen": mark})

    assert (late.status_code, Unit.objects.get().outcomes.count()) == (409, 3)
    assert [(row["now"], row["typed"]) for row in late.context["differences"]] == [
        ("Outcome 0\nOutcome 1\nWeld", "Outcome 0"),
    ]
