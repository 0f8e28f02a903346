"""Signatures hold for the version they stand under."""

import pytest

from mobilities import standing
from mobilities.actions import agreement as agreements
from mobilities.actions import roadmap
from mobilities.choices import Outcome
from mobilities.models import Evidence
from tests.factories import NOW
from tests.mobilities.agreements import make_stay, write

pytestmark = pytest.mark.django_db


def test_another_version_takes_back_the_signatures_under_the_one_before():
    mobility, by = make_stay()
    agreements.issue(write(mobility, by), by=by, at=NOW)
    step = mobility.steps.with_plan().get(plan__key="G11")
    everybody = sorted(standing.sides(mobility))
    scan = Evidence.objects.create(
        step=step,
        document="LEARNING_AGREEMENT",
        file="x.pdf",
        name="x.pdf",
        mime="application/pdf",
        size=1,
        sha256="0",
        signed_by=everybody,
        uploaded_at=NOW,
        uploaded_by=by,
        state="accepted",
        reviewed_at=NOW,
        reviewed_by=by,
    )
    roadmap.close(mobility, step, Outcome.DONE, by=by, at=NOW)

    agreements.issue(write(mobility, by, monitoring={"frequency": "Twice a week", "channel": "Phone"}), by=by, at=NOW)

    scan.refresh_from_db()
    assert (scan.state, mobility.steps.get(pk=step.pk).done_at) == ("refused", None)
