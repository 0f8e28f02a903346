"""Gathers what the ladder of a step rests on, for the sweep that climbs it and for the page that shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from centres.models import Centre
from centres.models.apprentice import years_before
from doallvet.outbox.calendars import Life, lives, working_days_after
from mobilities import access
from mobilities.choices import Owner
from mobilities.models import BlueprintStep, Mobility, Reply, Step
from mobilities.responsible import NOTHING, Said, holders, said
from mobilities.rules import escalation
from mobilities.rules.conditions import ADULT_AT
from mobilities.rules.escalation import Facts, Settings, Told
from mobilities.rules.reminders import Holder


class Lives(dict[int, Life]):
    """By which days people live; read for many at once, each person once."""

    def read(self, people: Iterable[int | None]) -> None:
        if unknown := {person for person in people if person} - self.keys():
            self.update(lives(unknown))

    def later(self, person: int, day: date, days: int) -> date:
        return working_days_after(self[person], day, days)


def everybody(rows: Iterable[Holder]) -> set[int]:
    """All who may stand on a ladder of these parties."""
    return {person for row in rows for person in (row.person, row.deputy, *row.colleagues, *row.there) if person}


def facts_of(row: Step, plan: BlueprintStep, people: list[Holder], told: Said, *, minor: bool) -> Facts:
    """Give what the ladder of an open step rests on; `row`: a step, or a row with these of its columns."""
    guarded = minor and access.may_see(access.seat_of(Owner.GUARDIAN), Step(owner=row.owner, plan=plan))
    ready_on = timezone.localdate(row.ready_at) if row.ready_at else row.due_on
    since = escalation.begins(row.due_on, ready_on, told.quiet.values())
    return Facts(row.owner, plan.kind, since, guarded=guarded, holders=people, moved=told.moved)


def settings_of_centres() -> Mapping[int, Settings]:
    """Give the ladders that centres have set themselves, by their ids."""
    return dict(Centre.objects.exclude(escalation={}).values_list("pk", "escalation"))


def is_minor(born_on: date, today: date) -> bool:
    return born_on > years_before(today, ADULT_AT)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of one step, and the day from which it counts."""

    since: date
    rungs: list[Told]


def of_step(mobility: Mobility, step: Step, *, today: date) -> Ladder:
    """Give the ladder of one open step; the number of queries does not depend on how many people there are."""
    people = holders([mobility.pk])[mobility.pk]
    told = said(Reply.objects.about(step), today=today).get(step.shared_key or step.pk, NOTHING)
    facts = facts_of(step, step.plan, people, told, minor=mobility.apprentice.is_minor(today))
    known = Lives()
    known.read(everybody(people))
    rungs = escalation.policy(facts.kind, mobility.sending_centre.escalation)
    return Ladder(facts.since, escalation.ladder(rungs, facts, known.later))
