"""What people decide: what is offered, what stands in the way, what follows."""

from datetime import date, timedelta

import pytest

from mobilities.actions import decision
from mobilities.choices import Decision, Stage
from mobilities.models import Mobility
from tests.factories import NOW, TODAY
from tests.kept import kept
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    client.force_login(planned.ana)
    return planned


def stand(stay, **fields):
    Mobility.objects.filter(pk=stay.mobility.pk).update(**fields)


def abroad(stay):
    stand(
        stay,
        starts_on=date(2026, 11, 16),
        ends_on=date(2026, 12, 6),
        departed_on=date(2026, 11, 15),
        stage=Stage.ABROAD,
    )


def decide(client, stay, to, **fields):
    return client.post(stay.address("decide", to=to), {"version": stay.fresh().version} | fields)


def offered(page):
    return [row["to"] for row in page.context["decisions"]]


def test_only_what_can_be_decided_is_offered(client, stay):
    before = offered(client.get(stay.address("change")))
    abroad(stay)

    assert before == ["cancelled", "force_majeure"]
    assert offered(client.get(stay.address("change"))) == ["interrupted", "ended_early", "force_majeure", "closed"]


@pytest.mark.parametrize(("days", "offered"), [(15, False), (14, True), (0, True)])
def test_the_departure_is_offered_when_its_day_is_near(client, stay, days, offered):
    stand(stay, starts_on=TODAY + timedelta(days=days), ends_on=TODAY + timedelta(days=days + 20))

    assert client.get(stay.address("change")).context["may_depart"] == offered


def test_a_cancellation_needs_a_reason(client, stay):
    without = decide(client, stay, "cancelled", reason=" ")
    answer = decide(client, stay, "cancelled", reason="Withdrew <script>")

    assert (without.status_code, answer.url) == (422, stay.address("change"))
    assert (stay.fresh().decision, stay.fresh().decision_reason) == (Decision.CANCELLED, "Withdrew <script>")
    assert "<script>" not in client.get(stay.address("detail")).text.split("<main")[1]


def test_a_double_click_decides_once(client, stay):
    answers = [decide(client, stay, "cancelled", reason="Withdrew").status_code for _ in range(2)]

    assert answers == [302, 302]


def test_what_a_colleague_decided_meanwhile_is_not_undone(client, stay):
    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ines, at=NOW, reason="Withdrew")

    answer = decide(client, stay, "force_majeure", reason="Flood")

    assert (answer.status_code, said(answer)) == (422, ["A mobility cannot go from “Cancelled” to “Force majeure”."])


def test_a_decision_about_what_changed_meanwhile_is_looked_at_again(client, stay):
    version = stay.fresh().version
    stand(stay, starts_on=date(2027, 10, 4), ends_on=date(2027, 10, 24), version=version + 1)

    answer = decide(client, stay, "cancelled", reason="Withdrew", version=version)

    assert (answer.status_code, stay.fresh().decision) == (409, Decision.ACCEPTED)
    assert "Withdrew" in answer.text
    assert decide(client, stay, "cancelled", reason="Withdrew").status_code == 302


def test_closing_says_all_that_is_missing(client, stay):
    abroad(stay)

    page = client.get(stay.address("decide", to="closed"))

    assert "The stay is not over." in page.context["obstacles"]
    assert "The balance has not been paid." in page.context["obstacles"]
    assert decide(client, stay, "closed").status_code == 422


def test_an_early_end_moves_the_last_day_once(client, stay):
    abroad(stay)
    version = stay.fresh().version

    answers = [decide(client, stay, "ended_early", on="2026-11-22", reason="Ill", version=version) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (stay.fresh().ends_on, stay.fresh().decision) == (date(2026, 11, 22), Decision.ENDED_EARLY)


def test_an_early_end_of_a_mobility_that_was_changed_meanwhile_is_stale(client, stay):
    abroad(stay)

    page = decide(client, stay, "ended_early", on="2026-11-22", reason="Ill", version=99)

    assert (page.status_code, stay.fresh().decision) == (409, Decision.ACCEPTED)
    assert page.context["form"]["reason"].value() == "Ill"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "2026-12-24"}, "Choose a day of the stay."),
        ({"on": "=1+1"}, "Enter a valid date."),
        ({}, "This field is required."),
    ],
)
def test_a_day_outside_the_stay_is_refused_whole(client, stay, fields, sentence):
    abroad(stay)

    page = decide(client, stay, "ended_early", reason="Ill", **fields)

    assert (page.status_code, said(page), stay.fresh().decision) == (422, [sentence], Decision.ACCEPTED)


def test_nobody_departs_through_an_open_gate_without_a_reason(client, stay):
    stand(stay, starts_on=TODAY, ends_on=TODAY + timedelta(days=20))
    insured = stay.mobility.steps.filter(plan__key__in=["D06", "D07", "D08", "D09"])
    insured.update(done_at=NOW, done_by=stay.ana, outcome="done")
    depart = stay.address("depart")

    page = client.get(depart)
    without = client.post(depart, {"on": "2026-11-23", "override": ""})
    client.post(depart, {"on": "2026-11-23", "override": "All seen on paper"})

    assert len(page.context["effects"]) > 5
    assert (without.status_code, without.context["form"].errors["override"]) == (422, ["This field is required."])
    assert (stay.fresh().departed_on, stay.fresh().stage) == (TODAY, Stage.ABROAD)


def test_a_departure_is_withdrawn_from_the_page_of_changes(client, stay):
    abroad(stay)
    withdraw = stay.address("withdraw-departure")

    offer = client.get(stay.address("change"))
    without = client.post(withdraw, {"reason": " "})
    client.post(withdraw, {"reason": "Confirmed for the wrong apprentice"})

    assert (withdraw in offer.text, withdraw in client.get(stay.address("change")).text) == (True, False)
    assert (without.status_code, said(without)) == (422, ["This field is required."])
    assert stay.fresh().departed_on is None


@pytest.mark.parametrize("on", ["2027-01-01", "", "31.02.2026"])
def test_a_departure_has_a_day_that_has_come(client, stay, on):
    answer = client.post(stay.address("depart"), {"on": on, "override": "Seen"})

    assert (answer.status_code, stay.fresh().departed_on) == (422, None)


@pytest.mark.parametrize("to", ["abroad", "script"])
def test_there_is_no_such_decision(client, stay, to):
    assert client.get(stay.address("decide", to=to)).status_code == 404


@pytest.mark.parametrize("who", ["raul", "jonas", "lucia", "rosa"])
def test_only_the_sending_coordinator_decides(client, stay, who):
    client.force_login(getattr(stay, who))

    assert decide(client, stay, "cancelled", reason="No").status_code == 403
