"""Reminds people of a step by hand."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from mobilities.actions.locks import lock_step
from mobilities.choices import GroupDeed
from mobilities.models import Mobility, Step
from mobilities.verdicts import NUDGED, Verdict, Wish, judge


@transaction.atomic
def remind(step: Step, *, by: User, at: datetime) -> str:
    """Remind those who have to do one step; gives their names. Clicked twice, the cool-down refuses the second.

    Raises Refused with why nobody is reminded now.
    """
    mobility, step = lock_step(step)
    verdict = judge([mobility], {step.pk}, Wish(kind=GroupDeed.REMIND), at=at)[0]
    if verdict.reasons:
        raise Refused(list(verdict.reasons))
    nudge(mobility, [verdict], by=by, at=at)
    return verdict.note


def nudge(mobility: Mobility, verdicts: Iterable[Verdict], *, by: User, at: datetime) -> int:
    """Owe a line to each person whom the verdicts name, and keep it in the history; gives how many lines are new.

    The caller locks the mobility and has judged: the cool-down is kept by the history (rules.nudges).
    """
    rows = list(verdicts)
    people = {person: User(pk=person) for verdict in rows for person in verdict.people}
    notices = [
        outbox.notice(
            "nudge", person=people[person], subject=verdict.step, at=at, due=at.isoformat(), data={"by": str(by)}
        )
        for verdict in rows
        for person in sorted(verdict.people)
    ]
    Event.objects.bulk_create(
        history.event(
            verdict.step,
            NUDGED,
            story=mobility,
            by=by,
            at=at,
            after=verdict.note,
            private=verdict.step.plan.private,
        )
        for verdict in rows
    )
    return outbox.owe_many(notices)
