"""The amounts of a grant agreement are suggested from the rates, follow what is typed, and can be written otherwise."""

import pytest
from django.urls import reverse

from mobilities import paperwork
from mobilities.actions import paperwork as actions
from mobilities.models import Agreement, Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue

pytestmark = pytest.mark.django_db
KIND = "GRANT_AGREEMENT"


@kept
def planned():
    return make_stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = planned
    Mobility.objects.filter(pk=mobility.pk).update(distance_km=None)
    type(mobility.project).objects.filter(pk=mobility.project_id).update(call_year=2021)
    return fresh(mobility), ana


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def draft(mobility):
    return paperwork.draft_of(fresh(mobility), KIND)


def write(mobility, by, **said):
    """Save the form as the page shows it, with something typed in it."""
    paper = draft(mobility)
    values = {field.key: paper.values.get(field.key) for field in paper.open_fields} | said
    row = Agreement.objects.filter(mobility=mobility, kind=KIND).first() or Agreement(mobility=mobility, kind=KIND)
    return actions.save(row, values, version=row.draft_version, by=by, at=NOW)


def amounts(mobility):
    values = draft(mobility).values
    return values["individual_support"], values["travel"]


def test_the_amounts_come_as_soon_as_their_facts_are_there(stay):
    mobility, ana = stay
    days = mobility.days + 2

    before = amounts(mobility)
    write(mobility, ana, funded_travel_days=2, distance=1560, green_travel=False)

    support = min(days, 14) * 57 + max(days - 14, 0) * 40
    assert (before, amounts(mobility)) == ((None, None), (str(support), "275"))


def test_they_follow_what_is_typed_later(stay):
    mobility, ana = stay
    write(mobility, ana, funded_travel_days=2, distance=1560, green_travel=False)

    write(mobility, ana, distance=2500, green_travel=True)

    assert amounts(mobility)[1] == "410"


def test_what_the_coordinator_wrote_stays_and_the_page_says_what_the_rates_give(stay, client):
    mobility, ana = stay
    write(mobility, ana, funded_travel_days=3, distance=1560, green_travel=False)
    write(mobility, ana, travel="300")
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet", args=[mobility.pk, KIND])).text
    check = client.get(reverse("mobilities:sheet-check", args=[mobility.pk, KIND])).text

    assert amounts(mobility)[1] == "300"
    for text in (page, check):
        assert "1,560 km (from 500 to below 2,000 km), standard travel: €275.00." in text
        assert "You wrote €300.00" in text
        assert "Source: amounts of the call." in text
        assert "At most 2 days of travel are funded; more only with green travel." in text


def test_figures_that_nobody_checked_carry_a_mark(stay, client):
    mobility, ana = stay
    type(mobility.project).objects.filter(pk=mobility.project_id).update(call_year=2026)
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet", args=[mobility.pk, KIND])).text

    assert "No daily amount for learners from Spain is on file for call 2026." in page
    assert "Please check" in page


def test_the_distance_that_the_portal_knows_is_suggested(stay):
    mobility, _ana = stay
    Mobility.objects.filter(pk=mobility.pk).update(distance_km=1630)

    assert draft(mobility).values["distance"] == 1630


def test_an_issued_one_holds_the_amounts(stay):
    mobility, ana = stay
    write(mobility, ana, funded_travel_days=2, distance=1560, green_travel=False)

    version = issue(fresh(mobility), KIND, ana, individual_support=amounts(mobility)[0], travel="275")

    said = version.data["fields"]
    assert (said["individual_support"], said["travel"], said["distance"]) == (*amounts(mobility), 1560)
