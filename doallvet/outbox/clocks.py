"""Gathers by which clock each person is written to."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Max
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox.calendars import lives
from doallvet.outbox.hours import DIGEST_HOUR, Clock
from doallvet.outbox.models import Mail, Rhythm


def clocks(people: Iterable[User], *, at: datetime) -> dict[int, Clock]:
    """Give the clocks of people by id, as they go where each is now; as many queries for many people as for one."""
    people = list(people)
    ids = [person.pk for person in people]
    lived_by, today = lives(ids), timezone.localdate(at)
    hours = dict(Rhythm.objects.filter(person__in=ids).values_list("person", "digest_hour"))
    digests = Mail.objects.filter(person__in=ids, digest_on__isnull=False).order_by()
    last = dict(digests.values_list("person").annotate(last=Max("digest_on")))
    return {
        person.pk: Clock(
            zone(lived_by[person.pk].zone(today, person.time_zone)),
            lived_by[person.pk].works,
            hours.get(person.pk, DIGEST_HOUR),
            last.get(person.pk),
        )
        for person in people
    }


def zone(name: str) -> ZoneInfo:
    """Give the time zone of this name; the portal's own where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(timezone.get_default_timezone_name())
