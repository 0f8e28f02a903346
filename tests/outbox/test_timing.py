"""What people get and when: on their days, one digest a day, deadlines kept."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from centres.actions import closure
from companies.actions.contact import end as end_contact
from doallvet.outbox import actions, compose
from doallvet.outbox.calendars import lives
from doallvet.outbox.models import Mail, Notice, Rhythm
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_coordinator,
    make_guardian,
    make_member,
    make_site,
    make_user,
)
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGUN = {"test-news": "News", "test-urgent": "Urgent", "test-code": "Code"}


def owe(person, at, kind="test-news", **fields):
    actions.owe(kind, person=person, subject=person, at=at, due=str(at), data={"subject": BEGUN[kind]}, **fields)


def sent(at):
    """Make the mails of an instant; gives their subjects."""
    known = set(Mail.objects.values_list("pk", flat=True))
    compose.compose(at=at)
    return sorted(Mail.objects.exclude(pk__in=known).values_list("subject", flat=True))


def test_each_kind_travels_at_its_pace(now):
    person, night = make_user(), now + 13 * HOUR
    for kind in BEGUN:
        owe(person, night, kind)

    said = [sent(night), sent(night + HOUR), sent(morning(night) - HOUR), sent(morning(night))]

    assert said == [["Code"], [], [], ["News", "Urgent"]]


def test_all_that_came_since_shares_one_digest_a_day(now):
    person = make_user()
    owe(person, now)
    first = sent(now)
    for hours in (1, 2, 20):
        owe(person, now + hours * HOUR)

    later = [sent(now + hours * HOUR) for hours in (1, 3, 9, 21)]
    tomorrow = sent(now + DAY)

    assert (first, later, tomorrow) == (["News"], [[], [], [], []], ["News, and 2 more"])
    assert list(Mail.objects.order_by("pk").values_list("digest_on", flat=True)) == [now.date(), (now + DAY).date()]


def test_the_database_keeps_a_second_digest_of_the_day_out(now):
    owe(make_user(), now)
    sent(now)
    mail = Mail.objects.get()
    mail.pk, mail.message_id = None, "<another@portal.example>"

    with pytest.raises(IntegrityError), transaction.atomic():
        mail.save(force_insert=True)


def test_what_cannot_wait_for_the_digest_goes_alone_and_leaves_the_digest_to_the_others(now):
    person, friday = make_user(), morning(now + 3 * DAY)
    owe(person, friday)
    first = sent(friday)
    owe(person, friday + HOUR)
    owe(person, friday + 6 * HOUR, latest_at=friday + DAY)

    later = [sent(friday + 6 * HOUR), sent(friday + 2 * DAY), sent(friday + 3 * DAY)]

    assert (first, later) == (["News"], [["News"], [], ["News"]])
    assert list(Mail.objects.order_by("pk").values_list("digest_on", flat=True)) == [
        friday.date(),
        None,
        (friday + 3 * DAY).date(),
    ]


def test_what_a_worker_found_too_late_waits_for_the_next_day(now):
    person = make_user()
    owe(person, now - HOUR)
    owe(person, now - HOUR, "test-urgent")

    assert [sent(now + 14 * HOUR), sent(now + DAY)] == [[], ["News", "Urgent"]]


def test_people_are_written_to_by_the_clock_of_their_place_and_at_their_hour(now):
    azores, finland, late = make_user(time_zone="Atlantic/Azores"), make_user(time_zone="Europe/Helsinki"), make_user()
    Rhythm.objects.create(person=late, digest_hour=14)
    for person in (azores, finland, late):
        owe(person, now - 3 * HOUR)

    compose.compose(at=now - 2 * HOUR)

    hours = {notice.person: notice.ripe_at - now for notice in Notice.objects.all()}
    assert hours == {azores: 2 * HOUR, finland: -HOUR, late: 6 * HOUR}


def test_everybody_lives_by_the_days_of_where_they_belong(now):
    """6 Dec is a holiday in all of Spain, 8 Dec too; Saxony has its Day of Repentance; a company closes for a week."""
    centre, saxony = make_centre(), make_centre(country="DE", region="SN", city="Dresden")
    coordinator = make_coordinator(centre)
    closure.add(centre, name="Puente", begins_on=date(2026, 12, 7), ends_on=date(2026, 12, 7), by=coordinator, at=now)
    apprentice = make_apprentice(centre)
    guardian = make_guardian(apprentice)
    company = make_company("", saxony, country="DE", city="Dresden")
    site = make_site(company, region="SN")
    contact = make_contact(company, saxony, site=site)
    closure.add(company, name="Works", begins_on=date(2026, 12, 21), ends_on=date(2026, 12, 23), by=coordinator, at=now)
    both = make_member(saxony, person=make_member(centre).person).person
    nobody = make_user()

    people = [coordinator, apprentice.person, guardian.person, contact.person, both, nobody]
    days = [date(2026, 11, 18), date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 21), date(2026, 12, 5)]
    free = {
        person: [day.isoformat()[5:] for day in days if not life.works(day)]
        for person, life in lives([person.pk for person in people]).items()
    }

    assert free == {
        coordinator.pk: ["12-07", "12-08", "12-05"],
        apprentice.person_id: ["12-08", "12-05"],
        guardian.person_id: ["12-08", "12-05"],
        contact.person_id: ["11-18", "12-21", "12-05"],
        both.pk: ["12-05"],
        nobody.pk: ["12-05"],
    }
    end_contact(contact, by=coordinator, at=now)
    assert [row.country for row in lives([contact.person_id])[contact.person_id].home] == [""]


def test_holidays_are_quiet(now):
    coordinator = make_coordinator(make_centre())
    friday = morning(now + 10 * DAY) + HOUR
    for kind in BEGUN:
        owe(coordinator, friday + 10 * HOUR, kind)

    said = {day: sent(friday + day * DAY) for day in range(1, 7)}

    assert {day: found for day, found in said.items() if found} == {1: ["Code"], 3: ["News", "Urgent"]}
