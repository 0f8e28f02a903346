"""Lets a running mobility go on with a newer version of its plan, by choice only."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import agreed, change, roadmap
from mobilities.actions.locks import lock_mobility, lock_project, refuse_stale
from mobilities.models import Blueprint, BlueprintStep, Mobility, Step
from mobilities.plans import upgrades_of


@transaction.atomic
def upgrade(mobility: Mobility, to: Blueprint, *, version: int | None, by: User, at: datetime) -> Mobility:
    """Put a mobility on another version of its plan; steps are matched by their keys.

    What is done stays done, also where the new version has no such step, or has the series in another rhythm: then it
    keeps its old line. What is open and not in it is set aside with its papers. `version`: of the mobility that was
    shown. Raises Refused, Stale.
    """
    lock_project(mobility.project_id)
    mobility = lock_mobility(mobility)
    if mobility.blueprint_id == to.pk:
        return mobility
    roadmap.refuse_over(mobility)
    refuse_stale(mobility, version)
    if to.pk not in {row.pk for row in upgrades_of(mobility)}:
        raise Refused(_("This mobility cannot go on with this plan: it was not made from the one it has."))
    terms, former = agreed.terms_of(mobility), mobility.blueprint
    _repoint(mobility, {row.key: row for row in to.steps.all()})
    mobility.blueprint = to
    mobility.save(update_fields=["blueprint"])
    names = [f"{plan} ({plan.version})" for plan in (former, to)]
    history.record(mobility, "plan_changed", by=by, at=at, before=names[0], after=names[1])
    mobility = change.follow(mobility, terms, by=by, at=at)
    return change.bring_in_step(mobility, at=at)


def _repoint(mobility: Mobility, plans: dict[str, BlueprintStep]) -> None:
    steps = list(mobility.steps.select_related("plan"))
    for step in steps:
        plan = plans.get(step.plan.key)
        if plan is None:
            step.needed = step.needed and step.is_done
        elif not keeps_line(step, plan):
            step.plan = plan
    Step.objects.bulk_update(steps, ["plan", "needed"])


def keeps_line(step: Step, plan: BlueprintStep) -> bool:
    """Whether a closed step of a series stays on its old line, as the new one has another rhythm."""
    return step.is_done and bool(plan.repeat_days) and step.plan.repeat_days not in (None, plan.repeat_days)
