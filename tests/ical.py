"""Reads iCalendar files more strictly than calendar programs do: RFC 5545, section by section."""

import icalendar

NEEDED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"}}


class BadFile(Exception):
    """What is wrong with the file."""


def events(file):
    """Give the events of a file that is right to the letter; raises BadFile. The library reads nearly anything."""
    lines = file.split(b"\r\n")
    if lines.pop() or any(b"\n" in line or b"\r" in line for line in lines):
        raise BadFile("lines end with CRLF (3.1)")
    if any(len(line) > 75 for line in lines):
        raise BadFile("lines have 75 octets at most (3.1)")
    try:
        calendar = icalendar.Calendar.from_ical(file)
    except ValueError as error:
        raise BadFile(str(error)) from error
    for part in calendar.walk():
        if part.errors or NEEDED.get(part.name, set()) - part.keys():
            raise BadFile(f"{part.name}: {part.errors or 'something is missing'} (3.6)")
    found = calendar.walk("VEVENT")
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    named = {event[name].params.get("TZID") for event in found for name in ("DTSTART", "DTEND") if name in event}
    if named - zones - {None}:
        raise BadFile("a zone is named and not there (3.2.19)")
    if len({str(event["UID"]) for event in found}) < len(found):
        raise BadFile("two events with one UID (3.8.4.7)")
    return found
