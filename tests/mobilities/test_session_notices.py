"""What people read about virtual sessions, each by the own clock, and when it is owed no more."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from centres.models import Centre, CentreMember
from doallvet.outbox.models import Notice
from doallvet.outbox.words import lines
from mobilities.actions import session as sessions
from mobilities.choices import Decision, Role
from mobilities.models import Group, Mobility
from tests.factories import NOW
from tests.mobilities.crowd import make_copies
from tests.mobilities.roadmaps import make_full_mobility

pytestmark = pytest.mark.django_db

FIELDS = {
    "title": "Safety; at work",
    "on": date(2027, 3, 10),
    "begins": time(10),
    "minutes": 60,
    "time_zone": "Europe/Vienna",
    "link": "https://meet.example/abc",
    "takes_part": ["sending_coordinator", "apprentice", "hosting_coordinator"],
}


@pytest.fixture
def stay():
    stay = make_full_mobility()
    for role, zone in ((Role.APPRENTICE, "Atlantic/Madeira"), (Role.HOSTING_COORDINATOR, "Europe/Helsinki")):
        person = stay.parties.get(role=role).person
        person.time_zone = zone
        person.save()
    return stay


def person(stay, role=Role.SENDING_COORDINATOR):
    return stay.parties.get(role=role).person


def plan(stay, **fields):
    return sessions.plan(stay, FIELDS | fields, for_all=False, by=person(stay), at=NOW)


def said(at=NOW):
    """What each person reads, by role."""
    notices = list(Notice.objects.filter(kind="virtual-session").select_related("person").order_by("pk"))
    found = lines(notices, at=at)
    return {(notice.person, notice.data["news"]): found[notice.pk] for notice in notices}


def test_each_reads_the_hours_of_the_own_place(stay):
    plan(stay)

    found = said()

    assert found[person(stay, Role.APPRENTICE), "planned"].subject.endswith("10 Mar 2027, 09:00 – 10:00")
    line = found[person(stay, Role.HOSTING_COORDINATOR), "planned"]
    assert line.subject == "Virtual session: Safety; at work, 10 Mar 2027, 11:00 – 12:00"
    assert "You meet at https://meet.example/abc" in line.paragraphs
    assert line.link.endswith(f"/mobilities/{stay.pk}/days/")


def test_both_places_are_named_with_their_hours(stay):
    Centre.objects.filter(pk=stay.sending_centre_id).update(time_zone="Atlantic/Madeira")
    plan(stay)

    line = said()[person(stay, Role.HOSTING_COORDINATOR), "planned"]

    home, there = stay.sending_centre, stay.parties.get(role=Role.HOSTING_COORDINATOR).centre
    Centre.objects.filter(pk=there.pk).update(time_zone="Europe/Helsinki")
    assert f"10 Mar 2027, 09:00 – 10:00 at {home}." in line.paragraphs
    line = said()[person(stay, Role.HOSTING_COORDINATOR), "planned"]
    assert f"10 Mar 2027, 11:00 – 12:00 at {there}." in line.paragraphs


def test_who_is_abroad_reads_the_hours_of_that_place(stay):
    there = stay.parties.get(role=Role.HOSTING_COORDINATOR).centre
    Centre.objects.filter(pk=there.pk).update(time_zone="Europe/Helsinki")
    plan(stay)
    day = date(2027, 3, 9)
    abroad = {"starts_on": day, "departed_on": day, "ends_on": date(2027, 4, 9)}
    Mobility.objects.filter(pk=stay.pk).update(decision=Decision.ACCEPTED, **abroad)

    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC), tick=False):
        line = said(datetime(2027, 3, 9, 12, tzinfo=UTC))[person(stay, Role.APPRENTICE), "planned"]

    assert line.subject.endswith("10 Mar 2027, 11:00 – 12:00")


def test_who_is_awaited_no_more_hears_it_though_the_session_is_changed_again(stay):
    others = [owner for owner in FIELDS["takes_part"] if owner != "apprentice"]
    session = plan(stay)
    sessions.change(session, stay, FIELDS | {"takes_part": others}, version=1, by=person(stay), at=NOW)
    sessions.change(session, stay, FIELDS | {"takes_part": others, "minutes": 90}, version=2, by=person(stay), at=NOW)

    assert said()[person(stay, Role.APPRENTICE), "cancelled"].subject.startswith("Does not take place: Safety")

    sessions.change(session, stay, FIELDS, version=3, by=person(stay), at=NOW)
    assert said()[person(stay, Role.APPRENTICE), "cancelled"] is None


@pytest.mark.parametrize("state", [Decision.CANCELLED, Decision.INTERRUPTED, Decision.FORCE_MAJEURE])
def test_what_was_owed_before_a_stay_was_called_off_is_owed_no_more(stay, state):
    plan(stay)
    Mobility.objects.filter(pk=stay.pk).update(decision=state)

    assert set(said().values()) == {None}


def test_in_a_group_any_stay_of_the_person_that_goes_on_counts(stay):
    stay.group = Group.objects.create(project=stay.project, title="Dresden")
    stay.save()
    (other,) = make_copies(stay, 1)
    sessions.plan(stay, FIELDS, for_all=True, by=person(stay), at=NOW)
    Mobility.objects.filter(pk=stay.pk).update(decision=Decision.CANCELLED)

    found = said()

    assert found[person(stay, Role.APPRENTICE), "planned"] is None
    assert found[person(stay, Role.HOSTING_COORDINATOR), "planned"].link.endswith(f"/mobilities/{other.pk}/days/")


def test_only_the_newest_word_is_owed(stay):
    session = plan(stay)
    sessions.change(session, stay, FIELDS | {"begins": time(15)}, version=1, by=person(stay), at=NOW)
    lucia = person(stay, Role.APPRENTICE)

    found = said()

    assert found[lucia, "planned"] is None
    assert found[lucia, "moved"].subject == "Other hours: Safety; at work, 10 Mar 2027, 14:00 – 15:00"


def test_what_does_not_take_place_names_no_link(stay):
    sessions.cancel(plan(stay), stay, version=1, by=person(stay), at=NOW)

    line = said()[person(stay, Role.APPRENTICE), "cancelled"]

    assert line.subject.startswith("Does not take place: Safety")
    assert "meet.example" not in str(line)


def test_nothing_is_owed_once_it_is_over(stay):
    plan(stay)

    assert set(said(at=datetime(2027, 3, 10, 10, tzinfo=UTC)).values()) == {None}


def test_who_left_the_centre_is_told_nothing(stay):
    plan(stay)
    jonas = person(stay, Role.HOSTING_COORDINATOR)
    CentreMember.objects.filter(person=jonas).update(ended_at=NOW)

    assert said()[jonas, "planned"] is None


def test_a_stay_that_is_called_off_reminds_of_no_session(stay):
    plan(stay)
    Notice.objects.all().delete()
    Mobility.objects.filter(pk=stay.pk).update(decision=Decision.CANCELLED)

    assert sessions.remind(today=date(2027, 3, 9), at=NOW) == 0
