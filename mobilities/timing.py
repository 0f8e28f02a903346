"""Gathers the open steps of a mobility as a network: who takes how long, by when it must be over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from doallvet.core.calendars import Calendar
from mobilities.facts import dates_of
from mobilities.models import LeadTime, Mobility, Step
from mobilities.rules.calendars import AFTER_DEPARTURE, Calendars
from mobilities.rules.dates import Dates
from mobilities.rules.forecast import LeadTimes, asked_on, usual
from mobilities.rules.network import Node, phase_begins

DAY = timedelta(days=1)
Past = dict[tuple[str, str], LeadTimes]


@dataclass(frozen=True, slots=True)
class Network:
    """The open steps as nodes, named by step id.

    By node: `usual`, the working days that such a step takes here; `past` and `spent`, as `forecast.chance` takes them.
    A node's duration is what is left of the usual days, at least one.
    """

    nodes: list[Node]
    usual: dict[int, int] = field(default_factory=dict)
    past: dict[int, LeadTimes] = field(default_factory=dict)
    spent: dict[int, int] = field(default_factory=dict)

    @property
    def sample(self) -> int:
        """How many steps of the past the forecast rests on: those of which enough are known to be drawn from."""
        return sum(known.number for known in {id(row): row for row in self.past.values() if row.is_enough}.values())

    def before_departure(self, steps: Iterable[Step]) -> list[Node]:
        """The nodes that a departure may wait for."""
        away = {step.pk for step in steps if step.plan.phase in AFTER_DEPARTURE}
        return [node for node in self.nodes if node.name not in away]


def past_of(centre_id: int) -> Past:
    """Give how long things took on mobilities that a centre sent, by kind and owner; one query."""
    rows = LeadTime.objects.filter(centre=centre_id)
    return {(row.kind, row.owner): LeadTimes(row.days) for row in rows}


def network(mobility: Mobility, steps: Iterable[Step], calendars: Calendars, past: Past, *, today: date) -> Network:
    """Give the open steps of a mobility as a network; `steps`: the needed ones with their plans."""
    dates = dates_of(mobility)
    open_steps = [step for step in steps if not step.is_done and not step.excused(mobility.decision)]
    firsts = {step.plan.key: step.pk for step in open_steps if step.occurrence == 0}
    found = Network([])
    for step in open_steps:
        calendar = calendars.of(step.owner, step.plan.phase)
        known = past.get((step.plan.kind, step.owner))
        takes, spent = usual(step.plan.duration, known), _spent(step, calendar, today)
        found.usual[step.pk], found.spent[step.pk] = takes, spent
        found.nodes.append(
            Node(
                name=step.pk,
                calendar=calendar,
                duration=max(1, takes - spent),
                needs=[firsts[key] for key in step.plan.needs if firsts.get(key, step.pk) != step.pk],
                not_before=_not_before(step, dates),
                limit=_limit(step, dates),
            )
        )
        if known:
            found.past[step.pk] = known
    return found


def _spent(step: Step, calendar: Calendar, today: date) -> int:
    """The working days for which a step was asked for already."""
    if step.ready_at is None:
        return 0
    return max(0, calendar.count(asked_on(timezone.localdate(step.ready_at), step.due_on), today - DAY))


def _not_before(step: Step, dates: Dates) -> date | None:
    """Steps of a phase begin with it; the later ones of a series on their day."""
    return step.due_on if step.occurrence else phase_begins(step.plan.phase, dates)


def _limit(step: Step, dates: Dates) -> date | None:
    """A gate is closed on the day before departure; what the law gives a day for, on that day."""
    if step.plan.gate:
        return dates.start - DAY
    return step.planned_on if step.plan.days_from else None
