"""When a message may go out: on the recipient's working days and hours, in the recipient's time zone.

Days and hours are local, what comes out is an instant in UTC: an hour that a change of the clocks leaves out is the one
after it, an hour that it repeats is the first of the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from doallvet.core.calendars import LONGEST, WEEKEND
from doallvet.outbox.choices import Pace

OPENS, CLOSES = 8, 18  # local hours between which people are written to
DIGEST_HOUR = 8
DIGEST_HOURS = range(6, 18)  # what a person may choose
DAY = timedelta(days=1)


def is_weekday(day: date) -> bool:
    return day.weekday() not in WEEKEND


@dataclass(frozen=True, slots=True)
class Clock:
    """A person's time: zone, working days, the hour of the digest and the day of the last one."""

    zone: tzinfo
    works: Callable[[date], bool] = is_weekday
    digest_hour: int = DIGEST_HOUR
    digested_on: date | None = None

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def instant(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), self.zone).astimezone(UTC)


def ripe(pace: Pace, clock: Clock, *, made: datetime, now: datetime, latest: datetime | None = None) -> datetime:
    """Give the instant from which a message may go out; `now`, or an instant before it, says that it may.

    `made`: since when it is owed. `latest`: by when it has to be sent. A deadline that would be missed by waiting comes
    before the digest, then before the working day; at the last it goes out at any hour. One that has passed hurries
    nobody.
    """
    if pace is Pace.AT_ONCE:
        return now
    works = _working(clock, now)
    ways = [_digest(clock, works, made, now)] if pace is Pace.DIGEST else []
    ways += [_open(clock, OPENS, works, now), _open(clock, OPENS, _every_day, now)]
    if latest is None or latest <= now:
        return ways[0]
    return next((way for way in ways if way < latest), now)


def _every_day(_day: date) -> bool:
    return True


def _working(clock: Clock, now: datetime) -> Callable[[date], bool]:
    """The working days; every day for who has none for a year, so that nothing waits for ever."""
    coming = (clock.day(now) + days * DAY for days in range(LONGEST))
    return clock.works if any(map(clock.works, coming)) else _every_day


def _digest(clock: Clock, works: Callable[[date], bool], made: datetime, now: datetime) -> datetime:
    """The first hour of a digest since it is owed; where that was missed, as soon as a digest may go out."""

    def allowed(day: date) -> bool:
        return works(day) and (clock.digested_on is None or day > clock.digested_on)

    first = _next(clock, clock.digest_hour, allowed, made)
    return first if first > now else _open(clock, clock.digest_hour, allowed, now)


def _open(clock: Clock, opens: int, allowed: Callable[[date], bool], now: datetime) -> datetime:
    """Now, between an hour and the end of an allowed day; else the next time that hour comes."""
    local = now.astimezone(clock.zone)
    if opens <= local.hour < CLOSES and allowed(local.date()):
        return now
    return _next(clock, opens, allowed, now)


def _next(clock: Clock, hour: int, allowed: Callable[[date], bool], after: datetime) -> datetime:
    """The first time that the hour comes on an allowed day, not before `after`."""
    day = clock.day(after)
    while not allowed(day) or clock.instant(day, hour) < after:
        day += DAY
    return clock.instant(day, hour)
