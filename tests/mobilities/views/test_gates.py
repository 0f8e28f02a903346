"""The start gate on pages: red with words, what to do, whom it waits for; and what was open when somebody left."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mobilities.actions import decision, roadmap
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.factories import NOW, TODAY
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    """A minor leaves in ten days; accommodation and medical consent (private) are overdue, the meeting is due today."""
    stay = Stay(born_on=date(2010, 5, 4))
    stay.mobility.steps.update(done_at=NOW, done_by=stay.ana, outcome="done", waits=0)
    due = {"D02": TODAY - timedelta(days=4), "D11": TODAY, "G09": TODAY - timedelta(days=8)}
    for key, day in due.items():
        stay.mobility.steps.filter(plan__key=key).update(done_at=None, done_by=None, outcome="", due_on=day)
    stand(stay, 10)
    return stay


@pytest.fixture
def stay(planned, time_machine):
    time_machine.move_to(NOW, tick=False)
    return planned


def stand(stay, days, **fields):
    starts_on = TODAY + timedelta(days=days)
    Mobility.objects.filter(pk=stay.mobility.pk).update(
        starts_on=starts_on, ends_on=starts_on + timedelta(days=20), **fields
    )


def read(client, stay, person):
    client.force_login(person)
    return client.get(stay.address("detail")).context


def titles(gates):
    return gates and [row["title"] for row in gates["rows"]]


def test_the_coordinator_reads_what_is_overdue_ten_days_before(client, stay):
    gates = read(client, stay, stay.ana)["gates"]

    assert gates["title"] == "Departure in 10 days: 2 steps are still open"
    assert gates["advice"].startswith("Close what is yours. Call whoever has the rest")
    assert [(row["title"], row["due"], row["who"]) for row in gates["rows"]] == [
        ("Give the medical authorisation", "overdue since 15 Nov 2026", "It waits for: parent or guardian"),
        ("Confirm accommodation", "overdue since 19 Nov 2026", "It waits for: hosting centre"),
    ]


def test_what_is_blocked_names_what_comes_first(client, stay):
    stay.mobility.steps.filter(plan__key="D11").update(waits=1)
    stand(stay, 3)

    rows = read(client, stay, stay.lucia)["gates"]["rows"]

    assert [row["first"] for row in rows] == ["", "", "First: “Confirm accommodation”."]


@pytest.mark.parametrize(("days", "number"), [(11, 0), (10, 2), (4, 2), (3, 3), (0, 3), (-1, 3)])
def test_three_days_before_all_is_shown(client, stay, days, number):
    stand(stay, days)

    assert len(titles(read(client, stay, stay.ana)["gates"]) or []) == number


def test_apprentice_and_guardian_read_it_on_their_page(client, stay):
    own = read(client, stay, stay.pilar)["gates"]
    other = read(client, stay, stay.lucia)["gates"]

    assert own["rows"][0]["who"] == "It is your turn"
    assert other["rows"][1]["who"] == "It waits for: hosting centre"
    assert (
        own["advice"]
        == other["advice"]
        == ("Open what is yours and close it. Ask the sending centre how the rest stands.")
    )
    for person in (stay.pilar, stay.lucia):
        client.force_login(person)
        assert client.get(reverse("today")).context["journeys"][0]["alarm"].startswith("Departure in 10 days: 2 steps")


def test_a_private_step_is_named_to_those_only_who_may_see_it(client, stay):
    plan = stay.step("D02").plan
    plan.private = True
    plan.save(update_fields=["private"])

    assert titles(read(client, stay, stay.pilar)["gates"]) == ["Give the medical authorisation"]


def test_others_and_those_who_left_read_nothing(client, stay):
    client.force_login(stay.heike)
    assert "Departure in 10 days" not in client.get(stay.address("detail")).text

    stand(stay, 10, departed_on=TODAY)
    assert read(client, stay, stay.ana)["gates"] is None
    stand(stay, 10, departed_on=None, decision=Decision.INTERRUPTED)
    assert read(client, stay, stay.ana)["gates"] is None


def test_the_first_page_of_the_coordinator_names_who_is_at_risk(client, stay):
    client.force_login(stay.ana)

    gates = client.get(reverse("today")).context["gates"]

    assert [(row["title"], row["who"], row["status"], row["url"]) for row in gates["rows"]] == [
        (
            "Lucía García",
            "Give the medical authorisation (parent or guardian); Confirm accommodation (hosting centre)",
            "in 10 days",
            stay.address("detail"),
        )
    ]
    client.force_login(stay.jonas)
    assert client.get(reverse("today")).context["gates"]["rows"] == []


def test_whoever_left_with_open_steps_says_so_on_the_page_with_why_and_by_whom(client, stay):
    stand(stay, 0)
    roadmap.close(stay.fresh(), stay.step("G09"), "done", by=stay.ana, at=NOW)
    decision.depart(stay.fresh(), on=TODAY, by=stay.ana, at=NOW, override="The flat is confirmed by phone")
    roadmap.close(stay.fresh(), stay.step("D11"), "done", by=stay.ana, at=NOW)

    left = read(client, stay, stay.ana)["left"]

    assert (left["title"], left["reason"], left["by"]) == (
        "Left with 2 steps open",
        "The flat is confirmed by phone",
        stay.ana,
    )
    assert [(step["title"], step["done"]) for step in left["steps"]] == [
        ("Confirm accommodation", False),
        ("Pre-departure meeting and emergency sheet", True),
    ]
    client.force_login(stay.lucia)
    assert "The flat is confirmed by phone" in client.get(stay.address("detail")).text
    client.force_login(stay.raul)  # a teacher reads that it was so, not why
    page = client.get(stay.address("detail"))
    assert "Left with 2 steps open" in page.text
    assert "The flat is confirmed by phone" not in page.text + client.get(stay.address("history")).text
    client.force_login(stay.heike)
    assert "Left with" not in client.get(stay.address("detail")).text


def test_the_page_of_the_departure_leads_to_what_needs_a_second_person(client, stay):
    stand(stay, 0)
    client.force_login(stay.ana)

    page = client.get(stay.address("depart"))
    forced = client.post(stay.address("depart"), {"on": TODAY.isoformat(), "override": "All seen"})

    assert page.context["ways"] == [{"label": "Give the medical authorisation", "url": stay.address("step", "G09")}]
    assert len(page.context["obstacles"]) == 1
    assert (forced.status_code, stay.fresh().departed_on) == (422, None)
