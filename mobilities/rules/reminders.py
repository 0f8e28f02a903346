"""When a step is reminded of, and who is: 14, 7 and 1 days before it is due, then 1, 8, 15 … days after.

A term that the law sets is reminded of 30 days before as well: what comes late is lost (N4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mobilities.choices import SIGNED, Kind, Owner

BEFORE = (14, 7, 1)
BY_LAW = (30, *BEFORE)
AFTER = 1
EVERY = 7


@dataclass(frozen=True, slots=True)
class Reminder:
    """A stage that is owed: `kind` is "before:14" or "overdue:8", and belongs into the notice's unique key.

    Owed from `owed_from` until the day before `owed_until`, the next stage's day: a missed sweep loses nothing.
    """

    kind: str
    stage_days: int
    owed_from: date
    owed_until: date

    @property
    def overdue(self) -> bool:
        return self.kind.startswith("overdue")


def owed(due_on: date, today: date, *, by_law: bool = False) -> Reminder | None:
    """Give the reminder that a step due on a day owes today, or None where it is too early; `by_law`: the law's day."""
    days, stages = (today - due_on).days, BY_LAW if by_law else BEFORE
    if days < -stages[0]:
        return None
    if days < AFTER:
        begin = max(-before for before in stages if -before <= days)
        end = min([-before for before in stages if -before > days] + [AFTER])
    else:
        begin = days - (days - AFTER) % EVERY
        end = begin + EVERY
    kind = f"before:{-begin}" if begin < 0 else f"overdue:{begin}"
    return Reminder(kind, abs(begin), due_on + timedelta(days=begin), due_on + timedelta(days=end))


def latest_due(today: date, *, by_law: bool = False) -> date:
    """Give the last due date that owes a reminder today."""
    return today + timedelta(days=(BY_LAW if by_law else BEFORE)[0])


@dataclass(frozen=True, slots=True)
class Holder:
    """A party of a mobility as far as reminders go; people are ids.

    `signs`: who of them may approve and sign. `colleagues` stand in where neither person nor deputy is there any more
    (the coordinators of a centre).
    """

    acts_as: str
    person: int | None = None
    deputy: int | None = None
    signs: frozenset[int] = frozenset()
    colleagues: tuple[int, ...] = ()


def turn(owner: str, kind: str, *, to_look_at: bool) -> tuple[str, str]:
    """Give who has the ball at a step, and what kind of work it is: looking at what came is a task of the centre."""
    return (str(Owner.SENDING_COORDINATOR), str(Kind.TASK)) if to_look_at else (owner, kind)


def responsible(owner: str, kind: str, holders: Iterable[Holder]) -> tuple[list[int], str]:
    """Give the people who are reminded of a step, and for whom they act.

    Each party of the owner is reminded through its person, through the deputy where there is none. Approvals and
    signatures go to those who may sign, deputies included. Where nobody is left it goes to the sending coordinator
    (roles.md): then the second value is not `owner`, and the message says so. An empty list: nobody at all.
    """
    holders = list(holders)
    for acts_as in dict.fromkeys([owner, Owner.SENDING_COORDINATOR]):
        if people := named(acts_as, kind, holders):
            return people, str(acts_as)
    return [], str(Owner.SENDING_COORDINATOR)


def named(owner: str, kind: str, holders: Iterable[Holder]) -> list[int]:
    """Give the people who are written to for an owner, about work of a kind."""
    people = [
        person for holder in holders if holder.acts_as == owner for person in _people(holder, signed=kind in SIGNED)
    ]
    return list(dict.fromkeys(people))


def acting(person: int, holders: Iterable[Holder]) -> set[str]:
    """Give the owners for whom a person is written to."""
    return {holder.acts_as for holder in holders if person in (holder.person, holder.deputy, *holder.colleagues)}


def _people(holder: Holder, *, signed: bool) -> list[int]:
    named = [person for person in (holder.person, holder.deputy) if person]
    if signed:
        return [person for person in named or holder.colleagues if person in holder.signs]
    return named[:1] or list(holder.colleagues)


@dataclass(frozen=True, slots=True)
class Before:
    """An open step that others may need: what it needs itself, and whether anything keeps it from being done."""

    needs: Sequence[str]
    is_blocked: bool


def holding_up(needs: Sequence[str], still_open: Mapping[str, Before]) -> list[str]:
    """Give the keys of the open steps that can be done now and for which a blocked step waits, near or far.

    `needs`: what the blocked step needs. `still_open`: the open steps of its mobility by key; others count as done.
    """
    found, seen, ahead = [], set(), list(needs)
    while ahead:
        key = ahead.pop(0)
        if key in seen or key not in still_open:
            continue
        seen.add(key)
        if still_open[key].is_blocked:
            ahead += still_open[key].needs
        else:
            found.append(key)
    return found
