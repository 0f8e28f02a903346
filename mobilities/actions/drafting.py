"""Writes a plan: copies one, makes a draft of one, changes the draft. What is published is never written again."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from centres.models import Centre, Network
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.models import Blueprint, BlueprintStep
from mobilities.rules import arrangement
from mobilities.rules.arrangement import Line
from mobilities.rules.conditions import PRIVATE
from mobilities.rules.documents import sensitive
from mobilities.rules.drafting import inherited, obstacles_to_steps
from mobilities.terms import fingerprint

HEAD = ("title_en", "title_es", "activity", "mode", "phases", "stay_days", "gaps", "lead_days")
CHANGEABLE = ("title_en", "title_es", "stay_days", "gaps", "lead_days")


@transaction.atomic
def copy(source: Blueprint, owner: Centre | Network, titles: dict[str, str], *, by: User, at: datetime) -> Blueprint:
    """Make a draft of one's own from a plan; asked again for the same, it gives the draft that is there.

    `titles`: title_en, title_es. The keys of the steps stay, so that the two can be compared.
    """
    mine = lock_owner(owner)
    if known := Blueprint.objects.drafts().filter(based_on=source, **mine, **titles).first():
        return known
    head = {name: getattr(source, name) for name in HEAD} | titles
    draft = Blueprint.objects.create(key=_free_key(source.key, mine), based_on=source, **mine, **head)
    _keep_steps(draft, source.steps.all())
    history.record(draft, "copied", by=by, at=at, after={"from": source.pk, "version": source.version})
    return draft


@transaction.atomic
def start_draft(published: Blueprint, *, by: User, at: datetime) -> Blueprint:
    """Make the draft of a plan's next version from its newest one, or give the draft that is there."""
    lock_owner(published.owner)
    versions = Blueprint.objects.of_plan(published)
    if known := versions.drafts().first():
        return known
    newest = versions.published().order_by("-version").first()
    head = {name: getattr(newest, name) for name in (*HEAD, "key", "centre", "network", "based_on")}
    draft = Blueprint.objects.create(**head)
    _keep_steps(draft, newest.steps.all())
    history.record(draft, "drafted", by=by, at=at, after={"version": newest.version})
    return draft


@transaction.atomic
def discard(draft: Blueprint, *, by: User, at: datetime) -> None:
    """Throw a draft away; the published versions stay."""
    draft = lock_draft(draft)
    history.record(draft, "discarded", by=by, at=at, before={"title": draft.title})
    draft.delete()


@transaction.atomic
def change_head(draft: Blueprint, fields: dict[str, Any], *, seen: str, by: User, at: datetime) -> Blueprint:
    """Write name and lengths (CHANGEABLE). `seen`: `head_seen` of what was shown. Raises Stale, Refused."""
    draft = lock_draft(draft)
    before = {name: getattr(draft, name) for name in fields}
    if before == fields:
        return draft
    _refuse_stale(head_seen(draft), seen)
    Blueprint.objects.filter(pk=draft.pk).update(**fields)
    history.record(draft, "changed", by=by, at=at, before=before, after=fields)
    return Blueprint.objects.get(pk=draft.pk)


@transaction.atomic
def add_step(
    draft: Blueprint, key: str, fields: dict[str, Any], *, by: User, at: datetime, behind: str = ""
) -> BlueprintStep:
    """Add a step, the last of its phase or `behind` another one; the same key again is the same step.

    Raises Refused where the plan has as many as it may.
    """
    draft = lock_draft(draft)
    steps = list(draft.steps.all())
    if known := next((step for step in steps if step.key == key), None):
        return known
    if reasons := obstacles_to_steps(len(steps) + 1):
        raise Refused(reasons)
    step = BlueprintStep(blueprint=draft, key=key, position=len(steps), **fields)
    step.private = is_private(step)
    step.save()
    lines = [_line(row) for row in (*steps, step)]
    above = next((line for line in lines if line.key == behind and line.phase == step.phase), None)
    if above:
        lines = [replace(row, under=above.under) if row.key == key else row for row in lines]
        lines = arrangement.beside(arrangement.arranged(lines, draft.phases), key, behind, after=True)
    _arrange(draft, [*steps, step], lines)
    history.record(step, "step_added", story=draft, by=by, at=at, after={"title": step.title_en or step.title_es})
    return BlueprintStep.objects.get(pk=step.pk)


@transaction.atomic
def change_step(step: BlueprintStep, fields: dict[str, Any], *, seen: str, by: User, at: datetime) -> BlueprintStep:
    """Write a step of a draft. `seen`: `step_seen` of what was shown. Raises Stale when it is another one by now."""
    draft = lock_draft(step.blueprint)
    step = draft.steps.filter(pk=step.pk).first()
    if step is None:
        raise Stale(_("Somebody took this step out of the draft while you had the page open."))
    now = step_seen(step)
    before = {name: getattr(step, name) for name in fields}
    for name, new in fields.items():
        setattr(step, name, new)
    if step_seen(step) == now:
        return step
    _refuse_stale(now, seen)
    step.private = is_private(step)
    step.save()
    steps = list(draft.steps.all())
    _arrange(draft, steps, [_line(row) for row in steps])
    changed = {name: new for name, new in fields.items() if before[name] != new}
    history.record(
        step, "step_changed", story=draft, by=by, at=at, before={n: before[n] for n in changed}, after=changed
    )
    return BlueprintStep.objects.get(pk=step.pk)


def place_beside(
    draft: Blueprint, step: BlueprintStep, other: str, *, after: bool, by: User, at: datetime
) -> Blueprint:
    """Put a step before or after another one; the same again changes nothing."""
    return _rearrange(draft, step, lambda lines: arrangement.beside(lines, step.key, other, after=after), by=by, at=at)


def place_under(draft: Blueprint, step: BlueprintStep, head: str, *, by: User, at: datetime) -> Blueprint:
    """Let a step belong to another one, or with "" to none; the same again changes nothing."""
    return _rearrange(draft, step, lambda lines: arrangement.put_under(lines, step.key, head), by=by, at=at)


@transaction.atomic
def _rearrange(
    draft: Blueprint, step: BlueprintStep, order: Callable[[list[Line]], list[Line]], *, by: User, at: datetime
) -> Blueprint:
    draft = lock_draft(draft)
    steps = list(draft.steps.all())
    if _arrange(draft, steps, order([_line(row) for row in steps])):
        history.record(step, "step_moved", story=draft, by=by, at=at)
    return draft


@transaction.atomic
def remove_step(step: BlueprintStep, *, by: User, at: datetime) -> list[BlueprintStep]:
    """Take a step out of a draft; what waited for it waits for what it waited for. Gives the steps that did."""
    draft = lock_draft(step.blueprint)
    steps = list(draft.steps.all())
    if step.pk not in {row.pk for row in steps}:
        return []
    waited = [row for row in steps if step.key in row.needs and row.pk != step.pk]
    for row in waited:
        row.needs = [need for need in inherited(row.needs, step.key, step.needs) if need != row.key]
    BlueprintStep.objects.bulk_update(waited, ["needs"])
    history.record(step, "step_removed", story=draft, by=by, at=at, before={"title": step.title_en or step.title_es})
    BlueprintStep.objects.filter(pk=step.pk).delete()
    rest = [row for row in steps if row.pk != step.pk]
    _arrange(draft, rest, [_line(row) for row in rest])
    return waited


def lock_owner(owner: Centre | Network) -> dict[str, Centre | Network]:
    """Lock the owner, so that its plans are copied, drafted and published one by one; give it as fields of a plan."""
    locked = type(owner).objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
    return {"centre": locked, "network": None} if isinstance(locked, Centre) else {"centre": None, "network": locked}


def lock_draft(draft: Blueprint) -> Blueprint:
    """Lock a draft and give it as it is now. Raises Refused where it is published: that never changes."""
    locked = Blueprint.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not locked.is_draft:
        raise Refused(_("This version is published and does not change any more. Make a draft from it."))
    return locked


def step_seen(step: BlueprintStep) -> str:
    """Give the fingerprint of a step as it is shown in its form; order and place do not count."""
    return fingerprint(asdict(replace(step.item, line=0, under="")))


def head_seen(draft: Blueprint) -> str:
    return fingerprint({name: getattr(draft, name) for name in CHANGEABLE})


def plan_seen(draft: Blueprint, steps: list[BlueprintStep]) -> str:
    """Give the fingerprint of a whole draft."""
    return fingerprint({"head": head_seen(draft), "steps": [asdict(step.item) for step in steps]})


def is_private(step: BlueprintStep) -> bool:
    return step.condition in PRIVATE or sensitive(step.evidence)


def _refuse_stale(now: str, seen: str) -> None:
    if now != seen:
        raise Stale(_("Somebody changed this while you had the page open. Nothing was written: please look again."))


def _free_key(wanted: str, owner: dict[str, Any]) -> str:
    taken = set(Blueprint.objects.filter(**owner).values_list("key", flat=True))
    stem = slugify(wanted)[:34]
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _keep_steps(draft: Blueprint, steps: Any) -> None:
    rows = []
    for step in steps:
        step.pk, step._state.adding, step.blueprint = None, True, draft
        rows.append(step)
    BlueprintStep.objects.bulk_create(rows)


def _line(step: BlueprintStep) -> Line:
    return Line(step.key, step.phase, step.under)


def _arrange(draft: Blueprint, steps: list[BlueprintStep], lines: list[Line]) -> bool:
    """Keep the order and who belongs to whom; tells whether anything changed."""
    known, changed = {step.key: step for step in steps}, []
    for place, line in enumerate(arrangement.arranged(lines, draft.phases)):
        step = known[line.key]
        if (step.position, step.under) != (place, line.under):
            step.position, step.under = place, line.under
            changed.append(step)
    BlueprintStep.objects.bulk_update(changed, ["position", "under"])
    return bool(changed)
