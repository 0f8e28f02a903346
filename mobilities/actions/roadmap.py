"""Closes, waives and reopens steps, and keeps what follows from them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.core.rows import write_columns
from doallvet.history import actions as history
from doallvet.history.models import Event
from mobilities import concluded, reading, standing
from mobilities.actions.locks import lock_roadmap, lock_step
from mobilities.choices import Outcome, Verdict
from mobilities.models import Approval, Mobility, Reply, Step, Waiver
from mobilities.rules import roadmap
from mobilities.rules.documents import waiver_takes_two
from mobilities.rules.stage import stage

VERBS = {Outcome.DONE: "step_done", Outcome.BEFORE: "step_done", Outcome.WAIVED: "step_waived"}
COUNTED = ["steps_total", "steps_done", "gates_open", "next_due_on", "waits_for", "stage", "concluded_at"]
OPEN = {"done_at": None, "done_by": None, "done_via": None, "outcome": "", "reason": "", "ready_at": None}


def complete(step: Step, *, by: User, at: datetime, own: bool = True, reason: str = "") -> Step:
    """Close a step as done. Repeated, or closed by somebody else meanwhile, it gives the step as it stands.

    `own`: the person closes it for the party they act for; a coordinator who closes another's step gives a reason.
    Raises Refused with all that stands in the way. A step of a wider level is closed for all mobilities it serves.
    """
    return complete_among(step, by=by, at=at, own=own, reason=reason)[0]


@transaction.atomic
def complete_among(
    step: Step, *, by: User, at: datetime, own: bool = True, reason: str = ""
) -> tuple[Step, list[Step]]:
    """Close a step as `complete` does; give it and all needed steps of its mobility as they are now.

    The roadmap is read once, under the lock: rules, counters and the page that is shown next take it from there.
    """
    mobility, step, steps = lock_roadmap(step)
    if step.is_done:
        return step, steps
    refuse_over(mobility)
    if reasons := standing.obstacles_to_complete(mobility, step, own=own, reason=reason, steps=steps):
        raise Refused(reasons)
    if step.shared_key:
        step = close(mobility, step, Outcome.DONE, by=by, at=at, reason=reason)
        step.mobility = mobility
        return step, reading.steps_of(mobility)
    _write_closed([step], [step], Outcome.DONE, by=by, at=at, reason=reason)
    step.done_at, step.done_by, step.outcome, step.reason = at, by, Outcome.DONE, reason
    # What was said and handed in to the other steps is as it was when it was counted last.
    looks = {row.pk for row in steps if row.to_look_at}
    _count([mobility], {mobility.pk: steps}, looks, at, timezone.localdate(at))
    return step, steps


@transaction.atomic
def waive(step: Step, *, by: User, at: datetime, reason: str) -> Step:
    """Close a step without doing it, with a reason; closed already, it gives the step as it stands.

    Insurance, guardian consent and A1 need a second person who agrees (roles.md): `actions.waiver` asks them, here
    they are refused. Raises Refused.
    """
    mobility, step = lock_step(step)
    if step.is_done:
        return step
    refuse_over(mobility)
    if not reason.strip():
        raise Refused(_("Say why this step is not needed."))
    if waiver_takes_two(step.plan.evidence):
        raise Refused(_("Insurance, guardian consent and A1 are only waived when a second person agrees."))
    return close(mobility, step, Outcome.WAIVED, by=by, at=at, reason=reason)


@transaction.atomic
def reopen(step: Step, *, by: User | None, at: datetime, reason: str) -> Step:
    """Open a closed step again; its history stays. A step of a wider level opens for all mobilities it serves."""
    mobility, step = lock_step(step)
    if not step.is_done:
        return step
    refuse_over(mobility)
    if not reason.strip():
        raise Refused(_("Say why this step is opened again."))
    reopen_all(mobility, [step], by=by, at=at, reason=reason)
    return Step.objects.with_plan().get(pk=step.pk)


def reopen_all(mobility: Mobility, steps: list[Step], *, by: User, at: datetime, reason: str) -> None:
    """Open closed steps of a mobility again, wherever they are closed, and count anew once; the caller locks."""
    rows = [row for row in _served(mobility, steps) if row.is_done]
    Event.objects.bulk_create(
        history.event(
            row,
            "step_reopened",
            story=row.mobility,
            by=by,
            at=at,
            before=row.outcome,
            note=reason,
            private=row.plan.private,
        )
        for row in rows
    )
    Step.objects.filter(pk__in=[row.pk for row in rows]).update(**OPEN)
    recount(*{row.mobility_id: row.mobility for row in rows}.values(), at=at)


def close(mobility: Mobility, step: Step, outcome: Outcome, *, by: User, at: datetime, reason: str = "") -> Step:
    """Write a step as closed and count anew, for its mobility and for all others it serves; the caller locks."""
    close_all(mobility, [step], outcome, by=by, at=at, reason=reason)
    return Step.objects.with_plan().get(pk=step.pk)


def close_all(
    mobility: Mobility, steps: list[Step], outcome: Outcome, *, by: User, at: datetime, reason: str = ""
) -> None:
    """Write steps of a mobility as closed, wherever they are open, and count anew once; the caller locks."""
    rows = [row for row in _served(mobility, steps) if not row.is_done]
    _write_closed(steps, rows, outcome, by=by, at=at, reason=reason)
    recount_all(mobility, list({row.mobility_id: row.mobility for row in rows}.values()), at=at)


def _write_closed(
    steps: list[Step], rows: list[Step], outcome: Outcome, *, by: User, at: datetime, reason: str = ""
) -> None:
    """Write steps as closed, and all open `rows` that they serve, each with its mobility."""
    still_open = Step.objects.filter(pk__in=[row.pk for row in rows], done_at=None)
    closed = {"done_at": at, "done_by": by, "outcome": outcome, "reason": reason}
    for step in steps:
        if step.shared_key:
            still_open.filter(shared_key=step.shared_key).exclude(pk=step.pk).update(**closed, done_via=step)
    still_open.filter(pk__in=[step.pk for step in steps]).update(**closed)
    Reply.objects.filter(step__in=[row.pk for row in rows], ended_at=None).update(ended_at=at, ended_by=by)
    if taking_two := [row.pk for row in rows if waiver_takes_two(row.plan.evidence)]:
        lapsed = {"verdict": Verdict.LAPSED, "answered_by": by, "answered_at": at}
        Waiver.objects.unanswered().filter(step__in=taking_two).update(**lapsed)
    Event.objects.bulk_create(
        history.event(row, VERBS[outcome], story=row.mobility, by=by, at=at, note=reason, private=row.plan.private)
        for row in rows
    )


def pass_ball(mobility: Mobility, step: Step, *, at: datetime) -> None:
    """Count anew, wherever the step counts, after something was said to it: somebody else has the ball now."""
    recount_all(mobility, [row.mobility for row in _served(mobility, [step])], at=at)


def refuse_over(mobility: Mobility) -> None:
    """Raise Refused when the mobility is cancelled, rejected or closed: its roadmap stays as it is."""
    if mobility.is_over:
        raise Refused(_("This mobility is over: its roadmap stays as it is."))


def _served(mobility: Mobility, steps: list[Step]) -> list[Step]:
    """Steps of a mobility and their likes, each with its mobility; that of the own ones is the instance at hand."""
    rows = list(Step.objects.served_by(steps).select_related("plan", "mobility").order_by("mobility_id", "pk"))
    for row in rows:
        if row.mobility_id == mobility.pk:
            row.mobility = mobility
    return rows


def recount_all(mobility: Mobility, others: list[Mobility], *, at: datetime) -> None:
    """Count anew a mobility and others, which may name it again."""
    recount(mobility, *{other.pk: other for other in others if other.pk != mobility.pk}.values(), at=at)


def recount(*mobilities: Mobility, at: datetime, today: date | None = None) -> None:
    """Bring in step with the steps: what is blocked, who has the ball, the counters, whom it waits for, the stage.

    Private steps are left out of counters and of "waiting for", which others see. A new stage is kept in history.
    Takes as many statements for many mobilities as for one.
    """
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.needed().with_plan().filter(mobility__in=mobilities):
        steps[step.mobility_id].append(step)
    looks = standing.to_look_at([step for rows in steps.values() for step in rows if not step.is_done])
    _count(mobilities, steps, looks, at, today or timezone.localdate(at))


def _count(
    mobilities: Sequence[Mobility],
    steps: Mapping[int, list[Step]],
    looks: Collection[int | str],
    at: datetime,
    today: date,
) -> None:
    """Do what `recount` does from the needed steps by mobility; `looks`: what `standing.to_look_at` gives of them."""
    answers: dict[int, list[Approval]] = defaultdict(list)
    for answer in standing.employers_answers(mobilities):
        answers[answer.mobility_id].append(answer)
    changed, events = [], []
    for mobility in mobilities:
        rows = steps[mobility.pk]
        changed += _unblock(mobility, rows, looks, at)
        values = _counts(rows, mobility.decision) | {
            "stage": stage(standing.stage_facts(mobility, rows, answers[mobility.pk], today=today)),
            "concluded_at": concluded.of_steps(rows, answers[mobility.pk]),
        }
        if mobility.rests:
            values |= {"next_due_on": None, "waits_for": ""}
        if mobility.stage != values["stage"]:
            before, after = mobility.stage, values["stage"]
            events.append(history.event(mobility, "stage", by=None, at=at, before=before, after=after))
        if mobility.concluded_at != values["concluded_at"]:
            queue("mobilities.follow_law", mobility_id=mobility.pk)
        for name, value in values.items():
            setattr(mobility, name, value)
    write_columns(changed, ["waits", "ready_at", "to_look_at"])
    write_columns(mobilities, COUNTED)
    Event.objects.bulk_create(events)
    for mobility in mobilities:
        if mobility.departed_on is None:
            queue("mobilities.forecast", mobility_id=mobility.pk)


def _unblock(mobility: Mobility, steps: list[Step], looks: Collection[int | str], at: datetime) -> list[Step]:
    """Set what each step waits for, since when it can be done, who has the ball; give the steps that changed."""
    state = standing.state(steps, mobility.decision)
    changed = []
    for step in steps:
        waits = len(roadmap.blocked(step.plan.key, step.plan.needs, state))
        rests = waits or mobility.rests or step.excused(mobility.decision)
        ready_at = step.ready_at if step.is_done else None if rests else step.ready_at or at
        looked_at = step.came_late or not looks.isdisjoint({step.pk, step.shared_key})
        to_look_at = looked_at and not step.is_done
        if (waits, ready_at, to_look_at) != (step.waits, step.ready_at, step.to_look_at):
            step.waits, step.ready_at, step.to_look_at = waits, ready_at, to_look_at
            changed.append(step)
    return changed


def _counts(steps: list[Step], decision: str) -> dict[str, Any]:
    public = [step for step in steps if not step.plan.private]
    todo = [step for step in public if not step.is_done]
    owed = [step for step in todo if not step.excused(decision)]
    ready = sorted((step for step in owed if not step.waits), key=lambda step: (step.due_on, step.plan.position))
    return {
        "steps_total": len(public),
        "steps_done": len(public) - len(todo),
        "gates_open": sum(step.plan.gate for step in todo),
        "next_due_on": min((step.due_on for step in owed if not step.came_late), default=None),
        "waits_for": ready[0].turn if ready else "",
    }
