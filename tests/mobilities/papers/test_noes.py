"""What a no on a paper closes: only where the paper may be answered no, and once everybody was heard."""

import pytest

from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State, Way
from mobilities.actions import approval, guardians
from mobilities.choices import Answer, Channel, Kind, Owner, Reason
from mobilities.models import BlueprintStep, Mobility
from mobilities.terms import fingerprint, terms
from tests.factories import NOW, TODAY, make_guardian, make_user
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, step_with

pytestmark = pytest.mark.django_db


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


@pytest.fixture
def parents(stay):
    """The stay of an apprentice with two guardians."""
    mobility, ana = stay
    make_guardian(mobility.apprentice, person=make_user(first_name="Luis", last_name="García"))
    guardians.follow_one(mobility, today=TODAY, by=ana, at=NOW)
    return Mobility.objects.with_people().get(pk=mobility.pk), ana


def decline(version, row):
    said = {"person": row.person, "shown": version.content_hash, "text": "No"}
    signatures.answer(row, State.DECLINED, at=NOW, **said)


def handed_in(mobility, kind):
    """The step of a plan in which this paper is only handed in."""
    step = step_with(mobility, kind)
    BlueprintStep.objects.filter(pk=step.plan_id).update(kind=Kind.DOCUMENT, evidence=[kind])
    return step_with(mobility, kind)


def done(step):
    step.refresh_from_db()
    return step.is_done


def test_a_no_to_the_stay_closes_nothing_in_whatever_plan(stay):
    mobility, ana = stay
    step = handed_in(mobility, "GUARDIAN_CONSENT_STAY")
    version = issue(mobility, "GUARDIAN_CONSENT_STAY", ana)

    decline(version, version.signatories.get())

    assert not done(step)


def test_a_no_to_the_stay_on_the_page_of_answers_closes_nothing_either(stay):
    mobility, _ana = stay
    step, guardian = handed_in(mobility, "GUARDIAN_CONSENT_STAY"), mobility.party("guardian").person
    shown = fingerprint(terms(mobility, Owner.GUARDIAN))

    said = {"answer": Answer.DECLINE, "reason": Reason.OTHER, "text": "No", "typed_name": str(guardian)}
    approval.give(step, person=guardian, shown=shown, channel=Channel.LINK, at=NOW, **said)

    assert not done(step)


def test_one_no_to_pictures_does_not_speak_for_the_other_guardian(parents):
    mobility, ana = parents
    step = step_with(mobility, "GUARDIAN_CONSENT_IMAGE")
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    first, second = version.signatories.select_related("person")

    decline(version, first)
    closed = [done(step)]
    decline(version, second)
    closed.append(done(step))

    assert closed == [False, True]


def test_a_yes_after_the_no_of_the_other_guardian_is_the_last_word_and_no_consent(parents):
    mobility, ana = parents
    step = step_with(mobility, "GUARDIAN_CONSENT_IMAGE")
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    first, second = version.signatories.select_related("person")
    decline(version, first)

    sign_at(version, second)

    assert (done(step), step.evidence.count()) == (True, 0)


def sign_at(version, row):
    hand = signatures.Hand(typed_name=str(row.person), consent="I sign.", language="en", way=Way.LINK)
    signatures.sign(row, person=row.person, shown=version.content_hash, hand=hand, at=NOW)
