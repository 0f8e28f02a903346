"""Lets roadmaps follow what holds for them from outside: working days, and the law of the day of the agreement."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from companies import law
from doallvet.core.jobs import queue
from doallvet.history import actions as history
from mobilities.actions import forecast, memoranda, roadmap, schedule
from mobilities.actions.locks import lock_mobility
from mobilities.concluded import not_concluded
from mobilities.models import Mobility, Party

AT_ONCE = 100  # mobilities of one task
FIELDS = {"centres.centre": "centre", "companies.company": "company"}


def follow(label: str, pk: int, *, at: datetime) -> int:
    """Move what is due on the running mobilities of a centre or a company to its working days; gives how many moved.

    `label`: centres.centre or companies.company. Each mobility in its own transaction, so that a kill in between
    leaves whole roadmaps; running it again finishes the rest.
    """
    taking_part = Party.objects.filter(**{FIELDS[label]: pk}).values("mobility")
    running = Mobility.objects.running().filter(pk__in=taking_part).order_by("pk")
    return sum(follow_one(mobility, "calendar_followed", at=at) for mobility in running)


def follow_law(pk: int, *, at: datetime) -> bool:
    """Ask the steps of one mobility again under the law of the day on which its agreement was concluded."""
    return any(follow_one(mobility, "law_followed", at=at) for mobility in Mobility.objects.running().filter(pk=pk))


def follow_rules(profile: str, after: int, *, at: datetime) -> int:
    """Bring those mobilities in step that a changed rule of a kind of apprenticeship reaches; gives how many.

    At most `AT_ONCE` with ids above `after`; where there are more, another task goes on behind the last of them. Each
    mobility is written on its own, and doing it again changes nothing: what gets lost is found by the daily sweep.
    """
    law.forget()  # this process may have looked at the rules a moment before they changed
    ids = list(not_concluded(profile).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        look_ahead(pk, at=at)
    if len(ids) == AT_ONCE:
        queue("mobilities.follow_rules", profile=profile, after=ids[-1])
    return len(ids)


def look_ahead(pk: int, *, at: datetime, today: date | None = None) -> None:
    """Bring one mobility in step with all that holds for it today, and foresee anew whether it will be ready."""
    today = today or timezone.localdate(at)
    for mobility in Mobility.objects.running().filter(pk=pk):
        follow_one(mobility, "rules_followed", at=at, today=today)
        memoranda.count(pk, at=at)
        forecast.follow(pk, today=today)


@transaction.atomic
def follow_one(mobility: Mobility, verb: str, *, at: datetime, today: date | None = None) -> bool:
    """Bring one roadmap in step with what holds now; tells whether any step moved, came or went.

    `verb`: under which name the history keeps it.
    """
    mobility = lock_mobility(mobility)
    if mobility.is_over:
        return False
    today = today or timezone.localdate(at)
    done = schedule.follow(mobility, today=today)
    steps = len(done.moved) + len(done.added) + len(done.dropped)
    if steps:
        history.record(mobility, verb, by=None, at=at, after={"steps": steps})
        roadmap.recount(mobility, at=at, today=today)
    return steps > 0
