"""Whether a plan can work: predecessors, order of phases, cycles, and due dates for stays of every length.

Each check takes a template and yields (line, reason). The rules are those of domain.md 6.3 and 6.8.
"""

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Words:
    """How faults call steps, owners, conditions, documents and the lead time: by their codes, as a file does."""

    step: Callable[[str], str] = str
    owner: Callable[[str], str] = str
    condition: Callable[[str], str] = str
    document: Callable[[str], str] = str
    lead: str = "total_lead_days"


CODES = Words()


def calendar_days(working_days: int) -> int:
    """Give the calendar days that so many working days take at most, with a week of five."""
    return math.ceil(working_days * 7 / 5)


def faults(template: Template, ids: Collection[str], *, timed: bool, words: Words = CODES) -> Iterator[Fault]:
    """Yield all that keeps the plan from working.

    `ids`: of all steps in the file, also of those that could not be read and are not in the template. `timed`:
    whether its stays and gaps are known, so that due dates can be tried. `words`: how the reasons call things.
    """
    items = {item.id: item for item in template.items}
    for item in template.items:
        yield from _item(item, words)
        yield from _evidence(item, words)
        yield from _needs(item, items, ids, template.phases, words)
    yield from _order(template, words)
    yield from _cycles(template, items, words)
    if timed:
        yield from _times(template, items, words)


def _item(item: Item, words: Words) -> Iterator[Fault]:
    name = words.step(item.id)
    if item.owner in item.with_:
        yield item.line, _("“%(id)s” names its owner among those who take part.") % {"id": name}
    if item.when not in ONLY_WHEN.get(item.owner, {item.when}):
        yield (
            item.line,
            _("“%(id)s” belongs to “%(owner)s”, which not everybody has; its condition must be one of: %(conditions)s.")
            % {
                "id": name,
                "owner": words.owner(item.owner),
                "conditions": ", ".join(map(words.condition, sorted(ONLY_WHEN[item.owner]))),
            },
        )
    if item.gate and item.phase in AFTER_DEPARTURE:
        yield (
            item.line,
            _("“%(id)s” must be closed before departure, but stands in a phase after it.") % {"id": name},
        )
    if item.days_from and item.when != HELD_BY[item.days_from]:
        yield (
            item.line,
            _("“%(id)s” takes its days from the country's rules, so its condition must be “%(condition)s”.")
            % {"id": name, "condition": words.condition(HELD_BY[item.days_from])},
        )


def _evidence(item: Item, words: Words) -> Iterator[Fault]:
    for code in item.evidence:
        if item.level != Level.MOBILITY and documents()[code].level == Level.MOBILITY:
            yield (
                item.line,
                _("“%(id)s” is done once for several mobilities, but “%(document)s” is needed for each.")
                % {"id": words.step(item.id), "document": words.document(code)},
            )


def _needs(
    item: Item, items: dict[str, Item], ids: Collection[str], phases: tuple[str, ...], words: Words
) -> Iterator[Fault]:
    for key in item.needs:
        names = {"id": words.step(item.id), "need": words.step(key[:50])}
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


def _order(template: Template, words: Words) -> Iterator[Fault]:
    places = [template.phases.index(item.phase) for item in template.items]
    for before, place, item in zip(places, places[1:], template.items[1:], strict=False):
        if place < before:
            yield item.line, _("“%(id)s” stands after steps of a later phase.") % {"id": words.step(item.id)}


def rings(template: Template) -> Iterator[list[str]]:
    """Yield the keys of steps that wait for each other, ring by ring; the first stands again at the end."""
    items = {item.id for item in template.items}
    graph = {item.id: {need for need in item.needs if need in items} for item in template.items}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            ring = error.args[1]
            yield ring
            graph[ring[-1]].discard(ring[-2])
        else:
            return


def _cycles(template: Template, items: dict[str, Item], words: Words) -> Iterator[Fault]:
    for ring in rings(template):
        names = " → ".join(map(words.step, ring))
        yield items[ring[-1]].line, _("These steps wait for each other: %s.") % names


def _times(template: Template, items: dict[str, Item], words: Words) -> Iterator[Fault]:
    """Try stays and gaps of every length; tell each fault once, with the first case that shows it."""
    told: set[tuple[str, str]] = set()
    for stay, days in _cases(template):
        due = {key: days[item.anchor] + _offset(item) for key, item in items.items()}
        for item in template.items:
            for cause, reason in _case(item, due, days, template, items, words):
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
    item: Item,
    due: dict[str, int],
    days: dict[str, int],
    template: Template,
    items: dict[str, Item],
    words: Words,
) -> Iterator[tuple[str, str]]:
    """Yield (cause, reason) for what is wrong with one step's date in one case."""
    takes = calendar_days(item.duration)
    for key in item.needs:
        if key in items and due[item.id] - due[key] < takes:
            yield key, _too_early(words.step(item.id), words.step(key), due[item.id] - due[key], takes)
    lead = template.total_lead_days - min(days.values())
    if not item.needs and due[item.id] - takes < -lead:
        yield (
            "lead",
            _("“%(id)s” would begin more than %(days)d days before the first date, which %(lead)s promises.")
            % {"id": words.step(item.id), "days": template.total_lead_days, "lead": words.lead},
        )
    if item.gate and item.phase not in AFTER_DEPARTURE and due[item.id] >= 0:
        yield "gate", _("“%(id)s” must be closed before departure, but is due after it.") % {"id": words.step(item.id)}
    if item.phase == Phase.ABROAD and not 0 <= due[item.id] <= days[Anchor.END]:
        yield "abroad", _("“%(id)s” is a step abroad, but is due outside the stay.") % {"id": words.step(item.id)}
    if item.when == "minor" and template.mode == Mode.BLENDED and due[item.id] >= days[Anchor.VSTART]:
        yield (
            "minor",
            _("“%(id)s” asks a guardian only after the virtual phase has begun.") % {"id": words.step(item.id)},
        )


def _too_early(key: str, need: str, gap: int, takes: int) -> str:
    names = {"id": key, "need": need, "gap": gap, "takes": takes}
    if gap < 0:
        return _("“%(id)s” is due before “%(need)s”, which it needs.") % names
    return _("“%(id)s” is due %(gap)d days after “%(need)s”, which it needs, but takes %(takes)d days.") % names
