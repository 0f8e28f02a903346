"""Who sleeps where in a group, night by night: what does not fit, in words, beside its cause.

A night is the date of its evening. Nothing here forbids anything: whoever fills rooms begins somewhere.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleeper:
    """Somebody who travels. `adult_on`: the eighteenth birthday; None for who comes along, and counts as an adult.

    `guardians`: the names of their guardians, folded; `folded`: the own name, by which a guardian is known.
    """

    key: Hashable
    name: str
    arrives_on: date
    leaves_on: date
    adult_on: date | None = None
    folded: str = ""
    guardians: frozenset[str] = frozenset()

    def is_minor(self, night: date) -> bool:
        return self.adult_on is not None and night < self.adult_on


@dataclass(frozen=True, slots=True)
class Place:
    """A room: its key, its name, and how many can sleep there."""

    key: Hashable
    name: str
    places: int


@dataclass(frozen=True, slots=True)
class Night:
    """A bed: where who sleeps, by their keys, from one day to another."""

    room: Hashable
    sleeper: Hashable
    arrives_on: date
    leaves_on: date


@dataclass(frozen=True)
class Findings:
    """Sentences: by room what is wrong there; of people without a bed or with two. `free`: nights without a bed."""

    rooms: dict[Hashable, list[str]] = field(default_factory=lambda: defaultdict(list))
    people: list[str] = field(default_factory=list)
    free: dict[Hashable, list[date]] = field(default_factory=dict)


def nights(arrives_on: date, leaves_on: date) -> list[date]:
    """Give the nights from the day of arrival up to the one before leaving."""
    return [arrives_on + timedelta(days=number) for number in range((leaves_on - arrives_on).days)]


def runs(found: Collection[date]) -> list[tuple[date, date]]:
    """Give nights in a row as days of arriving and leaving."""
    rows: list[tuple[date, date]] = []
    for night in sorted(found):
        if rows and rows[-1][1] == night:
            rows[-1] = rows[-1][0], night + DAY
        else:
            rows.append((night, night + DAY))
    return rows


def findings(places: Iterable[Place], sleepers: Iterable[Sleeper], beds: Iterable[Night]) -> Findings:
    """Say what does not fit: more people than places, a minor with an adult, nobody's bed, two rooms in one night."""
    people, rooms = {row.key: row for row in sleepers}, {row.key: row for row in places}
    there: dict[Hashable, dict[date, list[Sleeper]]] = {key: defaultdict(list) for key in rooms}
    where: dict[Hashable, dict[date, list[str]]] = {key: defaultdict(list) for key in people}
    for bed in beds:
        for night in nights(bed.arrives_on, bed.leaves_on):
            there[bed.room][night].append(people[bed.sleeper])
            where[bed.sleeper][night].append(rooms[bed.room].name)
    found = Findings()
    for key, room in rooms.items():
        found.rooms[key] = [*_crowded(room, there[key]), *_minors(there[key])]
    for key, person in people.items():
        found.free[key] = [night for night in nights(person.arrives_on, person.leaves_on) if night not in where[key]]
    found.people.extend(_homeless(people, found.free))
    found.people.extend(said for key, person in people.items() for said in _twice(person, where[key]))
    return found


def _crowded(room: Place, there: dict[date, list[Sleeper]]) -> list[str]:
    by_number: dict[int, list[date]] = defaultdict(list)
    for night, people in there.items():
        if len(people) > room.places:
            by_number[len(people)].append(night)
    said = ngettext(
        "%(people)d people for %(places)d place: %(nights)s.",
        "%(people)d people for %(places)d places: %(nights)s.",
        room.places,
    )
    return [
        said % {"people": number, "places": room.places, "nights": told(days)} for number, days in by_number.items()
    ]


def _minors(there: dict[date, list[Sleeper]]) -> list[str]:
    """Name each minor who shares with adults none of whom is a guardian, once for all nights."""
    adults: dict[Sleeper, dict[str, None]] = defaultdict(dict)
    days: dict[Sleeper, list[date]] = defaultdict(list)
    for night, people in there.items():
        grown = [person for person in people if not person.is_minor(night)]
        for minor in people:
            others = [person.name for person in grown if person.folded not in minor.guardians]
            if others and minor.is_minor(night):
                adults[minor].update(dict.fromkeys(others))
                days[minor].append(night)
    said = _("%(minor)s is under 18 and shares the room with an adult who is not a guardian (%(adults)s): %(nights)s.")
    return [said % {"minor": row.name, "adults": row_of(adults[row]), "nights": told(days[row])} for row in adults]


def _homeless(people: dict[Hashable, Sleeper], free: dict[Hashable, list[date]]) -> list[str]:
    """Name those without any bed together, those without one in some nights each with these."""
    none = [row.name for key, row in people.items() if free[key] == nights(row.arrives_on, row.leaves_on) != []]
    said = ngettext("%(who)s has no bed.", "%(n)d people have no bed: %(who)s.", len(none))
    found = [said % {"n": len(none), "who": row_of(none)}] if none else []
    for key, row in people.items():
        if free[key] and free[key] != nights(row.arrives_on, row.leaves_on):
            words = {"who": row.name, "nights": told(free[key])}
            found.append(_("%(who)s has no bed in some nights: %(nights)s.") % words)
    return found


def _twice(person: Sleeper, where: dict[date, list[str]]) -> list[str]:
    days = [night for night, names in where.items() if len(names) > 1]
    if not days:
        return []
    names = dict.fromkeys(name for night in days for name in where[night])
    said = _("%(who)s is in two rooms in the same night (%(rooms)s): %(nights)s.")
    return [said % {"who": person.name, "rooms": row_of(names), "nights": told(days)}]


def row_of(names: Iterable[str]) -> str:
    return get_text_list(list(names), _("and"))


def told(found: Collection[date]) -> str:
    """Put nights in words: how many, and from which evening to which morning."""
    days = ", ".join(f"{date_format(arrives)} – {date_format(leaves)}" for arrives, leaves in runs(found))
    return ngettext("%(n)d night, %(days)s", "%(n)d nights, %(days)s", len(found)) % {"n": len(found), "days": days}


def moved(
    arrives_on: date, leaves_on: date, before: tuple[date, date], after: tuple[date, date]
) -> tuple[date, date] | None:
    """Give the nights of a bed when the first and last day of a stay move; None where none of them is left.

    What lies at or after the last day moves with it, all else with the first day; a change of rooms in between stays
    inside the stay.
    """

    def edge(day: date) -> date:
        if day >= before[1]:
            return day + (after[1] - before[1])
        shifted = day + (after[0] - before[0])
        return shifted if day <= before[0] else min(shifted, after[1])

    arrives, leaves = edge(arrives_on), edge(leaves_on)
    return (arrives, leaves) if arrives < leaves else None
