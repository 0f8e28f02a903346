"""Acts on many steps of a group at once, and takes the last act back. Each mobility has a transaction of its own."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from mobilities.actions import nudge, roadmap, schedule
from mobilities.actions.locks import lock_mobility, lock_steps
from mobilities.choices import GroupDeed, Outcome
from mobilities.models import Deed, Group, Mobility, Step
from mobilities.rules.reasons import coded
from mobilities.verdicts import Verdict, Wish, judge

OUTCOMES = {GroupDeed.COMPLETE: Outcome.DONE, GroupDeed.WAIVE: Outcome.WAIVED}


def preview(group: Group, chosen: Collection[int], wish: Wish, *, at: datetime) -> list[Verdict]:
    """Give what `do` would do to each of the chosen steps of the group; nothing is written."""
    mobilities = Mobility.objects.with_people().filter(group=group, steps__in=chosen).distinct()
    return judge(mobilities, set(chosen), wish, at=at)


def besides(group: Group, verdicts: Collection[Verdict]) -> int:
    """Give how many steps that were not chosen are closed as well, because they are done once for all."""
    closing = [verdict.step for verdict in verdicts if verdict.will_be]
    return Step.objects.served_by(closing).open().exclude(pk__in=[step.pk for step in closing]).count()


def do(
    group: Group, chosen: Collection[int], wish: Wish, *, token: UUID, by: User, at: datetime
) -> tuple[Deed, list[Verdict]]:
    """Do it to those of the chosen steps to which it can be done; gives the deed, and the verdicts on the others.

    Mobilities follow in the order of their ids. The same token again goes on where the first try ended, and does
    nothing twice. Raises Refused for a token of another group.
    """
    deed, _new = Deed.objects.get_or_create(
        token=token,
        defaults={"group": group, "kind": wish.kind, "reason": wish.reason, "due_on": wish.due_on, "at": at, "by": by},
    )
    if (deed.group_id, deed.by_id) != (group.pk, by.pk):
        raise Refused(_("This page is out of date. Please choose again."))
    # Of the first try, whatever came since.
    wish = Wish(kind=GroupDeed(deed.kind), reason=deed.reason, due_on=deed.due_on)
    steps = Step.objects.needed().filter(pk__in=chosen, mobility__group=group)
    left: list[Verdict] = []
    for mobility in list(steps.order_by("mobility").values_list("mobility", flat=True).distinct()):
        left += _do_on(deed, steps.filter(mobility=mobility), mobility, wish, by=by)
    deed.refresh_from_db()
    return deed, left


@transaction.atomic
def _do_on(deed: Deed, chosen, mobility_id: int, wish: Wish, *, by: User) -> list[Verdict]:
    """Act on one mobility; gives the verdicts on what is left."""
    deed = Deed.objects.select_for_update(of=("self",)).get(pk=deed.pk)
    if str(mobility_id) in deed.steps:
        return []
    mobility = lock_steps(list(chosen.select_related("plan", "mobility")))
    verdicts = judge([mobility], set(chosen.values_list("pk", flat=True)), wish, at=deed.at)
    done = [verdict for verdict in verdicts if verdict.will_be]
    deed.steps[str(mobility_id)] = [_kept(verdict.step, wish) for verdict in done]
    _write(mobility, done, wish, by=by, at=deed.at)
    deed.save(update_fields=["steps"])
    return [verdict for verdict in verdicts if not verdict.will_be]


def _kept(step: Step, wish: Wish) -> dict:
    """What is needed to take it back."""
    if wish.kind != GroupDeed.DUE:
        return {"step": step.pk}
    return {"step": step.pk, "before": step.due_on.isoformat(), "own_on": step.own_on and step.own_on.isoformat()}


def _write(mobility: Mobility, done: list[Verdict], wish: Wish, *, by: User, at: datetime) -> None:
    steps = [verdict.step for verdict in done if not verdict.already]
    if not steps:
        return
    if wish.kind == GroupDeed.REMIND:
        nudge.nudge(mobility, done, by=by, at=at)
    elif wish.kind == GroupDeed.DUE and wish.due_on:
        schedule.set_due(mobility, steps, wish.due_on, by=by, at=at)
    else:
        roadmap.close_all(mobility, steps, OUTCOMES[wish.kind], by=by, at=at, reason=wish.reason)


def to_take_back(group: Group, person: User, today: date) -> Deed | None:
    """Give the group's last deed, where this person did it today and can take it back."""
    last = group.deeds.order_by("-at", "-pk").first()
    if last is None or last.by_id != person.pk or last.undone_at or last.kind == GroupDeed.REMIND:
        return None
    return last if timezone.localdate(last.at) == today and any(last.steps.values()) else None


def take_back(group: Group, deed: Deed, *, by: User, at: datetime) -> tuple[int, int]:
    """Open again what the group's last deed closed, or restore its dates; gives how many steps, and how many were left.

    Left is what somebody changed since. The same again does no harm. Raises Refused where it is not the person's own
    last deed of today.
    """
    if deed.undone_at:
        return 0, 0
    last = to_take_back(group, by, timezone.localdate(at))
    if last is None or last.pk != deed.pk:
        raise Refused(_("Only your own last act of today can be taken back."))
    back = left = 0
    for mobility_id in sorted(map(int, deed.steps)):
        done, kept = _take_back_on(mobility_id, deed, by=by, at=at)
        back, left = back + done, left + kept
    Deed.objects.filter(pk=deed.pk, undone_at=None).update(undone_at=at)
    return back, left


@transaction.atomic
def _take_back_on(mobility_id: int, deed: Deed, *, by: User, at: datetime) -> tuple[int, int]:
    known = {row["step"]: row for row in deed.steps[str(mobility_id)]}
    rows = list(Step.objects.filter(pk__in=known).select_related("plan", "mobility"))
    if not rows:
        return 0, len(known)
    mobility = lock_mobility(rows[0].mobility) if deed.kind == GroupDeed.DUE else lock_steps(rows)
    steps = list(mobility.steps.needed().with_plan().filter(pk__in=known))
    mine = [] if mobility.is_over else [step for step in steps if _is_as_left(step, deed)]
    if mine and deed.kind == GroupDeed.DUE:
        schedule.redue(mobility, {step.pk: _former(known[step.pk]) for step in mine}, by=by, at=at)
    elif mine:
        roadmap.reopen_all(mobility, mine, by=by, at=at, reason=coded("taken_back"))
    return len(mine), len(known) - len(mine)


def _former(kept: dict) -> tuple[date, date | None]:
    """The day on which a step was due before, and the one that somebody had set."""
    return date.fromisoformat(kept["before"]), date.fromisoformat(kept["own_on"]) if kept["own_on"] else None


def _is_as_left(step: Step, deed: Deed) -> bool:
    """Whether a step is still as the deed left it."""
    if deed.kind == GroupDeed.DUE:
        return not step.is_done and step.own_on == step.due_on == deed.due_on
    return step.done_at == deed.at and step.done_by_id == deed.by_id
