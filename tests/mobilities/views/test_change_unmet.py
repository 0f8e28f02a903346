"""What a change makes impossible or unlikely, and where days set by hand go, is said before it is made."""

from datetime import date

import pytest

from mobilities.actions import forecast, schedule
from mobilities.choices import Kind, Owner
from mobilities.models import LeadTime, Mobility
from tests.factories import NOW, TODAY
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


def past_of(stay, days):
    for kind in Kind:
        for owner in Owner:
            LeadTime.objects.create(centre=stay.centre, kind=kind, owner=owner, days=days, gathered_on=TODAY)


def test_the_chance_before_and_after_is_said_and_is_the_same_after_saving(client, stay):
    past_of(stay, [1, 1, 2, 2, 3, 3, 4, 5, 6, 40])
    today, later = (NOW.date(), {"starts_on": "2027-03-22", "ends_on": "2027-04-11"})

    told = preview(client, stay, **later).context["preview"]["chances"]
    forecast.follow(stay.mobility.pk, today=today)
    before = Mobility.objects.get(pk=stay.mobility.pk).chance
    client.post(stay.address("change-dates"), later | {"version": stay.fresh().version, "confirm": "1"})
    forecast.follow(stay.mobility.pk, today=today)
    after = Mobility.objects.get(pk=stay.mobility.pk).chance

    assert 1 < after < before < 99
    assert told == {"before": f"{before} %", "after": f"{after} %", "same": False, "less": True}


def test_the_chance_says_on_how_much_past_it_rests(client, stay):
    later = {"starts_on": "2027-03-22", "ends_on": "2027-04-11"}
    without = preview(client, stay, **later)
    past_of(stay, [3] * 9)
    too_few = preview(client, stay, **later)
    LeadTime.objects.all().delete()
    past_of(stay, [3] * 10)
    enough = preview(client, stay, **later)

    assert (without.context["preview"]["sample"], too_few.context["preview"]["sample"]) == (0, 0)
    assert "fewer than 10 finished steps" in without.text
    sample = enough.context["preview"]["sample"]
    assert sample > 0
    assert sample % 10 == 0
    assert f"From {sample} steps of your centre's past." in enough.text.replace("&#x27;", "'")


def test_nothing_is_foreseen_for_who_has_left(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=TODAY)

    assert preview(client, stay, "2027-09-13", "2027-10-03").context["preview"]["chances"] is None


def test_a_day_set_by_hand_moves_to_a_working_day_as_the_page_shows(client, stay):
    step = stay.step("G03")
    schedule.set_due(stay.fresh(), [step], date(2027, 4, 29), by=stay.ana, at=NOW)

    shown = {row["title"]: row["after"] for row in preview(client, stay, *LATER).context["preview"]["moved"]}
    preview(client, stay, *LATER, confirm="1")

    step = stay.step("G03")
    assert shown[step.title] == "5 May 2027"  # the day after is Ascension Day, when the host does not work
    assert (step.due_on, step.own_on) == (date(2027, 5, 5), date(2027, 5, 6))
