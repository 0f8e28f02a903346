"""Owes people the news of a mobility: what was decided or changed, what was answered, which paper was refused."""

from collections.abc import Collection
from datetime import datetime

from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from doallvet.signing.models import Version
from mobilities import standing
from mobilities.choices import OWNER_OF, Decision, Kind, Owner, Side
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
    """Tell all who take part of other dates."""
    tell(mobility, event, aware(mobility.decision), at=at)


def tell_exchange(mobility: Mobility, event: Event, owner: str, former: Collection[int], *, at: datetime) -> None:
    """Tell all who take part of another company, and the former one's people; a host is not told of the employer."""
    heard = aware(mobility.decision)
    tell(mobility, event, heard if owner == Owner.HOST_COMPANY else heard - {Owner.HOST_COMPANY}, at=at)
    for person in former if owner in heard else ():
        _owe("mobility-changed", {person}, event, at=at, left=person)


def tell_decision(mobility: Mobility, event: Event, *, at: datetime) -> None:
    """Tell those whom a decision concerns; applying, shortlisting and closing are nobody's news."""
    if event.after in TOLD_TO_APPLICANTS:
        tell(mobility, event, TRAVELLERS, at=at)
    elif event.after in TOLD_TO_ALL or event.before == Decision.INTERRUPTED:
        tell(mobility, event, aware(event.before), at=at)
    elif event.after == Decision.ACCEPTED:
        tell(mobility, event, (*TRAVELLERS, Owner.HOSTING_COORDINATOR), at=at)


def aware(decision: str) -> set[str]:
    """Who knows that somebody is to go: while it is a mere application, not the host company."""
    return set(Owner.values) - ({Owner.HOST_COMPANY} if decision in APPLYING else set())


def tell(mobility: Mobility, event: Event, owners: Collection[str], *, at: datetime) -> None:
    """Owe the news of an event to those who act for these owners, but for who made it."""
    _owe("mobility-changed", told(mobility, owners) - {event.by_id}, event, at=at)


def tell_amendment(mobility: Mobility, version: Version, *, besides: User, at: datetime) -> None:
    """Tell the parties of an amendment that were not asked to sign it what changed, now that it holds."""
    asked = {signer["side"] for signer in version.data["signers"]}
    others = [OWNER_OF[Side(side)] for side in standing.signers(mobility, version.document.kind) if side not in asked]
    _owe("amended", told(mobility, others) - {besides.pk}, version, at=at)


def told(mobility: Mobility, owners: Collection[str]) -> set[int]:
    """Give the people who are written to for these owners."""
    people = holders([mobility.pk])[mobility.pk]
    return {person for owner in owners for person in reminders.named(owner, Kind.TASK, people)}


def tell_answer(approval: Approval, *, at: datetime) -> None:
    """Owe the sending coordinator the news of an answer that they did not write down themselves."""
    people = told(approval.mobility, [Owner.SENDING_COORDINATOR])
    _owe("answered", people - {approval.recorded_by_id}, approval, at=at)


def tell_refusal(paper: Evidence, *, at: datetime) -> None:
    """Owe it to who handed a paper in that it was refused, unless they refused it themselves."""
    _owe("paper-refused", {paper.uploaded_by_id} - {paper.reviewed_by_id}, paper, at=at)


def _owe(
    kind: str, people: Collection[int], subject: Event | Approval | Evidence | Version, *, at: datetime, **data
) -> None:
    persons = [User(pk=person) for person in sorted(people)]
    outbox.owe_many([outbox.notice(kind, person=person, subject=subject, at=at, data=data) for person in persons])
