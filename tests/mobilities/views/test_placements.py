"""The placements of a company, for its people."""

import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from companies.choices import Function
from companies.models import CompanyContact
from mobilities.models import Mobility
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
    make_partnership,
    make_user,
)
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana():
    return make_coordinator(make_centre("CIFP Río Sil"))


def rows(client, person, **query):
    client.force_login(person)
    response = client.get(reverse("mobilities:placements"), query)
    assert response.status_code == 200
    return response.context["rows"]


def test_a_company_sees_whom_it_sends_and_whom_it_hosts(client, ana):
    firm = make_company("Metal Bierzo", ana.centre)
    rosa = make_contact(firm, ana.centre).person
    lucia, mateo = (make_apprentice(ana.centre, first_name=name) for name in ("Lucía", "Mateo"))
    make_contract(lucia, firm)
    sent = make_mobility(by=ana, apprentice=lucia, starts_on=date(2027, 9, 6))
    hosted = make_mobility(by=ana, apprentice=mateo, host=firm, starts_on=date(2027, 5, 3))
    sent.steps.filter(owner="home_employer", done_at=None).update(ready_at=NOW)
    hosted.steps.filter(owner="host_company").update(ready_at=None)

    assert rows(client, rosa) == [
        {
            "url": reverse("mobilities:detail", args=[sent.pk]),
            "name": "Lucía García",
            "company": "Metal Bierzo",
            "part": "home employer",
            "place": "Dresden, Germany",
            "dates": "6 Sep 2027 – 26 Sep 2027",
            "status": "Selected",
            "tone": "info",
            "asked": True,
        },
        {
            "url": reverse("mobilities:detail", args=[hosted.pk]),
            "name": "Mateo García",
            "company": "Metal Bierzo",
            "part": "host company",
            "place": "Ponferrada, Spain",
            "dates": "3 May 2027 – 23 May 2027",
            "status": "Selected",
            "tone": "info",
            "asked": False,
        },
    ]


def exported(client, person):
    client.force_login(person)
    answer = client.get(reverse("mobilities:placements-export"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="placements-2026-11-23.xlsx"'
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_a_company_takes_its_placements_along_as_a_table(client, ana):
    other = make_coordinator()
    firm = make_company("=Werkstatt", ana.centre, other.centre, country="DE", city="Dresden")
    heike, stranger = make_contact(firm, ana.centre).person, make_contact(firm, other.centre).person
    placement = make_mobility(by=ana, apprentice=make_apprentice(ana.centre), host=firm)
    placement.steps.filter(owner="host_company").update(ready_at=None)
    make_mobility(by=ana, apprentice=make_apprentice(ana.centre, first_name="Mateo"))

    heads, *found = exported(client, heike)

    assert heads[:3] == ["Last name", "First name", "Company"]
    assert found == [
        ["García", "Lucía", "=Werkstatt", "host company", "Dresden", "Germany"]
        + [date(2027, 9, 6), date(2027, 9, 26), "Selected", ""]
    ]
    assert len(exported(client, stranger)) == 1


def test_who_works_for_no_company_finds_no_table(client, ana):
    for person in (ana, make_user(), make_apprentice(ana.centre).person):
        client.force_login(person)
        assert client.get(reverse("mobilities:placements-export")).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_table_holds_all_pages_and_takes_the_same_queries(client, ana, django_assert_num_queries, count):
    firm = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(firm, ana.centre).person
    make_copies(make_mobility(by=ana, host=firm), count + 9)

    assert len(exported(client, heike)) == 1 + count + 10
    with django_assert_num_queries(4):  # the user, the memberships, for whom the person acts, the rows
        client.get(reverse("mobilities:placements-export"))


def test_it_is_no_turn_of_the_company_when_the_mobility_is_over(client, ana):
    firm = make_company("Metal Bierzo", ana.centre)
    rosa = make_contact(firm, ana.centre).person
    lucia = make_apprentice(ana.centre)
    make_contract(lucia, firm)
    mobility = make_mobility(by=ana, apprentice=lucia)
    Mobility.objects.filter(pk=mobility.pk).update(decision="cancelled")
    mobility.steps.update(ready_at=None)

    assert [(row["status"], row["asked"]) for row in rows(client, rosa)] == [("Cancelled", False)]


def test_a_contact_is_private_to_the_centre_that_knows_it(client, ana):
    other = make_coordinator()
    firm = make_company("Werkstatt", ana.centre, other.centre, country="DE", city="Dresden")
    known_to_ana, known_to_other = (make_contact(firm, by.centre).person for by in (ana, other))
    make_mobility(by=ana, apprentice=make_apprentice(ana.centre, first_name="Lucía"), host=firm)

    assert [row["name"] for row in rows(client, known_to_ana)] == ["Lucía García"]
    assert rows(client, known_to_other) == []


def test_a_contact_of_the_hosting_centre_sees_those_it_hosts(client, ana):
    elbe = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, elbe.centre)
    firm = make_company("Werkstatt", elbe.centre, country="DE", city="Dresden")
    heike = make_contact(firm, elbe.centre, Function.MENTOR).person
    make_mobility(by=ana, apprentice=make_apprentice(ana.centre), host=firm, hosting=elbe.centre)

    assert [row["name"] for row in rows(client, heike)] == ["Lucía García"]


def test_whoever_left_the_company_sees_nothing(client, ana):
    firm = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(firm, ana.centre).person
    make_mobility(by=ana, host=firm)

    CompanyContact.objects.filter(person=heike).update(ended_at=NOW)

    assert rows(client, heike) == []


def test_a_coordinator_has_no_placements_and_is_told_so(client, ana):
    make_mobility(by=ana)
    client.force_login(ana)

    response = client.get(reverse("mobilities:placements"))

    assert response.context["rows"] == []
    assert "No placements yet" in response.content.decode()


@pytest.mark.parametrize("cursor", ["x", "%00", "9" * 5000, "<script>"])
def test_a_broken_cursor_gives_the_first_page(client, ana, cursor):
    firm = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(firm, ana.centre).person
    make_mobility(by=ana, host=firm)

    assert len(rows(client, heike, after=cursor)) == len(rows(client, heike, before=cursor)) == 1


def test_a_long_list_has_pages(client, ana):
    firm = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(firm, ana.centre).person
    make_copies(make_mobility(by=ana, host=firm), 59)
    client.force_login(heike)

    first = client.get(reverse("mobilities:placements")).context
    second = client.get(reverse("mobilities:placements") + first["next"]).context

    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (50, 10, "")
    assert {row["url"] for row in first["rows"]} & {row["url"] for row in second["rows"]} == set()


@pytest.mark.parametrize("count", [1, 50])
def test_the_placements_take_the_same_queries_whatever_their_number(client, ana, django_assert_num_queries, count):
    firm = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(firm, ana.centre).person
    make_copies(make_mobility(by=ana, host=firm), count - 1)
    client.force_login(heike)

    # the user, the memberships, for whom the person acts, the rows, and the network in the navigation
    with django_assert_num_queries(5):
        client.get(reverse("mobilities:placements"))


def test_somebody_without_any_part_gets_a_kind_page(client):
    assert rows(client, make_user()) == []
