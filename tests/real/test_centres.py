"""Centres that nobody here invented: accredited VET organisations, and holders of the charter for higher education."""

import pytest

from centres.access import readable_centres
from centres.actions import centre as centres
from centres.forms.centre import CentreForm
from centres.models import Centre, Outcome, Programme
from doallvet.core.refused import Refused
from tests.factories import NOW, TODAY, make_user
from tests.real import centres as real
from tests.real import data
from tests.real.office import browser, deliver, letters_to

pytestmark = [pytest.mark.django_db, data.there]

ANA = {"email": "ana@simon.example", "first_name": "Ana", "last_name": "Prada", "language": "en"}
JONAS = {"email": "jonas@armack.example", "first_name": "Jonas", "last_name": "Weber", "language": "en"}


def enrolled(rows):
    """Each row through the form and the action that a person uses; what does not go through comes back."""
    wrong = {}
    for typed in rows:
        form = CentreForm(typed)
        if not form.is_valid():
            wrong[typed["name"]] = {name: typed.get(name, "") for name in form.errors}
            continue
        try:
            centres.create(by=None, at=NOW, **form.values())
        except Refused as refused:
            wrong[typed["name"]] = str(refused)
    return wrong


def test_every_accredited_organisation_is_enrolled_and_most_towns_are_found():
    wrong = enrolled(map(real.typed_accredited, data.rows("accredited_vet_organisations")))

    unknown = set(Centre.objects.filter(latitude=None).values_list("city", flat=True))
    assert (wrong, Centre.objects.count()) == ({}, 57)
    # villages of fewer than 5,000 people, and a slash between a town and its river
    assert unknown == {"St. Gilgen", "Bad Ischl", "St. Veit / Glan", "Beniarjó"}
    assert set(Centre.objects.values_list("time_zone", flat=True)) <= {
        "Europe/Vienna",
        "Europe/Berlin",
        "Europe/Madrid",
    }


def test_holders_of_the_charter_in_germany_and_vet_centres_in_spain_are_enrolled():
    rows = [
        real.typed_charter(row)
        for row in data.rows("eche_organisations")
        if row["country_cd"] == "DE" or (row["country_cd"] == "ES" and "CIFP" in row["legal_name"].upper())
    ]

    wrong = enrolled(rows)

    # its number stands at another centre of the table as well
    assert (len(rows), wrong) == (443, {"Hochschule der Bayerischen Wirtschaft gGmbH": {"__all__": ""}})
    numbers = set(Centre.objects.values_list("legal_name", "oid", "pic"))
    assert {(row["legal_name"], row["oid"], row["pic"]) for row in rows if row["name"] not in wrong} == numbers
    assert Centre.objects.exclude(latitude=None).count() > 0.95 * len(rows)


@pytest.mark.parametrize(
    "typed", [{"oid": "E1234567"}, {"oid": "10077910"}, {"pic": "94920087"}, {"pic": "E949200873"}]
)
def test_a_wrong_number_of_a_real_centre_is_refused(typed):
    form = CentreForm(real.holder_of_charter("CIFP SIMON DE COLONIA") | typed)

    assert set(form.errors) == set(typed)


def test_two_real_centres_are_founded_accepted_and_connected(post):
    admin = make_user("admin@doallvet.example", is_staff=True)

    ana = real.enrol(post, admin, real.holder_of_charter("CIFP SIMON DE COLONIA"), ANA)
    jonas = real.enrol(post, admin, real.accredited("Alfred-Müller-Armack-Berufskolleg"), JONAS)
    before = list(readable_centres(ana, TODAY))
    partnership = real.connect(ana, jonas)
    deliver()

    places = [(row.city, str(row.country), row.time_zone, row.oid, row.pic) for row in (ana.centre, jonas.centre)]
    assert places == [
        ("BURGOS", "ES", "Europe/Madrid", "E10077910", "949200873"),
        ("Köln", "DE", "Europe/Berlin", "", ""),
    ]
    assert (round(ana.centre.latitude), round(ana.centre.longitude)) == (42, -4)
    assert (before, set(readable_centres(ana, TODAY))) == ([ana.centre], {ana.centre, jonas.centre})
    assert partnership.accepted_by == jonas
    assert "Alfred-Müller-Armack-Berufskolleg" in letters_to(post, "ana@simon.example")[-1]["Subject"]


def test_german_framework_curricula_are_typed_as_programmes_and_read_back(post):
    admin = make_user("admin@doallvet.example", is_staff=True)
    jonas = real.enrol(post, admin, real.accredited("Andreas-Gordon-Schule Erfurt"), JONAS)

    for curriculum in data.curricula():
        programme = real.teach(jonas, curriculum)

        shown = browser(jonas).get(f"/centres/programmes/{programme.pk}/").content.decode()
        units = curriculum["lernfeld_ausbildungsteil"]
        kept = [list(unit.outcomes.values_list("text", flat=True)) for unit in programme.units.order_by("position")]
        assert kept == [real.kept(real.outcomes(part)) for part in units]
        assert all(part["name"] in shown for part in units)

    assert (Programme.objects.count(), Outcome.objects.count() > 1000) == (6, True)
