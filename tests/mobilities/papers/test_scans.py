"""A signature on the printed paper: its scan is matched to the version by the code at the foot."""

import io

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doallvet.core import qr
from doallvet.signing.models import Signature
from tests.core.files import make_pdf
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import place

pytestmark = pytest.mark.django_db
OTHER = {"frequency": "Twice a week", "channel": "Video call"}


@kept
def issued():
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana)


@pytest.fixture
def version(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    return issued[2]


def scan_of(version, scale=1.6, rotate=0.6):
    """A page of the printed paper as a telephone takes it: grey, coarse, not quite straight."""
    with default_storage.open(version.file) as file:
        page = pypdfium2.PdfDocument(file.read())[0].render(scale=scale).to_pil().convert("L")
    out = io.BytesIO()
    page.rotate(rotate, expand=True, fillcolor=255).save(out, "JPEG", quality=60)
    return SimpleUploadedFile("scan.jpg", out.getvalue(), "image/jpeg")


def keep(client, issued, version, file, **more):
    mobility, ana, _version = issued
    client.force_login(ana)
    row = place(version, "apprentice")
    typed = {"typed_name": "Lucía García", "shown": version.content_hash, "file": file} | more
    return client.post(reverse("mobilities:sign-paper", args=[mobility.pk, row.pk]), typed)


def test_a_scan_of_this_version_counts_as_signed_on_paper(client, issued, version):
    answer = keep(client, issued, version, scan_of(version))

    signature = Signature.objects.get()
    assert (answer.status_code, signature.way, signature.form) == (302, "paper", "wet_scan")
    assert (signature.recorded_by, bool(signature.scan_hash)) == (issued[1], True)
    assert default_storage.exists(signature.scan)


def test_the_coordinator_reads_the_scan_again(client, issued, version):
    mobility, ana, _version = issued
    keep(client, issued, version, scan_of(version))
    row = place(version, "apprentice")
    address = reverse("mobilities:sign-scan", args=[mobility.pk, row.pk])

    page = client.get(reverse("mobilities:agreement", args=[mobility.pk]))
    read = client.get(address)

    with default_storage.open(row.signature.scan) as file:
        assert b"".join(read.streaming_content) == file.read()
    assert f'href="{address}"' in page.text
    assert f'filename="{version.document.number}-v1-apprentice.jpg"' in read["Content-Disposition"]


def test_where_nobody_signed_on_paper_there_is_no_scan_to_read(client, issued, version):
    mobility, ana, _version = issued
    signing.sign(version, "apprentice")
    client.force_login(ana)

    answer = client.get(
        reverse("mobilities:sign-scan", args=[mobility.pk, place(version, "apprentice").pk]), follow=True
    )

    assert "There is no scan of this signature." in answer.text
    assert "/scan/" not in answer.text


def test_a_scan_of_a_version_that_was_replaced_is_refused_with_the_reason(client, issued, version):
    mobility, ana, _version = issued
    newer = signing.issue(mobility, ana, monitoring=OTHER)

    answer = keep(client, issued, newer, scan_of(version))

    assert "This is a scan of version 1. Version 2 holds now: print and sign that one." in answer.text
    assert (answer.status_code, Signature.objects.count()) == (422, 0)


def test_a_scan_of_another_paper_is_refused(client, issued, version):
    other, ben = make_stay()
    there = signing.issue(other, ben)

    answer = keep(client, issued, version, scan_of(there))

    assert f"This is a scan of another paper: {there.document.number}." in answer.text
    assert not Signature.objects.exists()


def test_where_the_code_cannot_be_read_the_coordinator_says_that_it_was_compared(client, issued, version):
    unread = keep(client, issued, version, SimpleUploadedFile("scan.pdf", make_pdf()))
    compared = keep(client, issued, version, SimpleUploadedFile("scan.pdf", make_pdf()), compared="on")

    assert "could not be read on this scan" in unread.text
    assert (unread.status_code, compared.status_code, Signature.objects.count()) == (422, 302, 1)


def test_codes_of_others_say_nothing(version):
    with default_storage.open(version.file) as file:
        texts = qr.read(file.read(), "application/pdf")

    assert len(texts) == 1
    assert texts[0].startswith("http://testserver/verify/?")
    assert qr.read(make_pdf(), "application/pdf") == []
