"""A plan tried on example dates: when each step would be due, and by when it would have to be over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mobilities.choices import Mode
from mobilities.rules.calendars import Calendars
from mobilities.rules.dates import Dates
from mobilities.rules.network import Node, Timing, phase_begins, timings
from mobilities.rules.roadmap import lay_out, times
from mobilities.rules.soundness import Fault, Words
from mobilities.rules.template import Item, Template

DAY = timedelta(days=1)
WEEK = 7
AHEAD = 14  # days between today and the first step of an example
MOST_ROWS = 1000  # steps that a plan makes on some dates, each of a series counted; a year's daily diary has 365


@dataclass(frozen=True, slots=True)
class Tried:
    """One occurrence of a step on example dates."""

    item: Item
    occurrence: int
    due_on: date
    timing: Timing

    @property
    def is_late(self) -> bool:
        """Due later than it may be."""
        return self.timing.latest_on is not None and self.due_on > self.timing.latest_on


def dates_for(template: Template, start: date, days: int | None = None) -> Dates:
    """Give the dates of a stay from a first day abroad; the usual lengths where none is given."""
    end = start + (days or template.stay_days["typical"]) * DAY - DAY
    if template.mode != Mode.BLENDED:
        return Dates(None, start, end, None)
    before, after = (template.gaps[name]["typical"] for name in ("vstart_to_start_days", "end_to_vend_days"))
    return Dates(start - before * DAY, start, end, end + after * DAY)


def start_for(template: Template, today: date) -> date:
    """Give a first day abroad for which nothing of the plan would be late today: a Monday."""
    gap = template.gaps["vstart_to_start_days"]["typical"] if template.mode == Mode.BLENDED else 0
    day = today + (template.total_lead_days + gap + AHEAD) * DAY
    return day + (WEEK - day.weekday()) % WEEK * DAY


def tried(template: Template, dates: Dates, calendars: Calendars) -> list[Tried]:
    """Lay a plan out on dates, as if all its conditions held. Raises graphlib.CycleError on a ring."""
    items = {item.id: item for item in template.items}
    planned = lay_out(template.items, dates, calendars)
    nodes = [
        Node(
            name=(step.key, step.occurrence),
            calendar=calendars.of(step.owner, step.phase),
            duration=items[step.key].duration,
            needs=[(need, 0) for need in items[step.key].needs if need != step.key],
            not_before=step.due_on if step.occurrence else phase_begins(step.phase, dates),
            limit=_limit(items[step.key], step.due_on, dates),
        )
        for step in planned
    ]
    timed = timings(nodes, dates.first_day - template.total_lead_days * DAY)
    return [Tried(items[step.key], step.occurrence, step.due_on, timed[step.key, step.occurrence]) for step in planned]


def obstacles_to_length(template: Template, dates: Dates) -> list[str]:
    """Say why a plan cannot be laid out on dates: its series make too many steps; empty where it can."""
    number = sum(times(item, dates) for item in template.items)
    if number <= MOST_ROWS:
        return []
    said = _(
        "In a stay of %(days)d days this plan makes %(number)d steps, as its series come so often; at most %(most)d "
        "can be planned."
    )
    return [said % {"days": dates.stay_days, "number": number, "most": MOST_ROWS}]


def doubts(template: Template, dates: Dates) -> list[str]:
    """Say where the stay is shorter or longer than those for which a plan is made."""
    stay = template.stay_days
    if stay["min"] <= dates.stay_days <= stay["max"]:
        return []
    said = _("This plan is made for stays of %(min)d to %(max)d days; what is shown for %(days)d days was not checked.")
    return [said % {"min": stay["min"], "max": stay["max"], "days": dates.stay_days}]


def late(template: Template, start: date, words: Words) -> Iterator[Fault]:
    """Yield the steps that would be due later than their latest day, with both days.

    The usual stay is tried on each day of a week from `start` on, with working weeks of five days and no holidays;
    each step is told once.
    """
    told: set[str] = set()
    for later in range(WEEK):
        dates = dates_for(template, start + later * DAY)
        for step in tried(template, dates, Calendars()):
            latest = step.timing.latest_on
            if latest and step.is_late and step.item.id not in told:
                told.add(step.item.id)
                yield (
                    step.item.line,
                    _(
                        "“%(step)s” is due on %(due)s, but must be over on %(latest)s at the latest, or what waits for "
                        "it is not done before departure. (Example: first day abroad on %(start)s.)"
                    )
                    % {
                        "step": words.step(step.item.id),
                        "due": date_format(step.due_on),
                        "latest": date_format(latest),
                        "start": date_format(dates.start),
                    },
                )


def _limit(item: Item, due_on: date, dates: Dates) -> date | None:
    if item.gate:
        return dates.start - DAY
    return due_on if item.days_from else None
