"""What the past says about the running mobilities."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mobilities.actions import following, forecast, roadmap, sweep
from mobilities.choices import Answer, Kind, Owner
from mobilities.models import Approval, LeadTime, Mobility, Step
from mobilities.tasks import gather_lead_times
from tests.factories import NOW, TODAY, make_centre
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
READY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday


@kept
def stay():
    return Stay(starts_on=date(2027, 9, 13))


def done(step, days, **fields):
    """Let a step be done some days after it could be, pressed for at once."""
    at = READY + timedelta(days=days)
    values = {"ready_at": READY, "due_on": READY.date(), "done_at": at, "done_by": step.mobility.planned_by}
    Step.objects.filter(pk=step.pk).update(**values | {"outcome": "done"} | fields)


def steps_of(stay, owner, kind):
    return list(stay.mobility.steps.filter(owner=owner, plan__kind=kind).select_related("mobility"))


def past(centre):
    return {(row.kind, row.owner): row.days for row in LeadTime.objects.filter(centre=centre)}


def test_lead_times_are_gathered_by_kind_and_party(stay):
    first, second = steps_of(stay, Owner.APPRENTICE, Kind.DOCUMENT)[:2]
    done(first, 3)
    done(second, 7)  # over a weekend

    forecast.gather(today=TODAY)
    forecast.gather(today=TODAY)

    assert past(stay.centre) == {("document", "apprentice"): [3, 5]}


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "waived"},
        {"outcome": "before"},
        {"ready_at": None},
        {"done_at": READY - timedelta(days=800)},
    ],
    ids=["waived", "before", "blocked", "old"],
)
def test_what_says_nothing_about_the_pace_is_left_out(stay, fields):
    done(steps_of(stay, Owner.APPRENTICE, Kind.DOCUMENT)[0], 3, **fields)

    assert (forecast.gather(today=TODAY), past(stay.centre)) == (0, {})


def test_what_was_done_years_ago_is_forgotten(stay):
    (step, *_) = steps_of(stay, Owner.APPRENTICE, Kind.DOCUMENT)
    done(step, 3)
    forecast.gather(today=TODAY)

    forecast.gather(today=TODAY + timedelta(days=800))

    assert past(stay.centre) == {}


def test_the_past_is_asked_for_by_the_first_sweep_of_a_day_alone(stay, monkeypatch, time_machine):
    time_machine.move_to(NOW)
    asked = []
    monkeypatch.setattr(sweep, "queue", lambda name, **ids: asked.append(name))
    done(steps_of(stay, Owner.APPRENTICE, Kind.DOCUMENT)[0], 3)

    for _ in range(2):
        sweep.look_ahead(today=TODAY)
        gather_lead_times()

    assert asked.count("mobilities.gather_lead_times") == 1
    assert past(stay.centre) == {("document", "apprentice"): [3]}


def test_what_was_done_for_another_mobility_counts_once(stay):
    first, second = steps_of(stay, Owner.SENDING_COORDINATOR, Kind.TASK)[:2]
    done(first, 2)
    done(second, 2, done_via=first)

    forecast.gather(today=TODAY)

    assert past(stay.centre) == {("task", "sending_coordinator"): [2]}


def test_a_mobility_gets_a_chance_and_the_step_that_decides(stay):
    forecast.follow(stay.mobility.pk, today=TODAY)

    mobility = Mobility.objects.get(pk=stay.mobility.pk)
    assert (mobility.chance, mobility.forecast_on) == (100, TODAY)
    assert mobility.slack > 0
    assert TODAY < mobility.ready_on < mobility.starts_on
    assert mobility.delayed_by
    assert not Step.objects.filter(pk__in=mobility.delayed_by).exclude(done_at=None).exists()


def test_who_leaves_tomorrow_with_all_gates_open_will_not_be_ready(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(
        starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=20)
    )

    forecast.follow(stay.mobility.pk, today=TODAY)

    mobility = Mobility.objects.get(pk=stay.mobility.pk)
    assert (mobility.chance, mobility.slack < 0) == (0, True)
    assert list(Mobility.objects.unlikely()) == [mobility]


def test_the_past_of_the_centre_changes_the_forecast(stay):
    before = Mobility.objects.get(pk=stay.mobility.pk).starts_on
    for kind, owner in {(step.plan.kind, step.owner) for step in stay.mobility.steps.select_related("plan")}:
        LeadTime.objects.create(centre=stay.centre, kind=kind, owner=owner, days=[60] * 10, gathered_on=TODAY)

    forecast.follow(stay.mobility.pk, today=TODAY)

    mobility = Mobility.objects.get(pk=stay.mobility.pk)
    assert (mobility.chance, mobility.ready_on > before) == (0, True)


def test_another_centres_past_says_nothing(stay):
    other = make_centre()
    for kind in Kind:
        for owner in Owner:
            LeadTime.objects.create(centre=other, kind=kind, owner=owner, days=[200] * 10, gathered_on=TODAY)

    forecast.follow(stay.mobility.pk, today=TODAY)

    assert Mobility.objects.get(pk=stay.mobility.pk).chance == 100


@pytest.mark.parametrize("fields", [{"departed_on": TODAY}, {"decision": "cancelled"}, {"decision": "interrupted"}])
def test_there_is_no_forecast_for_who_has_left_or_rests(stay, fields):
    forecast.follow(stay.mobility.pk, today=TODAY)
    Mobility.objects.filter(pk=stay.mobility.pk).update(**fields)

    forecast.follow(stay.mobility.pk, today=TODAY)

    mobility = Mobility.objects.get(pk=stay.mobility.pk)
    assert (mobility.chance, mobility.delayed_by, mobility.slack, mobility.ready_on) == (None, [], None, None)


def test_each_mobility_is_looked_at_once_a_day(stay):
    assert sweep.look_ahead(today=TODAY) == 1
    following.look_ahead(stay.mobility.pk, at=NOW)

    assert Mobility.objects.get(pk=stay.mobility.pk).forecast_on == TODAY
    assert sweep.look_ahead(today=TODAY) == 0
    assert sweep.look_ahead(today=TODAY + timedelta(days=1)) == 1


def test_the_time_a_step_took_is_kept_when_it_is_closed_and_forgotten_when_it_is_opened_again(stay):
    step = stay.step("P01")
    Step.objects.filter(pk=step.pk).update(ready_at=READY)
    step = stay.step("P01")

    closed = roadmap.complete(step, by=stay.ana, at=NOW)
    kept = Step.objects.get(pk=step.pk).ready_at
    roadmap.reopen(closed, by=stay.ana, at=NOW, reason="By mistake")

    assert (kept, Step.objects.get(pk=step.pk).ready_at) == (READY, NOW)


def test_a_refusal_makes_the_chance_nought_until_it_is_dealt_with(stay):
    step = stay.step("G02")
    give(stay.mobility, Owner.HOME_EMPLOYER, Answer.DECLINE, person=stay.rosa, reason="work_peak")

    forecast.follow(stay.mobility.pk, today=TODAY)

    mobility = Mobility.objects.get(pk=stay.mobility.pk)
    assert (mobility.chance, mobility.delayed_by, mobility.slack) == (0, [step.pk], None)
    Approval.objects.update(settled_at=NOW, settled_by=stay.ana)
    forecast.follow(stay.mobility.pk, today=TODAY)
    assert Mobility.objects.get(pk=stay.mobility.pk).chance == 100
