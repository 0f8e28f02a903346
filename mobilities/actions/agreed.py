"""What was said and signed holds for the terms it was given for: when they change, it is asked for again."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.utils import timezone

from doallvet.accounts.models import User
from mobilities import reading, standing, stated
from mobilities.actions import evidence, roadmap
from mobilities.choices import Answer, Kind, Level, Outcome, Review
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.rules.completion import COUNTERPARTS
from mobilities.rules.reasons import coded
from mobilities.rules.roadmap import first_reminder_on
from mobilities.terms import broken, questions, terms

AGREEMENT, AMENDMENT = "LEARNING_AGREEMENT", "LA_AMENDMENT"
NO = (Answer.DECLINE, Answer.ASK_CHANGE)


def terms_of(mobility: Mobility) -> dict[str, dict]:
    """Give by party what it would be shown today; the mobility comes with its people."""
    return {owner: terms(mobility, owner) for owner in sorted(COUNTERPARTS)}


def follow(mobility: Mobility, before: dict[str, dict], *, by: User, at: datetime) -> None:
    """Take back what was said and signed for other terms than today's; the caller holds the lock.

    `before`: `terms_of` the mobility before its change. A yes stands no more, its papers count no more, and the step is
    open again; a no stays until there is another answer, and what was waived stays waived. So it is with every other
    paper that says what changed, and with the learning agreement; once that one is signed and the apprentice has left,
    it is amended instead (`mobility.programme_changed`).
    """
    changes: dict[str, None] = {}
    for owner, now in terms_of(mobility).items():
        names = [name for name, *_pair in broken(before[owner], now)]
        changes |= dict.fromkeys(names)
        if names:
            take_back(_said_yes(mobility, owner), mobility, by=by, at=at, why=coded("terms", what=names))
    if changes:
        why = coded("terms", what=list(changes))
        _prove_again(mobility, stated.kinds(changes), by=by, at=at, why=why)
        _sign_again(mobility, by=by, at=at, why=why)


def take_back(steps: Iterable[Step], mobility: Mobility, *, by: User, at: datetime, why: str) -> None:
    """Let the answers and papers of steps stand no more, and open the steps again; the caller holds the lock.

    What was due is due today at the earliest, and nobody is reminded in the first days.
    """
    steps, today = list(steps), timezone.localdate(at)
    Approval.objects.live().filter(step__in=steps).update(replaced_at=at)
    evidence.void(Evidence.objects.filter(step__in=steps), mobility, by=by, at=at, why=why)
    for step in steps:
        reopen(step, by=by, at=at, why=why, today=today)


def reopen(step: Step, *, by: User, at: datetime, why: str, today: date) -> None:
    if step.is_done:
        roadmap.reopen(step, by=by, at=at, reason=why)
        quiet_until = first_reminder_on(today)
        Step.objects.filter(pk=step.pk, due_on__lt=today).update(due_on=today, quiet_until=quiet_until)


def _said_yes(mobility: Mobility, owner: str) -> list[Step]:
    """The questions of a party that are not waived, and not answered with a no."""
    refused = (
        Approval.objects.live().filter(mobility=mobility, owner=owner, answer__in=NO).values_list("step", flat=True)
    )
    left = set(refused)
    return [step for step in questions(mobility, owner) if step.outcome != Outcome.WAIVED and step.pk not in left]


def _prove_again(mobility: Mobility, kinds: Collection[str], *, by: User, at: datetime, why: str) -> None:
    """Let papers of these kinds prove nothing more, and open the steps again that they closed."""
    steps = [step for step in reading.steps_of(mobility) if step.plan.level == Level.MOBILITY]
    papers = Evidence.objects.filter(step__in=steps, document__in=kinds).exclude(state=Review.REFUSED)
    proved = set(papers.values_list("step", flat=True))
    evidence.void(papers, mobility, by=by, at=at, why=why)
    for step in steps:
        if step.pk in proved and step.outcome == Outcome.DONE:
            reopen(step, by=by, at=at, why=why, today=timezone.localdate(at))


def _sign_again(mobility: Mobility, *, by: User, at: datetime, why: str) -> None:
    """Have the learning agreement written and signed anew, or amended where the stay has begun under it."""
    steps = reading.steps_of(mobility)
    if mobility.departed_on and standing.closed(steps, AGREEMENT, kind=Kind.SIGNATURE):
        mobility.programme_changed = True
        mobility.save(update_fields=["programme_changed"])
        evidence.void_signatures(mobility, AMENDMENT, by=by, at=at, why=why)
        return
    evidence.void_signatures(mobility, AGREEMENT, by=by, at=at, why=why)
    for step in steps:
        drafts = step.plan.kind == Kind.DOCUMENT and AGREEMENT in step.plan.evidence
        if drafts and step.plan.level == Level.MOBILITY and step.outcome == Outcome.DONE:
            reopen(step, by=by, at=at, why=why, today=timezone.localdate(at))
