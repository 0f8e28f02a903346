"""Makes the steps of a mobility, and moves the open ones when its facts or dates change."""

from datetime import date

from django.utils import timezone

from doallvet.core.rows import write_columns
from mobilities.choices import Role
from mobilities.facts import facts_of
from mobilities.models import Mobility, Party, Step
from mobilities.rules import roadmap
from mobilities.rules.conditions import Facts
from mobilities.rules.roadmap import Planned, Redated, Standing


def planned(mobility: Mobility, parties: list[Party]) -> list[Planned]:
    """Give what the mobility's blueprint asks of it as its facts stand."""
    facts = facts_of(mobility, parties)
    return roadmap.plan(items_of(mobility), facts, facts.dates)


def items_of(mobility: Mobility) -> list:
    return [step.item for step in mobility.blueprint.steps.all()]


def make(mobility: Mobility) -> None:
    """Make the roadmap of a mobility that was just planned."""
    parties = list(mobility.parties.with_names())
    rows = planned(mobility, parties)
    _add(mobility, rows, timezone.localdate(mobility.planned_at))
    assign(mobility, parties, rows)


def change(mobility: Mobility, before: Facts, parties: list[Party], *, today: date) -> Redated:
    """Tell what the mobility's new facts and dates do to its steps; writes nothing.

    `before`: the facts under which the steps were made; the mobility and `parties` hold the new ones.
    """
    steps = [
        Standing(step.plan.key, step.occurrence, step.due_on, step.is_done)
        for step in mobility.steps.needed().select_related("plan")
    ]
    return roadmap.redate(items_of(mobility), before, facts_of(mobility, parties), steps, today)


def apply(mobility: Mobility, redated: Redated, *, today: date) -> None:
    """Write what `change` told: steps move, come, or are set aside with their evidence. What is done stays."""
    steps = {(step.plan.key, step.occurrence): step for step in mobility.steps.select_related("plan")}
    for moved in redated.moved:
        steps[moved.key, moved.occurrence].due_on = moved.after
    for name in redated.dropped:
        steps[name].needed = False
    for row in redated.added:
        if step := steps.get((row.key, row.occurrence)):
            step.needed, step.due_on = True, row.due_on
    write_columns(list(steps.values()), ["due_on", "needed"])
    _add(mobility, [row for row in redated.added if (row.key, row.occurrence) not in steps], today)
    assign(mobility, list(mobility.parties.with_names()))


def assign(mobility: Mobility, parties: list[Party], rows: list[Planned] | None = None) -> None:
    """Give each open step to whoever holds its role now, and say for what it is done once.

    `rows`: what was just planned for these parties, else it is planned anew.
    """
    rows = planned(mobility, parties) if rows is None else rows
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
    write_columns(changed, ["owner", "shared_key"])


def _add(mobility: Mobility, rows: list[Planned], planned_on: date) -> None:
    plans = {step.key: step for step in mobility.blueprint.steps.all()}
    Step.objects.bulk_create(
        Step(
            mobility=mobility,
            plan=plans[row.key],
            occurrence=row.occurrence,
            owner=row.owner,
            due_on=roadmap.due_at_earliest(row.due_on, planned_on),
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
