"""Reminds people of a step by hand."""

from collections.abc import Iterable
from datetime import datetime

from doallvet.accounts.models import User
from doallvet.history import actions as history
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from mobilities.models import Mobility
from mobilities.verdicts import NUDGED, Verdict


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
