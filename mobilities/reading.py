"""Reads one mobility for its pages: the row, who takes part, the steps. Lists of mobilities are read by their managers.

The text of these questions is kept from one request to the next (core/prepared.py).
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from doallvet.core.prepared import prepared
from doallvet.outbox.models import DeadAddress
from mobilities.models import Approval, Mobility, Party, Step

Row = TypeVar("Row", bound=Model)


def with_people(pk: int) -> Mobility:
    """Give a mobility as `Mobility.objects.with_people()` does, or raise Mobility.DoesNotExist; two queries.

    `has_answers`: some answer is to be looked at. `is_lost`, of a party: mail does not reach the first address of one
    of its people.
    """
    return _seated(_one(_whole(pk), Mobility), _named)


def with_parties(pk: int) -> Mobility:
    """Give a mobility with the parties of today, without names: all that a seat follows from; two queries.

    Raises Mobility.DoesNotExist.
    """
    return _seated(_one(_alone(pk), Mobility), _parties)


def locked(pk: int) -> Mobility:
    """Lock a mobility and give it without its people, or raise Mobility.DoesNotExist; one query."""
    return _one(_locked(pk), Mobility)


def step_of(mobility: Mobility, pk: int) -> Step:
    """Give a needed step of a mobility with its plan, or raise Step.DoesNotExist; one query."""
    step = _one(_step(mobility.pk, pk), Step)
    step.mobility = mobility
    return step


def steps_of(mobility: Mobility, *, needed: bool = True) -> list[Step]:
    """The steps of a mobility with their plans, phase by phase: the needed ones or all. One query."""
    steps = _steps(mobility.pk, needed)
    for step in steps:
        step.mobility = mobility
    return steps


def _one(found: list[Row], model: type[Row]) -> Row:
    if not found:
        raise model.DoesNotExist
    return found[0]


def _seated(mobility: Mobility, parties_of: Callable[[int, int, date], list[Party]]) -> Mobility:
    """Put parties where a prefetch puts them: as rows of the mobility's own that act today."""
    today = timezone.localdate()
    parties = parties_of(mobility.pk, mobility.apprentice_id, today)
    for party in parties:
        party.mobility = mobility
    rows = mobility.parties.acting(today)
    rows._result_cache, rows._prefetch_done = parties, True
    mobility._prefetched_objects_cache = {"parties": rows}
    return mobility


@prepared
def _whole(pk: int) -> QuerySet[Mobility]:
    answers = Approval.objects.to_look_at().filter(mobility=OuterRef("pk"))
    found = Mobility.objects.select_related("apprentice__person", "sending_centre", "project", "blueprint")
    return found.filter(pk=pk).annotate(has_answers=Exists(answers)).order_by()


@prepared
def _alone(pk: int) -> QuerySet[Mobility]:
    return Mobility.objects.filter(pk=pk).order_by()


@prepared
def _locked(pk: int) -> QuerySet[Mobility]:
    return Mobility.objects.select_for_update(of=("self",)).filter(pk=pk).order_by()


@prepared
def _named(pk: int, apprentice: int, today: date) -> QuerySet[Party]:
    theirs = [OuterRef("person__email"), OuterRef("deputy__email")]
    lost = DeadAddress.objects.holding().filter(address__in=theirs)
    return Party.objects.acting(today, apprentice).filter(mobility=pk).with_names().annotate(is_lost=Exists(lost))


@prepared
def _parties(pk: int, apprentice: int, today: date) -> QuerySet[Party]:
    return Party.objects.acting(today, apprentice).filter(mobility=pk).order_by("pk")


@prepared
def _step(mobility: int, pk: int) -> QuerySet[Step]:
    return Step.objects.needed().select_related("plan").filter(mobility=mobility, pk=pk)


@prepared
def _steps(pk: int, needed: bool) -> QuerySet[Step]:
    steps = Step.objects.filter(mobility=pk).with_plan()
    return steps.needed() if needed else steps
