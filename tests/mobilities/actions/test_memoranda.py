"""The signed memorandum of two centres proves the step of their stays that asks for it."""

from datetime import date, timedelta

import pytest

from centres.models import Partnership
from centres.rules import memorandum as rules
from mobilities.actions import memoranda
from mobilities.models import Evidence, Mobility, Step
from mobilities.reports import audit
from tests.centres.memoranda import issue, sign_both
from tests.factories import NOW
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import step_with

pytestmark = pytest.mark.django_db
SAID = {"objectives": ["stays"], "valid_until": "2028-06-30"}


@pytest.fixture
def stay(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay()
    hosting = mobility.party("hosting_coordinator").centre
    partnership = Partnership.objects.select_related("centre", "to").between(mobility.sending_centre, hosting).get()
    step = step_with(mobility, "MOU")
    others = Step.objects.filter(mobility=mobility).exclude(pk=step.pk)
    others.update(done_at=NOW, done_by=ana, outcome="done")
    return mobility, ana, partnership, step


def test_when_both_have_signed_the_step_is_closed_with_the_paper_as_its_proof(stay):
    mobility, ana, partnership, step = stay
    version = sign_both(issue(partnership, ana))

    assert memoranda.follow(partnership.pk, at=NOW) == 1
    assert memoranda.follow(partnership.pk, at=NOW) == 0

    step.refresh_from_db()
    proof = Evidence.objects.get(step=step)
    assert (step.done_at, step.outcome) == (NOW, "done")
    assert (proof.sha256, proof.signed_by) == (version.file_hash, ["hosting_centre", "sending_centre"])


def test_as_long_as_one_is_missing_it_proves_nothing(stay):
    mobility, ana, partnership, step = stay
    issue(partnership, ana)

    assert memoranda.follow(partnership.pk, at=NOW) == 0

    step.refresh_from_db()
    assert (step.done_at, Evidence.objects.filter(step=step).exists()) == (None, False)


def test_one_that_runs_out_before_the_stay_is_over_does_not_count(stay):
    mobility, ana, partnership, _step = stay
    sign_both(issue(partnership, ana, valid_until=(mobility.last_day - timedelta(days=1)).isoformat()))

    assert memoranda.follow(partnership.pk, at=NOW) == 0


def test_a_stay_that_is_over_is_left_alone(stay):
    mobility, ana, partnership, _step = stay
    sign_both(issue(partnership, ana))
    Mobility.objects.filter(pk=mobility.pk).update(decision="cancelled")

    assert not memoranda.count(mobility.pk, at=NOW)


@pytest.mark.parametrize(
    ("said", "stay", "covered"),
    [
        ({}, {}, True),
        ({}, {"same_way": False}, False),
        ({"objectives": ["both_ways"]}, {"same_way": False}, True),
        ({}, {"blended": True}, False),
        ({"blended_annex": "Tools"}, {"blended": True}, True),
        ({}, {"last_day": date(2028, 6, 30)}, True),
        ({}, {"last_day": date(2028, 7, 1)}, False),
    ],
)
def test_for_which_stays_a_memorandum_stands(said, stay, covered):
    asked = {"same_way": True, "blended": False, "last_day": date(2027, 9, 30)} | stay

    assert rules.covers(SAID | said, **asked) == covered


def test_the_audit_pack_holds_the_signed_one(stay):
    mobility, ana, partnership, _step = stay
    version = sign_both(issue(partnership, ana))
    memoranda.follow(partnership.pk, at=NOW)
    type(version).objects.filter(pk=version.pk).update(sealed_file=version.file, sealed_hash="5" * 64, sealed_at=NOW)

    pack = audit.gather([Mobility.objects.with_people().get(pk=mobility.pk)])

    assert "5" * 64 in [item.sha256 for item in pack.items]
