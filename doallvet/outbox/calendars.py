"""Whose days are free when: the rooms above say by which calendars people live, and where they stay for a while."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from doallvet.core.calendars import LONGEST, Calendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """From the first to the last day a person lives elsewhere: by the working days and the time zone of that place."""

    first: date
    last: date
    calendar: Calendar
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """By which days a person lives: who belongs to several places works when one of them does; away that place counts.

    Who belongs nowhere has free weekends.
    """

    home: frozenset[Calendar] = frozenset({Calendar()})
    away: tuple[Away, ...] = ()

    def place(self, day: date) -> Away | None:
        """Give where the person is on a day; None at home."""
        return next((stay for stay in self.away if stay.first <= day <= stay.last), None)

    def works(self, day: date) -> bool:
        stay = self.place(day)
        return stay.calendar.is_working(day) if stay else any(calendar.is_working(day) for calendar in self.home)

    def zone(self, day: date, home: str) -> str:
        """Give the name of the time zone in which the person is on a day; `home`: the person's own."""
        stay = self.place(day)
        return (stay.time_zone if stay else "") or home


Source: TypeAlias = Callable[[Collection[int]], Iterable[tuple[int, Calendar]]]
Stays: TypeAlias = Callable[[Collection[int]], Iterable[tuple[int, Away]]]

SOURCES: list[Source] = []
STAYS: list[Stays] = []


def calendar(source: Source) -> Source:
    """Register a source: of the ids of people it gives pairs of a person and a calendar by which the person lives."""
    SOURCES.append(source)
    return source


def stays(source: Stays) -> Stays:
    """Register a source: of the ids of people it gives pairs of a person and a stay elsewhere."""
    STAYS.append(source)
    return source


def lives(people: Collection[int]) -> dict[int, Life]:
    """Give by which days people live, by id; the number of queries does not depend on how many they are."""
    home: dict[int, set[Calendar]] = defaultdict(set)
    for source in SOURCES:
        for person, lived_by in source(people):
            home[person].add(lived_by)
    away = elsewhere(people)
    found = {person: frozenset(home[person]) or Life().home for person in people}
    return {person: Life(places, away.get(person, ())) for person, places in found.items()}


def elsewhere(people: Collection[int]) -> dict[int, tuple[Away, ...]]:
    """Give the stays elsewhere of those people who have any, by id: all that the clocks of many people ask."""
    away: dict[int, list[Away]] = defaultdict(list)
    for at_places in STAYS:
        for person, stay in at_places(people):
            away[person].append(stay)
    return {person: tuple(found) for person, found in away.items()}


@lru_cache(maxsize=20000)
def working_days_after(life: Life, day: date, days: int) -> date:
    """Give the day on which so many of a person's working days after `day` have begun; 0: the day itself or the next.

    The day `days` days later for who does not work for a year.
    """
    found = day if days else day - DAY
    for _count in range(max(days, 1)):
        ahead = (found + number * DAY for number in range(1, LONGEST))
        found = next((other for other in ahead if life.works(other)), found + DAY)
    return found


@lru_cache(maxsize=20000)
def last_working_day(life: Life, before: date, most: int) -> date:
    """Give a person's last working day before a day, at most so many days back; the day before where none is."""
    back = (before - number * DAY for number in range(1, most + 1))
    return next((day for day in back if life.works(day)), before - DAY)
