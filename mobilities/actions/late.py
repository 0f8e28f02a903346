"""Settles steps that came with a change after the departure before which they belong."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.core.rows import write_columns
from doallvet.history import actions as history
from doallvet.history.models import Event
from mobilities.actions import roadmap
from mobilities.actions.locks import lock_steps
from mobilities.calendars import calendars_of
from mobilities.choices import Outcome, Settled
from mobilities.models import Mobility, Step
from mobilities.rules.completion import settled_as

WEEK = timedelta(days=7)


@transaction.atomic
def settle(steps: list[Step], said: Mapping[int, str], *, reason: str, by: User, at: datetime) -> list[Step]:
    """Close steps of one mobility that came late, or keep them to be done within a week; gives those it settled.

    `said`: by step id one of `choices.Settled`. What was settled meanwhile stays as it is. Raises Refused where a step
    cannot be settled so, or nobody says why one is not needed.
    """
    if not steps:
        return []
    mobility = lock_steps(steps)
    roadmap.refuse_over(mobility)
    rows = list(mobility.steps.came_late().with_plan().filter(pk__in=said))
    if any(said[row.pk] not in settled_as(row.plan.kind, row.owner, row.plan.evidence) for row in rows):
        raise Refused(_("Of one of these steps the paper or the answer itself is needed: open its page."))
    of = {choice: [row for row in rows if said[row.pk] == choice] for choice in Settled}
    if of[Settled.WAIVED] and not reason.strip():
        raise Refused(_("Say why this step is not needed."))
    roadmap.close_all(mobility, of[Settled.BEFORE], Outcome.BEFORE, by=by, at=at)
    roadmap.close_all(mobility, of[Settled.WAIVED], Outcome.WAIVED, by=by, at=at, reason=reason)
    _keep(mobility, of[Settled.OPEN], by=by, at=at)
    return rows


def _keep(mobility: Mobility, rows: list[Step], *, by: User, at: datetime) -> None:
    """Let steps be due in a week, like any other."""
    if not rows:
        return
    calendars = calendars_of(mobility, list(mobility.parties.all()))
    in_a_week: date = timezone.localdate(at) + WEEK
    events = []
    for row in rows:
        row.due_on = calendars.of(row.owner, row.plan.phase).on_or_after(in_a_week)
        row.own_on, row.came_late = row.due_on, False
        events.append(
            history.event(row, "step_kept", story=mobility, by=by, at=at, after=row.due_on, private=row.plan.private)
        )
    write_columns(rows, ["due_on", "own_on", "came_late"])
    Event.objects.bulk_create(events)
    roadmap.recount(mobility, at=at)
