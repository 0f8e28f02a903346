"""What lists and pages say of papers: what is to be signed, what was taken back, and when."""

import pytest
from django.urls import reverse

from doallvet.signing.actions import signature as signatures
from doallvet.signing.models import Signatory
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import sheets
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import place, sign

pytestmark = pytest.mark.django_db
KIND = "GUARDIAN_CONSENT_IMAGE"


@kept
def issued():
    mobility, ana = make_stay(minor=True)
    return mobility, ana, sheets.issue(mobility, KIND, ana)


@pytest.fixture
def consent(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    return issued[2]


@pytest.fixture
def taken_back(consent):
    sign(consent, "guardian")
    row = place(consent, "guardian")
    return signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=NOW)


def papers_to_sign(client, person):
    client.force_login(person)
    return [row["url"] for row in client.get(reverse("mobilities:waiting")).context["sign"]]


def test_who_is_asked_to_sign_finds_the_paper_among_what_waits_for_them(client, issued, consent):
    row = place(consent, "guardian")

    assert papers_to_sign(client, row.person) == [reverse("sign", args=[row.pk])]
    assert papers_to_sign(client, issued[1]) == []
    sign(consent, "guardian")
    assert papers_to_sign(client, row.person) == []


def test_a_consent_that_was_taken_back_is_said_to_be_and_nobody_is_asked_for_it(client, issued, taken_back):
    mobility, ana, _version = issued
    client.force_login(ana)

    rows = client.get(reverse("mobilities:papers", args=[mobility.pk])).context["tasks"]
    page = client.get(reverse("mobilities:sheet", args=[mobility.pk, KIND])).text

    said = next(row for row in rows if row["url"] == reverse("mobilities:sheet", args=[mobility.pk, KIND]))
    assert (said["status"], said["owner"]) == ("Taken back", "Parent or guardian, 23 Nov 2026")
    assert [words for words in ("Ask again", "Letter with a code", "Signed on paper") if words in page] == []
    assert not Signatory.objects.on_turn().exists()


def test_the_page_and_its_list_of_signatures_name_one_time(client, taken_back):
    client.force_login(taken_back.person)

    page = client.get(reverse("sign", args=[taken_back.pk])).text

    assert page.count("23 Nov 2026, 11:00") == 2  # ten o'clock in Greenwich
