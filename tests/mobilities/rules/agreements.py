"""A learning agreement as plain values, complete, for tests of its rules."""

from datetime import date

from mobilities.rules.agreement import missing
from tests.mobilities.rules.facts import BLENDED, make_facts

ANA = {"name": "Ana Reyes", "email": "ana@sil.example", "phone": "+34 612 34 56 78"}
TOMAS = {"name": "Tomás Vega", "email": "tomas@sil.example", "phone": ""}
TIMO = {"name": "Timo Kraft", "email": "timo@werkstatt.example", "phone": ""}
HEIKE = {"name": "Heike Sommer", "email": "heike@werkstatt.example", "phone": ""}
FILLED = {
    "header": {"project_code": "2026-1-ES01-KA121-VET-000000010", "activity_type": "LM-SHORT-VET", "call_year": 2026},
    "participant": {
        "last_name": "García",
        "first_name": "Lucía",
        "date_of_birth": "2007-05-04",
        "nationality": ["ES"],
        "email": "lucia@sil.example",
        "phone": "+34 699 11 12 22",
        "programme_of_study": "Mecatrónica",
        "qualification_title": "Técnico",
        "eqf_level": 4,
        "isced_f": "0715",
        "language": "de",
        "language_level": "B1",
    },
    "sending": {
        "legal_name": "CIFP Río Sil",
        "address": "Calle Mayor 5, 24400 Ponferrada",
        "country": "ES",
        "type": "vet_school",
        "mentor": TOMAS,
        "administrative_contact": ANA,
        "emergency_contact": ANA,
    },
    "hosting": {
        "legal_name": "Werkstatt Sachsen",
        "address": "Elbstraße 7, 01067 Dresden",
        "country": "DE",
        "type": "company",
        "mentor": TIMO,
        "administrative_contact": HEIKE,
        "emergency_contact": TIMO,
    },
    "mobility": {
        "mode": "physical",
        "start_date": "2027-03-01",
        "end_date": "2027-03-21",
        "days": 21,
        "workplace_address": "Elbstraße 7, 01067 Dresden",
        "field_isced_f": "0715",
    },
    "monitoring": {"who": {"name": "Tomás Vega"}},
    "assessment": {"who": {"name": "Timo Kraft"}, "when": "2027-03-21"},
    "recognition": {"who": {"name": "Ana Reyes"}},
}
LO1 = {"code": "LO1", "title": "Maintenance", "text": "Finds a fault", "part": "onsite"}
WEEK1 = {"week": 1, "place": "Workshop", "tasks": "Safety and tools", "outcomes": ["LO1"]}
DRAFT = {
    "header": {"mobility_id": "2026-LONGT-0012-KA121-VET-000005151"},
    "mobility": {"working_hours_per_week": "38.5", "language_of_work": "de"},
    "learning_outcomes": [LO1],
    "learning_programme": [WEEK1],
    "monitoring": {"frequency": "Once a week", "channel": "Video call"},
    "assessment": {"method": "Observation", "criteria": "Works safely"},
    "recognition": {"how": "Unit 1", "when": "2027-05-31", "documents": ["transcript"], "goes_into": ["unit"]},
    "insurance_and_work": {
        "health": "EHIC",
        "liability": "Seguros Bierzo",
        "accident": "Mutua",
        "ppe_provided_by": "none",
        "accommodation_by": "family",
    },
}
STUDENT = make_facts("ES-GEN")
MINOR = make_facts("ES-GEN", birth_date=date(2010, 2, 3))
EMPLOYED = make_facts("DE-DUAL")
ONLINE = make_facts("ES-GEN", blended=True, dates=BLENDED)


def changed(block, **values):
    return DRAFT | {block: DRAFT.get(block, {}) | values}


def sentences(draft=DRAFT, facts=STUDENT, filled=FILLED):
    return [gap.sentence for gap in missing(draft, facts, filled)]
