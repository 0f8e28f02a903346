"""Keeps the guardians among the parties of mobilities in step with those whom the sending centre names."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from centres.models import Guardian
from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.history import actions as history
from mobilities.actions.locks import lock_mobility
from mobilities.choices import ACTS_AS, Role
from mobilities.facts import counted_day
from mobilities.models import Mobility, Party
from mobilities.models.mobility import MobilityQuerySet

TOGETHER = 250  # mobilities read at once


def follow(mobilities: MobilityQuerySet, *, today: date, at: datetime) -> int:
    """Bring the guardians of some mobilities in step, each in its own transaction; gives how many were not.

    Safe to repeat: what is in step costs a few queries for all of them.
    """
    named = Exists(Guardian.objects.current().filter(apprentice=OuterRef("apprentice")))
    sitting = Exists(Party.objects.filter(mobility=OuterRef("pk"), role=Role.GUARDIAN))
    rows = mobilities.filter(named | sitting).select_related("apprentice").order_by("pk")
    rows = rows.prefetch_related(
        Prefetch("apprentice__guardians", Guardian.objects.current()),
        Prefetch("parties", Party.objects.filter(role=Role.GUARDIAN)),
    )
    return sum(
        follow_one(mobility, today=today, by=None, at=at)
        for mobility in rows.iterator(chunk_size=TOGETHER)
        if wanted(mobility, today) != {party.person_id for party in mobility.parties.all()}
    )


@transaction.atomic
def follow_one(mobility: Mobility, *, today: date, by: User | None, at: datetime) -> bool:
    """Let those who may act today or on the first day of a mobility take part in it, nobody else; says what changed.

    Links of a guardian who leaves end.
    """
    mobility = lock_mobility(mobility)
    sitting = Party.objects.filter(mobility=mobility, role=Role.GUARDIAN)
    parties = {party.person_id: party for party in sitting.select_related("person")}
    people = User.objects.in_bulk(wanted(mobility, today))
    joining = [person for pk, person in people.items() if pk not in parties]
    leaving = [party.person for pk, party in parties.items() if pk not in people]
    for person in joining:
        _seat(mobility, person)
        history.record(mobility, "guardian_joined", by=by, at=at, after=str(person))
    for person in leaving:
        sitting.filter(person=person).delete()
        links.end_all(person, at=at, subjects=[mobility])
        history.record(mobility, "guardian_left", by=by, at=at, before=str(person))
    return bool(joining or leaving)


def wanted(mobility: Mobility, today: date) -> set[int]:
    """Give the ids of those who may act as guardians today or on the first day of a mobility."""
    guardians, day = mobility.apprentice.guardians.all(), counted_day(mobility, today)
    return {row.person_id for row in guardians if row.ended_at is None and row.acts_on(day)}


def _seat(mobility: Mobility, person: User) -> None:
    Party.objects.create(mobility=mobility, role=Role.GUARDIAN, acts_as=ACTS_AS[Role.GUARDIAN], person=person)
