"""Steps that come with a change after the departure before which they belong are asked about, not shown in red."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities.actions import decision, drafting, late
from mobilities.actions.upgrade import upgrade
from mobilities.choices import Outcome, Settled
from mobilities.models import Mobility, Step
from mobilities.reports.near import LATE
from mobilities.views.today import addresses
from tests.factories import (
    make_apprentice,
    make_coordinator,
    make_member,
    make_mobility,
    make_own_plan,
    make_published,
    make_user,
)
from tests.mobilities.actions.test_upgrade import NEW

pytestmark = pytest.mark.django_db
AWAY = datetime(2027, 9, 13, 10, 0, tzinfo=UTC)  # a Monday, a week after the first day abroad
TOWN, CHECK, COVER = "x000000001", "x000000002", "x000000003"
STEPS = {
    TOWN: {"owner": "sending_coordinator"},
    CHECK: {"owner": "apprentice", "title_en": "Read the rules", "gate": True},
    COVER: {"owner": "apprentice", "title_en": "Insurance", "kind": "document", "evidence": ["INSURANCE_CERT"]},
    "x000000004": {"phase": "abroad", "days": 3, "title_en": "Call home"},
}


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(AWAY, tick=False)


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


@pytest.fixture
def mobility(ana):
    plan = make_own_plan(ana.centre, ana)
    mobility = make_mobility(by=ana, blueprint=plan, starts_on=date(2027, 9, 6), days=60)
    Mobility.objects.filter(pk=mobility.pk).update(departed_on=date(2027, 9, 6), departed_by=ana)
    mobility.newer = next_version(plan, ana)
    return mobility


def next_version(plan, by):
    draft = drafting.start_draft(plan, by=by, at=AWAY)
    for key, fields in STEPS.items():
        drafting.add_step(draft, key, NEW | fields, by=by, at=AWAY)
    return make_published(draft, by)


def go_on(mobility, ana):
    upgrade(mobility, mobility.newer, version=None, by=ana, at=AWAY)
    return {step.plan.key: step for step in mobility.steps.came_late().select_related("plan", "mobility")}


def page(mobility, name="late"):
    return reverse(f"mobilities:{name}", args=[mobility.pk])


def task(client, mobility, step):
    phases = client.get(page(mobility, "detail")).context["phases"]
    return next(task for phase in phases for task in phase["tasks"] if task["id"] == f"step-{step.pk}")


def test_what_belongs_before_the_departure_is_asked_about_and_never_red(client, ana, mobility, time_machine):
    overdue = Mobility.objects.get(pk=mobility.pk).next_due_on
    late_ones = go_on(mobility, ana)
    time_machine.move_to(AWAY + timedelta(days=30), tick=False)
    client.force_login(ana)

    row = task(client, mobility, late_ones[CHECK])

    assert set(late_ones) == {TOWN, CHECK, COVER}  # what belongs abroad comes as ever
    assert (row["state"], row["tone"], row["status"], row["due"]) == ("now", "info", "Already done?", "")
    assert "3 steps came with a change, and belong before the departure" in client.get(page(mobility, "detail")).text
    assert Mobility.objects.get(pk=mobility.pk).next_due_on == overdue


def test_the_timeline_does_not_call_it_late_nor_decisive(client, ana, mobility):
    late_ones = go_on(mobility, ana)

    phases = client.get(page(mobility, "timeline")).context["phases"]

    names = {f"step-{step.pk}" for step in late_ones.values()}
    rows = [row for phase in phases for row in phase["rows"] if row["id"] in names]
    assert [(row["look"], row.get("slack"), row.get("critical")) for row in rows] == [("", None, None)] * 3


def test_it_stands_on_the_first_page_until_it_is_said(client, ana, mobility):
    before = client.get(reverse("today")).context["late"]["rows"]
    go_on(mobility, ana)

    (row,) = client.get(reverse("today")).context["late"]["rows"]
    Step.objects.came_late().update(came_late=False)

    assert (before, row["url"], row["status"]) == ([], page(mobility), "Already done?")
    assert client.get(reverse("today")).context["late"]["rows"] == []


def test_all_of_them_are_found_in_the_list_by_who_is_asked(client, ana, mobility):
    go_on(mobility, ana)
    make_mobility(by=ana, apprentice=make_apprentice(ana.centre))
    teacher = make_member(ana.centre, MemberRole.TEACHER).person
    found = {}

    for person in (ana, teacher):
        client.force_login(person)
        whole = client.get(addresses()[LATE])
        found[person] = ([row["pk"] for row in whole.context["rows"]], "Came late" in whole.text)

    assert found[ana] == ([mobility.pk], True)
    assert (len(found[teacher][0]), found[teacher][1]) == (2, False)


def test_nobody_else_has_it_to_do(client, ana, mobility):
    late_ones = go_on(mobility, ana)

    assert {step.turn for step in late_ones.values()} == {"sending_coordinator"}
    assert late_ones[CHECK] not in Step.objects.waiting_for(mobility.apprentice.person)
    client.force_login(mobility.apprentice.person)
    assert client.get(page(mobility)).status_code == 403
    assert client.post(page(mobility), {}).status_code == 403


def test_before_the_departure_it_is_due_as_ever(ana, mobility):
    Mobility.objects.filter(pk=mobility.pk).update(departed_on=None, departed_by=None)

    assert go_on(mobility, ana) == {}


def test_the_preview_says_so_and_the_button_leads_there(client, ana, mobility):
    address = reverse("mobilities:change-plan", args=[mobility.pk, mobility.newer.pk])
    version = Mobility.objects.get(pk=mobility.pk).version

    preview = client.post(address, {"version": version, "preview": "1"}).context["preview"]
    answer = client.post(address, {"version": version, "confirm": "1"})

    told = {row["title"]: row["after"] for row in preview["added"]}
    assert told["Insurance"] == "belongs before the departure: say afterwards whether it is done"
    assert told["Call home"] == "13 Sep 2027"
    assert answer.url == page(mobility)


def test_each_is_settled_as_it_is(client, ana, mobility):
    steps = go_on(mobility, ana)
    typed = {f"step-{steps[TOWN].pk}": "before", f"step-{steps[CHECK].pk}": "waived", "reason": "Told at home"}
    typed[f"step-{steps[COVER].pk}"] = "open"

    answers = [client.post(page(mobility), typed).status_code for _ in range(2)]

    town, check, cover = (Step.objects.get(pk=steps[key].pk) for key in (TOWN, CHECK, COVER))
    assert answers == [302, 302]
    assert (town.outcome, check.outcome, check.reason) == (Outcome.BEFORE, Outcome.WAIVED, "Told at home")
    assert (cover.is_done, cover.came_late, cover.to_look_at, cover.due_on) == (False, False, False, date(2027, 9, 20))
    assert Event.objects.filter(verb="step_kept").count() == 1
    assert "Nothing to settle" in client.get(page(mobility)).text


def test_what_nobody_answers_stays_as_it_is(client, ana, mobility):
    go_on(mobility, ana)

    told = client.post(page(mobility), {"reason": ""}, follow=True).text

    assert "Nothing was settled" in told
    assert mobility.steps.came_late().count() == 3


def test_where_the_paper_is_needed_it_is_not_said_to_be_done(client, ana, mobility):
    step = go_on(mobility, ana)[COVER]

    for way in ("before", "waived", "nonsense"):
        assert client.post(page(mobility), {f"step-{step.pk}": way, "reason": "x"}).status_code == 422
    with pytest.raises(Refused):
        late.settle([step], {step.pk: Settled.BEFORE}, reason="", by=ana, at=AWAY)
    assert mobility.steps.came_late().count() == 3


def test_a_reason_is_asked_for_near_its_cause(client, ana, mobility):
    step = go_on(mobility, ana)[TOWN]

    answer = client.post(page(mobility), {f"step-{step.pk}": "waived"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == ["Say why this step is not needed."]
    with pytest.raises(Refused):
        late.settle([step], {step.pk: Settled.WAIVED}, reason=" ", by=ana, at=AWAY)


def test_when_the_departure_is_withdrawn_there_is_time_again(ana, mobility):
    go_on(mobility, ana)

    decision.withdraw_departure(mobility, by=ana, at=AWAY, reason="The flight was cancelled")

    assert not mobility.steps.filter(came_late=True).exists()
    assert not mobility.steps.open().filter(plan__key=TOWN, to_look_at=True).exists()


def test_a_mobility_of_another_centre_is_not_there(client, ana, mobility):
    client.force_login(make_user("other@else.example"))

    assert client.get(page(mobility)).status_code == 404
