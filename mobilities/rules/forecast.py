"""How long things take here, and how likely it is that all is ready in time, from a centre's own past (N7).

The method is open: lead times are counted in working days from the day on which a step was asked for to the day on
which it was done, by kind of step and by who did it. With at least `ENOUGH` of them their median stands for the plan's
default; below that the default stands.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from doallvet.core.calendars import Calendar
from mobilities.rules.network import Node, in_order
from mobilities.rules.reminders import BEFORE

ENOUGH = 10
DRAWS = 2000
SEED = 2027
HORIZON = 1200  # days looked ahead; what takes longer is late in any case


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """How many working days steps of one kind took one party, the shortest first."""

    days: Sequence[int]

    @property
    def number(self) -> int:
        return len(self.days)

    @property
    def is_enough(self) -> bool:
        return self.number >= ENOUGH

    @property
    def median(self) -> int:
        return self.quantile(0.5)

    @property
    def longest_usual(self) -> int:
        """The 80th percentile: four of five took no longer."""
        return self.quantile(0.8)

    def quantile(self, share: float) -> int:
        """Give the smallest of the days within which at least this share of the steps was done (nearest rank)."""
        return self.days[max(0, math.ceil(share * self.number) - 1)]


def asked_on(ready_on: date, due_on: date) -> date:
    """Give since when a step was asked for: since it could be done, at the earliest since its first reminder.

    Whoever has three months does not need them: what nobody pressed for says nothing about how long it takes.
    """
    return max(ready_on, due_on - timedelta(days=BEFORE[0]))


def lead_time(calendar: Calendar, asked_on: date, done_on: date) -> int:
    """Give how many working days a step took: at least 1, for what was done the same day or without being asked."""
    return max(1, calendar.count(asked_on, done_on))


def usual(default: int, past: LeadTimes | None) -> int:
    """Give the working days that a step usually takes here: the median of enough lead times, else the default."""
    return past.median if past and past.is_enough else default


def chance(
    nodes: Iterable[Node],
    past: Mapping[Hashable, LeadTimes],
    spent: Mapping[Hashable, int],
    today: date,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> float | None:
    """Give the share of draws in which every step with a limit is over in time; None where none has one.

    Each draw takes for each step a lead time of the past, or its duration where there are too few. `past`: by node.
    `spent`: working days for which a step was asked for already; what is drawn is longer than that, as far as the past
    knows. The same seed gives the same share.
    """
    nodes = list(nodes)
    if not any(node.limit for node in nodes):
        return None
    random = Random(seed)  # noqa: S311  a forecast, no secret
    ends: dict[Hashable, list[int]] = {}
    late = [False] * draws
    tables = {calendar: _table(calendar, today) for calendar in {node.calendar for node in nodes}}
    for node in in_order(nodes):
        spans = _spans(node, past.get(node.name), spent.get(node.name, 0), random, draws)
        begin = 0 if node.not_before is None else min(max(0, (node.not_before - today).days), HORIZON)
        before = [ends[need] for need in node.needs if need in ends]
        after = [max(begin, *days) for days in zip(*before, strict=True)] if before else [begin] * draws
        worked, days = tables[node.calendar]
        last = len(days) - 1
        ends[node.name] = [days[min(worked[day] + span, last)] for day, span in zip(after, spans, strict=True)]
        if node.limit:
            limit = (node.limit - today).days + 1
            late = [is_late or day > limit for is_late, day in zip(late, ends[node.name], strict=True)]
    return 1 - sum(late) / draws


def _spans(node: Node, past: LeadTimes | None, spent: int, random: Random, draws: int) -> list[int]:
    if not past or not past.is_enough:
        return [node.duration] * draws
    longer = [days - spent for days in past.days if days > spent] or [1]
    return random.choices(longer, k=draws)


def _table(calendar: Calendar, today: date) -> tuple[list[int], list[int]]:
    """Give for each day ahead how many working days are over by its evening, and the day by which so many are.

    Day 0 is the evening before today. A working day that lies beyond the horizon is the day after the last one.
    """
    worked, days = [0], [0]
    for ahead in range(1, HORIZON + 1):
        if calendar.is_working(today + timedelta(days=ahead - 1)):
            days.append(ahead)
        worked.append(len(days) - 1)
    days.append(HORIZON)
    return worked, days
