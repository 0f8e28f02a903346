"""Consents of apprentice and guardian to data and pictures: each on its own, each to be taken back."""

import pytest

from doallvet.outbox.models import Notice
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from mobilities.models import Step
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, step_with
from tests.mobilities.signing import place, sign

pytestmark = pytest.mark.django_db


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def only_open(mobility, code):
    """Close all steps but the one that asks for a document; give it."""
    step, ana = step_with(mobility, code), mobility.party("sending_coordinator").person
    Step.objects.filter(mobility=mobility).exclude(pk=step.pk).update(done_at=NOW, done_by=ana, outcome="done")
    return step


def proofs(step):
    return list(step.evidence.values_list("document", "signed_by", "state"))


def test_a_consent_to_data_is_proof_and_does_not_accept_the_place(stay):
    mobility, ana = stay
    step = only_open(mobility, "DATA_CONSENT")
    version = issue(mobility, "DATA_CONSENT", ana)

    sign(version, "apprentice")
    halfway = proofs(step)
    sign(version, "guardian")

    step.refresh_from_db()
    assert (halfway, proofs(step)) == ([], [("DATA_CONSENT", ["apprentice", "guardian"], "accepted")])
    assert (step.done_at, step.approvals.count()) == (None, 0)


def test_a_consent_to_data_that_is_taken_back_proves_nothing_more_and_the_place_stays(stay):
    mobility, ana = stay
    step = only_open(mobility, "DATA_CONSENT")
    version = issue(mobility, "DATA_CONSENT", ana)
    for party in ("apprentice", "guardian"):
        sign(version, party)
    Step.objects.filter(pk=step.pk).update(done_at=NOW, done_by=ana, outcome="done")
    row = place(version, "guardian")

    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=NOW)

    step.refresh_from_db()
    assert [state for _document, _signed, state in proofs(step)] == ["refused"]
    assert step.done_at == NOW
    jonas, heike = (mobility.party(role).person for role in ("hosting_coordinator", "host_signatory"))
    told = Notice.objects.filter(subject_id=row.pk)
    assert {notice.person_id for notice in told} >= {ana.pk, jonas.pk, heike.pk}


@pytest.mark.parametrize("says", ["yes", "no"])
def test_an_apprentice_says_yes_or_no_to_pictures_on_a_paper(stay, says):
    mobility, ana = stay
    step = only_open(mobility, "MEDIA_CONSENT")
    version = issue(mobility, "MEDIA_CONSENT", ana)

    if says == "yes":
        sign(version, "apprentice")
    else:
        row, shown = place(version, "apprentice"), version.content_hash
        signatures.answer(row, State.DECLINED, person=row.person, shown=shown, text="No", at=NOW)

    step.refresh_from_db()
    assert (step.done_at, step.evidence.exists()) == (NOW, says == "yes")
