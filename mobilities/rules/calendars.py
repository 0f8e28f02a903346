"""Whose working days count for a step: its owner's, at home or abroad (roles.md, places and clocks)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from doallvet.core.calendars import Calendar
from mobilities.choices import Owner, Phase

DAY = timedelta(days=1)
AWAY = {Owner.APPRENTICE, Owner.GUARDIAN}  # they live by the days of the place where the apprentice is
AFTER_RETURN = {Phase.VIRTUAL_AFTER, Phase.RETURN}
AFTER_DEPARTURE = {Phase.ABROAD, *AFTER_RETURN}


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working days of those who take part in a mobility: by owner (`choices.Owner`), and of the place abroad.

    Who is not there is stood in for by the sending centre, whose days count then.
    """

    by_owner: Mapping[str, Calendar] = field(default_factory=dict)
    abroad: Calendar = Calendar()

    def of(self, owner: str, phase: str) -> Calendar:
        if phase == Phase.ABROAD and owner in AWAY:
            return self.abroad
        return self.by_owner.get(owner) or self.by_owner.get(Owner.SENDING_COORDINATOR, Calendar())

    def doubts(self, first: date, last: date) -> list[str]:
        """Say which public holidays are not known between two days, each once."""
        years = range(first.year, last.year + 1)
        known = dict.fromkeys([*self.by_owner.values(), self.abroad])
        return list(dict.fromkeys(doubt for calendar in known for doubt in calendar.doubts(years)))


def settled(day: date, calendar: Calendar, *, phase: str, start: date, end: date, legal: bool = False) -> date:
    """Give the working day on which something is due that would be due on a day (N5, F44).

    Before departure it is the working day before, after the return the one after; a legal deadline never moves to a
    later day. Abroad it lies inside the stay, from `start` to `end`, whatever day that is.
    """
    if phase == Phase.ABROAD:
        found = calendar.on_or_before(day)
        found = found if found >= start else calendar.on_or_after(day)
        return found if found <= end else day
    if phase in AFTER_RETURN and not legal:
        return calendar.on_or_after(day)
    return calendar.on_or_before(day)


def soonest(today: date, calendar: Calendar, *, phase: str, start: date, end: date) -> date:
    """Give the first day on which something that is planned late can be due: a working day, today or after it.

    Where that would lie after the departure, or abroad after the stay, it is today.
    """
    found = calendar.on_or_after(today)
    if phase in AFTER_RETURN:
        return found
    return found if found <= (end if phase == Phase.ABROAD else start - DAY) else today
