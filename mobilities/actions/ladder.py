"""Tells the next person on the ladder of a step that is overdue, some mobilities at a time (F72)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from doallvet.accounts.models import User
from doallvet.history import actions as history
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from doallvet.outbox.keeping import NewNotice, unowed
from mobilities import ladders
from mobilities.ladders import Lives
from mobilities.models import BlueprintStep, Mobility, Step
from mobilities.responsible import NOTHING, Said
from mobilities.rules import escalation, reminders
from mobilities.rules.escalation import Facts, Policy, Settings, Told
from mobilities.rules.reminders import Holder

KIND = "ladder"


@dataclass(frozen=True, slots=True)
class Climb:
    """A rung that is reached: `row` is the step, `owners` are those who have not answered, `after` what comes next.

    `instead`: the owners stand in for a party that has nobody.
    """

    row: Any
    plan: BlueprintStep
    facts: Facts
    rung: Told
    people: list[int]
    owners: list[int]
    instead: bool
    after: Told | None

    @property
    def due(self) -> str:
        return f"{self.facts.since}:{self.rung.name}"

    def key(self, person: int) -> str:
        return outbox.key(KIND, label=Step._meta.label_lower, subject_id=self.row.pk, person_id=person, due=self.due)

    def notice(self, person: User, at: datetime) -> NewNotice:
        day = self.after.day if self.after else None
        data = {
            "rung": self.rung.who,
            "due_on": self.row.due_on.isoformat(),
            "since": self.facts.since.isoformat(),
            "owners": self.owners,
            "next": [self.after.who, day.isoformat()] if self.after and day else None,
        }
        if self.instead:
            data["instead"] = True
        return outbox.notice(KIND, person=person, subject=Step(pk=self.row.pk), at=at, due=self.due, data=data)


def climb(
    rows: list[Any],
    plans: Mapping[int, BlueprintStep],
    people: Mapping[int, list[Holder]],
    said: Mapping[int | str, Said],
    settings: Mapping[int, Settings],
    lives: Lives,
    *,
    today: date,
    at: datetime,
) -> None:
    """Owe the rungs that are reached on the steps of some mobilities, and keep in the history who is newly told.

    `rows`: open steps that their owner can do now.
    """
    late = [row for row in rows if row.due_on <= today]
    fields = ("pk", "sending_centre", "apprentice__born_on")
    stays = Mobility.objects.filter(pk__in={row.mobility_id for row in late}) if late else Mobility.objects.none()
    about = {pk: (centre, born_on) for pk, centre, born_on in stays.values_list(*fields)}
    chosen = []
    for row in late:
        centre, born_on = about[row.mobility_id]
        minor = ladders.is_minor(born_on, today)
        told = said.get(row.shared_key or row.pk, NOTHING)
        facts = ladders.facts_of(row, plans[row.plan_id], people[row.mobility_id], told, minor=minor)
        rungs = escalation.policy(facts.kind, settings.get(centre, {}))
        if escalation.soonest(rungs, facts, today):
            chosen.append((row, facts, rungs))
    lives.read(person for _row, facts, _rungs in chosen for person in ladders.everybody(facts.holders))
    climbs = [found for row, facts, rungs in chosen for found in _reached(row, plans, facts, rungs, lives, today)]
    if climbs:
        _tell(climbs, at=at)


def _reached(
    row: Any, plans: Mapping[int, BlueprintStep], facts: Facts, rungs: Policy, lives: Lives, today: date
) -> list[Climb]:
    plan, ladder = plans[row.plan_id], escalation.ladder(rungs, facts, lives.later)
    owners, acts_as = reminders.responsible(facts.owner, facts.kind, facts.holders, facts.moved)
    found = []
    for place, rung in enumerate(ladder):
        due = rung.owed(today)
        after = next((later for later in ladder[place + 1 :] if later.people), None)
        if due:
            found.append(Climb(row, plan, facts, rung, due, owners, acts_as != facts.owner, after))
    return found


@transaction.atomic
def _tell(climbs: list[Climb], *, at: datetime) -> None:
    """The sign of life is a row that one sweep holds until its commit: the others wait, and find what it has told."""
    outbox.pulse(KIND, at=at)
    lines = {climb.key(person): (climb, person) for climb in climbs for person in climb.people}
    new = sorted(unowed(lines))
    names = User.objects.in_bulk({lines[key][1] for key in new})
    told: dict[int, list[User]] = {}
    notices = []
    for climb, person in map(lines.get, new):
        notices.append(climb.notice(names[person], at))
        told.setdefault(id(climb), []).append(names[person])
    events = [
        history.event(
            Step(pk=climb.row.pk),
            "step_escalated",
            story=Mobility(pk=climb.row.mobility_id),
            by=None,
            at=at,
            before=climb.rung.who,
            after=", ".join(map(str, told[id(climb)])),
            private=climb.plan.private,
        )
        for climb in climbs
        if id(climb) in told
    ]
    Event.objects.bulk_create(events)
    outbox.owe_many(notices)
