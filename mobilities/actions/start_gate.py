"""Tells coordinator, apprentice and guardians what is still open shortly before a departure (N9)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox import actions as outbox
from doallvet.outbox.keeping import NewNotice
from mobilities import access
from mobilities.choices import Kind, Owner
from mobilities.models import Mobility, Step
from mobilities.responsible import holders
from mobilities.rules import gates, reminders

TOLD = (Owner.SENDING_COORDINATOR, Owner.APPRENTICE, Owner.GUARDIAN)
MOBILITIES = 250  # read together


def warn(*, today: date, at: datetime) -> int:
    """Owe everybody concerned one message for each stage of the start gate; gives how many were not owed before.

    A person who may see none of the open steps is told nothing. The number of statements depends on the number of
    batches.
    """
    soon = Mobility.objects.leaving(today, gates.latest_start(today)).order_by("pk")
    ids = list(soon.values_list("pk", flat=True))
    return sum(
        outbox.owe_many(list(_of_batch(ids[start : start + MOBILITIES], today=today, at=at)))
        for start in range(0, len(ids), MOBILITIES)
    )


def _of_batch(ids: list[int], *, today: date, at: datetime) -> Iterator[NewNotice]:
    still_open: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.gates().filter(mobility__in=ids).with_plan():
        still_open[step.mobility_id].append(step)
    people = holders(list(still_open)) if still_open else {}
    told = []
    for mobility in Mobility.objects.filter(pk__in=still_open).order_by("pk"):
        found = gates.shown(still_open[mobility.pk], starts_on=mobility.starts_on, today=today)
        told += [(mobility, person) for person in _concerned(found, people[mobility.pk])]
    persons = User.objects.only("time_zone").in_bulk({person for _mobility, person in told})
    for mobility, person in told:
        yield _notice(mobility, persons[person], today=today, at=at)


def _concerned(found: list[Step], people: list[reminders.Holder]) -> list[int]:
    """The people who may see at least one of these steps, each once and always in the same order."""
    named = {
        person
        for owner in TOLD
        if any(access.may_see(access.seat_of(owner), step) for step in found)
        for person in reminders.named(owner, Kind.TASK, people)
    }
    return sorted(named)


def _notice(mobility: Mobility, person: User, *, today: date, at: datetime) -> NewNotice:
    stage = gates.alarm(mobility.starts_on, today)
    return outbox.notice(
        "start-gate",
        person=person,
        subject=mobility,
        at=at,
        due=f"{mobility.starts_on}:{stage.days}",
        data={"starts_on": mobility.starts_on.isoformat()},
        latest_at=outbox.begin_of(mobility.starts_on, person.time_zone),
        not_after=datetime.combine(stage.owed_until, time.min, timezone.get_default_timezone()),
    )
