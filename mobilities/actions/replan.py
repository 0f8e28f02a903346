"""Puts a running mobility on another plan: what is done stays done, the rest follows."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import agreed, change, guardians, news, roadmap
from mobilities.actions.locks import lock_apprentice, lock_mobility, refuse_stale
from mobilities.facts import dates_of
from mobilities.models import Blueprint, Mobility, Step
from mobilities.rules.dates import Dates
from mobilities.rules.succession import successors
from mobilities.stays import obstacles_to_stay


@transaction.atomic
def set_kind(
    mobility: Mobility, blueprint: Blueprint, dates: Dates, *, version: int, by: User, at: datetime
) -> Mobility:
    """Make another kind of stay of a mobility, with its dates: blended instead of abroad only, long instead of short.

    Steps of the new plan take over what was done for the same documents by the same hands. Answers, signatures and
    open steps follow. Raises Refused (not after the departure), Stale when somebody was faster.
    """
    lock_apprentice(mobility.apprentice_id)
    mobility = lock_mobility(mobility)
    roadmap.refuse_over(mobility)
    if mobility.blueprint_id == blueprint.pk and dates_of(mobility) == dates:
        return mobility
    refuse_stale(mobility, version)
    if mobility.departed_on:
        raise Refused(_("The apprentice has left: the kind of stay does not change any more."))
    if reasons := obstacles_to_stay(mobility.apprentice, mobility.project, blueprint, dates, besides=mobility):
        raise Refused(reasons)
    terms, known, before = agreed.terms_of(mobility), change.blocks(mobility, at), mobility.blueprint.title
    take_over(mobility, blueprint)
    mobility.activity, mobility.mode = blueprint.activity, blueprint.mode
    change.keep_dates(mobility, dates, "blueprint", "activity", "mode")
    guardians.follow_one(mobility, today=timezone.localdate(at), by=by, at=at)
    event = history.record(mobility, "replanned", by=by, at=at, before=before, after=blueprint.title)
    mobility = change.follow(mobility, terms, by=by, at=at)
    change.refuse_unlawful(mobility, known, at=at)
    news.tell_change(mobility, event, at=at)
    return change.bring_in_step(mobility, at=at)


def take_over(mobility: Mobility, blueprint: Blueprint) -> None:
    """Let the steps of a mobility stand for those of another plan; the caller keeps the mobility and counts anew.

    Open steps that the new plan does not know are set aside; closed ones stay as they are, with their papers.
    """
    plans = {plan.key: plan for plan in blueprint.steps.all()}
    found = successors([plan.item for plan in mobility.blueprint.steps.all()], [plan.item for plan in plans.values()])
    heirs = {former: plans[key] for key, former in found.items()}
    steps = list(mobility.steps.filter(plan__blueprint=mobility.blueprint).select_related("plan"))
    for step in steps:
        if heir := heirs.get(step.plan.key):
            step.plan = heir
        elif not step.is_done:
            step.needed = False
    Step.objects.bulk_update(steps, ["plan", "needed"])
    mobility.blueprint = blueprint
