"""Who reads how much of a mobility's page."""

import pytest

from mobilities.actions import decision
from mobilities.choices import Decision
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


@pytest.mark.parametrize("who", ["marta", "rosa", "heike"])
def test_who_sees_status_and_dates_reads_neither_progress_nor_who_is_waited_for(client, stay, who):
    client.force_login(getattr(stay, who))

    page = client.get(stay.address("detail"))

    assert page.status_code == 200
    assert "Waiting for:" not in page.text
    assert "steps done" not in page.text


def test_why_a_stay_was_cancelled_is_not_for_companies_and_teachers(client, stay):
    decision.move(stay.mobility, Decision.CANCELLED, by=stay.ana, at=NOW, reason="Her mother is ill")
    readers = {}
    for who in ("ana", "jonas", "lucia", "raul", "marta", "rosa", "heike"):
        client.force_login(getattr(stay, who))
        pages = [client.get(stay.address(name)) for name in ("detail", "history")]
        readers[who] = any("Her mother is ill" in page.text for page in pages)

    assert {who for who, reads in readers.items() if reads} == {"ana", "jonas", "lucia"}
