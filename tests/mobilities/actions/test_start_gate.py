"""What is told shortly before a departure: once for each stage, to whom it concerns, what they may read."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from doallvet.outbox.models import Notice
from doallvet.outbox.words import lines
from mobilities.actions import start_gate
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.factories import NOW, make_apprentice
from tests.kept import kept
from tests.mobilities.crowd import make_copies
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
START = date(2027, 9, 6)


@kept
def stay():
    """A minor leaves; open are accommodation (overdue) and the meeting, due three days before."""
    stay = Stay(born_on=date(2010, 5, 4))
    leave_open(stay, D02=date(2027, 7, 23), D11=date(2027, 9, 5))
    return stay


def leave_open(stay, **due):
    stay.mobility.steps.update(done_at=NOW, done_by=stay.ana, outcome="done", waits=0)
    for key, day in due.items():
        stay.mobility.steps.filter(plan__key=key).update(done_at=None, done_by=None, outcome="", due_on=day)


def day(before):
    return START - timedelta(days=before)


def sweep(*befores):
    return [start_gate.warn(today=day(before), at=moment(before)) for before in befores]


def moment(before):
    return datetime.combine(day(before), NOW.timetz())


def read(before):
    """What is owed to whom on a day, in words."""
    notices = list(Notice.objects.filter(kind="start-gate").select_related("person").order_by("pk"))
    with time_machine.travel(moment(before), tick=False):
        said = lines(notices, at=moment(before))
    return {notice.person.first_name: line for notice in notices if (line := said[notice.pk])}


def test_coordinator_apprentice_and_guardian_are_told_once_for_each_stage(stay):
    assert sweep(12, 11, 10, 10, 10, 9, 4, 3, 3, 2, 0) == [0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 0]
    people = {notice.person.first_name for notice in Notice.objects.filter(kind="start-gate").select_related("person")}
    assert people == {"Ana", stay.lucia.first_name, stay.pilar.first_name}


@pytest.mark.parametrize(("befores", "new"), [((7, 6), [3, 0]), ((0,), [3]), ((4, 1), [3, 3])])
def test_a_missed_day_loses_nothing(stay, befores, new):
    assert sweep(*befores) == new


def test_ten_days_before_only_what_is_overdue_is_told(stay):
    leave_open(stay, D11=date(2027, 9, 5))

    assert sweep(10, 5, 3) == [0, 0, 3]


def test_the_message_names_what_is_open_and_whom_it_waits_for(stay):
    sweep(10)

    line = read(10)["Ana"]

    assert line.subject == "Before the departure on 6 Sep 2027: 1 step is still open (Lucía García)"
    assert line.paragraphs[1] == ("“Confirm accommodation”, overdue since 23 Jul 2027; it waits for: hosting centre")


def test_three_days_before_all_that_is_open_is_told(stay):
    sweep(3)

    assert len(read(3)["Ana"].paragraphs) == 4


def test_what_is_private_is_told_to_those_only_who_may_see_it(stay):
    stay.mobility.steps.filter(plan__key="D01").delete()
    private = stay.step("D02").plan
    private.private = True
    private.save(update_fields=["private"])
    leave_open(stay, D02=date(2027, 7, 23))

    assert sweep(10) == [2]
    assert set(read(10)) == {"Ana", stay.lucia.first_name}  # takes part in it; her mother does not


def test_nothing_is_owed_of_stays_that_do_not_leave(stay):
    for fields in ({"departed_on": day(1)}, {"decision": Decision.INTERRUPTED}, {"decision": Decision.CANCELLED}):
        Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=None, decision=Decision.ACCEPTED)
        Mobility.objects.filter(pk=stay.mobility.pk).update(**fields)
        assert sweep(3) == [0]


def test_a_message_that_is_late_is_not_sent_once_all_is_closed_or_the_days_moved(stay):
    sweep(10)
    assert set(read(9)) == {"Ana", stay.lucia.first_name, stay.pilar.first_name}

    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=START + timedelta(days=1))
    assert read(9) == {}
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=START)
    leave_open(stay)
    assert read(9) == {}


def test_of_a_stay_that_moves_it_is_told_anew(stay):
    sweep(3)
    later = START + timedelta(days=30)
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=later, ends_on=later + timedelta(days=20))

    assert start_gate.warn(today=later - timedelta(days=3), at=moment(3)) == 3


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_statements_whatever_it_finds(count, django_assert_num_queries):
    stay = Stay()
    leave_open(stay, D02=date(2027, 7, 23))
    copies = make_copies(stay.mobility, count - 1)
    Mobility.objects.filter(pk__in=[row.pk for row in copies]).update(starts_on=START)
    make_apprentice(stay.centre)

    # SQLite inserts in smaller batches
    with django_assert_num_queries((13 if count == 50 else 12) if connection.vendor == "sqlite" else 11):
        assert start_gate.warn(today=day(3), at=moment(3)) == 2 * count
