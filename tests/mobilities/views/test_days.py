"""The calendar of a stay and its virtual sessions: who plans, who reads, who is told, what stands in the feeds."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from doallvet.outbox.models import Notice
from mobilities.actions import decision
from mobilities.actions import session as sessions
from mobilities.choices import Decision, Owner, Role
from mobilities.models import Group, Mobility, VirtualSession
from tests.factories import NOW, make_guardian, make_member, make_mobility
from tests.mobilities.crowd import make_copies
from tests.mobilities.roadmaps import make_full_mobility
from tests.mobilities.sessions import KEPT, TYPED, edit, in_feed, new, person, plan, read, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stay():
    stay = make_full_mobility()
    places = stay.sending_centre, stay.parties.get(role=Role.HOSTING_COORDINATOR).centre
    for place, zone in zip(places, ("Atlantic/Madeira", "Europe/Vienna"), strict=True):
        type(place).objects.filter(pk=place.pk).update(time_zone=zone)
    return stay


def test_a_session_is_planned_read_at_both_places_and_told(client, stay):
    assert new(client, stay, person(stay)).url == reverse("mobilities:days", args=[stay.pk])

    (card,) = read(client, stay, person(stay, Role.APPRENTICE)).context["ahead"]
    assert [hours for hours, _where in card["clocks"]] == ["10 Mar 2027, 09:00 – 10:00", "10 Mar 2027, 10:00 – 11:00"]
    assert told() == {(person(stay, role), "planned") for role in (Role.HOSTING_COORDINATOR, Role.APPRENTICE)}
    (event,) = in_feed(client, person(stay, Role.APPRENTICE))
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 3, 10, 9, tzinfo=UTC)
    assert (str(event["summary"]), str(event["location"])) == (TYPED["title"], TYPED["link"])


def test_the_same_button_twice_plans_one(client, stay):
    new(client, stay, person(stay))
    new(client, stay, person(stay))

    assert VirtualSession.objects.count() == 1


def test_another_one_with_the_same_title_and_hour_is_not_lost_without_a_word(client, stay):
    plan(stay)

    shown = new(client, stay, person(stay), minutes="90", anyway="1")

    assert (shown.status_code, shown.context["form"].non_field_errors()) == (
        422,
        ["This session is planned at these hours already."],
    )


def test_the_title_of_a_session_elsewhere_is_not_told(client, stay):
    other = make_mobility(by=person(stay), apprentice=stay.apprentice, starts_on=date(2028, 2, 7))
    sessions.plan(other, KEPT, for_all=False, by=person(stay), at=NOW)

    shown = new(client, stay, person(stay, Role.HOSTING_COORDINATOR), title="Safety").content.decode()

    assert "Some of the same people have another session at the same time." in shown
    assert TYPED["title"] not in shown


def test_a_stay_that_is_called_off_takes_its_sessions_along(client, stay):
    lucia = person(stay, Role.APPRENTICE)
    plan(stay)
    (before,) = in_feed(client, lucia)

    decision.move(stay, Decision.CANCELLED, by=person(stay), at=NOW, reason="Illness")

    (event,) = in_feed(client, lucia)
    assert (str(event["status"]), event["sequence"] > before["sequence"]) == ("CANCELLED", True)
    assert TYPED["link"] not in read(client, stay, lucia).content.decode()


def test_who_travels_no_more_is_not_awaited_in_the_session_of_the_group(client, stay):
    stay.group = Group.objects.create(project=stay.project, title="Dresden")
    stay.save()
    (other,) = make_copies(stay, 1)
    sessions.plan(stay, KEPT, for_all=True, by=person(stay), at=NOW)

    decision.move(stay, Decision.CANCELLED, by=person(stay), at=NOW, reason="Illness")

    assert str(in_feed(client, person(stay, Role.APPRENTICE))[0]["status"]) == "CANCELLED"
    assert str(in_feed(client, other.apprentice.person)[0]["status"]) == "CONFIRMED"
    assert str(in_feed(client, person(stay))[0]["status"]) == "CONFIRMED"


def test_who_rests_or_only_applies_is_not_told(stay):
    for state in (Decision.INTERRUPTED, Decision.APPLIED):
        Mobility.objects.filter(pk=stay.pk).update(decision=state)
        plan(stay, title=str(state))

    assert told() == set()


def test_who_does_not_take_part_reads_nothing_of_it(client, stay):
    plan(stay)

    for role in (Role.HOST_SIGNATORY, Role.EMPLOYER_SIGNATORY):
        page = read(client, stay, person(stay, role))
        assert page.context["ahead"] == []
        assert TYPED["title"] not in page.content.decode()
        assert in_feed(client, person(stay, role)) == []


def test_an_apprentice_whom_it_does_not_concern_reads_it_in_no_history(client, stay):
    plan(stay, takes_part=["sending_coordinator"])

    for role, reads in ((Role.APPRENTICE, False), (Role.SENDING_COORDINATOR, True)):
        client.force_login(person(stay, role))
        history = client.get(reverse("mobilities:history", args=[stay.pk])).content.decode()
        assert (TYPED["title"] in history) is reads


def test_a_company_is_not_told_of_a_guardian_who_takes_part(client, stay):
    type(stay.apprentice).objects.filter(pk=stay.apprentice_id).update(born_on=date(2012, 1, 1))
    guardian = make_guardian(stay.apprentice).person
    stay.parties.create(role=Role.GUARDIAN, acts_as="guardian", person=guardian)
    plan(stay, takes_part=["host_company", "guardian"])

    (card,) = read(client, stay, person(stay, Role.HOST_SIGNATORY)).context["ahead"]

    assert "guardian" not in card["who"]
    assert "guardian" in read(client, stay, person(stay)).context["ahead"][0]["who"]


def test_a_holiday_is_said_before_it_is_kept(client, stay):
    shown = new(client, stay, person(stay), on="2027-05-01")

    assert (shown.status_code, VirtualSession.objects.count()) == (200, 0)
    assert "is a holiday at" in shown.content.decode()
    assert new(client, stay, person(stay), on="2027-05-01", anyway="1").status_code == 302
    assert VirtualSession.objects.count() == 1


def test_another_session_of_the_same_people_is_said(client, stay):
    plan(stay)

    shown = new(client, stay, person(stay), title="Safety", begins="10:30")
    nobody = new(client, stay, person(stay), title="Companies", begins="10:30", takes_part=["host_company"])

    assert "at the same time" in shown.content.decode()
    assert nobody.status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "http://meet.example/"}, "link"),
        ({"takes_part": ["notifier"]}, "takes_part"),
        ({"takes_part": []}, "takes_part"),
        ({"time_zone": "Mars/Phobos"}, "time_zone"),
        ({"minutes": "0"}, "minutes"),
        ({"begins": "25:00"}, "begins"),
        ({"title": " "}, "title"),
        ({"on": "9998-03-10"}, "on"),
        ({"on": "0001-01-01"}, "on"),
    ],
)
def test_what_makes_no_session_is_said_at_its_field(client, stay, typed, field):
    shown = new(client, stay, person(stay), **typed)

    assert (shown.status_code, list(shown.context["form"].errors)) == (422, [field])
    assert VirtualSession.objects.count() == 0


def test_other_hours_are_told_and_who_is_left_out_hears_that(client, stay):
    session = plan(stay)
    Notice.objects.all().delete()

    typed = TYPED | {"begins": "15:00", "takes_part": ["sending_coordinator", "hosting_coordinator"], "seen": 1}
    edit(client, stay, session, person(stay), **typed)

    assert told() == {
        (person(stay, Role.HOSTING_COORDINATOR), "moved"),
        (person(stay, Role.APPRENTICE), "cancelled"),
    }


def test_who_is_asked_in_later_reads_that_it_is_planned(client, stay):
    session = plan(stay, takes_part=["hosting_coordinator"])
    Notice.objects.all().delete()

    edit(
        client, stay, session, person(stay), **TYPED | {"takes_part": ["hosting_coordinator", "apprentice"], "seen": 1}
    )

    assert told() == {
        (person(stay, Role.HOSTING_COORDINATOR), "changed"),
        (person(stay, Role.APPRENTICE), "planned"),
    }


def test_what_is_called_off_is_cancelled_everywhere(client, stay):
    session = plan(stay)
    lucia = person(stay, Role.APPRENTICE)
    Notice.objects.all().delete()

    edit(client, stay, session, person(stay), cancel="1", seen="1")
    edit(client, stay, session, person(stay), cancel="1", seen="1")

    (event,) = in_feed(client, lucia)
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 2)
    assert told() == {(lucia, "cancelled"), (person(stay, Role.HOSTING_COORDINATOR), "cancelled")}
    assert TYPED["link"] not in read(client, stay, lucia).content.decode()


def test_who_is_slower_reads_both_and_nothing_is_lost(client, stay):
    session = plan(stay)
    sessions.change(session, stay, KEPT | {"begins": time(9)}, version=1, by=person(stay), at=NOW)

    shown = edit(client, stay, session, person(stay), **TYPED | {"begins": "12:00", "seen": "1"})

    assert shown.status_code == 409
    assert shown.context["differences"][0]["now"].startswith("09:00")
    session.refresh_from_db()
    assert session.begins == time(9)
    edit(client, stay, session, person(stay), **TYPED | {"begins": "12:00", "seen": str(shown.context["seen"])})
    session.refresh_from_db()
    assert session.begins == time(12)


def test_the_session_of_a_group_is_each_ones_and_told_once(client, stay):
    stay.group = Group.objects.create(project=stay.project, title="Dresden")
    stay.save()

    new(client, stay, person(stay), for_all="on")

    session = VirtualSession.objects.get()
    assert (session.group, session.mobility) == (stay.group, None)
    assert len(in_feed(client, person(stay, Role.APPRENTICE))) == 1
    assert Notice.objects.filter(kind="virtual-session").count() == 2
    jonas = person(stay, Role.HOSTING_COORDINATOR)
    assert edit(client, stay, session, jonas, cancel="1", seen="1").status_code == 403


def test_who_takes_part_is_told_the_day_before_once(stay):
    plan(stay)
    Notice.objects.all().delete()
    before = datetime(2027, 3, 9, 7, tzinfo=UTC)

    counts = [sessions.remind(today=day, at=before) for day in (date(2027, 3, 8), date(2027, 3, 9), date(2027, 3, 9))]

    assert counts == [0, 3, 0]
    assert {news for _person, news in told()} == {"soon"}


@pytest.mark.parametrize("role", ["teacher", "viewer"])
def test_teachers_read_sessions_and_plan_none(client, stay, role):
    plan(stay)
    reader = make_member(stay.sending_centre, role=role).person

    shown = read(client, stay, reader)

    assert (shown.status_code, new(client, stay, reader).status_code) == (200 if role == "teacher" else 403, 403)


def test_holidays_of_both_places_and_closed_days_stand_in_one_list(client, stay):
    stay.sending_centre.closures.create(name="Fair", begins_on=date(2027, 9, 10), ends_on=date(2027, 9, 14))
    hosting = stay.parties.get(role=Role.HOSTING_COORDINATOR).centre
    hosting.closures.create(name="Works", begins_on=date(2028, 1, 1), ends_on=date(2028, 1, 5))

    shown = read(client, stay, person(stay)).context["free"]
    company = read(client, stay, person(stay, Role.HOST_MENTOR)).context["free"]

    closed = {"days": "10 Sep 2027 – 14 Sep 2027", "name": "closed", "where": [str(stay.sending_centre)]}
    assert [row for row in shown if row["where"] == [str(stay.sending_centre)]] == [closed]
    assert [row for row in shown if row not in company] == [closed]
    assert company != []


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_takes_the_same_queries_whatever_is_planned(client, stay, count, django_assert_max_num_queries):
    for number in range(count):
        plan(stay, title=f"Talk {number}", on=date(2027, 3, 10) + timedelta(days=number), takes_part=[Owner.APPRENTICE])
    client.force_login(person(stay))

    with django_assert_max_num_queries(14):
        client.get(reverse("mobilities:days", args=[stay.pk]))
