"""Makes the steps of a mobility, and moves the open ones when its facts or dates change."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from mobilities.calendars import calendars_of
from mobilities.choices import Role
from mobilities.facts import facts_of
from mobilities.models import Mobility, Party, Step
from mobilities.rules import roadmap
from mobilities.rules.roadmap import Begun, Planned, Redated, Standing
from mobilities.rules.template import Item


def planned(mobility: Mobility, parties: list[Party], steps: Iterable[Step] = ()) -> list[Planned]:
    """Give what the mobility's blueprint asks of it as its facts stand; `steps`: those that are there, with plans."""
    facts, items = facts_of(mobility, parties), items_of(mobility)
    return roadmap.plan(items, facts, facts.dates, calendars_of(mobility, parties), _begun(items, steps))


def _begun(items: list[Item], steps: Iterable[Step]) -> dict[str, Begun]:
    """The series of which some are closed that were planned in another rhythm than today's plan has."""
    rhythms = {item.id: item.repeat_days for item in items if item.repeat_days}
    found: dict[str, Begun] = {}
    for step in sorted(steps, key=lambda step: step.occurrence):
        key, rhythm = step.plan.key, step.plan.repeat_days
        if step.is_done and rhythm and key in rhythms and rhythm != rhythms[key]:
            found[key] = Begun(step.occurrence + 1, step.planned_on)
    return found


def items_of(mobility: Mobility) -> list[Item]:
    return [step.item for step in mobility.blueprint.steps.all()]


def make(mobility: Mobility) -> None:
    """Make the roadmap of a mobility that was just planned."""
    parties = list(mobility.parties.with_names())
    rows = planned(mobility, parties)
    _add(mobility, rows, timezone.localdate(mobility.planned_at))
    _assign(mobility, parties, rows)


def follow(mobility: Mobility, *, today: date) -> Redated:
    """Let the open steps follow the mobility as it is now: they move, come, or are set aside with their evidence.

    What is done stays. The mobility comes with its people, and nothing is counted anew. Gives what was done.
    """
    parties = list(mobility.parties.with_names())
    steps = list(mobility.steps.select_related("plan"))
    rows = planned(mobility, parties, steps)
    keys = {plan.key for plan in mobility.blueprint.steps.all()}
    redated = roadmap.redate(rows, [_standing(step) for step in steps if step.needed], keys, today)
    _apply(mobility, redated, steps, today=today)
    _assign(mobility, parties, rows)
    return redated


def _standing(step: Step) -> Standing:
    return Standing(step.plan.key, step.occurrence, step.due_on, step.planned_on, step.is_done, step.own_day)


def _apply(mobility: Mobility, redated: Redated, steps: list[Step], *, today: date) -> None:
    known = {(step.plan.key, step.occurrence): step for step in steps}
    for moved in redated.moved:
        step = known[moved.key, moved.occurrence]
        step.planned_on, step.due_on = moved.planned_on, moved.due_on
    for name in redated.dropped:
        known[name].needed = False
    for row in redated.added:
        if step := known.get((row.key, row.occurrence)):
            step.needed, step.own_day = True, False
            step.planned_on, step.due_on = row.due_on, roadmap.due_at_earliest(row.due_on, today)
    Step.objects.bulk_update(known.values(), ["due_on", "planned_on", "own_day", "needed"])
    _add(mobility, [row for row in redated.added if (row.key, row.occurrence) not in known], today)


def assign(mobility: Mobility, parties: list[Party]) -> None:
    """Give each open step to whoever holds its role now, and say for what it is done once."""
    _assign(mobility, parties, planned(mobility, parties, mobility.steps.select_related("plan")))


def _assign(mobility: Mobility, parties: list[Party], rows: list[Planned]) -> None:
    wanted = {(row.key, row.occurrence): row.owner for row in rows}
    holders = {party.acts_as for party in parties}
    ids = _shared_ids(mobility, parties)
    changed = []
    for step in mobility.steps.open().select_related("plan"):
        name = (step.plan.key, step.occurrence)
        owner = roadmap.resolve_owner(wanted.get(name, step.owner), holders)[0]
        key = roadmap.shared_key(step.plan.level, mobility.blueprint.key, step.plan.key, **ids)
        if (owner, key) != (step.owner, step.shared_key):
            step.owner, step.shared_key = owner, key
            changed.append(step)
    Step.objects.bulk_update(changed, ["owner", "shared_key"])


def _add(mobility: Mobility, rows: list[Planned], planned_on: date) -> None:
    plans = {step.key: step for step in mobility.blueprint.steps.all()}
    Step.objects.bulk_create(
        Step(
            mobility=mobility,
            plan=plans[row.key],
            occurrence=row.occurrence,
            owner=row.owner,
            due_on=roadmap.due_at_earliest(row.due_on, planned_on),
            planned_on=row.due_on,
            quiet_until=roadmap.first_reminder_on(planned_on) if row.due_on <= planned_on else None,
        )
        for row in rows
    )


def _shared_ids(mobility: Mobility, parties: list[Party]) -> dict[str, int | None]:
    """The things for which steps of a wider level are done once."""
    by_role = {party.role: party for party in parties}
    hosting, employer = by_role.get(Role.HOSTING_COORDINATOR), by_role.get(Role.EMPLOYER_SIGNATORY)
    return {
        "project_id": mobility.project_id,
        "partner_id": hosting.centre_id if hosting else None,
        "company_id": employer.company_id if employer else None,
        "group_id": mobility.group_id,
    }
