"""Mobilities go on with a newer version of their plan, by choice."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilities import reading
from mobilities.actions import drafting, roadmap
from mobilities.actions.upgrade import upgrade
from mobilities.choices import Outcome
from mobilities.models import Mobility
from mobilities.views import upgrades
from tests.factories import NOW, make_coordinator, make_mobility, make_own_plan, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


@pytest.fixture
def plan(ana):
    return make_own_plan(ana.centre, ana)


def next_version(plan, by):
    draft = drafting.start_draft(plan, by=by, at=NOW)
    row = draft.steps.get(key="D10")
    drafting.change_step(row, {"days": -12}, seen=drafting.step_seen(row), by=by, at=NOW)
    drafting.remove_step(draft.steps.get(key="R08"), by=by, at=NOW)
    return make_published(draft, by, note="Fewer steps")


def test_the_change_page_offers_the_newer_version_and_shows_what_it_does(client, ana, plan):
    mobility = make_mobility(by=ana, blueprint=plan)
    change = reverse("mobilities:change", args=[mobility.pk])
    assert "A newer version of this plan" not in client.get(change).text
    newer = next_version(plan, ana)
    url = reverse("mobilities:change-plan", args=[mobility.pk, newer.pk])
    assert url in client.get(change).text

    page = client.get(url)
    preview = client.post(url, {"version": mobility.version, "preview": "1"})

    assert "Fewer steps" in page.text
    assert preview.context["preview"]["moved"] == [
        {"title": "Complete language preparation", "before": "23 Aug 2027", "after": "25 Aug 2027"}
    ]
    assert preview.context["preview"]["dropped"] == ["Say yes or no to pictures and recordings"]
    assert Mobility.objects.get(pk=mobility.pk).blueprint == plan
    assert client.post(url, {"version": mobility.version, "confirm": "1"}).url == change
    assert Mobility.objects.get(pk=mobility.pk).blueprint == newer
    assert client.post(url, {"version": mobility.version, "confirm": "1"}).status_code == 302


def test_a_plan_that_is_no_newer_version_is_not_there(client, ana, plan):
    mobility, other = make_mobility(by=ana, blueprint=plan), make_own_plan(ana.centre, ana, title="Another")

    assert client.get(reverse("mobilities:change-plan", args=[mobility.pk, other.pk])).status_code == 404


def test_many_go_on_at_once_each_on_its_own(client, ana, plan):
    first, second = make_mobility(by=ana, blueprint=plan), make_mobility(by=ana, blueprint=plan, group=None)
    newer = next_version(plan, ana)
    url = reverse("mobilities:blueprint-mobilities", args=[newer.pk])
    assert {row["pk"] for row in client.get(url).context["rows"]} == {first.pk, second.pk}

    preview = client.post(url, {"mobility": [first.pk, second.pk], "preview": "1"})

    assert [(row["added"], row["dropped"], row["moved"]) for row in preview.context["preview"]] == [(0, 1, 1)] * 2
    assert {row.blueprint for row in Mobility.objects.all()} == {plan}
    versions = {f"version-{row['pk']}": row["version"] for row in preview.context["preview"]}
    Mobility.objects.filter(pk=second.pk).update(version=7)
    done = client.post(url, {"mobility": [first.pk, second.pk], "confirm": "1", **versions})
    assert {row.pk: row.blueprint for row in Mobility.objects.all()} == {first.pk: newer, second.pk: plan}
    assert [row.pk for row, _reasons in done.context["refused"]] == [second.pk]
    again = client.post(url, {"mobility": [first.pk], "confirm": "1", **versions})
    assert again.status_code == 200


def test_to_choose_none_is_told_and_previews_nothing(client, ana, plan):
    make_mobility(by=ana, blueprint=plan)
    url = reverse("mobilities:blueprint-mobilities", args=[next_version(plan, ana).pk])

    for data in ({"preview": "1"}, {"confirm": "1"}, {"preview": "1", "mobility": ["x", "999999"]}):
        answer = client.post(url, data)

        assert "Choose at least one mobility." in answer.text
        assert (len(answer.context["rows"]), answer.context["preview"]) == (1, [])


def test_those_behind_the_first_page_are_reached(client, ana, plan, monkeypatch):
    monkeypatch.setattr(upgrades, "MOST", 1)
    days = [date(2027, 9, 6), date(2027, 10, 4)]
    first, second = (make_mobility(by=ana, blueprint=plan, starts_on=day) for day in days)
    newer = next_version(plan, ana)
    url = reverse("mobilities:blueprint-mobilities", args=[newer.pk])
    page = client.get(url)

    behind = client.get(url + page.context["next"])
    preview = client.post(url + page.context["next"], {"mobility": [second.pk], "preview": "1"})

    assert [[row["pk"] for row in answer.context["rows"]] for answer in (page, behind)] == [[first.pk], [second.pk]]
    assert [row["pk"] for row in preview.context["preview"]] == [second.pk]
    client.post(url, {"mobility": [second.pk], "confirm": "1", f"version-{second.pk}": second.version})
    assert [row.blueprint for row in Mobility.objects.order_by("starts_on")] == [plan, newer]


def test_the_look_at_many_says_what_cannot_be_met(client, ana, plan):
    mobility = make_mobility(by=ana, blueprint=plan, starts_on=timezone.localdate() + timedelta(days=4))
    url = reverse("mobilities:blueprint-mobilities", args=[next_version(plan, ana).pk])

    answer = client.post(url, {"mobility": [mobility.pk], "preview": "1"})

    (row,) = answer.context["preview"]
    assert row["unmet"] > 0 and f'data-label="Steps that cannot be met">{row["unmet"]}<' in answer.text


def test_mobilities_of_other_centres_are_not_in_the_list(client, ana, plan):
    jonas = make_coordinator()
    theirs = make_mobility(by=jonas)
    own = make_mobility(by=ana)
    copied = make_own_plan(ana.centre, ana, title="Second")

    rows = client.get(reverse("mobilities:blueprint-mobilities", args=[copied.pk])).context["rows"]
    client.post(
        reverse("mobilities:blueprint-mobilities", args=[copied.pk]),
        {"mobility": [theirs.pk], "confirm": "1", f"version-{theirs.pk}": theirs.version},
    )

    assert [row["pk"] for row in rows] == [own.pk]
    assert Mobility.objects.get(pk=theirs.pk).blueprint == theirs.blueprint


def test_the_roadmap_shows_each_phase_once_and_steps_under_others(client, ana, plan):
    mobility = make_mobility(by=ana, blueprint=plan)
    gone = mobility.steps.get(plan__key="R08")
    roadmap.close_all(mobility, [gone], Outcome.DONE, by=ana, at=NOW)
    draft = drafting.start_draft(plan, by=ana, at=NOW)
    drafting.place_under(draft, draft.steps.get(key="P03"), "P02", by=ana, at=NOW)
    for key in ("R08", "P04"):
        drafting.remove_step(draft.steps.get(key=key), by=ana, at=NOW)
    upgrade(mobility, make_published(draft, ana), version=None, by=ana, at=NOW)

    page = client.get(reverse("mobilities:detail", args=[mobility.pk]))

    tasks = {task["id"]: task for phase in page.context["phases"] for task in phase["tasks"]}
    steps = {step.plan.key: tasks[f"step-{step.pk}"] for step in reading.steps_of(mobility)}
    assert [phase["key"] for phase in page.context["phases"]] == [
        "prepare",
        "recruit",
        "agree",
        "ready",
        "abroad",
        "return",
    ]
    assert (steps["P03"]["under"], steps["P02"]["under"], steps["R08"]["state"]) == (True, False, "done")
    assert "is-under" in page.text
