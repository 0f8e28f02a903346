"""What a change makes impossible, and where days set by hand go, is said before it is made."""

from datetime import date

import pytest

from mobilities.actions import schedule
from tests.factories import NOW
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
LATER = ("2027-09-13", "2027-10-03")


@pytest.fixture
def stay(time_machine, client):
    time_machine.move_to("2026-11-23 10:00")
    stay = Stay()
    client.force_login(stay.ana)
    return stay


def preview(client, stay, starts_on, ends_on, **button):
    form = {"version": stay.fresh().version, "starts_on": starts_on, "ends_on": ends_on}
    return client.post(stay.address("change-dates"), form | (button or {"preview": "1"}))


def test_steps_that_would_be_over_too_late_are_named(client, stay):
    answer = preview(client, stay, "2026-12-07", "2026-12-27")

    found = answer.context["preview"]
    assert stay.step("G11").title in {row["title"] for row in found["unmet"]}
    assert found["ready_on"] in answer.text
    assert "What cannot be met" in answer.text


def test_nothing_is_said_where_there_is_time(client, stay):
    answer = preview(client, stay, *LATER)

    assert (answer.context["preview"]["unmet"], answer.context["preview"]["ready_on"]) == ([], "")
    assert "What cannot be met" not in answer.text


def test_a_day_set_by_hand_moves_to_a_working_day_as_the_page_shows(client, stay):
    step = stay.step("G03")
    schedule.set_due(stay.fresh(), [step], date(2027, 4, 29), by=stay.ana, at=NOW)

    shown = {row["title"]: row["after"] for row in preview(client, stay, *LATER).context["preview"]["moved"]}
    preview(client, stay, *LATER, confirm="1")

    step = stay.step("G03")
    assert shown[step.title] == "5 May 2027"  # the day after is Ascension Day, when the host does not work
    assert (step.due_on, step.own_on) == (date(2027, 5, 5), date(2027, 5, 6))
