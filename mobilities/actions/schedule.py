"""Makes the steps of a mobility, and moves the open ones when its facts or dates change."""

from datetime import date

from django.utils import timezone

from mobilities.calendars import calendars_of
from mobilities.choices import Role
from mobilities.facts import facts_of
from mobilities.models import Mobility, Party, Step
from mobilities.rules import roadmap
from mobilities.rules.roadmap import Planned, Redated, Standing


def planned(mobility: Mobility, parties: list[Party]) -> list[Planned]:
    """Give what the mobility's blueprint asks of it as its facts stand."""
    facts = facts_of(mobility, parties)
    return roadmap.plan(items_of(mobility), facts, facts.dates, calendars_of(mobility, parties))


def items_of(mobility: Mobility) -> list:
    return [step.item for step in mobility.blueprint.steps.all()]


def make(mobility: Mobility) -> None:
    """Make the roadmap of a mobility that was just planned."""
    parties = list(mobility.parties.with_names())
    rows = planned(mobility, parties)
    _add(mobility, rows, timezone.localdate(mobility.planned_at))
    _assign(mobility, parties, rows)
    _adopt_shared(mobility)


def follow(mobility: Mobility, *, today: date) -> Redated:
    """Let the open steps follow the mobility as it is now: they move, come, or are set aside with their evidence.

    What is done stays, and so does what another plan left behind. The mobility comes with its people, and nothing is
    counted anew. Gives what was done.
    """
    parties = list(mobility.parties.with_names())
    rows = planned(mobility, parties)
    steps = list(mobility.steps.filter(plan__blueprint=mobility.blueprint_id).select_related("plan"))
    keys = {plan.key for plan in mobility.blueprint.steps.all()}
    redated = roadmap.redate(rows, [_standing(step) for step in steps if step.needed], keys, today)
    _apply(mobility, redated, steps, today=today)
    _assign(mobility, parties, rows)
    _adopt_shared(mobility)
    return redated


def _standing(step: Step) -> Standing:
    return Standing(step.plan.key, step.occurrence, step.due_on, step.planned_on, step.is_done, step.own_day)


def _apply(mobility: Mobility, redated: Redated, steps: list[Step], *, today: date) -> None:
    known = {(step.plan.key, step.occurrence): step for step in steps}
    changed = []
    for moved in redated.moved:
        step = known[moved.key, moved.occurrence]
        step.planned_on, step.due_on = moved.planned_on, moved.due_on
        changed.append(step)
    for name in redated.dropped:
        known[name].needed = False
        changed.append(known[name])
    for row in redated.added:
        if step := known.get((row.key, row.occurrence)):
            step.needed, step.own_day = True, False
            step.planned_on, step.due_on = row.due_on, roadmap.due_at_earliest(row.due_on, today)
            changed.append(step)
    Step.objects.bulk_update(changed, ["due_on", "planned_on", "own_day", "needed"])
    _add(mobility, [row for row in redated.added if (row.key, row.occurrence) not in known], today)


def _assign(mobility: Mobility, parties: list[Party], rows: list[Planned]) -> None:
    """Give each open step to whoever holds its role now, and say for what it is done once."""
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


def _adopt_shared(mobility: Mobility) -> None:
    """Close the steps of a wider level that were done for another mobility; they say by whom and where.

    What is open for another that runs was opened again since, and stays done only where the mobility is over.
    """
    keys = {step.shared_key: step for step in mobility.steps.open() if step.shared_key}
    others = Step.objects.filter(shared_key__in=keys, needed=True).exclude(mobility=mobility)
    again = others.open().filter(mobility__in=Mobility.objects.running()).values("shared_key")
    done = others.filter(done_at__isnull=False).exclude(shared_key__in=again)
    first = {other.shared_key: other for other in done.order_by("-done_at", "-pk")}
    for key, other in first.items():
        Step.objects.filter(pk=keys[key].pk, done_at=None).update(
            done_at=other.done_at, done_by=other.done_by, done_via=other.done_via_id or other.pk, outcome=other.outcome
        )


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
