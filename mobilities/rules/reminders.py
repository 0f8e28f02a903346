"""When a step is reminded of, and who is: 14, 7 and 1 days before it is due, then 1, 8, 15 … days after.

The last one before goes to people on their last working day before: for a Monday that is the Friday.
A term that the law sets is reminded of 30 days before as well: what comes late is lost (N4).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mobilities.choices import SIGNED, Kind, Owner

BEFORE = (14, 7, 1)
BY_LAW = (30, *BEFORE)
AFTER = 1
EVERY = 7
FURTHEST = 13  # days before, to which the last reminder moves back at most


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


def owed(due_on: date, today: date, *, by_law: bool = False, last_on: date | None = None) -> Reminder | None:
    """Give the reminder that a step due on a day owes today, or None where it is too early.

    `by_law`: the law's day. `last_on`: the day of the last reminder before, where that is not the day before: the
    recipient's last working day. Stages between are left out then; what each is called stays.
    """
    days, stages = (today - due_on).days, BY_LAW if by_law else BEFORE
    begins = {-before: -before for before in stages}
    if last_on:
        begins[-BEFORE[-1]] = (last_on - due_on).days
    coming = [begin for begin in begins.values() if begin > days]
    past = [stage for stage, begin in begins.items() if begin <= days]
    if days >= AFTER:
        stage = begin = days - (days - AFTER) % EVERY
        end = begin + EVERY
    elif past:
        stage = max(past)
        begin, end = begins[stage], min([*coming, AFTER] if stage != -BEFORE[-1] else [AFTER])
    else:
        return None
    kind = f"before:{-stage}" if stage < 0 else f"overdue:{stage}"
    return Reminder(kind, abs(stage), due_on + timedelta(days=begin), due_on + timedelta(days=end))


def latest_due(today: date, *, by_law: bool = False) -> date:
    """Give the last due date that owes a reminder today."""
    return today + timedelta(days=(BY_LAW if by_law else BEFORE)[0])


def may_move(due_on: date, today: date) -> bool:
    """Whether it depends on the recipient's working days which reminder is owed today."""
    return BEFORE[-1] < (due_on - today).days <= FURTHEST


@dataclass(frozen=True, slots=True)
class Holder:
    """A party of a mobility as far as reminders go; people are ids.

    `signs`: who of them may approve and sign. `colleagues` stand in where neither person nor deputy is there any more
    (the coordinators of a centre). `there`: all who act for the party, so whom somebody may name instead.
    """

    acts_as: str
    person: int | None = None
    deputy: int | None = None
    signs: frozenset[int] = frozenset()
    colleagues: tuple[int, ...] = ()
    there: frozenset[int] = frozenset()


def turn(owner: str, kind: str, *, to_look_at: bool) -> tuple[str, str]:
    """Give who has the ball at a step, and what kind of work it is: looking at what came is a task of the centre."""
    return (str(Owner.SENDING_COORDINATOR), str(Kind.TASK)) if to_look_at else (owner, kind)


def responsible(
    owner: str, kind: str, holders: Iterable[Holder], moved: Mapping[int, int] | None = None
) -> tuple[list[int], str]:
    """Give the people who are reminded of a step, and for whom they act.

    `moved`: who said “not me” to it, with whom they named instead.

    Each party of the owner is reminded through its person, through the deputy where there is none. Approvals and
    signatures go to those who may sign, deputies included. Where nobody is left it goes to the sending coordinator
    (roles.md): then the second value is not `owner`, and the message says so. An empty list: nobody at all.
    """
    holders = list(holders)
    for acts_as in dict.fromkeys([owner, Owner.SENDING_COORDINATOR]):
        if people := named(acts_as, kind, holders):
            known = could(acts_as, kind, holders)
            return list(dict.fromkeys(_in_place_of(person, moved or {}, known) for person in people)), str(acts_as)
    return [], str(Owner.SENDING_COORDINATOR)


def could(owner: str, kind: str, holders: Iterable[Holder]) -> set[int]:
    """Give all who act for an owner and may do work of a kind."""
    theirs = [holder for holder in holders if holder.acts_as == owner]
    return {person for holder in theirs for person in (holder.signs if kind in SIGNED else holder.there)}


def _in_place_of(person: int, moved: Mapping[int, int], known: Collection[int]) -> int:
    """Whoever was named last and is still there; where people name each other, the last of the round."""
    seen, other = {person}, moved.get(person)
    while other is not None and other in known and other not in seen:
        seen.add(other)
        person, other = other, moved.get(other)
    return person


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
