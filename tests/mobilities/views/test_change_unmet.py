"""What a change makes impossible is said before it is made."""

import pytest

from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(time_machine, client):
    time_machine.move_to("2026-11-23 10:00")
    stay = Stay()
    client.force_login(stay.ana)
    return stay


def preview(client, stay, starts_on, ends_on):
    form = {"version": stay.fresh().version, "starts_on": starts_on, "ends_on": ends_on, "preview": "1"}
    return client.post(stay.address("change-dates"), form)


def test_steps_that_would_be_over_too_late_are_named(client, stay):
    answer = preview(client, stay, "2026-12-07", "2026-12-27")

    found = answer.context["preview"]
    assert stay.step("G11").title in {row["title"] for row in found["unmet"]}
    assert found["ready_on"] in answer.text
    assert "What cannot be met" in answer.text


def test_nothing_is_said_where_there_is_time(client, stay):
    answer = preview(client, stay, "2027-09-13", "2027-10-03")

    assert (answer.context["preview"]["unmet"], answer.context["preview"]["ready_on"]) == ([], "")
    assert "What cannot be met" not in answer.text
