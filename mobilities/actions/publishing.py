"""Publishes a draft as the next version of its plan, shares it, takes over what its source has newly."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.actions.blueprint import as_fields
from mobilities.actions.drafting import is_private, lock_draft, lock_owner, plan_seen, start_draft
from mobilities.models import Blueprint, BlueprintStep
from mobilities.plans import faults_of
from mobilities.rules import arrangement
from mobilities.rules.arrangement import Line
from mobilities.rules.difference import taken_over
from mobilities.rules.drafting import obstacles_to_steps

FIXED = ("id", "blueprint", "key", "title", "help")  # the last two are written by language
WRITTEN = [field.name for field in BlueprintStep._meta.concrete_fields if field.name not in FIXED]


@transaction.atomic
def publish(draft: Blueprint, note: str, *, seen: str, by: User, at: datetime) -> Blueprint:
    """Make a draft the next version of its plan; published already, it gives that version.

    `seen`: `plan_seen` of what was shown. Raises Stale where it is another one by now, Refused with all faults.
    """
    lock_owner(draft.owner)
    draft = Blueprint.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not draft.is_draft:
        return draft
    steps = list(draft.steps.all())
    if plan_seen(draft, steps) != seen:
        raise Stale(_("Somebody changed this draft while you had the page open. Please look again before you publish."))
    if not note.strip():
        raise Refused(_("Say what is new; others read it before they take this version."))
    if faults := faults_of(draft, steps, timezone.localdate(at)):
        raise Refused(reason for _line, reason in faults)
    former = Blueprint.objects.of_plan(draft).published().order_by("-version").first()
    draft.version = former.version + 1 if former else 1
    draft.note, draft.published_at, draft.published_by = note, at, by
    draft.shared_at = at if former and former.shared_at else None
    draft.save(update_fields=["version", "note", "published_at", "published_by", "shared_at"])
    history.record(draft, "published", by=by, at=at, after={"version": draft.version}, note=note)
    return draft


@transaction.atomic
def share(blueprint: Blueprint, shared: bool, *, by: User, at: datetime) -> None:
    """Let the network's centres read and copy the published versions of a centre's plan, or not any more."""
    if shared and not (blueprint.centre and blueprint.centre.network):
        raise Refused(_("Only plans of a centre that belongs to a network can be shared with it."))
    lock_owner(blueprint.owner)
    versions = Blueprint.objects.of_plan(blueprint).published()
    rows = [row for row in versions if (row.shared_at is not None) != shared]
    if not rows:
        return
    Blueprint.objects.filter(pk__in=[row.pk for row in rows]).update(shared_at=at if shared else None)
    history.record(blueprint, "shared" if shared else "unshared", by=by, at=at)


@transaction.atomic
def take_over(
    plan: Blueprint,
    source: Blueprint,
    *,
    add: Collection[str],
    drop: Collection[str],
    take: Collection[str],
    by: User,
    at: datetime,
) -> Blueprint:
    """Write into the draft of a plan what is wanted of a version of its source, and note that the two were compared.

    `add`, `drop`: keys of steps; `take`: "key:part". Makes the draft where there is none, and gives it.
    """
    draft = lock_draft(start_draft(plan, by=by, at=at))
    rows = {row.key: row for row in draft.steps.all()}
    theirs = [row.item for row in source.steps.all()]
    wanted = taken_over([row.item for row in rows.values()], theirs, add=add, drop=drop, take=take)
    if reasons := obstacles_to_steps(len(wanted)):
        raise Refused(reasons)
    lines = arrangement.arranged([Line(item.id, item.phase, item.under) for item in wanted], draft.phases)
    items = {item.id: item for item in wanted}
    draft.steps.exclude(key__in=items).delete()
    changed = []
    for place, line in enumerate(lines):
        step = rows.get(line.key) or BlueprintStep(blueprint=draft, key=line.key)
        fields = as_fields(items[line.key]) | {"position": place, "under": line.under}
        if any(getattr(step, name) != new for name, new in fields.items()):
            for name, new in fields.items():
                setattr(step, name, new)
            step.private = is_private(step)
            changed.append(step)
    BlueprintStep.objects.bulk_create([step for step in changed if step.pk is None])
    BlueprintStep.objects.bulk_update([step for step in changed if step.pk], WRITTEN)
    draft.based_on = source
    draft.save(update_fields=["based_on"])
    chosen = {"added": sorted(add), "dropped": sorted(drop), "taken": sorted(take)}
    history.record(draft, "taken_over", by=by, at=at, after={"from": source.pk, **chosen})
    return draft
