"""The file that calendar programs read: as RFC 5545 wants it, with the right hours in every zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from doallvet.core.ical import Entry, write
from tests.ical import BadFile, events

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def timed(zone, day, hour=10, **fields):
    begins = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return Entry(uid="a@x", title="Talk", begins=begins, ends=begins + timedelta(hours=1), changed_at=AT, **fields)


GOOD = write([Entry(uid="a@x", title="Talk", begins=AT, ends=AT, changed_at=AT)], name="", language="en")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"UID:a@x\r\n", b""),
        (b"SUMMARY:Talk", b"DTSTART:20279999"),
        (b"SUMMARY:Talk", b"SUMMARY:" + b"x" * 70),
        (b"SUMMARY:Talk\r\n", b"SUMMARY:Talk\n"),
        (
            b"BEGIN:VEVENT",
            b"BEGIN:VEVENT\r\nDTSTAMP:20261123T100000Z\r\nDTSTART:20261123\r\nUID:a@x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        ),
    ],
)
def test_the_reader_of_these_tests_refuses_bad_files(right, wrong):
    assert len(events(GOOD)) == 1
    assert right in GOOD

    with pytest.raises(BadFile):
        events(GOOD.replace(right, wrong, 1))


@pytest.mark.parametrize("zone", ["Europe/Vienna", "Atlantic/Madeira", "Europe/Helsinki"])
@pytest.mark.parametrize(
    "day",
    [
        date(2027, 3, 27),
        date(2027, 3, 28),
        date(2027, 3, 29),
        date(2027, 10, 30),
        date(2027, 10, 31),
        date(2027, 11, 1),
    ],
)
def test_ten_in_the_morning_stays_ten_in_the_morning_over_a_change_of_clocks(zone, day):
    file = write([timed(zone, day)], name="Mine", language="en")

    (event,) = events(file)
    begins = event.decoded("dtstart")
    assert (begins.date(), begins.hour) == (day, 10)
    assert begins.astimezone(UTC) == datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert event["dtstart"].params["TZID"] == zone


def test_the_rules_of_a_zone_in_the_file_say_the_same_as_the_zone():
    file = write(
        [timed("Europe/Vienna", date(2027, 3, 29)), timed("Atlantic/Madeira", date(2027, 10, 31))],
        name="",
        language="en",
    )

    for zone in icalendar.Calendar.from_ical(file).walk("VTIMEZONE"):
        own = zone.to_tz(lookup_tzid=False)
        for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 1)):
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone["tzid"]))
            assert noon.replace(tzinfo=own).utcoffset() == noon.utcoffset()


def test_a_day_includes_its_last_one():
    stay = Entry(uid="a@x", title="Stay", begins=date(2027, 9, 6), ends=date(2027, 9, 26), changed_at=AT)

    (event,) = events(write([stay], name="", language="en"))

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 9, 6), date(2027, 9, 27))
    assert event["transp"] == "TRANSPARENT"


def test_words_come_back_as_they_were():
    title = (
        "Λουκία; “Größe”, Peña\nand a very long title, which no line of seventy-five octets holds: ααααααααααααααααα"
    )
    entry = timed("Europe/Vienna", date(2027, 3, 29), text="one\\two, three; four", place="Dresden, Germany")
    entry = Entry(**{name: getattr(entry, name) for name in Entry.__slots__} | {"title": title})

    file = write([entry], name="Ana, “Sil”", language="es")

    (event,) = events(file)
    assert (str(event["summary"]), str(event["description"]), str(event["location"])) == (
        title,
        "one\\two, three; four",
        "Dresden, Germany",
    )
    assert [line for line in file.split(b"\r\n") if len(line) > 75 or b"\n" in line] == []


def test_what_does_not_take_place_is_cancelled_with_a_higher_number():
    (event,) = events(
        write([timed("Europe/Vienna", date(2027, 3, 29), cancelled=True, sequence=4)], name="", language="en")
    )

    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 4)


def test_a_calendar_without_entries_is_a_calendar():
    calendar = icalendar.Calendar.from_ical(write([], name="Mine", language="en"))

    assert (str(calendar["version"]), calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")) == ("2.0", [], [])
    assert str(calendar["prodid"]).startswith("-//doALLVET")
