"""Owes people the news of a mobility: what was decided or changed, what was answered, which paper was refused."""

from collections.abc import Collection
from datetime import datetime

from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from mobilities.choices import Decision, Kind, Owner
from mobilities.models import Approval, Evidence, Mobility
from mobilities.responsible import holders
from mobilities.rules import reminders
from mobilities.rules.decisions import APPLYING

TRAVELLERS = (Owner.APPRENTICE, Owner.GUARDIAN)
# Of these only who applied hears; the others are told once the place is accepted.
TOLD_TO_APPLICANTS = {Decision.SELECTED, Decision.RESERVE, Decision.REJECTED}
TOLD_TO_ALL = {Decision.CANCELLED, Decision.INTERRUPTED, Decision.ENDED_EARLY, Decision.FORCE_MAJEURE}


def tell_planned(mobility: Mobility, event: Event, *, at: datetime) -> None:
    """Tell the hosting centre of a stay that is settled; of an application once it is accepted."""
    if mobility.decision == Decision.ACCEPTED:
        tell(mobility, event, [Owner.HOSTING_COORDINATOR], at=at)


def tell_change(mobility: Mobility, event: Event, *, at: datetime) -> None:
    """Tell all who take part of other dates or another host; a host knows nothing of a mere application."""
    tell(mobility, event, aware(mobility.decision), at=at)


def tell_decision(mobility: Mobility, event: Event, *, at: datetime) -> None:
    """Tell those whom a decision concerns; applying, shortlisting and closing are nobody's news."""
    if event.after in TOLD_TO_APPLICANTS:
        tell(mobility, event, TRAVELLERS, at=at)
    elif event.after in TOLD_TO_ALL or event.before == Decision.INTERRUPTED:
        tell(mobility, event, aware(event.before), at=at)
    elif event.after == Decision.ACCEPTED:
        tell(mobility, event, (*TRAVELLERS, Owner.HOSTING_COORDINATOR), at=at)


def aware(decision: str) -> Collection[str]:
    """Who knows that somebody is to go: while it is a mere application, not the host company."""
    return set(Owner.values) - {Owner.HOST_COMPANY} if decision in APPLYING else Owner.values


def tell(mobility: Mobility, event: Event, owners: Collection[str], *, at: datetime) -> None:
    """Owe the news of an event to those who act for these owners, but for who made it."""
    people = holders([mobility.pk])[mobility.pk]
    told = {person for owner in owners for person in reminders.named(owner, Kind.TASK, people)} - {event.by_id}
    _owe("mobility-changed", told, event, at=at)


def tell_left(people: Collection[int], event: Event, *, at: datetime) -> None:
    """Owe it to those who took part until an event and have nothing to do any more."""
    _owe("mobility-changed", people, event, at=at, left=True)


def tell_answer(approval: Approval, *, at: datetime) -> None:
    """Owe the sending coordinator the news of an answer that they did not write down themselves."""
    people = holders([approval.mobility_id])[approval.mobility_id]
    told = set(reminders.named(Owner.SENDING_COORDINATOR, Kind.TASK, people))
    _owe("answered", told - {approval.recorded_by_id}, approval, at=at)


def tell_refusal(paper: Evidence, *, at: datetime) -> None:
    """Owe it to who handed a paper in that it was refused, unless they refused it themselves."""
    _owe("paper-refused", {paper.uploaded_by_id} - {paper.reviewed_by_id}, paper, at=at)


def _owe(kind: str, people: Collection[int], subject: Event | Approval | Evidence, *, at: datetime, **data) -> None:
    told = [User(pk=person) for person in sorted(people)]
    outbox.owe_many([outbox.notice(kind, person=person, subject=subject, at=at, data=data) for person in told])
