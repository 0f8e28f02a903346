"""From plan to roadmap: which steps there are, who owes them, when they are due, what a change of dates moves.

The rules are those of domain.md 6.3. Dates are taken as they come: ask `limits.obstacles_to_dates` first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from graphlib import TopologicalSorter

from mobilities.choices import Level, Owner, Phase
from mobilities.rules.calendars import AFTER_DEPARTURE, Calendars, settled
from mobilities.rules.conditions import Facts, holds, notices
from mobilities.rules.dates import Dates
from mobilities.rules.deadlines import due_on, shortest
from mobilities.rules.template import Item

QUIET = timedelta(days=7)
NOBODY_ELSES = {Owner.SENDING_COORDINATOR, Owner.GUARDIAN}
NOTIFIERS = {
    "home_employer": Owner.HOME_EMPLOYER,
    "sending_centre": Owner.SENDING_COORDINATOR,
    "apprentice": Owner.APPRENTICE,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A step to be made. `occurrence` counts from 0 in a series, and is 0 elsewhere."""

    key: str
    occurrence: int
    owner: str
    due_on: date
    phase: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A series that was begun in another rhythm: it goes on with `occurrence`, counted from the last closed."""

    occurrence: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that is there: open or closed.

    `planned_on`: the day that the plan gave it; `due_on` is another one where it was planned late, or where somebody
    set a day by hand (`own_on`).
    """

    key: str
    occurrence: int
    due_on: date
    planned_on: date
    closed: bool
    own_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A step to which the plan gives another day; due it is on that day, or on the soonest one where that is past.

    `own_on`: the day set by hand, moved as far as the plan's; due it is on a working day then.
    """

    key: str
    occurrence: int
    planned_on: date
    due_on: date
    own_on: date | None = None


@dataclass(frozen=True, slots=True)
class Redated:
    """What a change of dates does: `dropped` holds (key, occurrence) of open steps that are not needed any more."""

    moved: list[Moved]
    added: list[Planned]
    dropped: list[tuple[str, int]]


def plan(
    items: Collection[Item],
    facts: Facts,
    dates: Dates,
    calendars: Calendars | None = None,
    begun: Mapping[str, Begun] | None = None,
) -> list[Planned]:
    """Give the steps of a mobility in the order of its plan: those whose condition holds on these dates.

    A series begins with occurrence 0 and goes on until the last day abroad. A step abroad is due inside the stay,
    also where the stay is shorter than the plan reckons with. An owner `notifier` is whoever the profile names.
    `calendars`: each step is due on a working day of its owner; without them, on the day that the offset gives.
    `begun`: by key, series that were begun in another rhythm.
    """
    facts, begun = replace(facts, dates=dates), begun or {}
    planned = [
        Planned(item.id, occurrence, _owner(item, facts), day, item.phase)
        for item in items
        if holds(item.when, facts)
        for occurrence, day in _due_dates(item, dates, facts, begun.get(item.id))
    ]
    return _on_working_days(planned, {item.id: item for item in items}, dates, calendars) if calendars else planned


def lay_out(items: Collection[Item], dates: Dates, calendars: Calendars) -> list[Planned]:
    """Give the steps of a plan as if all its conditions held, for who looks at the plan itself."""
    planned = [
        Planned(item.id, occurrence, item.owner, day, item.phase)
        for item in items
        for occurrence, day in _due_dates(item, dates, None, None)
    ]
    return _on_working_days(planned, {item.id: item for item in items}, dates, calendars)


def _on_working_days(
    planned: list[Planned], items: Mapping[str, Item], dates: Dates, calendars: Calendars
) -> list[Planned]:
    """Move each step to a working day of its owner; what a step needs is not due after it."""
    found = {}
    for step in planned:
        calendar, legal = calendars.of(step.owner, step.phase), items[step.key].days_from is not None
        day = settled(step.due_on, calendar, phase=step.phase, start=dates.start, end=dates.end, legal=legal)
        found[step.key, step.occurrence] = replace(step, due_on=day)
    for key in reversed(list(TopologicalSorter({key: item.needs for key, item in items.items()}).static_order())):
        after = found.get((key, 0))
        if after is None or after.phase in AFTER_DEPARTURE:
            continue
        for need in items[key].needs:
            before = found.get((need, 0))
            if before and before.due_on > after.due_on:
                day = calendars.of(before.owner, before.phase).on_or_before(after.due_on)
                found[need, 0] = replace(before, due_on=day)
    return list(found.values())


def _due_dates(item: Item, dates: Dates, facts: Facts | None, begun: Begun | None) -> list[tuple[int, date]]:
    """Give each occurrence with its day."""
    if begun and item.repeat_days:
        days = range(item.repeat_days, (dates.end - begun.last_on).days + 1, item.repeat_days)
        return [(begun.occurrence + place, begun.last_on + timedelta(days=later)) for place, later in enumerate(days)]
    first, rhythm = _first_due(item, dates, facts), item.repeat_days or 0
    return [(place, first + timedelta(days=place * rhythm)) for place in range(_times(item, first, dates.end))]


def times(item: Item, dates: Dates) -> int:
    """Give how many occurrences a step of a plan has on these dates, where its condition holds."""
    return _times(item, _first_due(item, dates, None), dates.end)


def _times(item: Item, first: date, end: date) -> int:
    return 1 + max(0, (end - first).days) // item.repeat_days if item.repeat_days else 1


def _first_due(item: Item, dates: Dates, facts: Facts | None) -> date:
    """Give the first day; a term of the law without facts has the fewest days of all countries."""
    anchor = dates.of(item.anchor)
    first = anchor + timedelta(days=item.days or 0)
    if item.days_from:
        first = due_on(item.days_from, facts, anchor) if facts else anchor + timedelta(days=shortest(item.days_from))
    return min(max(first, dates.start), dates.end) if item.phase == Phase.ABROAD else first


def _owner(item: Item, facts: Facts) -> str:
    if item.owner != Owner.NOTIFIER:
        return item.owner
    owed = notices(item.when, facts)
    return NOTIFIERS[owed[0].by] if owed else Owner.SENDING_COORDINATOR


def resolve_owner(owner: str, holders: set[str]) -> tuple[str, bool]:
    """Give who owes a step, and whether its owner is missing on this mobility.

    `holders`: the owners (`choices.Owner`) for whom somebody stands. Where nobody does, the step goes to the sending
    coordinator (roles.md). The consent of a guardian is nobody else's to give: it stays the guardian's.
    """
    if owner in NOBODY_ELSES or owner in holders:
        return owner, False
    return Owner.SENDING_COORDINATOR, True


def blocked(key: str, needs: Sequence[str], steps: Iterable[tuple[str, int, bool]]) -> list[str]:
    """Give the keys of the open predecessors of a step, in the order of its needs; empty means it can be done.

    `needs`: the keys that the step needs. `steps`: (key, occurrence, closed) of all steps that apply; for a step of a
    group, those of every member, since its need is met when it is met for each. A need on a step that does not apply
    counts as met; a series counts by its first occurrence.
    """
    waiting = {name for name, occurrence, closed in steps if occurrence == 0 and not closed and name != key}
    return [need for need in needs if need in waiting]


def redate(
    planned: Iterable[Planned],
    steps: Iterable[Standing],
    keys: Collection[str],
    soonest: Callable[[Planned], date],
    settle: Callable[[Planned, date], date],
) -> Redated:
    """Tell what the steps become when the plan, its facts or its dates have changed.

    `planned`: what `plan` gives now; `keys`: of all its items, those that do not apply included. `soonest`: the first
    day on which a step can still be due; `settle`: the working day for a day. Only open steps move, and only where the
    plan gives them another day than before. No step moves into the past: it is due on its soonest day at the earliest,
    or on the day it already has. Conditions were asked again (a longer stay may need a notice), so steps may come and
    go. Steps that are not of this plan stay as they are.

    A day set by hand is taken as it was set, also a Sunday, and keeps its distance from the plan's day. Where that
    moves, the step is due on the working day that `calendars.settled` gives for it: before departure the one before.
    Moved there and back it is the day that was set.
    """
    after = {(step.key, step.occurrence): step for step in planned}
    standing = {(step.key, step.occurrence): step for step in steps}
    moved, dropped = [], []
    for name, step in standing.items():
        if step.closed or step.key not in keys:
            continue
        if name not in after:
            dropped.append(name)
        elif after[name].due_on != step.planned_on:
            moved.append(_moved(step, after[name], soonest(after[name]), settle))
    added = [step for name, step in after.items() if name not in standing]
    return Redated(moved, added, dropped)


def _moved(step: Standing, row: Planned, soonest: date, settle: Callable[[Planned, date], date]) -> Moved:
    own_on = step.own_on and step.own_on + (row.due_on - step.planned_on)
    wanted = settle(row, own_on) if own_on else row.due_on
    return Moved(step.key, step.occurrence, row.due_on, max(wanted, min(step.due_on, soonest)), own_on)


def late(planned: Iterable[Planned], today: date) -> list[tuple[str, list[Planned]]]:
    """Give the steps due before today as (phase, steps), for the page "already done?" of a mobility planned late."""
    phases: dict[str, list[Planned]] = {}
    for step in planned:
        if step.due_on < today:
            phases.setdefault(step.phase, []).append(step)
    return list(phases.items())


def first_reminder_on(planned_on: date) -> date:
    """Give when a step planned late may be reminded of: it gets no overdue message in its first seven days."""
    return planned_on + QUIET


def shared_key(
    level: str,
    blueprint_key: str,
    item_id: str,
    *,
    project_id: int | None,
    partner_id: int | None,
    company_id: int | None,
    group_id: int | None,
) -> str:
    """Give the key under which a step is done once for several mobilities; "" where it is done for this one alone.

    Partner (hosting centre) and company (home employer) count within one project. Where the mobility has no such
    partner, company or group, the step is its own.
    """
    ids = {
        Level.GROUP: (group_id,),
        Level.COMPANY: (project_id, company_id),
        Level.PARTNER: (project_id, partner_id),
        Level.PROJECT: (project_id,),
    }.get(Level(level), (None,))
    if None in ids:
        return ""
    return ":".join([str(level), blueprint_key, item_id, *map(str, ids)])
