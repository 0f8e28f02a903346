"""Reads plans for who writes them: what is wrong with one, what its steps are called, what is newer than it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.history.models import Event
from mobilities.models import Blueprint, BlueprintStep, Mobility
from mobilities.models.mobility import MobilityQuerySet
from mobilities.rules import drafting, example
from mobilities.rules.soundness import Fault


def faults_of(blueprint: Blueprint, steps: list[BlueprintStep], today: date) -> list[Fault]:
    """Give (place of the step, reason) for all that keeps a draft from being published."""
    template = blueprint.template(steps)
    known = {row.key for row in steps}
    gone = {need for row in steps for need in row.needs} - known
    return drafting.faults(template, titles_of(blueprint, steps, gone), example.start_for(template, today))


def titles_of(blueprint: Blueprint, steps: Iterable[BlueprintStep], gone: Iterable[str] = ()) -> dict[str, str]:
    """Give what the steps are called by key; of those that are `gone`, from the versions that had them."""
    found: dict[str, str] = {}
    if gone := list(gone):
        plans = [row.pk for row in Blueprint.objects.of_plan(blueprint)] + [blueprint.based_on_id]
        found = {row.key: row.title for row in BlueprintStep.objects.filter(blueprint__in=plans, key__in=gone)}
    return found | {row.key: row.title or row.title_es or row.key for row in steps}


def was_taken_out(draft: Blueprint, step_pk: int) -> bool:
    """Whether a step that is not there any more stood in this draft, and somebody took it out."""
    return Event.objects.about(draft).filter(verb="step_removed", subject_id=step_pk).exists()


def newer_source(blueprint: Blueprint, person: User) -> Blueprint | None:
    """Give the newest version of the plan that this one was made from, where it is newer than the one compared."""
    newest = source_of(blueprint, person)
    return newest if newest and newest.version > blueprint.based_on.version else None


def with_newer_source(plans: Iterable[Blueprint], person: User) -> set[int]:
    """Give the ids of those of some plans whose source has a newer version; one query."""
    newest = {_line(row): row.version for row in Blueprint.objects.visible_to(person).newest()}
    return {plan.pk for plan in plans if plan.based_on and newest.get(_line(plan.based_on), 0) > plan.based_on.version}


def source_of(blueprint: Blueprint, person: User) -> Blueprint | None:
    """Give the newest version of the plan that this one was made from, as far as the person may read it."""
    if blueprint.based_on_id is None:
        return None
    return Blueprint.objects.visible_to(person).of_plan(blueprint.based_on).newest().with_owner().first()


def upgrades_of(mobility: Mobility) -> list[Blueprint]:
    """Give the plans to which a mobility may go on: a newer version of its own, or one that was made from it."""
    plan = mobility.blueprint
    offered = Blueprint.objects.offered_to(mobility.sending_centre).with_owner()
    others = list(offered.filter(mode=plan.mode, activity=plan.activity).exclude(pk=plan.pk))
    made_from = _sources(others)
    return [row for row in others if _goes_on(plan, row, made_from)]


def _sources(plans: list[Blueprint]) -> dict[int, Blueprint]:
    """Give by id the plans from which some were made, and so on; a query for each generation."""
    found: dict[int, Blueprint] = {}
    while wanted := {row.based_on_id for row in (*plans, *found.values())} - {None, *found}:
        found |= Blueprint.objects.in_bulk(wanted)
    return found


def _goes_on(plan: Blueprint, other: Blueprint, made_from: dict[int, Blueprint]) -> bool:
    """Whether one plan is a newer version of another one, or was made from it."""
    if _line(plan) == _line(other):
        return plan.version < other.version
    while source := made_from.get(other.based_on_id):
        if _line(source) == _line(plan):
            return True
        other = source
    return False


def _line(plan: Blueprint) -> tuple[str, int | None, int | None]:
    return plan.key, plan.centre_id, plan.network_id


def could_go_on_with(plan: Blueprint, centre: Centre) -> MobilityQuerySet:
    """Give the running ones that a centre sends on an older version of a plan, or on one that it was made from."""
    same = Q(blueprint__in=Blueprint.objects.of_plan(plan).filter(version__lt=plan.version).order_by().values("pk"))
    for source in plan.ancestors():
        same |= Q(blueprint__in=Blueprint.objects.of_plan(source).published().order_by().values("pk"))
    return Mobility.objects.running().sent_by(centre).filter(same)
