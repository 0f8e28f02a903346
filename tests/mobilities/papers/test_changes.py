"""Papers and a stay that changes: what is not so any more is not signed, and what was signed proves nothing more."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from companies.choices import Function
from doallvet.core.refused import Refused
from doallvet.signing.actions import circuit
from mobilities.actions import change
from mobilities.actions.rehearsal import rehearse
from mobilities.choices import Role
from mobilities.facts import dates_of
from mobilities.models import Approval, Evidence, Mobility
from tests.factories import NOW, make_contact
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, only_open
from tests.mobilities.signing import place, sign, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def move(mobility, by, days=2):
    """Move the stay by some days."""
    mobility = fresh(mobility)
    later, dates = timedelta(days=days), dates_of(mobility)
    dates = replace(dates, start=dates.start + later, end=dates.end + later)
    change.set_dates(mobility, dates, version=mobility.version, by=by, at=LATER)


DATED = ["EMPLOYER_CONSENT", "HOST_ACCEPTANCE", "CATCHUP_PLAN", "GUARDIAN_CONSENT_STAY", "GRANT_AGREEMENT"]


@pytest.mark.parametrize("kind", [*DATED, "LEARNING_AGREEMENT"])
def test_a_paper_with_the_former_dates_is_not_signed_any_more(stay, kind):
    mobility, ana = stay
    version = signing.issue(mobility, ana) if kind == "LEARNING_AGREEMENT" else issue(mobility, kind, ana)
    first = version.signatories.filter(turn_at__isnull=False).first()

    move(mobility, ana)

    with pytest.raises(Refused, match="First day abroad, Last day abroad. A new version comes."):
        sign(version, first.party, at=LATER)
    assert set(states(version).values()) == {"waiting"}
    assert (Evidence.objects.count(), Approval.objects.count()) == (0, 0)


def test_nobody_is_reminded_of_a_paper_with_the_former_dates(stay):
    mobility, ana = stay
    issue(mobility, "HOST_ACCEPTANCE", ana)
    move(mobility, ana)
    then = NOW + timedelta(days=3)

    assert circuit.remind(today=then.date(), at=then) == 0


def test_an_acceptance_with_another_mentor_or_host_is_not_signed_any_more(stay):
    mobility, ana = stay
    version = issue(mobility, "HOST_ACCEPTANCE", ana)
    host = fresh(mobility).party(Role.HOST_MENTOR)
    other = make_contact(host.company, mobility.party(Role.HOSTING_COORDINATOR).centre, Function.MENTOR).person

    change.set_person(host, other, by=ana, at=LATER, reason="Timo is ill")

    with pytest.raises(Refused, match="Mentor. A new version comes."):
        sign(version, "host_company", at=LATER)


def test_a_release_with_other_pay_is_not_signed_any_more(stay):
    mobility, ana = stay
    version = issue(mobility, "EMPLOYER_CONSENT", ana)
    now = fresh(mobility)

    change.set_rules(now, {"pay_kept": False}, version=now.version, by=ana, at=LATER)

    with pytest.raises(Refused, match="Pay goes on. A new version comes."):
        sign(version, "home_employer", at=LATER)


def test_what_the_coordinator_wrote_by_hand_is_signed_as_it_is_written(stay):
    mobility, ana = stay
    version = issue(mobility, "HOST_ACCEPTANCE", ana, mentor={"name": "Uwe Brandt"}, workplace="Hafenstraße 2, Dresden")

    sign(version, "host_company")

    assert states(version) == {"host_company": "signed"}


def test_a_new_version_after_the_change_is_signed(stay):
    mobility, ana = stay
    issue(mobility, "HOST_ACCEPTANCE", ana)
    move(mobility, ana)

    second = issue(fresh(mobility), "HOST_ACCEPTANCE", ana, at=LATER)
    sign(second, "host_company", at=LATER)

    assert (second.number, states(second)) == (2, {"host_company": "signed"})
    assert Approval.objects.get().terms["starts_on"] == second.data["fields"]["start"]
    assert place(second, "host_company").counts


@pytest.mark.parametrize("kind", DATED)
def test_what_was_signed_for_the_former_dates_proves_nothing_more(stay, kind):
    mobility, ana = stay
    version = issue(mobility, kind, ana)
    step = only_open(mobility, kind)
    for row in version.signatories.all():
        sign(version, row.party)
    proofs = Evidence.objects.filter(step=step, document=kind)
    assert [proof.state for proof in proofs] == ["accepted"]

    told = rehearse(mobility, partial(move, mobility, ana), today=LATER.date())
    move(mobility, ana)

    assert [proof.state for proof in proofs.all()] == ["refused"]
    assert proofs.get().why == "Something else holds now: First day abroad, Last day abroad."
    assert set(proofs) <= set(told.papers)
    step.refresh_from_db()
    assert step.done_at is None


def test_what_does_not_say_what_changed_stays_signed(stay):
    mobility, ana = stay
    version = issue(mobility, "GRANT_AGREEMENT", ana)
    step = only_open(mobility, "GRANT_AGREEMENT")
    for row in version.signatories.all():
        sign(version, row.party)
    now = fresh(mobility)

    change.set_rules(now, {"pay_kept": False}, version=now.version, by=ana, at=LATER)

    step.refresh_from_db()
    assert (step.done_at, step.evidence.get().state) == (NOW, "accepted")


def test_moved_there_and_back_a_new_version_asks_nobody_again(stay):
    mobility, ana = stay
    first = issue(mobility, "GRANT_AGREEMENT", ana)
    step = only_open(mobility, "GRANT_AGREEMENT")
    for row in first.signatories.all():
        sign(first, row.party)
    move(mobility, ana)
    move(mobility, ana, days=-2)

    second = issue(fresh(mobility), "GRANT_AGREEMENT", ana, at=LATER)

    proofs = dict(step.evidence.values_list("sha256", "state"))
    assert (second.number, set(states(second).values())) == (2, {"carried"})
    assert proofs == {first.file_hash: "refused", second.file_hash: "accepted"}
    assert issue(fresh(mobility), "GRANT_AGREEMENT", ana, at=LATER) == second


def test_an_agreement_that_was_moved_there_and_back_is_issued_anew_and_asks_nobody_again(stay):
    mobility, ana = stay
    first = signing.issue(mobility, ana)
    for row in first.signatories.all():
        sign(first, row.party)
    move(mobility, ana)
    move(mobility, ana, days=-2)

    second = signing.issue(fresh(mobility), ana, at=LATER)

    kept = Evidence.objects.filter(step__mobility=mobility, document="LEARNING_AGREEMENT")
    proofs = dict(kept.values_list("sha256", "state"))
    assert (second.number, set(states(second).values())) == (2, {"carried"})
    assert proofs == {first.file_hash: "refused", second.file_hash: "accepted"}
    assert signing.issue(fresh(mobility), ana, at=LATER) == second


@pytest.mark.parametrize("kind", ["HOST_ACCEPTANCE", "LEARNING_AGREEMENT"])
def test_the_page_of_a_paper_with_the_former_dates_says_so_and_asks_nobody_again(client, stay, kind):
    mobility, ana = stay
    version = signing.issue(mobility, ana) if kind == "LEARNING_AGREEMENT" else issue(mobility, kind, ana)
    page = reverse("mobilities:agreement", args=[mobility.pk])
    if kind != "LEARNING_AGREEMENT":
        page = reverse("mobilities:sheet", args=[mobility.pk, kind])
    client.force_login(ana)
    before = client.get(page).text
    move(mobility, ana)

    after = client.get(page).text

    said = f"The stay has changed since {version.document.number}, version 1 was issued: First day abroad, Last day"
    assert (said in before, "Ask again" in before) == (False, True)
    assert (said in after, "Ask again" in after, "Signed on paper" in after) == (True, False, False)


def test_who_signs_after_the_dates_came_back_completes_what_the_others_signed(stay):
    mobility, ana = stay
    version = issue(mobility, "GRANT_AGREEMENT", ana)
    step = only_open(mobility, "GRANT_AGREEMENT")
    sign(version, "apprentice")
    move(mobility, ana)
    move(mobility, ana, days=-2)

    for party in ("guardian", "sending_centre"):
        sign(version, party, at=LATER)

    proof = step.evidence.get()
    assert (proof.state, proof.signed_by) == ("accepted", ["apprentice", "guardian", "sending_centre"])
