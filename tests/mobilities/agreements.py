"""A learning agreement written from the first block to the last, for tests."""

from datetime import date

from django.urls import reverse

from centres.choices import MemberRole
from centres.models import LanguageLevel
from companies.choices import Function
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.models import Agreement, Mobility
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_member,
    make_mobility,
    make_partnership,
    make_programme,
    make_site,
    make_user,
)

OUTCOMES = [
    {
        "code": "LO1",
        "title": "Maintenance of machines",
        "text": "Finds a fault in a hydraulic press and says what caused it.",
        "unit_code": "MEC1",
        "part": "onsite",
        "hours": "40",
    },
    {
        "code": "LO2",
        "title": "Maintenance of machines",
        "text": "Replaces worn parts and tests the machine.",
        "unit_code": "MEC1",
        "part": "onsite",
        "hours": "35.5",
    },
]
WEEKS = [
    {"week": 1, "place": "Werkstatt Sachsen", "tasks": "Safety, tools, first repairs", "outcomes": ["LO1"]},
    {"week": 2, "place": "Werkstatt Sachsen", "tasks": "Repairs with the mentor", "outcomes": ["LO1", "LO2"]},
]
BLOCKS = {
    "participant": {"qualification_title": "Técnico Superior en Mecatrónica Industrial"},
    "hosting": {"oid": "E10000002"},
    "mobility": {"working_hours_per_week": "38.5", "language_of_work": "de"},
    "learning_outcomes": OUTCOMES,
    "learning_programme": WEEKS,
    "monitoring": {"frequency": "Once a week", "channel": "Video call"},
    "assessment": {
        "method": "Observation at work",
        "criteria": "Works safely and explains what is done",
        "scale": "achieved, partly, not",
    },
    "recognition": {
        "how": "Counts for unit MEC1",
        "when": "2027-10-31",
        "documents": ["EUROPASS_MOBILITY", "LOGBOOK"],
        "goes_into": ["module", "hours"],
    },
    "insurance_and_work": {
        "health": "European Health Insurance Card",
        "liability": "Seguros Bierzo 123",
        "accident": "Mutua 456",
        "a1": True,
        "ppe_provided_by": "host_company",
        "accommodation_by": "sending_centre",
    },
}
VIRTUAL = {"hours": "24", "tools": "Video calls, shared board", "activities": "Joint plan of a part made on site"}


def make_stay(minor=False, employer=True, hosting=True, key="dual-short", **fields):
    """A mobility whose people, places and papers are on file, as an agreement needs them."""
    coordinator = make_coordinator(first_name="Ana", last_name="Reyes", phone="+34612345678")
    centre = coordinator.centre
    centre.address, centre.postcode, centre.oid = "Calle Mayor 5", "24400", f"E{10000000 + centre.pk}"
    centre.save()
    make_member(centre, MemberRole.TEACHER, first_name="Tomás", last_name="Vega")
    programme = make_programme(centre, qualification="Técnico Superior en Mecatrónica Industrial")
    apprentice = make_apprentice(
        centre,
        born_on=date(2010, 2, 3) if minor else date(2007, 5, 4),
        programme=programme,
        person=make_user(first_name="Lucía", last_name="García", phone="+34699111222"),
    )
    LanguageLevel.objects.create(apprentice=apprentice, language="de", level="B1")
    if minor:
        make_guardian(apprentice, person=make_user(first_name="Pilar", last_name="Soto", phone="+34633333333"))
    if employer:
        company = make_company("Metal Bierzo", centre)
        make_contact(company, centre, person=make_user(first_name="Rosa", last_name="Prada"))
        make_contact(company, centre, Function.MENTOR, person=make_user(first_name="Iván", last_name="Blanco"))
        make_contract(apprentice, company)
    partner = make_centre("BSZ Elbufer", country="DE", city="Dresden") if hosting else None
    if partner:
        make_partnership(centre, partner)
        make_member(partner, first_name="Jonas", last_name="Weber")
    host = make_company("Werkstatt Sachsen", partner or centre, country="DE", city="Dresden")
    make_site(host, name="Werkstatt Sachsen", address="Elbstraße 7", postcode="01067")
    make_contact(host, partner or centre, person=make_user(first_name="Heike", last_name="Sommer"))
    make_contact(host, partner or centre, Function.MENTOR, person=make_user(first_name="Timo", last_name="Kraft"))
    mobility = make_mobility(by=coordinator, apprentice=apprentice, host=host, hosting=partner, key=key, **fields)
    return Mobility.objects.with_people().get(pk=mobility.pk), coordinator


def write(mobility, by, at=NOW, **changes):
    """Write all blocks of the draft, with changes to some, and give the agreement."""
    agreement = filling.agreement_of(mobility)
    header = {"mobility_id": f"2026-LONGT-0012-{mobility.project.code[-19:]}"}
    blocks = {"header": header} | BLOCKS | ({"virtual_component": VIRTUAL} if mobility.is_blended else {}) | changes
    for block, values in blocks.items():
        if values is not None:
            agreement = agreements.save_block(agreement, block, values, version=agreement.draft_version, by=by, at=at)
    return agreement


def save(mobility, block, values, version=1, by=None, at=NOW):
    """Keep one block as a page of this version does."""
    return agreements.save_block(filling.agreement_of(mobility), block, values, version=version, by=by, at=at)


def address(mobility, block="", name="agreement-block"):
    return reverse(f"mobilities:{name}", args=[mobility.pk, block] if block else [mobility.pk])


def post(client, mobility, block, *, version=99, **values):
    """Send the page of a block; on a version far ahead, where that is not what is tested."""
    return client.post(address(mobility, block), {"version": version, "then": "overview"} | values)


def rows(*filled, **more):
    """What a browser sends for rows of a repeated block."""
    sent = {"row-TOTAL_FORMS": len(filled), "row-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        sent |= {f"row-{number}-{key}": value for key, value in row.items()}
    return sent | more


def draft(mobility):
    return Agreement.objects.get(mobility=mobility).draft


def person(mobility, who):
    """Somebody with this part in the mobility: the holder of a role, a teacher or viewer of the centre, a stranger."""
    if who == "stranger":
        return make_user()
    if who in ("teacher", "viewer"):
        return make_member(mobility.sending_centre, MemberRole(who)).person
    return mobility.party(who).person
