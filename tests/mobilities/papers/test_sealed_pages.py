"""The pages that hand out a sealed paper, and the check that says when seals are late."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from doallvet.outbox.health import CHECKS
from doallvet.signing.actions import seal as seals
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import place, sign_all
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    version.refresh_from_db()
    return mobility, ana, version


@pytest.fixture(autouse=True)
def key(settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())


def sealed(version, at=NOW):
    seals.seal(version.pk, at=at)
    version.refresh_from_db()
    return version


def content_of(version):
    with default_storage.open(version.sealed_file) as file:
        return file.read()


def test_the_agreement_page_offers_the_sealed_paper(signed, client):
    mobility, ana, version = signed
    version = sealed(version)
    client.force_login(ana)
    address = reverse("mobilities:sealed", args=[mobility.pk, version.pk])

    page = client.get(reverse("mobilities:agreement", args=[mobility.pk])).content.decode()
    shown, saved = client.get(address), client.get(address, {"save": "1"})

    assert address in page and "Signed and sealed (PDF)" in page
    assert b"".join(shown.streaming_content) == content_of(version)
    assert f'filename="{version.document.number}-v1-signed.pdf"' in saved["Content-Disposition"]


def test_the_agreement_page_says_when_sealing_fails(signed, client, time_machine):
    mobility, ana, version = signed
    client.force_login(ana)
    address = reverse("mobilities:agreement", args=[mobility.pk])

    soon = client.get(address).content.decode()
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    late = client.get(address).content.decode()
    early = client.get(reverse("mobilities:sealed", args=[mobility.pk, version.pk]))

    sentence = f"The signed PDF of {version.document.number}, version 1 could not be made."
    assert (sentence in soon, sentence in late) == (False, True)
    assert early.url == address


def test_whoever_signed_reads_the_sealed_paper_on_their_page(signed, client):
    version = sealed(signed[2])
    row = place(version, "host_company")
    client.force_login(row.person)

    paper = client.get(reverse("sign-paper", args=[row.pk]))

    assert b"".join(paper.streaming_content) == content_of(version)


def test_the_health_check_says_when_seals_are_late(signed, time_machine):
    healthy = CHECKS["seals"]()
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    late = CHECKS["seals"]()
    sealed(signed[2], at=timezone.now())

    assert (healthy, late, CHECKS["seals"]()) == (True, False, True)
