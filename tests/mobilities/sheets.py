"""Papers of a stay, filled in and issued, for tests."""

from mobilities import paperwork
from mobilities.actions import paperwork as actions
from mobilities.models import Agreement, Mobility, Step
from mobilities.tasks import build_agreement
from tests.factories import NOW

TYPED = {
    "EMPLOYER_CONSENT": {
        "replaced_or_supplemented": "supplemented",
        "effect_on_contract": "continues",
        "pay": "kept",
        "pay_by": "home_employer",
        "leave_not_used": True,
        "contract": "C-2026/17",
        "social_security": "Stays insured at home.",
        "a1": True,
        "accident_insurer": "Mutua 456",
        "working_time": "38.5",
        "return_to_work": "2027-12-01",
    },
    "HOST_ACCEPTANCE": {
        "tasks": "Repairs with the mentor",
        "weekly_hours": "38.5",
        "language_of_work": "de",
        "safety": "On the first day, by Timo Kraft",
        "equipment_by": "host_company",
        "minors_allowed": True,
    },
    "DATA_CONSENT": {"passed_on": ["contact", "training"]},
    "MEDIA_CONSENT": {"pictures": True, "recordings": False, "channels": ["school"]},
    "GUARDIAN_CONSENT_STAY": {"night_rules": "In by ten o'clock", "online_sessions": True},
    "GUARDIAN_CONSENT_TRAVEL": {
        "identity_document": "DNI 12345678Z",
        "outward": "2027-09-05",
        "homeward": "2027-09-30",
        "route": "León – Dresden by train",
        "pick_up": "Jonas Weber, at the station",
        "accompanied_by": {"name": "Tomás Vega"},
    },
    "GUARDIAN_CONSENT_MEDICAL": {
        "urgent_treatment": True,
        "conditions_and_allergies": "Allergy to penicillin",
        "health_cover": "European Health Insurance Card",
    },
    "GUARDIAN_CONSENT_IMAGE": {"pictures": True, "recordings": False, "channels": ["school"]},
    "GRANT_AGREEMENT": {
        "funded_travel_days": 2,
        "individual_support": "1250",
        "travel": "309",
        "green_travel": False,
        "first_payment_share": "80",
        "iban": "ES9121000418450200051332",
        "insurance": "Seguros Bierzo 123",
    },
    "CATCHUP_PLAN": {"classes_missed": ["Mathematics", "English"], "how_made_up": "Lessons on two Saturdays"},
    "LA_COMPLEMENT": {
        "mobility_id": "",
        "days_absent": 0,
        "outcomes_achieved": ["Finds a fault in a hydraulic press"],
        "confirmed_on": "2027-10-01",
    },
    "EUROPASS_MOBILITY": {
        "tasks_done": "Repairs of hydraulic presses",
        "skills_job": "Finds faults and replaces parts",
        "outcomes": ["Finds a fault in a hydraulic press"],
        "issued_on": "2027-10-20",
    },
}


def fill(mobility, kind, by, at=NOW, **changes):
    """Write what a paper asks and give its draft."""
    paper = paperwork.draft_of(mobility, kind)
    said = TYPED.get(kind, {}) | changes
    if kind == "LA_COMPLEMENT":
        said |= {"mobility_id": f"2026-LONGT-0012-{mobility.project.code[-19:]}"}
    values = {field.key: said.get(field.key, paper.values.get(field.key)) for field in paper.open_fields}
    row = Agreement.objects.filter(mobility=mobility, kind=kind).first() or Agreement(mobility=mobility, kind=kind)
    return actions.save(row, values, version=row.draft_version, by=by, at=at)


def issue(mobility, kind, by, at=NOW, languages=None, **changes):
    """Issue a paper as it is written now, with its file."""
    version = actions.issue(fill(mobility, kind, by, at=at, **changes), by=by, at=at, languages=languages)
    build_agreement(version_id=version.pk)
    version.refresh_from_db()
    return version


def step_with(mobility, code):
    """The step of a mobility that asks for a document."""
    fresh = Mobility.objects.get(pk=mobility.pk)
    return next(step for step in fresh.steps.with_plan() if code in step.plan.evidence)


def only_open(mobility, code):
    """Close all steps but the one that asks for a document, so that only the paper is in its way; give the step."""
    step = step_with(mobility, code)
    Step.objects.filter(mobility=mobility).exclude(pk=step.pk).update(
        done_at=NOW, done_by=mobility.planned_by or mobility.party("sending_coordinator").person, outcome="done"
    )
    return step
