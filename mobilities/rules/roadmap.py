"""From plan to roadmap: which steps there are, who owes them, when they are due, what a change of dates moves.

The rules are those of domain.md 6.3. Dates are taken as they come: ask `limits.obstacles_to_dates` first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mobilities.choices import Level, Owner, Phase
from mobilities.rules.conditions import Facts, holds, notices
from mobilities.rules.dates import Dates
from mobilities.rules.deadlines import due_on
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
class Standing:
    """A step that is there: open or closed."""

    key: str
    occurrence: int
    due_on: date
    closed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A step whose due date changes."""

    key: str
    occurrence: int
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Redated:
    """What a change of dates does: `dropped` holds (key, occurrence) of open steps that are not needed any more."""

    moved: list[Moved]
    added: list[Planned]
    dropped: list[tuple[str, int]]


def plan(items: Iterable[Item], facts: Facts, dates: Dates) -> list[Planned]:
    """Give the steps of a mobility in the order of its plan: those whose condition holds on these dates.

    A series begins with occurrence 0 and goes on until the last day abroad. A step abroad is due inside the stay,
    also where the stay is shorter than the plan reckons with. An owner `notifier` is whoever the profile names.
    """
    facts = replace(facts, dates=dates)
    return [
        Planned(item.id, occurrence, _owner(item, facts), due_on, item.phase)
        for item in items
        if holds(item.when, facts)
        for occurrence, due_on in enumerate(_due_dates(item, facts))
    ]


def _due_dates(item: Item, facts: Facts) -> list[date]:
    dates = facts.dates
    first = dates.of(item.anchor) + timedelta(days=item.days or 0)
    if item.days_from:
        first = due_on(item.days_from, facts, dates.of(item.anchor))
    if item.phase == Phase.ABROAD:
        first = min(max(first, dates.start), dates.end)
    if not item.repeat_days:
        return [first]
    later = range(item.repeat_days, (dates.end - first).days + 1, item.repeat_days)
    return [first, *(first + timedelta(days=days) for days in later)]


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


def redate(items: Sequence[Item], old: Facts, new: Facts, steps: Iterable[Standing], today: date) -> Redated:
    """Tell what new facts, dates among them, do to the steps that were made under the old ones.

    Only open steps move, and only where the plan gives them another day than before. No step moves into the past:
    it is due today at the earliest, or on the day it already has. Conditions are asked again (a longer stay may need
    a notice), so steps may come and go with the dates. Steps that are not of this plan stay as they are.
    """
    before = {(step.key, step.occurrence): step.due_on for step in plan(items, old, old.dates)}
    after = {(step.key, step.occurrence): step for step in plan(items, new, new.dates)}
    standing = {(step.key, step.occurrence): step for step in steps}
    keys = {item.id for item in items}
    moved, dropped = [], []
    for name, step in standing.items():
        if step.closed or step.key not in keys:
            continue
        if name not in after:
            dropped.append(name)
        elif before.get(name) != after[name].due_on:
            due_on = max(after[name].due_on, min(step.due_on, today))
            if due_on != step.due_on:
                moved.append(Moved(*name, step.due_on, due_on))
    added = [replace(step, due_on=max(step.due_on, today)) for name, step in after.items() if name not in standing]
    return Redated(moved, added, dropped)


def late(planned: Iterable[Planned], today: date) -> list[tuple[str, list[Planned]]]:
    """Give the steps due before today as (phase, steps), for the page "already done?" of a mobility planned late."""
    phases: dict[str, list[Planned]] = {}
    for step in planned:
        if step.due_on < today:
            phases.setdefault(step.phase, []).append(step)
    return list(phases.items())


def due_at_earliest(due_on: date, planned_on: date) -> date:
    """Give when a step is due that was planned late: today at the earliest."""
    return max(due_on, planned_on)


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
