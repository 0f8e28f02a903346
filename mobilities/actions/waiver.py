"""Asks a second person for a waiver, and keeps what they answer on their own account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from mobilities.access import second_people
from mobilities.actions import roadmap
from mobilities.actions.locks import lock_step, refuse_stale
from mobilities.choices import Outcome, Purpose, Verdict
from mobilities.models import BlueprintStep, Mobility, Step, Waiver
from mobilities.rules import waiver as rules
from mobilities.rules.documents import waiver_takes_two
from mobilities.rules.reasons import coded

ASKED = {Purpose.WAIVE: "waiver_asked", Purpose.LEAVE: "leave_asked"}
ANSWERED = {Verdict.AGREED: "waiver_agreed", Verdict.REFUSED: "waiver_refused"}


@transaction.atomic
def ask(step: Step, *, by: User, at: datetime, reason: str, purpose: str = Purpose.WAIVE) -> Waiver:
    """Ask whoever may be the second person to agree; asked already, it gives the question as it stands.

    Everybody who may answer is told; the first answer counts. Raises Refused with all that stands in the way.
    """
    mobility, step = lock_step(step)
    if waits := step.waivers.unanswered().first():
        return waits
    roadmap.refuse_over(mobility)
    if reasons := rules.obstacles_to_ask(
        purpose,
        reason,
        takes_two=waiver_takes_two(step.plan.evidence),
        is_done=step.is_done,
        is_gate=step.plan.gate,
        departed=mobility.departed_on is not None,
        anybody=second_people(mobility, by).exists(),
    ):
        raise Refused(reasons)
    return _ask(mobility, step, purpose, reason, by=by, at=at)


def _ask(mobility: Mobility, step: Step, purpose: str, reason: str, *, by: User, at: datetime) -> Waiver:
    waiver = Waiver.objects.create(
        step=step, purpose=purpose, reason=reason, leaves_on=mobility.starts_on, asked_at=at, asked_by=by
    )
    _record(waiver, mobility, step, ASKED[Purpose(purpose)], by=by, at=at, note=reason)
    _tell_second(waiver, mobility, at=at)
    return waiver


@transaction.atomic
def answer(
    waiver: Waiver, *, agrees: bool, by: User, at: datetime, words: str = "", version: int | None = None
) -> Waiver:
    """Keep what the second person says; agreed to waive, it closes the step. Answered already, it stays as it is.

    `version`: that of the mobility which was shown; Stale when it is another one by now. Raises Refused.
    """
    mobility, step = lock_step(waiver.step)
    waiver = Waiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    if waiver.verdict:
        return waiver
    refuse_stale(mobility, version)
    roadmap.refuse_over(mobility)
    if not second_people(mobility, waiver.asked_by).filter(pk=by.pk).exists():
        raise Refused(_("Somebody else is the second person here."))
    if reasons := rules.obstacles_to_answer(agrees, words):
        raise Refused(reasons)
    verdict = Verdict.AGREED if agrees else Verdict.REFUSED
    if not _settle(waiver, verdict, by=by, at=at, words=words):
        return waiver
    _record(waiver, mobility, step, ANSWERED[verdict], by=by, at=at, note=words)
    if agrees and waiver.purpose == Purpose.WAIVE:
        roadmap.close(mobility, step, Outcome.WAIVED, by=by, at=at, reason=waiver.reason)
    outbox.owe("waiver-answered", person=waiver.asked_by, subject=waiver, at=at)
    return waiver


@transaction.atomic
def withdraw(waiver: Waiver, *, by: User, at: datetime) -> Waiver:
    """Take the question back, as who asked it; answered or withdrawn already, it stays as it is. Raises Refused."""
    mobility, step = lock_step(waiver.step)
    waiver = Waiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    if waiver.verdict:
        return waiver
    if waiver.asked_by_id != by.pk:
        raise Refused(_("Only who asked can withdraw the question."))
    if _settle(waiver, Verdict.WITHDRAWN, by=by, at=at):
        _record(waiver, mobility, step, "waiver_withdrawn", by=by, at=at)
    return waiver


@transaction.atomic
def look(waiver: Waiver, *, by: User, at: datetime, reason: str) -> None:
    """Keep why an administrator looks at somebody's stay, before they see it. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Say why."))
    _record(waiver, waiver.step.mobility, waiver.step, "waiver_looked", by=by, at=at, note=reason)


def catch_up(*, at: datetime) -> int:
    """Ask for what was waived by one person alone, and tell who has become a second person since; gives how many.

    Once a second person was only named, and not asked: such a step opens again and the question is asked, unless the
    apprentice has left.
    """
    for waiver in Waiver.objects.open().select_related("step__mobility__sending_centre", "asked_by").order_by("pk"):
        _tell_second(waiver, waiver.step.mobility, at=at)
    codes = {plan.pk for plan in BlueprintStep.objects.only("evidence") if waiver_takes_two(plan.evidence)}
    alone = Step.objects.waived_by_one(codes).select_related("mobility", "done_by").order_by("pk")
    return sum(_ask_again(step, at=at) for step in alone)


@transaction.atomic
def _ask_again(step: Step, *, at: datetime) -> int:
    asker, reason = step.done_by, step.reason
    mobility, step = lock_step(step)
    if not step.is_done or mobility.is_over:
        return 0
    step = roadmap.reopen(step, by=None, at=at, reason=coded("one_person"))
    _ask(mobility, step, Purpose.WAIVE, reason, by=asker, at=at)
    return 1


def _settle(waiver: Waiver, verdict: str, *, by: User, at: datetime, words: str = "") -> bool:
    """Write how a question ended; whether it was still open."""
    ended = {"verdict": verdict, "answered_by": by, "answered_at": at, "words": words}
    for name, value in ended.items():
        setattr(waiver, name, value)
    return bool(Waiver.objects.unanswered().filter(pk=waiver.pk).update(**ended))


def _record(
    waiver: Waiver, mobility: Mobility, step: Step, verb: str, *, by: User, at: datetime, note: str = ""
) -> None:
    history.record(
        step,
        verb,
        story=mobility,
        by=by,
        at=at,
        before=str(waiver.asked_by),
        note=note,
        private=step.plan.private,
    )


def _tell_second(waiver: Waiver, mobility: Mobility, *, at: datetime) -> None:
    people = second_people(mobility, waiver.asked_by).order_by("pk")
    outbox.owe_many([outbox.notice("waiver-asked", person=person, subject=waiver, at=at) for person in people])
