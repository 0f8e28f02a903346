"""Lets roadmaps follow the working days of those who take part."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from doallvet.history import actions as history
from mobilities.actions import roadmap, schedule
from mobilities.actions.locks import lock_mobility
from mobilities.models import Mobility, Party

FIELDS = {"centres.centre": "centre", "companies.company": "company"}


def follow(label: str, pk: int, *, at: datetime) -> int:
    """Move what is due on the running mobilities of a centre or a company to its working days; gives how many moved.

    `label`: centres.centre or companies.company. Each mobility in its own transaction, so that a kill in between
    leaves whole roadmaps; running it again finishes the rest.
    """
    taking_part = Party.objects.filter(**{FIELDS[label]: pk}).values("mobility")
    running = Mobility.objects.running().filter(pk__in=taking_part).order_by("pk")
    return sum(follow_one(mobility, at=at) for mobility in running)


@transaction.atomic
def follow_one(mobility: Mobility, *, at: datetime) -> bool:
    """Move what is due on one mobility to the working days of today; tells whether anything moved."""
    mobility = lock_mobility(mobility)
    if mobility.is_over:
        return False
    moved = schedule.follow(mobility, today=timezone.localdate(at)).moved
    if moved:
        history.record(mobility, "calendar_followed", by=None, at=at, after={"steps": len(moved)})
        roadmap.recount(mobility, at=at)
    return bool(moved)
