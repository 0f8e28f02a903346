"""A consent that is taken back, also when the mobility is over."""

from datetime import timedelta

import pytest

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from doallvet.signing.actions import signature as signatures
from mobilities.choices import Decision, Role
from mobilities.models import Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, only_open
from tests.mobilities.signing import place, sign

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def take_back(version):
    row = place(version, "guardian")
    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="Off the web, please", at=LATER)


def said(kind):
    """Who is told in messages of a kind, and what."""
    notices = list(Notice.objects.filter(kind=kind))
    return {notice.person: lines([notice])[notice.pk] for notice in notices}


def test_after_the_mobility_is_closed_a_consent_ends_and_the_coordinator_is_told(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    step = only_open(mobility, "GUARDIAN_CONSENT_IMAGE")
    sign(version, "guardian")
    Mobility.objects.filter(pk=mobility.pk).update(decision=Decision.CLOSED)

    take_back(version)

    told = said("paper-answered")
    step.refresh_from_db()
    assert step.evidence.get().state == "refused"
    assert step.done_at == NOW  # what is over stays as it is
    assert list(told) == [ana]
    assert told[ana].subject.startswith("Taken back: ")
    assert "“Off the web, please”" in told[ana].paragraphs
    assert told[ana].paragraphs[-1].startswith("The mobility stays closed.")


def test_who_holds_pictures_is_told_that_they_may_not_be_used_any_more(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(version, "guardian")

    take_back(version)

    hosts = {mobility.party(role).person for role in (Role.HOST_SIGNATORY, Role.HOSTING_COORDINATOR)}
    told = said("consent-taken-back")
    assert hosts <= set(told)
    assert not {ana, mobility.apprentice.person, mobility.party(Role.EMPLOYER_SIGNATORY).person} & set(told)
    assert all("delete it" in line.paragraphs[-1] and "Off the web" not in str(line) for line in told.values())


def test_a_host_is_not_told_of_a_consent_about_health(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_MEDICAL", ana)
    sign(version, "guardian")

    take_back(version)

    assert (list(said("paper-answered")), said("consent-taken-back")) == ([ana], {})
