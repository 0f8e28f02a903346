"""Apprentices who apply: planned before the place is decided, decided step by step, left in peace on reserve."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions import decision, planning, reminders, sweep
from mobilities.choices import Decision, Owner
from mobilities.models import Mobility
from tests.factories import (
    NOW,
    make_apprentice,
    make_blueprints,
    make_company,
    make_coordinator,
    make_mobility,
    make_plan,
    make_project,
    make_site,
)

pytestmark = pytest.mark.django_db

STARTS = date(2027, 9, 6)


@pytest.fixture
def coordinator():
    return make_coordinator()


@pytest.fixture
def applicant(coordinator):
    """A mobility of somebody who applies."""
    return make_mobility(by=coordinator, decision=Decision.DRAFT, starts_on=STARTS)


def decide(client, mobility, to, **more):
    form = {"to": to, "version": mobility.version, "reason": ""} | more
    return client.post(reverse("mobilities:decide", args=[mobility.pk, to]), form)


def now(mobility):
    mobility.refresh_from_db()
    return mobility.decision


def test_the_wizard_plans_for_somebody_who_applies(client, coordinator):
    client.force_login(coordinator)
    centre = coordinator.centre
    apprentice, project = make_apprentice(centre), make_project(centre)
    host = make_company("Werkstatt Sachsen", centre, country="DE", city="Dresden")
    site = make_site(host)
    answers = {
        "who-asked": "1",
        "apprentice": apprentice.pk,
        "project": project.pk,
        "decision": "draft",
        "where-asked": "1",
        "host": f"{host.pk}-{site.pk}-0",
        "when-asked": "1",
        "blueprint": make_blueprints()["dual-short"].pk,
        "starts_on": "2027-09-06",
        "ends_on": "2027-09-26",
        "profile": "ES-GEN",
    }
    check = reverse("mobilities:new", args=["check"])

    shown = client.get(check, answers)
    planned = client.post(f"{check}?{shown.context['query']}", {"token": uuid4()})

    mobility = Mobility.objects.get()
    assert "Applies for a place; decided later" in shown.content.decode()
    assert planned.url == reverse("mobilities:detail", args=[mobility.pk])
    assert (mobility.decision, mobility.stage, mobility.steps_total > 30) == ("draft", "planned", True)


def test_without_an_answer_the_place_is_decided(client, coordinator):
    assert (
        planning.create(make_plan(make_apprentice(coordinator.centre)), by=coordinator, at=NOW).decision == "accepted"
    )


def test_an_application_is_decided_step_by_step_until_it_is_accepted(client, coordinator, applicant):
    client.force_login(coordinator)
    seen = []
    for to in ("applied", "shortlisted", "selected", "accepted"):
        page = client.get(reverse("mobilities:change", args=[applicant.pk])).content.decode()
        assert reverse("mobilities:decide", args=[applicant.pk, to]) in page
        assert decide(client, applicant, to).status_code == 302
        seen.append(now(applicant))

    assert seen == ["applied", "shortlisted", "selected", "accepted"]
    verbs = list(Event.objects.about(applicant).filter(verb__startswith="moved").values_list("verb", flat=True))
    assert verbs == ["moved_accepted", "moved_selected", "moved_shortlisted", "moved_applied"]
    assert "Planned" in client.get(reverse("mobilities:list")).content.decode()


@pytest.mark.parametrize(("to", "status"), [("accepted", 422), ("closed", 422), ("nonsense", 404)])
def test_an_application_cannot_skip_what_lies_between(client, coordinator, applicant, to, status):
    client.force_login(coordinator)

    assert (decide(client, applicant, to).status_code, now(applicant)) == (status, "draft")


def test_nobody_departs_on_an_application(client, coordinator, applicant):
    client.force_login(coordinator)

    response = client.post(
        reverse("mobilities:depart", args=[applicant.pk]), {"on": "2026-11-01", "override": "why not"}
    )

    assert "Only an accepted mobility can begin." in response.content.decode()
    assert "Confirm the departure" not in client.get(reverse("mobilities:change", args=[applicant.pk])).content.decode()


def reminded(on):
    """Who is owed a reminder that day."""
    Notice.objects.all().delete()
    reminders.remind(today=on, at=datetime(on.year, on.month, on.day, 6, tzinfo=NOW.tzinfo))
    return Notice.objects.exists()


def test_on_the_reserve_list_and_after_a_no_nobody_is_reminded_nor_has_anything_to_do(coordinator, applicant):
    day = STARTS - timedelta(days=100)
    states = {}
    for to in (Decision.APPLIED, Decision.SHORTLISTED, Decision.RESERVE, Decision.SELECTED):
        moved = decision.move(applicant, to, by=coordinator, at=NOW)
        states[str(to)] = (reminded(day), moved.steps.ready().exists(), moved.waits_for, moved.next_due_on is None)
    other = make_mobility(by=coordinator, decision=Decision.DRAFT, starts_on=date(2028, 2, 1))
    Mobility.objects.exclude(pk=other.pk).update(decision=Decision.CANCELLED)
    decision.move(other, Decision.APPLIED, by=coordinator, at=NOW)
    rejected = decision.move(other, Decision.REJECTED, by=coordinator, at=NOW)
    states["rejected"] = (
        reminded(day),
        rejected.steps.ready().exists(),
        rejected.waits_for,
        rejected.next_due_on is None,
    )

    waits = (True, True, Owner.SENDING_COORDINATOR, False)
    rests = (False, False, "", True)
    assert states == {
        "applied": waits,
        "shortlisted": waits,
        "reserve": rests,
        "selected": waits,
        "rejected": rests,
    }


def test_the_sweep_leaves_the_reserve_list_alone(coordinator, applicant):
    for to in (Decision.APPLIED, Decision.SHORTLISTED, Decision.RESERVE):
        decision.move(applicant, to, by=coordinator, at=NOW)

    swept = sweep.sweep(today=STARTS, at=NOW)

    assert (swept["due"], now(applicant)) == (0, "reserve")


def test_lists_show_what_is_decided_and_only_the_accepted_leave_soon(client, coordinator):
    waiting = make_mobility(by=coordinator, decision=Decision.DRAFT, starts_on=date(2026, 12, 7))
    leaving = make_mobility(by=coordinator, starts_on=date(2026, 12, 7))
    client.force_login(coordinator)

    shown = client.get(reverse("mobilities:list"), {"status": "draft"}).context["rows"]

    assert [(row["url"], row["status"]) for row in shown] == [
        (reverse("mobilities:detail", args=[waiting.pk]), Decision.DRAFT.label)
    ]
    assert list(Mobility.objects.leaving_within(NOW.date(), 30)) == [leaving]


def test_one_may_apply_for_two_places_but_accept_only_one(client, coordinator):
    apprentice = make_apprentice(coordinator.centre)
    plans = [make_plan(apprentice, starts_on=STARTS, decision=Decision.DRAFT) for _ in range(2)]
    first, second = (planning.create(plan, by=coordinator, at=NOW) for plan in plans)
    for mobility in (first, second):
        for to in (Decision.APPLIED, Decision.SHORTLISTED, Decision.SELECTED):
            decision.move(mobility, to, by=coordinator, at=NOW)
    decision.move(first, Decision.ACCEPTED, by=coordinator, at=NOW)
    client.force_login(coordinator)

    page = client.get(reverse("mobilities:decide", args=[second.pk, "accepted"])).content.decode()
    with pytest.raises(Refused, match="It overlaps another stay: 6 Sep 2027 – 26 Sep 2027."):
        decision.move(second, Decision.ACCEPTED, by=coordinator, at=NOW)

    assert "It overlaps another stay" in page
    assert (now(first), now(second)) == ("accepted", "selected")


def test_nobody_applies_for_days_that_are_taken(coordinator):
    apprentice = make_apprentice(coordinator.centre)
    make_mobility(by=coordinator, apprentice=apprentice, starts_on=STARTS)

    with pytest.raises(Refused, match="It overlaps another stay"):
        make_mobility(by=coordinator, apprentice=apprentice, starts_on=STARTS, decision=Decision.DRAFT)


def test_the_apprentice_reads_plain_words(client, coordinator, applicant):
    client.force_login(applicant.apprentice.person)
    page = reverse("mobilities:detail", args=[applicant.pk])

    words = ["Applied" in client.get(page).content.decode()]
    decision.move(applicant, Decision.APPLIED, by=coordinator, at=NOW)
    decision.move(applicant, Decision.REJECTED, by=coordinator, at=NOW)
    words.append("Not selected" in client.get(page).content.decode())

    assert words == [True, True]
