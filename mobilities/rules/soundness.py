"""Whether a plan can work: predecessors, order of phases, cycles, and due dates for stays of every length.

Each check takes a template and yields (line, reason). The rules are those of domain.md 6.3 and 6.8.
"""

import math
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from mobilities.choices import Anchor, Level, Mode, Owner, Phase
from mobilities.rules.calendars import AFTER_DEPARTURE
from mobilities.rules.deadlines import HELD_BY, shortest
from mobilities.rules.documents import documents
from mobilities.rules.template import Item, Template

Fault = tuple[int, str]
# Whose steps only some mobilities have: they must stand under a condition that makes sure somebody is there.
ONLY_WHEN: dict[str, set[str]] = {
    Owner.HOME_EMPLOYER: {"has_employer", "insured_at_home", "refund_claim"},
    Owner.GUARDIAN: {"minor"},
    Owner.NOTIFIER: {"notify_before", "notify_after"},
}


def calendar_days(working_days: int) -> int:
    """Give the calendar days that so many working days take at most, with a week of five."""
    return math.ceil(working_days * 7 / 5)


def faults(template: Template, ids: Collection[str], *, timed: bool) -> Iterator[Fault]:
    """Yield all that keeps the plan from working.

    `ids`: of all steps in the file, also of those that could not be read and are not in the template. `timed`:
    whether its stays and gaps are known, so that due dates can be tried.
    """
    items = {item.id: item for item in template.items}
    for item in template.items:
        yield from _item(item)
        yield from _evidence(item)
        yield from _needs(item, items, ids, template.phases)
    yield from _order(template)
    yield from _cycles(items)
    if timed:
        yield from _times(template, items)


def _item(item: Item) -> Iterator[Fault]:
    if item.owner in item.with_:
        yield item.line, _("“%(id)s” names its owner among those who take part.") % {"id": item.id}
    if item.when not in ONLY_WHEN.get(item.owner, {item.when}):
        yield (
            item.line,
            _("“%(id)s” belongs to “%(owner)s”, which not everybody has; its condition must be one of: %(conditions)s.")
            % {"id": item.id, "owner": item.owner, "conditions": ", ".join(sorted(ONLY_WHEN[item.owner]))},
        )
    if item.gate and item.phase in AFTER_DEPARTURE:
        yield (
            item.line,
            _("“%(id)s” must be closed before departure, but stands in a phase after it.") % {"id": item.id},
        )
    if item.days_from and item.when != HELD_BY[item.days_from]:
        yield (
            item.line,
            _("“%(id)s” takes its days from the country's rules, so its condition must be “%(condition)s”.")
            % {"id": item.id, "condition": HELD_BY[item.days_from]},
        )


def _evidence(item: Item) -> Iterator[Fault]:
    for code in item.evidence:
        if item.level != Level.MOBILITY and documents()[code].level == Level.MOBILITY:
            yield (
                item.line,
                _("“%(id)s” is done once for several mobilities, but “%(document)s” is needed for each.")
                % {"id": item.id, "document": code},
            )


def _needs(item: Item, items: dict[str, Item], ids: Collection[str], phases: tuple[str, ...]) -> Iterator[Fault]:
    for key in item.needs:
        names = {"id": item.id, "need": key[:50]}
        if key not in ids:
            yield item.line, _("“%(id)s” needs “%(need)s”, which is not in this plan.") % names
        if key not in items:
            continue
        need = items[key]
        if phases.index(need.phase) > phases.index(item.phase):
            yield item.line, _("“%(id)s” needs “%(need)s”, which stands in a later phase.") % names
        if item.level not in (Level.MOBILITY, Level.GROUP) and need.level == Level.MOBILITY:
            yield (
                item.line,
                _("“%(id)s” is done once for many mobilities, so it cannot need “%(need)s”, a step of one.") % names,
            )


def _order(template: Template) -> Iterator[Fault]:
    places = [template.phases.index(item.phase) for item in template.items]
    for before, place, item in zip(places, places[1:], template.items[1:], strict=False):
        if place < before:
            yield item.line, _("“%(id)s” stands after steps of a later phase.") % {"id": item.id}


def _cycles(items: dict[str, Item]) -> Iterator[Fault]:
    graph = {key: {need for need in item.needs if need in items} for key, item in items.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            ring = error.args[1]
            yield items[ring[-1]].line, _("These steps wait for each other: %s.") % " → ".join(ring)
            graph[ring[-1]].discard(ring[-2])
        else:
            return


def _times(template: Template, items: dict[str, Item]) -> Iterator[Fault]:
    """Try stays and gaps of every length; tell each fault once, with the first case that shows it."""
    told: set[tuple[str, str]] = set()
    for stay, days in _cases(template):
        due = {key: days[item.anchor] + _offset(item) for key, item in items.items()}
        for item in template.items:
            for cause, reason in _case(item, due, days, template, items):
                if (item.id, cause) not in told:
                    told.add((item.id, cause))
                    yield item.line, _("%(reason)s (Stay of %(stay)d days.)") % {"reason": reason, "stay": stay}


def _offset(item: Item) -> int:
    return shortest(item.days_from) if item.days_from else item.days or 0


def _cases(template: Template) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield the length of a stay and the day of each anchor, the first day abroad being day 0."""
    before = _gap(template, "vstart_to_start_days")
    after = _gap(template, "end_to_vend_days")
    for stay in sorted(set(template.stay_days.values())):
        for first in before:
            for last in after:
                yield (
                    stay,
                    {
                        Anchor.VSTART: -first,
                        Anchor.START: 0,
                        Anchor.END: stay - 1,
                        Anchor.VEND: stay - 1 + last,
                    },
                )


def _gap(template: Template, name: str) -> list[int]:
    gap = template.gaps.get(name)
    return sorted({gap["min"], gap["typical"], 3 * gap["typical"]}) if gap else [0]


def _case(
    item: Item, due: dict[str, int], days: dict[str, int], template: Template, items: dict[str, Item]
) -> Iterator[tuple[str, str]]:
    """Yield (cause, reason) for what is wrong with one step's date in one case."""
    takes = calendar_days(item.duration)
    for key in item.needs:
        if key in items and due[item.id] - due[key] < takes:
            yield key, _too_early(item.id, key, due[item.id] - due[key], takes)
    lead = template.total_lead_days - min(days.values())
    if not item.needs and due[item.id] - takes < -lead:
        yield (
            "lead",
            _("“%(id)s” would begin more than %(days)d days before the first date, which total_lead_days promises.")
            % {"id": item.id, "days": template.total_lead_days},
        )
    if item.gate and item.phase not in AFTER_DEPARTURE and due[item.id] >= 0:
        yield "gate", _("“%(id)s” must be closed before departure, but is due after it.") % {"id": item.id}
    if item.phase == Phase.ABROAD and not 0 <= due[item.id] <= days[Anchor.END]:
        yield "abroad", _("“%(id)s” is a step abroad, but is due outside the stay.") % {"id": item.id}
    if item.when == "minor" and template.mode == Mode.BLENDED and due[item.id] >= days[Anchor.VSTART]:
        yield "minor", _("“%(id)s” asks a guardian only after the virtual phase has begun.") % {"id": item.id}


def _too_early(key: str, need: str, gap: int, takes: int) -> str:
    names = {"id": key, "need": need, "gap": gap, "takes": takes}
    if gap < 0:
        return _("“%(id)s” is due before “%(need)s”, which it needs.") % names
    return _("“%(id)s” is due %(gap)d days after “%(need)s”, which it needs, but takes %(takes)d days.") % names
