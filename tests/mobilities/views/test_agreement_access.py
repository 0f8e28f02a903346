"""Who sees and writes what of a learning agreement, and under which headers its PDF is shown."""

import pytest
import time_machine
from django.urls import reverse

from mobilities.actions import agreement as agreements
from mobilities.models import Agreement
from tests.factories import NOW, make_coordinator
from tests.kept import kept
from tests.mobilities.agreements import (
    address,
    make_stay,
    person,
    post,
    write,
)

pytestmark = pytest.mark.django_db


@kept
def stay():
    return make_stay()


@kept
def version(stay):
    mobility, ana = stay
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    agreements.build_file(version.pk, at=NOW)
    return version


def test_the_pdf_is_shown_under_strict_headers_or_save(client, stay, version):
    mobility, ana = stay
    client.force_login(ana)
    url = reverse("mobilities:document", args=[mobility.pk, version.pk])

    shown, kept = client.get(url), client.get(url, {"save": 1})

    name = f"{version.document.number}-v1.pdf"
    assert shown.getvalue().startswith(b"%PDF-")
    assert kept.getvalue().startswith(b"%PDF-")
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"] == f'inline; filename="{name}"'
    assert kept["Content-Disposition"] == f'attachment; filename="{name}"'
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in shown["Content-Security-Policy"]


def test_a_pdf_that_is_being_made_says_so(client, stay):
    mobility, ana = stay
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    client.force_login(ana)

    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("mobilities:document", args=[mobility.pk, version.pk]), follow=True)

    assert page.redirect_chain == [(address(mobility, name="agreement"), 302)]
    assert "The PDF is being made" in page.text


@pytest.mark.parametrize(
    ("who", "overview", "block", "check", "pdf"),
    [
        ("sending_coordinator", 200, 200, 200, 200),
        ("hosting_coordinator", 200, 200, 403, 200),
        ("host_signatory", 200, 403, 403, 200),
        ("employer_signatory", 200, 403, 403, 200),
        ("apprentice", 200, 403, 403, 200),
        ("teacher", 200, 200, 403, 200),
        ("viewer", 403, 403, 403, 403),
        ("stranger", 404, 404, 404, 404),
    ],
)
def test_everybody_sees_their_part(client, stay, version, who, overview, block, check, pdf):
    mobility, _ana = stay
    client.force_login(person(mobility, who))

    pages = [
        client.get(address(mobility, name="agreement")),
        client.get(address(mobility, "participant")),
        client.get(address(mobility, name="agreement-check")),
        client.get(reverse("mobilities:document", args=[mobility.pk, version.pk])),
    ]

    assert [page.status_code for page in pages] == [overview, block, check, pdf]
    assert b"".join(pages[-1])  # read to its end, the file is closed


@pytest.mark.parametrize("who", ["hosting_coordinator", "host_signatory", "apprentice", "teacher"])
def test_nobody_but_the_sending_coordinator_writes(client, stay, who):
    mobility, _ana = stay
    client.force_login(person(mobility, who))

    answers = [
        post(client, mobility, "monitoring", frequency="Daily"),
        client.post(address(mobility, name="agreement-check"), {"version": 1, "first": "es"}),
        client.post(address(mobility, name="agreement-copy"), {"other": 1}),
        client.post(address(mobility, name="agreement-proposal"), {"say": "take"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not Agreement.objects.exists()


def test_ids_of_another_mobility_are_not_found(client, stay, version):
    mobility, ana = stay
    other, _coordinator = make_stay()
    client.force_login(ana)

    pages = [
        client.get(address(other, name="agreement")),
        client.get(address(other, "participant")),
        client.get(reverse("mobilities:document", args=[other.pk, version.pk])),
        client.get(reverse("mobilities:document", args=[mobility.pk, version.pk + 1000])),
        client.get(address(mobility, "nonsense")),
        client.get(address(mobility, "legal_guardian")),
        client.post(address(mobility, name="agreement-copy"), {"other": 987654}),
    ]

    assert [page.status_code for page in pages] == [404] * 7


def test_a_cancelled_mobility_is_only_read(client, stay):
    mobility, ana = stay
    write(mobility, ana)
    mobility.decision = "cancelled"
    mobility.save()
    client.force_login(ana)

    page = client.get(address(mobility, "monitoring"))
    sent = post(client, mobility, "monitoring", frequency="Daily")

    assert "Once a week" in page.text
    assert "form" not in page.context
    assert sent.status_code == 403


def test_a_coordinator_of_another_centre_cannot_take_over_their_draft(client, stay):
    mobility, ana = stay
    agreement = write(mobility, ana)
    stranger = make_coordinator()
    client.force_login(stranger)

    answer = client.post(address(mobility, name="agreement-copy"), {"other": agreement.pk})

    assert answer.status_code == 404
