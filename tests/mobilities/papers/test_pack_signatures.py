"""What the audit pack says of signatures: whose is missing, who took one back; and the scans that were signed."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from doallvet.signing.actions import scan
from doallvet.signing.actions import signature as signatures
from mobilities.models import Mobility
from mobilities.reports import audit
from tests.core.files import make_pdf
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import place, sign, sign_all

pytestmark = pytest.mark.django_db
AGREEMENT = "Learning agreement"


@kept
def planned():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


def gather(mobility):
    return audit.gather([Mobility.objects.with_people().get(pk=mobility.pk)])


def lacks(pack, document):
    return [lack.why for lack in pack.missing if lack.document == document]


def test_a_half_signed_paper_is_in_the_pack_and_not_complete(stay):
    mobility, ana = stay
    version = signing.issue(mobility, ana)
    sign(version, "apprentice")

    half = gather(mobility)
    sign_all(version, parties=["guardian", *signing.ORDER[1:]])
    whole = gather(mobility)

    missing = "parent or guardian, home employer, sending centre, host company, hosting centre"
    assert f"Signatures are missing: {missing}." in lacks(half, AGREEMENT)
    assert version.file in [item.file for item in half.items]
    assert not [why for why in lacks(whole, AGREEMENT) if "Signatures" in why]


def test_a_scan_that_was_signed_by_hand_is_in_the_pack(stay):
    mobility, ana = stay
    version = issue(mobility, "GRANT_AGREEMENT", ana)
    upload = SimpleUploadedFile("s.pdf", make_pdf(), "application/pdf")
    typed = {"typed_name": "Lucía García", "shown": version.content_hash, "compared": True, "folder": "signed"}
    scan.record(place(version, "apprentice"), upload, by=ana, at=NOW, **typed)

    items = [item for item in gather(mobility).items if item.file.startswith("signed/")]

    assert [item.path.rsplit(".", 1)[1] for item in items] == ["pdf"]
    with default_storage.open(items[0].file) as file:
        assert hashlib.sha256(file.read()).hexdigest() == items[0].sha256


def test_who_took_a_consent_back_is_named_with_the_day(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_STAY", ana)
    sign(version, "guardian")
    row = place(version, "guardian")
    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=NOW + timedelta(days=1))

    pack = gather(mobility)

    why = "Taken back by the parent or guardian on 24 Nov 2026."
    assert lacks(pack, "Consent of a parent or guardian to the stay") == [why]
    assert why in audit._read_me(pack, "Pack")
