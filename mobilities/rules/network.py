"""The open steps as a network: how early each can be over, how late it may be, and which of them decide (N6).

One pass forwards from today gives the earliest days, one backwards from the gates the latest. A step takes its
duration in working days of its owner and begins on the working day after the last of those it needs.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from doallvet.core.calendars import Calendar
from mobilities.choices import Phase
from mobilities.rules.dates import Dates

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An open step. `needs`: names of nodes; others count as met. `duration`: working days of `calendar`, at least 1.

    `not_before`: the first day on which it can begin, None where any day will do. `limit`: the last day on which it
    may be over, None where only what follows sets one; a gate's is the day before departure.
    """

    name: Hashable
    calendar: Calendar
    duration: int
    needs: Collection[Hashable] = ()
    not_before: date | None = None
    limit: date | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When a step can begin and be over at the earliest, and by when it must be over; `latest_on` None: no gate waits.

    `slack`: working days to spare between the two, below 0 where it is too late; None without a latest day.
    `critical`: it stands on a chain that decides.
    """

    starts_on: date
    ends_on: date
    latest_on: date | None
    slack: int | None
    critical: bool


def phase_begins(phase: str, dates: Dates) -> date | None:
    """Give the first day on which a step of a phase can begin; None before all dates."""
    return {
        Phase.VIRTUAL_BEFORE: dates.first_day,
        Phase.ABROAD: dates.start,
        Phase.VIRTUAL_AFTER: dates.end + DAY,
        Phase.RETURN: dates.end + DAY,
    }.get(Phase(phase))


def begins_on(due_on: date, duration: int, calendar: Calendar, phase: str, dates: Dates) -> date:
    """Give the day on which work must begin to be over when it is due; not before the phase does."""
    floor = phase_begins(phase, dates)
    begins = calendar.minus(due_on, duration) + DAY
    return min(due_on, max(begins, floor)) if floor else begins


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """Give the nodes so that each comes after those it needs. Raises graphlib.CycleError on a ring."""
    known = {node.name: node for node in nodes}
    order = TopologicalSorter({name: _needs(node, known) for name, node in known.items()}).static_order()
    return [known[name] for name in order]


def timings(nodes: Iterable[Node], today: date) -> dict[Hashable, Timing]:
    """Give for each node its timing, if work on all that can begin does so today.

    The critical chain leads to the step with the least time to spare before its own limit, in working days; where none
    has a limit, to the one that is over last. Where several are alike, each of their chains decides. There is always
    one while there is a node. Raises graphlib.CycleError on a ring.
    """
    known = {node.name: node for node in nodes}
    order = [node.name for node in in_order(known.values())]
    ends, after = _forwards(known, order, today)
    latest = _backwards(known, reversed(order))
    critical = _critical(known, order, ends, after)
    return {
        name: Timing(
            starts_on=node.calendar.plus(after[name], 1),
            ends_on=ends[name],
            latest_on=latest.get(name),
            slack=node.calendar.count(ends[name], latest[name]) if name in latest else None,
            critical=name in critical,
        )
        for name, node in known.items()
    }


def earliest_departure(nodes: Iterable[Node], today: date) -> date | None:
    """Give the first day on which all that has a limit can be over, and the apprentice leave; None without limits.

    Days before which something cannot begin are left out: they move with the departure.
    """
    known = {node.name: node for node in nodes}
    order = [node.name for node in in_order(known.values())]
    ends, _after = _forwards(known, order, today, floors=False)
    return max((ends[name] + DAY for name, node in known.items() if node.limit), default=None)


def _needs(node: Node, known: dict[Hashable, Node]) -> list[Hashable]:
    return [need for need in node.needs if need in known and need != node.name]


def _forwards(
    known: dict[Hashable, Node], order: Iterable[Hashable], today: date, *, floors: bool = True
) -> tuple[dict[Hashable, date], dict[Hashable, date]]:
    """Give by node the day on which it is over, and the last day before it can begin."""
    ends: dict[Hashable, date] = {}
    after: dict[Hashable, date] = {}
    for name in order:
        node = known[name]
        days = [today - DAY, *(ends[need] for need in _needs(node, known))]
        if floors and node.not_before:
            days.append(node.not_before - DAY)
        after[name] = max(days)
        ends[name] = node.calendar.plus(after[name], node.duration)
    return ends, after


def _backwards(known: dict[Hashable, Node], order: Iterable[Hashable]) -> dict[Hashable, date]:
    """Give by node the last working day on which it may be over; those that lead to no limit are left out."""
    before: dict[Hashable, date] = {}
    latest: dict[Hashable, date] = {}
    for name in order:
        node = known[name]
        days = [day for day in (node.limit, before.get(name)) if day]
        if not days:
            continue
        latest[name] = node.calendar.on_or_before(min(days))
        last = node.calendar.minus(latest[name], node.duration)
        for need in _needs(node, known):
            before[need] = min(before.get(need, last), last)
    return latest


def _critical(
    known: dict[Hashable, Node],
    order: list[Hashable],
    ends: dict[Hashable, date],
    after: dict[Hashable, date],
) -> set[Hashable]:
    """Walk from each step that decides to what it waits for, as long as that and not a day holds it up."""
    found: set[Hashable] = set()
    walk = _decisive(known, order, ends)
    while walk:
        name = walk.pop()
        if name in found:
            continue
        found.add(name)
        eve = known[name].calendar.plus(after[name], 1) - DAY
        walk += [
            need
            for need in _needs(known[name], known)
            if ends[need] == after[name] or not known[need].calendar.count(ends[need], eve)
        ]
    return found


def _decisive(known: dict[Hashable, Node], order: list[Hashable], ends: dict[Hashable, date]) -> list[Hashable]:
    """Name those with the least time to spare before their own limit; without limits, those that are over last."""
    spare = {name: known[name].calendar.count(ends[name], limit) for name in order if (limit := known[name].limit)}
    if spare:
        return [name for name in order if spare.get(name) == min(spare.values())]
    return [name for name in order if ends[name] == max(ends.values())]


def firsts(nodes: Iterable[Node], timed: dict[Hashable, Timing]) -> list[Hashable]:
    """Name the first step of each chain that decides, the soonest one first: what there is to do about it."""
    critical = [node for node in nodes if timed[node.name].critical]
    names = {node.name for node in critical}
    first = [node.name for node in critical if not names.intersection(node.needs)]
    return sorted(first, key=lambda name: timed[name].starts_on)
