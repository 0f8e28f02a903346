"""Roadmaps follow the working days of those who take part, and the law."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.actions import law as laws
from companies.models import Rule
from doallvet.core.calendars import Calendar
from doallvet.history.models import Event
from mobilities.actions import change, following, roadmap
from mobilities.calendars import calendars_of
from mobilities.choices import Owner
from mobilities.facts import dates_of
from mobilities.models import Step
from mobilities.rules.dates import Dates
from mobilities.tasks import follow_calendar, follow_law, look_ahead
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
AUGUST = (date(2027, 8, 1), date(2027, 8, 31))
JULY = date(2027, 7, 30)


@kept
def stay():
    stay = Stay(starts_on=date(2027, 11, 8))
    for organisation, region in ((stay.centre, "Castilla y León"), (stay.hosting, "Sachsen")):
        type(organisation).objects.filter(pk=organisation.pk).update(region=region)
    return stay


def days(stay):
    return {
        (step.plan.key, step.occurrence): (step.due_on, step.planned_on) for step in stay.mobility.steps.with_plan()
    }


def close(company, begins_on=AUGUST[0], ends_on=AUGUST[1]):
    company.closures.create(name="Closed", begins_on=begins_on, ends_on=ends_on)


def test_each_party_has_the_days_of_its_country_region_and_house(stay):
    close(stay.host)
    mobility = stay.fresh()

    found = calendars_of(mobility, list(mobility.parties.all()))

    spain = Calendar("ES", "Castilla y León")
    assert found.by_owner == {
        Owner.APPRENTICE: spain,
        Owner.GUARDIAN: spain,
        Owner.SENDING_COORDINATOR: spain,
        Owner.HOSTING_COORDINATOR: Calendar("DE", "Sachsen"),
        Owner.HOST_COMPANY: Calendar("DE", "", (AUGUST,)),
        Owner.HOME_EMPLOYER: Calendar("ES"),
    }
    assert found.abroad == Calendar("DE", "Sachsen")


def test_two_queries_whatever_is_closed(stay, django_assert_num_queries):
    mobility = stay.fresh()
    for month in range(1, 12):
        close(stay.host, date(2028, month, 1), date(2028, month, 2))
        close(stay.centre, date(2028, month, 1), date(2028, month, 2))

    with django_assert_num_queries(2):
        calendars_of(mobility, list(mobility.parties.all()))


def test_august_at_the_host_pushes_its_step_earlier(stay):
    before = days(stay)
    close(stay.host)

    follow_calendar(label="companies.company", pk=stay.host.pk)

    after = days(stay)
    host = [name for name in before if stay.step(*name).owner == Owner.HOST_COMPANY]
    inside = [name for name in host if AUGUST[0] <= before[name][0] <= AUGUST[1]]
    assert inside
    assert all(after[name] == (JULY, JULY) for name in inside)
    events = Event.objects.filter(verb="calendar_followed")
    moved = [name for name in after if after[name][1] != before[name][1]]
    assert [event.after for event in events] == [{"steps": len(moved)}]


def test_opening_again_brings_everything_back(stay):
    before = days(stay)
    close(stay.host)
    following.follow("companies.company", stay.host.pk, at=NOW)
    stay.host.closures.all().delete()

    following.follow("companies.company", stay.host.pk, at=NOW)

    assert days(stay) == before


def test_what_is_done_stays(stay):
    step = next(step for step in stay.mobility.steps.filter(owner=Owner.HOST_COMPANY, due_on__range=AUGUST))
    type(step).objects.filter(pk=step.pk).update(done_at=NOW, done_by=stay.ana, outcome="done")
    close(stay.host)

    following.follow("companies.company", stay.host.pk, at=NOW)

    step.refresh_from_db()
    assert AUGUST[0] <= step.due_on <= AUGUST[1]


def test_following_twice_changes_nothing_the_second_time(stay):
    close(stay.host)

    assert [following.follow("companies.company", stay.host.pk, at=NOW) for _ in range(2)] == [1, 0]


def test_a_week_later_moves_every_open_step_and_keeps_what_is_done(stay):
    stay.mobility.steps.filter(plan__key="P01").update(done_at=NOW, done_by=stay.ana, outcome="done")
    before = days(stay)
    dates = dates_of(stay.mobility)
    week = timedelta(days=7)

    change.set_dates(
        stay.fresh(),
        Dates(None, dates.start + week, dates.end + week, None),
        version=stay.mobility.version,
        by=stay.ana,
        at=NOW,
    )

    after = days(stay)
    assert after["P01", 0] == before["P01", 0]
    moved = {name: (after[name][1] - before[name][1]).days for name in before if name in after}
    assert all(0 < by <= 14 for name, by in moved.items() if name != ("P01", 0))


def test_the_sweep_command_still_says_what_it_did(stay, capsys):
    call_command("queue_reminders", "--today", "2026-11-23")

    assert capsys.readouterr().out.splitlines()[-1].startswith('{"today": "2026-11-23"')


def test_the_law_of_the_day_of_the_release_brings_the_steps_it_asks_for(stay):
    rule = Rule.objects.newest().get(profile="ES-INT", kind="notice_before")
    later = {"condition": {"min_stay_days": 300}}
    laws.succeed(rule, later, since=date(2027, 1, 1), note="As of 2027 for long stays only", by=stay.ana, at=NOW)
    following.follow_law(stay.mobility.pk, at=NOW)  # as it stands: the law of the first day, in 2027
    assert not stay.mobility.steps.needed().filter(plan__key="G07").exists()
    Step.objects.filter(pk=stay.step("G02").pk).update(done_at=NOW, done_by=stay.ana, outcome="done")
    roadmap.recount(stay.fresh(), at=NOW)

    follow_law(mobility_id=stay.mobility.pk)

    assert stay.mobility.steps.needed().filter(plan__key="G07").exists()
    assert [event.after for event in Event.objects.filter(verb="law_followed")] == [{"steps": 1}, {"steps": 1}]


def test_what_is_moved_on_a_saturday_is_due_on_the_monday_at_the_earliest(stay):
    saturday, monday = NOW + timedelta(days=5), date(2026, 11, 30)

    sooner = Dates(vstart=None, start=date(2026, 12, 14), end=date(2027, 1, 3), vend=None)
    change.set_dates(stay.mobility, sooner, version=stay.fresh().version, by=stay.ana, at=saturday)

    late = [step.due_on for step in stay.mobility.steps.open() if step.planned_on < monday]
    assert set(late) == {monday}


def test_where_nothing_moves_nothing_is_written(stay):
    following.follow_one(stay.fresh(), "calendar_followed", at=NOW)
    mobility = stay.fresh()

    with CaptureQueriesContext(connection) as asked:
        moved = following.follow_one(mobility, "calendar_followed", at=NOW)

    assert not moved
    assert [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))] == []


def test_closed_days_whose_task_got_lost_hold_a_day_later(stay):
    before = days(stay)
    close(stay.host)

    look_ahead(mobility_id=stay.mobility.pk)

    assert days(stay) != before
    assert [event.subject_id for event in Event.objects.filter(verb="rules_followed")] == [stay.mobility.pk]
