"""Writes a calendar that programs subscribe to (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar

PRODUCT = "-//doALLVET//doALLVET//EN"
ASK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar; `uid` is the same for ever.

    `begins`, `ends`: two days, both included; or two instants with the time zone in which they are meant.
    `changed_at`, `sequence`: when it was changed last, and a number that grows with each change. `cancelled`: it does
    not take place, and whoever has it learns that.
    """

    uid: str
    title: str
    begins: date | datetime
    ends: date | datetime
    changed_at: datetime
    sequence: int = 0
    text: str = ""
    place: str = ""
    link: str = ""
    cancelled: bool = False

    @property
    def is_timed(self) -> bool:
        return isinstance(self.begins, datetime)


def write(entries: Iterable[Entry], *, name: str, language: str) -> bytes:
    """Give the calendar as a file: CRLF lines of at most 75 octets, each time zone with its rules."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name, parameters={"LANGUAGE": language})
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    entries = list(entries)
    for entry in entries:
        calendar.add_component(_event(entry))
    if timed := [entry for entry in entries if entry.is_timed]:
        first, last = min(entry.begins.year for entry in timed), max(entry.ends.year for entry in timed)
        calendar.add_missing_timezones(first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    return calendar.to_ical()


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.begins)
    event.add("dtend", entry.ends if entry.is_timed else entry.ends + timedelta(days=1))  # the end is not included
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.is_timed else "TRANSPARENT")  # a day with a step on it is not a busy day
    for name, value in (("description", entry.text), ("location", entry.place), ("url", entry.link)):
        if value:
            event.add(name, value)
    return event
