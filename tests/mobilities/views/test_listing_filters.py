"""Search and filters of the list of mobilities."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from centres.choices import MemberRole
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_centre,
    make_company,
    make_coordinator,
    make_member,
    make_mobility,
    make_project,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
HOSTILE = [
    "%",
    "_",
    "\\",
    "<script>alert(1)</script>",
    "x" * 5000,
    "' OR 1=1 --",
    "\x00",
    "=1+1",
    "Λουκία",
    "%00",
    "🎓",
]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@kept
def ana():
    return make_coordinator(make_centre("CIFP Río Sil"))


@kept
def lucia(ana):
    return named(ana, "Lucía", "García")


def named(by, first_name, last_name, **fields):
    apprentice = make_apprentice(by.centre, first_name=first_name, last_name=last_name)
    return make_mobility(by=by, apprentice=apprentice, **fields)


def names(client, person=None, **query):
    """The apprentices in the rows of the list, in their order."""
    if person:
        client.force_login(person)
    response = client.get(reverse("mobilities:list"), query)
    assert response.status_code == 200
    return [row["name"] for row in response.context["rows"]]


def offered(client, name, **query):
    """The values that a filter proposes; nothing where the filter is not shown."""
    filters = client.get(reverse("mobilities:list"), query).context["filters"]
    return next((dict(f["choices"]) for f in filters if f["name"] == name), {})


def test_words_are_found_without_accents_and_in_any_order(client, ana):
    host = make_company("Bäckerei Lindner", ana.centre, country="DE", city="Görlitz")
    mobility = named(ana, "Lucía", "García Muñoz", host=host)
    named(ana, "Mateo", "Soto", starts_on=date(2027, 3, 1))
    client.force_login(ana)

    found = ["munoz LUCIA", "backerei", "GÖRLITZ", "gorlitz garcia", mobility.project.code.lower(), "garc"]
    assert [names(client, q=words) for words in found[:4]] == [["Lucía García Muñoz"]] * 4
    assert sorted(names(client, q=found[4])) == ["Lucía García Muñoz", "Mateo Soto"]
    assert names(client, q=found[5]) == ["Lucía García Muñoz"]
    assert names(client, q="garcia soto") == []


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_search_is_only_a_search(client, ana, lucia, words):
    client.force_login(ana)

    response = client.get(reverse("mobilities:list"), {"q": words})

    assert response.status_code == 200
    assert [row["name"] for row in response.context["rows"]] in ([], ["Lucía García"])
    assert "<script>alert" not in response.content.decode()


def test_percent_and_underscore_stand_for_themselves(client, ana, lucia):
    assert [names(client, ana, q=words) for words in ("%", "_", "l%a", "luc_a")] == [[], [], [], []]


@pytest.mark.parametrize(
    "name", ["status", "country", "project", "mode", "waits", "side", "sort", "overdue", "leaving"]
)
@pytest.mark.parametrize("value", ["nonsense", "-1", "9" * 30, "<script>", "", "\x00"])
def test_a_filter_value_that_nobody_knows_is_no_fault(client, ana, lucia, name, value):
    client.force_login(ana)

    response = client.get(reverse("mobilities:list"), {name: value})

    assert response.status_code == 200
    if name in ("status", "country", "project", "mode", "waits", "side", "sort"):
        assert [row["name"] for row in response.context["rows"]] == ["Lucía García"]


def test_each_filter_finds_what_it_says(client, ana):
    make_project(ana.centre)
    second = make_project(ana.centre, begins_on=date(2026, 1, 1))
    blended = named(ana, "Blended", "One", key="dual-blended")
    abroad = named(ana, "Abroad", "Two", host=make_company("Oy", ana.centre, country="FI", city="Turku"))
    leaving = named(ana, "Leaving", "Three", starts_on=TODAY + timedelta(days=20))
    cancelled = named(ana, "Cancelled", "Four", project=second)
    young = make_mobility(by=ana, apprentice=make_apprentice(ana.centre, "Young", "Five", born_on=date(2009, 10, 1)))
    Mobility.objects.filter(pk=abroad.pk).update(
        stage="abroad", waits_for="host_company", next_due_on=date(2026, 11, 1)
    )
    Mobility.objects.filter(pk=cancelled.pk).update(decision=Decision.CANCELLED)
    client.force_login(ana)

    def only(**query):
        return names(client, **query)

    assert only(mode="blended") == [str(blended.apprentice)]
    assert only(country="FI") == only(status="abroad") == only(waits="host_company") == ["Abroad Two"]
    assert only(leaving="on") == [str(leaving.apprentice)]
    assert only(project=second.pk) == only(status="cancelled") == ["Cancelled Four"]
    assert only(minor="on") == [str(young.apprentice)]
    assert "Abroad Two" in only(overdue="on")
    assert "Cancelled Four" not in only(overdue="on")
    assert only(country="FI", mode="blended") == []


@pytest.mark.parametrize(
    ("born_on", "minor"), [(date(2009, 9, 6), False), (date(2009, 9, 7), True), (date(2008, 2, 29), False)]
)
def test_a_minor_is_who_is_under_18_on_the_first_day(ana, born_on, minor):
    make_mobility(by=ana, apprentice=make_apprentice(ana.centre, born_on=born_on), starts_on=date(2027, 9, 6))

    assert Mobility.objects.minors().exists() == minor


def test_filters_propose_only_what_is_there(client, ana):
    named(ana, "Lucía", "García", host=make_company("Werkstatt", ana.centre, country="DE", city="Dresden"))
    named(ana, "Mateo", "Soto", host=make_company("Oy", ana.centre, country="FI", city="Turku"))
    Mobility.objects.filter(host_country="FI").update(stage="ready", waits_for="")
    client.force_login(ana)

    assert offered(client, "country") == {"": "all", "FI": "Finland", "DE": "Germany"}
    assert offered(client, "status") == {"": "all", "planned": "Planned", "ready": "Ready"}
    assert offered(client, "project") == {}
    assert offered(client, "mode") == {}


def test_who_reads_public_words_filters_by_them_and_not_by_what_is_hidden(client, ana):
    planned, agreed = named(ana, "Lucía", "García"), named(ana, "Mateo", "Soto")
    Mobility.objects.filter(pk=agreed.pk).update(stage="agreed")
    viewer = make_member(ana.centre, MemberRole.VIEWER).person
    client.force_login(viewer)

    assert offered(client, "status") == {"": "all", "selected": "Selected", "agreed": "Agreed"}
    assert names(client, status="agreed") == ["Mateo Soto"]
    assert sorted(names(client, overdue="on")) == sorted(names(client, waits="guardian"))
    assert len(names(client, status="planned")) == len(names(client, sort="due")) == 2
    assert str(planned.apprentice) in names(client, status="selected")


def test_a_project_of_another_centre_finds_nothing(client, ana):
    other = make_coordinator()
    foreign = named(other, "Secret", "Person")
    named(ana, "Lucía", "García")

    assert names(client, ana, project=foreign.project_id) == []
