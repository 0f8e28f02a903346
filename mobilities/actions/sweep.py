"""What is owed to the day: reminders, stages that a date moves on, files and seals that were never made.

Nothing is remembered between two sweeps: each one looks for what is due. Several at once do no harm.
"""

from datetime import date, datetime

from django.db import transaction

from centres.actions import partnership
from doallvet.core.jobs import queue
from doallvet.outbox import actions as outbox
from doallvet.signing.actions import chain, circuit
from doallvet.signing.actions.seal import seal_again
from doallvet.signing.models import Version
from mobilities.actions import guardians, pack, reminders, roadmap, search, start_gate, waiver
from mobilities.models import LeadTime, Mobility

AT_ONCE = 1000  # mobilities that a sweep asks to be looked at


def sweep(*, today: date, at: datetime) -> dict[str, str | int]:
    """Do all that today asks for; gives the day, the reminders that are due, and how many of them are new."""
    guardians.follow(Mobility.objects.running(), at=at)
    due, queued = reminders.remind(today=today, at=at)
    start_gate.warn(today=today, at=at)
    waiver.catch_up(at=at)
    partnership.tell_expiry(today=today, at=at)
    build_again()
    seal_again()
    chain.tell_head(today=today, at=at)
    restage(today=today, at=at)
    search.catch_up()
    pack.tidy(at=at)
    circuit.remind(today=today, at=at)
    look_ahead(today=today)
    outbox.pulse("sweep", at=at)
    return {"today": today.isoformat(), "due": due, "queued": queued}


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
        queue("mobilities.look_ahead", mobility_id=pk)
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
