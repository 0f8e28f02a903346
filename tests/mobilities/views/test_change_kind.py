"""The page that makes another kind of stay."""

from datetime import date

import pytest

from mobilities.models import Blueprint
from tests.kept import kept
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": "2027-09-06", "ends_on": "2027-09-26"}
VIRTUAL = {"virtual_starts_on": "2027-08-02", "virtual_ends_on": "2027-10-24"}


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def send(client, stay, plan="dual-blended", **fields):
    form = {"version": stay.fresh().version, "blueprint": Blueprint.objects.get(key=plan).pk} | DAYS
    return client.post(stay.address("change-kind"), form | fields)


def test_the_page_offers_the_other_kinds(client, stay):
    page = client.get(stay.address("change-kind"))

    offered = {plan.key for plan in page.context["form"].fields["blueprint"].queryset}
    assert offered == {"dual-blended", "dual-erasmuspro"}


def test_first_the_page_shows_what_comes_and_goes(client, stay):
    page = send(client, stay, preview="1", **VIRTUAL)

    added = {row["title"] for row in page.context["preview"]["added"]}
    assert "Online kick-off: meet, tools, rules, expectations" in added
    assert stay.fresh().mode == "physical"


def test_then_the_button_does_it(client, stay):
    answer = send(client, stay, confirm="1", **VIRTUAL)

    assert answer.url == stay.address("change")
    assert (stay.fresh().mode, stay.fresh().virtual_ends_on) == ("blended", date(2027, 10, 24))


@pytest.mark.parametrize(
    ("plan", "fields", "sentence"),
    [
        ("dual-blended", {}, "A blended stay needs this day."),
        ("dual-blended", VIRTUAL | {"virtual_starts_on": "2027-09-10"}, "before the first day abroad"),
        ("dual-erasmuspro", {}, "takes at least 90"),
        ("dual-blended", VIRTUAL | {"blueprint": "987654"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said(client, stay, plan, fields, sentence):
    page = send(client, stay, plan, confirm="1", **fields)

    assert page.status_code == 422
    assert sentence in " ".join(said(page))
    assert stay.fresh().mode == "physical"


def test_virtual_days_are_left_out_where_the_kind_has_none(client, stay):
    page = send(client, stay, "dual-erasmuspro", preview="1", ends_on="2027-12-31", **VIRTUAL)

    assert page.status_code == 200
    assert page.context["preview"]["added"]
