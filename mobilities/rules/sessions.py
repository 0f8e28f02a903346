"""What to know before a virtual session is planned: free days, nights, and other sessions of the same people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from doallvet.core.calendars import Calendar

DAY_BEGINS, DAY_ENDS = 7, 21
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a stay: how people call it, its clock, its working days."""

    name: str
    zone: ZoneInfo
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Other:
    """Another session of some of the same people; without a title for who may not read it."""

    title: str
    begins_at: datetime
    ends_at: datetime


def local(begins_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Give a session's hours by the clock of a place: "12 Mar 2027, 10:00 – 11:00"."""
    begins, ends = begins_at.astimezone(zone), ends_at.astimezone(zone)
    until = time_format(ends, "H:i")
    if begins.date() != ends.date():
        until = f"{date_format(ends)}, {until}"
    return f"{date_format(begins)}, {time_format(begins, 'H:i')} – {until}"


def doubts(
    begins_at: datetime, ends_at: datetime, sides: Iterable[Side], others: Iterable[Other], *, now: datetime
) -> list[str]:
    """Say what speaks against these hours, in words; nothing of it is forbidden."""
    found = [_("This day is over: nobody is told.")] if begins_at < now else []
    for side in sides:
        begins, ends = begins_at.astimezone(side.zone), ends_at.astimezone(side.zone)
        names = {"where": side.name, "day": date_format(begins), "hours": time_format(begins, "H:i")}
        if holiday := next((name for _day, name in side.calendar.holidays(begins.date(), begins.date())), ""):
            found.append(_("%(day)s is a holiday at %(where)s: %(name)s.") % (names | {"name": holiday}))
        elif not side.calendar.is_working(begins.date()):
            found.append(_("Nobody works at %(where)s on %(day)s.") % names)
        last = ends - MINUTE
        if begins.hour < DAY_BEGINS or last.hour >= DAY_ENDS or last.date() != begins.date():
            found.append(_("It is %(hours)s at %(where)s then.") % names)
    found += [
        _("Some of the same people have “%(title)s” at the same time.") % {"title": other.title}
        if other.title
        else _("Some of the same people have another session at the same time.")
        for other in others
        if other.begins_at < ends_at and begins_at < other.ends_at
    ]
    return found


def clocks(begins_at: datetime, ends_at: datetime, sides: Mapping[str, ZoneInfo]) -> list[tuple[str, str]]:
    """Give the hours of a session at each side, as pairs of hours and side; one where both have the same clock."""
    told: dict[str, list[str]] = {}
    for name, zone in sides.items():
        told.setdefault(local(begins_at, ends_at, zone), []).append(name)
    return [(hours, ", ".join(names)) for hours, names in told.items()]
