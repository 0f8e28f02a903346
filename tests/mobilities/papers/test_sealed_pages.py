"""The pages that hand out a sealed paper, and the check that says when seals are late."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from doallvet.outbox.compose import compose
from doallvet.outbox.health import CHECKS
from doallvet.outbox.models import Mail
from doallvet.signing.actions import seal as seals
from mobilities.models import Evidence
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
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


def test_who_signed_hears_that_all_have_and_gets_the_signed_paper_without_an_account(signed):
    _mobility, _ana, version = signed
    version = sealed(version)
    compose(at=NOW)
    mails = Mail.objects.filter(notices__kind="sign-complete")
    assert not mails.exists()  # it waits for the message of the day
    compose(at=NOW + timedelta(days=1))

    heike = place(version, "host_company").person
    address = re.search(r"/l/\S+", mails.get(person=heike).text)[0]
    browser = Client()
    page = browser.get(address, follow=True)
    paper = browser.get(f"{page.redirect_chain[-1][0]}paper.pdf")

    assert {mail.person for mail in mails} == {row.person for row in version.signatories.with_version()}
    assert b"".join(paper.streaming_content) == content_of(version)


def test_who_does_not_sign_for_the_company_any_more_hears_nothing(signed):
    version = sealed(signed[2])
    heike = place(version, "host_company").person
    heike.company_contacts.all().delete()

    compose(at=NOW + timedelta(days=1))

    assert not Mail.objects.filter(notices__kind="sign-complete", person=heike).exists()


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
    saved.close()


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


def test_the_step_shows_and_hands_out_the_sealed_paper_as_its_evidence(signed, client):
    mobility, ana, version = signed
    client.force_login(ana)
    proof = Evidence.objects.get(step__mobility=mobility, document=version.document.kind)
    page, paper = (
        reverse(f"mobilities:{name}", args=[mobility.pk, proof.step_id, *more])
        for name, more in [("step", []), ("paper", [proof.pk])]
    )
    issued = client.get(paper)
    assert b"".join(issued.streaming_content).startswith(b"%PDF")
    before = client.get(page).content.decode()

    version = sealed(version)
    answer, after = client.get(paper), client.get(page).content.decode()

    number = f"{version.document.number}-v1"
    assert (f"{number}.pdf" in issued["Content-Disposition"], f">{number}.pdf</a>" in before) == (True, True)
    assert f'"{number}-signed.pdf"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == content_of(version)
    assert (f">{number}-signed.pdf</a>" in after, f">{number}.pdf</a>" in after) == (True, False)
    assert "with all signatures" in after


def test_a_sealed_paper_of_a_stay_that_is_not_there_yet_leads_to_its_own_page(signed, client):
    mobility, ana, _version = signed
    version = issue(mobility, "HOST_ACCEPTANCE", ana)
    client.force_login(ana)

    answer = client.get(reverse("mobilities:sealed", args=[mobility.pk, version.pk]))

    assert answer.url == reverse("mobilities:sheet", args=[mobility.pk, "HOST_ACCEPTANCE"])
