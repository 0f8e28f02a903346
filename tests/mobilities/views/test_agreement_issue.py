"""An agreement is issued as the check page shows it; its file is waited for, or said to be missing."""

from datetime import timedelta

import pytest

from mobilities.actions import agreement as agreements
from mobilities.models import Agreement
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import address, make_stay, write

pytestmark = pytest.mark.django_db


@kept
def stay():
    return make_stay()


def test_the_check_page_issues_what_it_shows(client, stay, django_capture_on_commit_callbacks):
    mobility, ana = stay
    agreement = write(mobility, ana)
    client.force_login(ana)
    page = client.get(address(mobility, name="agreement-check"))
    shown = page.context["form"].initial

    answers = [client.post(address(mobility, name="agreement-check"), shown) for _ in range(2)]

    agreement.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [version.number for version in agreement.document.versions.all()] == [1]
    assert "Being made" in client.get(address(mobility, name="agreement")).text


def test_an_incomplete_or_changed_draft_is_not_issued(client, stay):
    mobility, ana = stay
    client.force_login(ana)
    check = address(mobility, name="agreement-check")

    incomplete = client.post(check, {"version": 1, "first": "es", "second": "de"})
    write(mobility, ana)
    changed = client.post(check, {"version": 1, "first": "es", "second": "de"})
    wrong = client.post(check, {"version": "x", "first": "tlh"})

    assert [page.status_code for page in (incomplete, changed, wrong)] == [422, 409, 422]
    assert "Learning outcomes: there is nothing yet." in incomplete.text
    assert Agreement.objects.get().document is None


def test_a_pdf_that_does_not_come_is_said_and_no_longer_waited_for(client, stay, time_machine):
    mobility, ana = stay
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    client.force_login(ana)

    time_machine.move_to(NOW + timedelta(minutes=59), tick=False)
    soon = client.get(address(mobility, name="agreement"))
    time_machine.move_to(NOW + timedelta(minutes=61), tick=False)
    late = client.get(address(mobility, name="agreement"))

    assert (soon.context["pending"], soon.context["late"]) == (True, [])
    assert (late.context["pending"], late.context["late"]) == (False, [f"{version.document.number}, version 1"])
    assert "could not be made" in late.text
