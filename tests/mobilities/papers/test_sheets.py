"""The papers of a stay: what they say, who signs them, and what a signature closes."""

from datetime import timedelta

import pytest

from mobilities.models import Step
from mobilities.rules.papers import PREFIXES
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, step_with

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
SIGNERS = {
    "EMPLOYER_CONSENT": ["home_employer", "apprentice", "guardian", "sending_centre", "host_company", "hosting_centre"],
    "HOST_ACCEPTANCE": ["host_company"],
    "CATCHUP_PLAN": ["apprentice", "guardian", "sending_centre"],
    "GUARDIAN_CONSENT_STAY": ["guardian"],
    "GUARDIAN_CONSENT_TRAVEL": ["guardian"],
    "GUARDIAN_CONSENT_MEDICAL": ["guardian"],
    "GUARDIAN_CONSENT_IMAGE": ["guardian"],
    "GRANT_AGREEMENT": ["apprentice", "guardian", "sending_centre"],
    "LA_COMPLEMENT": ["host_company", "hosting_centre"],
    "EUROPASS_MOBILITY": ["host_company", "hosting_centre", "sending_centre"],
}


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def only_open(mobility, code):
    """Close all steps but the one that asks for a document, so that only the paper is in its way; give the step."""
    step = step_with(mobility, code)
    Step.objects.filter(mobility=mobility).exclude(pk=step.pk).update(
        done_at=NOW, done_by=mobility.planned_by or mobility.party("sending_coordinator").person, outcome="done"
    )
    return step


@pytest.mark.parametrize("kind", SIGNERS)
def test_every_paper_is_filled_in_and_issued_and_signed_by_whom_the_rules_name(stay, kind):
    mobility, ana = stay

    version = issue(mobility, kind, ana)

    assert [row.party for row in version.signatories.all()] == SIGNERS[kind]
    assert version.document.number.startswith(PREFIXES[kind])
    assert version.file
