"""The nights in which the clocks change: sweeps and deliveries all the time lose nothing and double nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox import delivery
from doallvet.outbox.models import Mail, Notice
from mobilities.actions.reminders import remind
from tests.faults.world import day_and_zones
from tests.mobilities.roadmaps import lay_alone, make_full_mobility

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = ["Europe/Madrid", "Europe/Helsinki", "Atlantic/Azores", "America/Bogota"]
CHANGES = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]


@pytest.fixture
def office(post, settings):
    post.begin_anew()
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
    return post


def keys_of(days):
    """What is owed when the sweep comes once a day, at noon; it is undone."""
    with transaction.atomic():
        for day in days:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Brussels"))
            remind(today=day, at=noon)
        found = set(Notice.objects.values_list("key", flat=True))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    "midnight", [datetime(2027, month, 1, tzinfo=UTC) for month in (1, 7)], ids=["winter", "summer"]
)
def test_at_every_hour_there_are_two_places_for_the_world(midnight):
    places = [day_and_zones(midnight + number * HOUR)[1:] for number in range(24)]

    assert [place for place in places if len(set(place)) < 2] == []


@pytest.mark.parametrize("change", CHANGES, ids=["spring", "autumn"])
def test_a_change_of_the_clocks_loses_nothing_and_doubles_nothing(change, office, time_machine):
    mobility, sunday = make_full_mobility(starts_on=change.date() + 40 * DAY), change.date()
    lay_alone(mobility, P01=sunday, R03=sunday + DAY, D09=sunday - 8 * DAY, D04=sunday + 2 * DAY)
    for place, person in enumerate(User.objects.order_by("pk")):
        User.objects.filter(pk=person.pk).update(time_zone=ZONES[place % len(ZONES)])
    Notice.objects.all().delete()
    wanted = keys_of([sunday + days * DAY for days in range(-2, 3)])

    at = change - 2 * DAY
    while at < change + 2 * DAY + 20 * HOUR:  # before the next day begins in Brussels
        time_machine.move_to(at, tick=False)
        remind(today=timezone.localdate(at), at=at)
        delivery.deliver(clock=lambda at=at: at)
        at += HOUR / 2 if abs(at - change) < 4 * HOUR else 2 * HOUR

    notices = Notice.objects.select_related("mail", "person")
    assert {notice.key for notice in notices} == wanted
    assert {notice.mail and notice.mail.state for notice in notices if not notice.dropped_at} == {"sent"}
    assert dict(office.arrived) == dict.fromkeys(Mail.objects.values_list("message_id", flat=True), 1)
    hours = {
        notice.mail.sent_at.astimezone(ZoneInfo(notice.person.time_zone)).hour for notice in notices if notice.mail
    }
    assert hours <= set(range(8, 18))
    assert all(notice.mail.sent_at < notice.latest_at for notice in notices if notice.mail and notice.latest_at)
