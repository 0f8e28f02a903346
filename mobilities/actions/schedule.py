"""Makes the steps of a mobility, and moves the open ones when its facts or dates change."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.core.rows import write_columns
from doallvet.history import actions as history
from doallvet.history.models import Event
from mobilities.actions import roadmap as roadmaps
from mobilities.actions.locks import lock_mobility
from mobilities.calendars import calendars_of
from mobilities.choices import Role
from mobilities.facts import consenting, facts_of
from mobilities.models import Mobility, Party, Step
from mobilities.rules import roadmap
from mobilities.rules.calendars import AFTER_DEPARTURE, Calendars, settled, soonest
from mobilities.rules.roadmap import Begun, Planned, Redated, Standing
from mobilities.rules.template import Item


def planned(mobility: Mobility, parties: list[Party], *, today: date) -> list[Planned]:
    """Give what the mobility's blueprint asks of it as its facts stand."""
    return _planned(mobility, parties, calendars_of(mobility, parties), today)


def _planned(
    mobility: Mobility, parties: list[Party], calendars: Calendars, today: date, steps: Iterable[Step] = ()
) -> list[Planned]:
    """The same; `steps`: those that are there, with their plans."""
    facts, items = consenting(facts_of(mobility, parties), today), items_of(mobility)
    return roadmap.plan(items, facts, facts.dates, calendars, _begun(items, steps))


def _soonest(mobility: Mobility, calendars: Calendars, today: date) -> Callable[[Planned], date]:
    """Give what says when a step that is planned late is due."""
    stay = {"start": mobility.starts_on, "end": mobility.ends_on}
    return lambda row: soonest(today, calendars.of(row.owner, row.phase), phase=row.phase, **stay)


def _settle(mobility: Mobility, calendars: Calendars) -> Callable[[Planned, date], date]:
    """Give what moves a day that somebody set to a working day of whoever owes the step."""
    stay = {"start": mobility.starts_on, "end": mobility.ends_on}
    legal = {item.id for item in items_of(mobility) if item.days_from}
    return lambda row, day: settled(
        day, calendars.of(row.owner, row.phase), phase=row.phase, legal=row.key in legal, **stay
    )


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
    calendars, today = calendars_of(mobility, parties), timezone.localdate(mobility.planned_at)
    rows = _planned(mobility, parties, calendars, today)
    _add(mobility, rows, today, _soonest(mobility, calendars, today))
    _assign(mobility, parties, rows)
    _adopt_shared(mobility)


def follow(mobility: Mobility, *, today: date) -> Redated:
    """Let the open steps follow the mobility as it is now: they move, come, or are set aside with their evidence.

    What is done stays, and so does what another plan left behind. The mobility comes with its people, and nothing is
    counted anew. Gives what was done.
    """
    parties = list(mobility.parties.with_names())
    calendars, every = calendars_of(mobility, parties), list(mobility.steps.select_related("plan"))
    rows = _planned(mobility, parties, calendars, today, every)
    earliest = _soonest(mobility, calendars, today)
    steps = [step for step in every if step.plan.blueprint_id == mobility.blueprint_id]
    keys = {plan.key for plan in mobility.blueprint.steps.all()}
    standing = [_standing(step) for step in steps if step.needed]
    redated = roadmap.redate(rows, standing, keys, earliest, _settle(mobility, calendars))
    _apply(mobility, redated, steps, today, earliest)
    _assign(mobility, parties, rows)
    _adopt_shared(mobility)
    return redated


@transaction.atomic
def set_due(mobility: Mobility, steps: list[Step], on: date, *, by: User, at: datetime) -> list[Step]:
    """Let open steps of a mobility be due on a day that somebody chose; gives those that moved.

    From then on they move with the dates of the stay (`rules.roadmap.redate`). Raises Refused for a
    day that is over, and where the mobility is.
    """
    if on < timezone.localdate(at):
        raise Refused(_("Choose today or a later day."))
    mobility = lock_mobility(mobility)
    roadmaps.refuse_over(mobility)
    rows = mobility.steps.open().with_plan().filter(pk__in=[step.pk for step in steps]).exclude(due_on=on)
    days = {row.pk: (on, on) for row in rows}
    return redue(mobility, days, by=by, at=at)


def redue(mobility: Mobility, days: dict[int, tuple[date, date | None]], *, by: User, at: datetime) -> list[Step]:
    """Write by step id the day on which it is due, and the one that somebody set; the caller locks and has asked.

    Keeps history, counts anew; gives the steps.
    """
    rows = list(mobility.steps.with_plan().filter(pk__in=days))
    events = []
    for row in rows:
        due_on, own_on = days[row.pk]
        before = {"before": row.due_on, "after": due_on, "private": row.plan.private}
        events.append(history.event(row, "step_due_set", story=mobility, by=by, at=at, **before))
        row.due_on, row.own_on = due_on, own_on
    write_columns(rows, ["due_on", "own_on"])
    Event.objects.bulk_create(events)
    if rows:
        roadmaps.recount(mobility, at=at)
    return rows


def _standing(step: Step) -> Standing:
    return Standing(step.plan.key, step.occurrence, step.due_on, step.planned_on, step.is_done, step.own_on)


def _apply(
    mobility: Mobility, redated: Redated, steps: list[Step], today: date, earliest: Callable[[Planned], date]
) -> None:
    known = {(step.plan.key, step.occurrence): step for step in steps}
    changed = []
    for moved in redated.moved:
        step = known[moved.key, moved.occurrence]
        step.planned_on, step.due_on, step.own_on = moved.planned_on, moved.due_on, moved.own_on
        changed.append(step)
    for name in redated.dropped:
        known[name].needed = False
        changed.append(known[name])
    for row in redated.added:
        if step := known.get((row.key, row.occurrence)):
            step.needed, step.own_on, step.came_late = True, None, _comes_late(mobility, row)
            step.planned_on, step.due_on = row.due_on, _due(row, today, earliest)
            changed.append(step)
    write_columns(changed, ["due_on", "planned_on", "own_on", "needed", "came_late"])
    _add(mobility, [row for row in redated.added if (row.key, row.occurrence) not in known], today, earliest)


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
    write_columns(changed, ["owner", "shared_key"])


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


def _due(row: Planned, today: date, earliest: Callable[[Planned], date]) -> date:
    return row.due_on if row.due_on >= today else earliest(row)


def _comes_late(mobility: Mobility, row: Planned) -> bool:
    """Whether it belongs before a departure that is over."""
    return mobility.departed_on is not None and row.phase not in AFTER_DEPARTURE


def _add(mobility: Mobility, rows: list[Planned], planned_on: date, earliest: Callable[[Planned], date]) -> None:
    plans = {step.key: step for step in mobility.blueprint.steps.all()}
    Step.objects.bulk_create(
        Step(
            mobility=mobility,
            plan=plans[row.key],
            occurrence=row.occurrence,
            owner=row.owner,
            due_on=_due(row, planned_on, earliest),
            planned_on=row.due_on,
            quiet_until=roadmap.first_reminder_on(planned_on) if row.due_on <= planned_on else None,
            came_late=_comes_late(mobility, row),
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
