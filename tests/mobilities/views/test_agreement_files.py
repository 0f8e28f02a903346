"""The files of an issued agreement: waited for, or missing for good."""

from datetime import timedelta

import pytest

from mobilities.actions import agreement as agreements
from tests.factories import NOW
from tests.mobilities.agreements import address, make_stay, write

pytestmark = pytest.mark.django_db


def test_a_pdf_that_does_not_come_is_said_and_no_longer_waited_for(client, time_machine):
    mobility, ana = make_stay()
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    client.force_login(ana)

    time_machine.move_to(NOW + timedelta(minutes=59), tick=False)
    soon = client.get(address(mobility, name="agreement"))
    time_machine.move_to(NOW + timedelta(minutes=61), tick=False)
    late = client.get(address(mobility, name="agreement"))

    assert (soon.context["pending"], soon.context["late"]) == (True, [])
    assert (late.context["pending"], late.context["late"]) == (False, [f"{version.document.number}, version 1"])
    assert "could not be made" in late.text
