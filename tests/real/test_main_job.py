"""The main job on real organisations: three mobilities from the application to the closed file, by their people."""

from math import asin, cos, radians, sin, sqrt

import pytest
import time_machine
from django.urls import reverse

from mobilities.choices import Channel, Outcome
from mobilities.models import Approval, Blueprint, Mobility
from tests.factories import NOW
from tests.real import data, journey, paper, world
from tests.real.office import browser, letters_to

pytestmark = [pytest.mark.django_db, data.there]

SHORT = {"starts_on": "2027-09-06", "ends_on": "2027-09-26"}
LONG = {"starts_on": "2027-09-06", "ends_on": "2027-12-04"}
BLENDED = SHORT | {"virtual_starts_on": "2027-08-02", "virtual_ends_on": "2027-10-24"}
# An adult student with a known partner (domain.md 6.8); from Spain there is one more, the notice to the authority.
SIMPLE = {"dual-short": 37, "dual-erasmuspro": 38, "dual-blended": 46}
STAGES = ["planned", "agreed", "ready", "abroad", "returned", "documented", "recognised"]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(post, clock, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world.build(post)


def blueprint(key):
    return Blueprint.objects.shipped().newest().get(key=key)


def haversine(one, other):
    """The length of the way on a sphere, in km: another computation than the portal's, from another table."""
    points = [(radians(float(row["latitude"])), radians(float(row["longitude"]))) for row in (one, other)]
    (lat1, lon1), (lat2, lon2) = points
    a = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(a))


def town(country, name):
    rows = [row for row in data.rows("cities_europe") if (row["countrycode"], row["name"]) == (country, name)]
    return max(rows, key=lambda row: int(row["population"]))


def kinds_of_steps(mobility):
    """How many lines of the plan the mobility has; a series counts once."""
    return mobility.steps.needed().values("plan").distinct().count()


def closed(way):
    """Close the file, and say how everything stands."""
    way.move("closed")
    mobility = way.mobility
    assert set(mobility.steps.needed().values_list("outcome", flat=True)) == {Outcome.DONE}
    assert mobility.steps_done == mobility.steps_total
    page = browser(way.world.ana).get(reverse("mobilities:detail", args=[mobility.pk]))
    assert "Closed" in page.content.decode()
    return mobility


def answers(mobility):
    return sorted(Approval.objects.live().filter(mobility=mobility).values_list("owner", "answer", "channel"))


def test_a_blended_stay_of_an_employed_apprentice(here, post, clock):
    lucia = world.enrol(here, "Lucía", "Fernández Vega", "2007-05-04")
    world.employ(here, lucia)
    mobility = journey.plan(here, lucia, blueprint("dual-blended"), **BLENDED)
    way = journey.Journey(here, mobility, post, clock).run()

    distance = haversine(town("ES", "Burgos"), town("DE", "Ingolstadt"))
    assert abs(mobility.distance_km - distance) < distance / 100
    after = ["virtual_after", "documented", "recognised"]
    assert way.stages == ["planned", "agreed", "virtual_before", "ready", "abroad", *after]
    assert kinds_of_steps(closed(way)) == SIMPLE["dual-blended"] + 1 + 5  # what an employer does
    assert answers(mobility) == [
        ("home_employer", "approve", Channel.LINK),  # in principle
        ("home_employer", "approve", Channel.LINK),  # for Lucía's stay
        ("host_company", "approve", Channel.LINK),
    ]
    subjects = [str(letter["Subject"]).strip() for letter in letters_to(post, "rosa@work.example")]
    assert "May apprentices of Coordinadora de Estudios SL go abroad? Your answer, please" in subjects
    assert "May Lucía Fernández Vega go to Ingolstadt? Your answer, please" in subjects

    pages, text = paper.text_of(mobility, way.agreement, lucia.person)
    assert 3 <= pages <= 6
    for said in (
        "Fernández Vega",
        "CIFP SIMON DE COLONIA",
        "E10077910",
        "AUDI AKTIENGESELLSCHAFT",
        "Coordinadora de Estudios SL",
        "2026-1-ES01-KA121-VET-000288266",
        "Auswerten von Anordnungsplänen und Zeichnungen",
        paper.TASKS,
        "6 sep 2027",
        "24 oct 2027",
        way.agreement.content_hash,
    ):
        assert said in text, said

    told = way.told(here.ana)
    assert told[0] == ("Mobility planned", "Ana Prada")
    assert told[-1] == ("Closed", "Ana Prada")
    decided = [text for text, _by in told if text in ("Applied", "Shortlisted", "Selected", "Accepted")]
    assert decided == ["Applied", "Shortlisted", "Selected", "Accepted"]
    assert ("Done: “Confirm that the virtual phase is complete”", "Jonas Weber") in told
    assert ("Done: “Virtual company visit and online safety briefing”", "Timo Kraft") in told
    assert ("Done: “Return talk in the training company”", "Iván Blanco") in told
    assert ("Reached: Abroad", "by itself") in told


def test_a_long_stay_of_a_student_without_employer(here, post, clock):
    mateo = world.enrol(here, "Mateo", "Arias", "2006-02-11")
    mobility = journey.plan(here, mateo, blueprint("dual-erasmuspro"), **LONG)
    way = journey.Journey(here, mobility, post, clock, by_phone={"D02", "G03"}).run()

    assert way.stages == STAGES
    assert kinds_of_steps(closed(way)) == SIMPLE["dual-erasmuspro"] + 1 + 1  # a visit, as the partner is new
    assert answers(mobility) == [("host_company", "approve", Channel.PHONE)]
    told = way.told(here.ana)
    assert ("Approved: “Accept the placement and name the mentor”", "Ana Prada for Heike Sommer") in told
    assert ("Done: “Confirm accommodation”", "Ana Prada") in told
    assert mobility.steps.get(plan__key="D02").reason == "Told on the phone"
    pages, text = paper.text_of(mobility, way.agreement, mateo.person)
    assert (3 <= pages <= 6, "Entidad de acogida" in text, "Empresa de origen" in text) == (True, True, False)

    known = {}
    for number, (key, dates) in enumerate(
        {"dual-short": SHORT, "dual-erasmuspro": LONG, "dual-blended": BLENDED}.items()
    ):
        student = world.enrol(here, f"Alba{number}", "Prueba", "2006-03-04")
        clock.move_to(NOW)
        known[key] = kinds_of_steps(journey.plan(here, student, blueprint(key), **dates))
    assert known == {key: count + 1 for key, count in SIMPLE.items()}


def test_a_stay_of_a_minor_with_a_guardian(here, post, clock):
    nora = world.enrol(here, "Nora", "Soto", "2010-03-02")
    pilar = world.guard(here, nora)
    mobility = journey.plan(here, nora, blueprint("dual-short"), **SHORT)
    way = journey.Journey(here, mobility, post, clock).run()

    assert way.stages == STAGES
    assert kinds_of_steps(closed(way)) == SIMPLE["dual-short"] + 1 + 3  # the guardian's consents
    assert answers(mobility) == [
        ("guardian", "approve", Channel.LINK),
        ("guardian", "approve", Channel.LINK),
        ("guardian", "approve", Channel.LINK),
        ("host_company", "approve", Channel.LINK),
    ]
    assert {approval.person for approval in Approval.objects.filter(owner="guardian")} == {pilar}
    _pages, text = paper.text_of(mobility, way.agreement, pilar)
    assert "Pilar Soto" in text
    assert ("Done: “Give consent to the stay and the travel”", "Pilar Soto") in way.told(here.ana)
    assert list(Mobility.objects.visible_to(pilar)) == [mobility]
