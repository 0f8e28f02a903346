"""What is owed to the day: reminders, stages that a date moves on, files and seals that were never made, leftovers.

Nothing is remembered between two sweeps: each one looks for what is due. Several at once do no harm.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from centres.actions import memorandum, partnership
from centres.models.apprentice import years_before
from doallvet.core.jobs import queue
from doallvet.outbox import actions as outbox
from doallvet.outbox import alarm
from doallvet.signing.actions import chain, circuit
from doallvet.signing.actions.seal import seal_again
from doallvet.signing.models import Signatory, Version
from mobilities.actions import (
    guardians,
    leftovers,
    pack,
    papers,
    reminders,
    roadmap,
    search,
    session,
    start_gate,
    waiver,
)
from mobilities.actions.locks import lock_mobility
from mobilities.choices import Side
from mobilities.models import LeadTime, Mobility
from mobilities.rules.conditions import ADULT_AT

AT_ONCE = 1000  # mobilities that a sweep asks to be looked at
T = TypeVar("T")

log = structlog.get_logger(__name__)


class Incomplete(Exception):
    """A sweep of which some jobs failed; names them."""


def sweep(*, today: date, at: datetime) -> dict[str, str | int]:
    """Do all that today asks for; gives the day, the reminders that are due, and how many of them are new.

    A job that fails holds up no other. Raises Incomplete then, after all were tried, and leaves no sign of life.
    """
    failed: list[str] = []

    def tried(job: Callable[..., T], *rows: Any, **words: Any) -> T | None:
        try:
            return job(*rows, **words)
        except SoftTimeLimitExceeded:
            raise
        except Exception:  # noqa: BLE001 (one job's fault must not hold up the others)
            name = f"{job.__module__}.{job.__name__}"
            log.exception("sweep_failed", job=name)
            failed.append(name)
        return None

    tried(guardians.follow, Mobility.objects.running(), today=today, at=at)
    tried(come_of_age, today=today, at=at)
    reminded = tried(reminders.remind, today=today, at=at)
    tried(start_gate.warn, today=today, at=at)
    tried(session.remind, today=today, at=at)
    tried(waiver.catch_up, at=at)
    tried(partnership.tell_expiry, today=today, at=at)
    tried(build_again)
    tried(memorandum.build_again)
    tried(seal_again)
    tried(chain.tell_head, today=today, at=at)
    tried(restage, today=today, at=at)
    tried(search.catch_up)
    tried(pack.tidy, at=at)
    tried(leftovers.clear, at=at)
    tried(circuit.remind, today=today, at=at)
    tried(look_ahead, today=today)
    tried(alarm.gather, today=today, at=at)
    tried(alarm.warn, today=today, at=at)
    if failed:
        raise Incomplete(", ".join(failed))
    outbox.pulse("sweep", at=at)
    due, queued = reminded
    return {"today": today.isoformat(), "due": due, "queued": queued}


def come_of_age(*, today: date, at: datetime) -> int:
    """Wait no longer for the guardians of those who have come of age; gives on how many papers, each on its own."""
    grown = Mobility.objects.running().filter(apprentice__born_on__lte=years_before(today, ADULT_AT))
    waiting = Signatory.objects.current().missing().filter(party=Side.GUARDIAN)
    found = 0
    for row in waiting.filter(version__document__agreement__mobility__in=grown).order_by("pk"):
        with transaction.atomic():
            version = circuit.locked(row).version
            mobility = lock_mobility(version.document.agreement.mobility)
            if papers.come_of_age(mobility, version, at=at):
                papers.settle(mobility, version, by=version.issued_by, at=at)
                found += 1
    return found


def build_again() -> int:
    """Ask once more for the files of issued agreements that have none; gives how many."""
    unbuilt = Version.objects.without_file().filter(document__agreement__isnull=False).order_by("pk")
    ids = list(unbuilt.values_list("pk", flat=True))
    for pk in ids:
        queue("mobilities.build_agreement", version_id=pk)
    return len(ids)


def look_ahead(*, today: date) -> int:
    """Ask for the roadmaps and forecasts that nobody brought in step today; gives how many.

    So whatever got lost of what holds for them – closed days, a region, a rule that was corrected – holds a day later.
    At most `AT_ONCE`: the sweeps of a day share the work, and each mobility is a task of its own.
    """
    if not LeadTime.objects.filter(gathered_on=today).exists():
        queue("mobilities.gather_lead_times")
    ids = list(Mobility.objects.not_looked_at(today).values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        queue("mobilities.look_ahead", mobility_id=pk, today=today.isoformat())
    return len(ids)


def restage(*, today: date, at: datetime) -> int:
    """Move on the stages of mobilities of which a date has come; gives how many.

    Found by what their stage should be by now, so that a missed day loses nothing; each in its own transaction.
    """
    moved = 0
    for pk in list(Mobility.objects.behind(today).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            behind = Mobility.objects.behind(today).select_for_update(of=("self",)).filter(pk=pk).first()
            if behind:
                roadmap.recount(behind, at=at, today=today)
                moved += 1
    return moved
