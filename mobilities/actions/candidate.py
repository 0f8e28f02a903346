"""Writes who is to travel with a group, and plans their mobilities."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres.actions.fields import write
from centres.models import Apprentice
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities import prefill
from mobilities.actions import planning
from mobilities.actions.locks import lock_group
from mobilities.hosts import place_of
from mobilities.models import Candidate, Group, Mobility
from mobilities.rules.dates import Dates


@transaction.atomic
def invite(group: Group, apprentices: Iterable[Apprentice], *, by: User, at: datetime) -> int:
    """Put apprentices on the list of those who are to travel; gives how many are new on it."""
    lock_group(group)
    return put_on_list(group, apprentices, by=by, at=at)


def put_on_list(group: Group, apprentices: Iterable[Apprentice], *, by: User, at: datetime) -> int:
    there = {*group.candidates.values_list("apprentice", flat=True), *_travelling(group)}
    new = [row for row in apprentices if row.pk not in there and row.centre_id == group.project.centre_id]
    Candidate.objects.bulk_create(Candidate(group=group, apprentice=row) for row in new)
    if new:
        names = ", ".join(map(str, new))
        history.record(group, "group_invited", story=group.project, by=by, at=at, after=names)
    return len(new)


def _travelling(group: Group) -> set[int]:
    return set(group.mobilities.running().values_list("apprentice", flat=True))


@transaction.atomic
def set_exception(candidate: Candidate, fields: dict[str, Any], *, by: User, at: datetime) -> None:
    """Write other dates or another host for one who is to travel; None: as the group."""
    lock_group(candidate.group)
    if candidate := Candidate.objects.select_related("group__project").filter(pk=candidate.pk).first():
        before, after = write(candidate, fields)
        if after:
            project = candidate.group.project
            history.record(candidate.group, "group_exception", story=project, by=by, at=at, before=before, after=after)


@transaction.atomic
def dismiss(candidate: Candidate, *, by: User, at: datetime) -> None:
    """Take one who was to travel off the list."""
    group = lock_group(candidate.group)
    if Candidate.objects.filter(pk=candidate.pk).delete()[0]:
        name = str(candidate.apprentice)
        history.record(group, "group_dismissed", story=group.project, by=by, at=at, before=name)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What planning one of the list would come to: `obstacles` keep it from being planned, `gaps` do not."""

    candidate: Candidate
    plan: planning.Plan
    obstacles: list[str]
    gaps: list[str]


def plan_of(group: Group, candidate: Candidate, today: date) -> planning.Plan:
    """Give the plan of one who is to travel: the group's, their own where it differs, rules from their own contract."""
    apprentice = candidate.apprentice
    host = place_of(candidate) or place_of(group)
    dates = _dates(group, candidate)
    contract = prefill.contract_of(apprentice, today)
    likely = prefill.when(apprentice, host, contract, None)
    return planning.Plan(
        token=candidate.token,
        apprentice=apprentice,
        project=group.project,
        blueprint=group.blueprint,
        starts_on=dates.start,
        ends_on=dates.end,
        virtual_starts_on=dates.vstart,
        virtual_ends_on=dates.vend,
        host_company=host.company,
        host_site=host.site,
        hosting_centre=host.centre,
        contract=contract,
        profile=contract.profile if contract else prefill.students_profile(apprentice),
        arrangement=likely.get("arrangement", ""),
        pay_kept=likely.get("pay_kept"),
        entry_formalities=likely["entry_formalities"],
        transport=group.transport,
        group=group,
    )


def _dates(group: Group, candidate: Candidate) -> Dates:
    """The group's dates, or the own days abroad within the group's virtual phase."""
    start, end = candidate.starts_on or group.starts_on, candidate.ends_on or group.ends_on
    return Dates(group.virtual_starts_on, start, end, group.virtual_ends_on)


def outlooks(group: Group, *, by: User, today: date) -> list[Outlook]:
    """Say for each who is to travel what stands in the way, and what will be missing; writes nothing."""
    if not group.is_planned:
        return []
    found = []
    for candidate in on_list(group):
        plan = plan_of(group, candidate, today)
        try:
            planning.refuse_unsound(plan, today=today)
            obstacles = []
        except Refused as refused:
            obstacles = refused.reasons
        gaps = planning.gaps(plan, *planning.drafted(plan, by=by, today=today), today=today)
        found.append(Outlook(candidate, plan, obstacles, gaps))
    return found


def on_list(group: Group) -> QuerySet[Candidate]:
    """Give those who are to travel, with what planning them asks."""
    people = ("apprentice__person", "apprentice__centre", "host_company", "host_site", "hosting_centre")
    return group.candidates.select_related(*people)


def plan_all(group: Group, chosen: Collection[int], *, by: User, at: datetime) -> tuple[list[Mobility], list[Outlook]]:
    """Plan those of the list whose ids are chosen, each wholly or not at all; gives the planned ones and the others.

    Each has a transaction of its own, in the order of ids. Who was planned meanwhile is left out.
    """
    planned, left = [], []
    for pk in sorted(chosen):
        try:
            if mobility := plan_one(group, pk, by=by, at=at):
                planned.append(mobility)
        except Refused as refused:
            candidate = on_list(group).get(pk=pk)
            left.append(Outlook(candidate, plan_of(group, candidate, timezone.localdate(at)), refused.reasons, []))
    return planned, left


@transaction.atomic
def plan_one(group: Group, candidate_id: int, *, by: User, at: datetime) -> Mobility | None:
    """Plan one of the list; None where somebody else did. Raises Refused with what stands in the way."""
    rows = on_list(group).select_for_update(of=("self",))
    candidate = rows.filter(pk=candidate_id).first()
    if candidate is None:
        return None
    mobility = planning.create(plan_of(group, candidate, timezone.localdate(at)), by=by, at=at)
    candidate.delete()
    return mobility
