"""Keeps the ladders of a centre: who is told when a step is overdue and nobody answers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history
from mobilities.rules.escalation import Rung, policy, shipped


@transaction.atomic
def change(
    centre: Centre, kind: str, rungs: Sequence[Rung] | None, *, by: User, at: datetime, seen: str | None = None
) -> None:
    """Keep the ladder of a kind of step, or go back to the one that comes with the portal (None).

    It holds for running mobilities from the next sweep on: who was told is not told again. Raises Stale when somebody
    changed it since it was `seen` (a seal of its rungs).
    """
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    refuse_changed(seen, *policy(kind, centre.escalation))
    before = centre.escalation
    after = {other: rows for other, rows in before.items() if other != kind}
    if rungs is not None and tuple(rungs) != shipped(kind):
        after[kind] = [[rung.who, rung.days] for rung in rungs]
    if after == before:
        return
    Centre.objects.filter(pk=centre.pk).update(escalation=after)
    history.record(centre, "escalation_set", by=by, at=at, before=before.get(kind), after=after.get(kind), note=kind)
