"""The hour at which a digest goes out to who chose no other one: what is owed since then is sent now."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from doallvet.outbox.hours import DIGEST_HOUR, is_weekday


def morning(at, place="Europe/Brussels"):
    """The first digest hour on a weekday at `place`, not before `at`; in UTC."""
    found = at.astimezone(ZoneInfo(place)).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    while found < at or not is_weekday(found.date()):
        found += timedelta(days=1)
    return found.astimezone(UTC)
