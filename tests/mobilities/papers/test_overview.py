"""How the page of all papers says that each one stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory
from mobilities import access
from mobilities.actions import change
from mobilities.facts import dates_of
from mobilities.models import Mobility
from mobilities.views import sheets
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import place, sign

pytestmark = pytest.mark.django_db


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def how(mobility, by, kind):
    """The status of a paper, and what stands beside it."""
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    rows = sheets.rows(mobility, access.seat(by, mobility))
    row = next(row for row in rows if kind in row["url"])
    return str(row["status"]), str(row.get("owner", ""))


def decline(version, party):
    row = place(version, party)
    said = {"person": row.person, "shown": version.content_hash, "text": "No"}
    signatures.answer(row, State.DECLINED, at=NOW, **said)


def take_back(version, party):
    row = place(version, party)
    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=NOW)


def move(mobility, by):
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    dates = dates_of(mobility)
    dates = replace(dates, end=dates.end + timedelta(days=1))
    change.set_dates(mobility, dates, version=mobility.version, by=by, at=NOW)


def test_what_waits_says_for_whom(stay):
    mobility, ana = stay
    issue(mobility, "GUARDIAN_CONSENT_STAY", ana)

    assert how(mobility, ana, "GUARDIAN_CONSENT_STAY") == (
        "Waits for signatures",
        "Missing: parent or guardian, since 23 Nov 2026",
    )


def test_what_was_taken_back_waits_for_nobody(client, stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_STAY", ana)
    sign(version, "guardian")
    take_back(version, "guardian")
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet", args=[mobility.pk, "GUARDIAN_CONSENT_STAY"])).text

    assert how(mobility, ana, "GUARDIAN_CONSENT_STAY") == ("Taken back", "Parent or guardian, 23 Nov 2026")
    assert [word for word in ("Ask again", "Letter with a code", "Signed on paper") if word in page] == []
    assert not Signatory.objects.on_turn().filter(version=version).exists()


def test_a_no_is_said_and_where_it_is_a_full_answer_nothing_waits(stay):
    mobility, ana = stay
    for kind in ("GUARDIAN_CONSENT_STAY", "GUARDIAN_CONSENT_IMAGE"):
        decline(issue(mobility, kind, ana), "guardian")

    assert how(mobility, ana, "GUARDIAN_CONSENT_STAY") == ("Not signed", "Parent or guardian, 23 Nov 2026")
    assert how(mobility, ana, "GUARDIAN_CONSENT_IMAGE") == ("Answered with no", "Parent or guardian, 23 Nov 2026")


@pytest.mark.parametrize("signed", [True, False])
def test_what_the_stay_no_longer_says_is_out_of_date(stay, signed):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_STAY", ana)
    if signed:
        sign(version, "guardian")

    move(mobility, ana)

    assert how(mobility, ana, "GUARDIAN_CONSENT_STAY") == (
        "Out of date",
        "The stay has changed: a new version is needed",
    )


def test_what_all_have_signed_and_holds_is_signed_by_all(stay):
    mobility, ana = stay
    sign(issue(mobility, "GUARDIAN_CONSENT_STAY", ana), "guardian")

    assert how(mobility, ana, "GUARDIAN_CONSENT_STAY") == ("Signed by all", "")
