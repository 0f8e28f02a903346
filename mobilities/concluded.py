"""When the agreement with the employer was concluded: the day that picks the law, and the version of it we knew."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from mobilities.choices import SIGNED, Kind, Owner
from mobilities.models import Approval, Mobility, Step

RELEASE, AGREEMENT = "EMPLOYER_CONSENT", "LEARNING_AGREEMENT"


def concluded_at(mobility: Mobility) -> datetime | None:
    """Give when the employer released the apprentice; without an employer, when the learning agreement was signed.

    None as long as it is open. Two queries, none for a mobility that is only drafted. Pages read what was counted last
    (`Mobility.concluded_at`); actions that are about to count anew ask here.
    """
    if mobility.pk is None:
        return None
    steps = mobility.steps.needed().filter(plan__kind__in=SIGNED).select_related("plan")
    answers = Approval.objects.live().filter(mobility=mobility, owner=Owner.HOME_EMPLOYER)
    return of_steps(list(steps.order_by("pk")), answers)


def ruled_on(mobility: Mobility) -> date:
    """Give the day that picks among dated rules, from what was counted last: of the agreement, else the first day."""
    return timezone.localdate(mobility.concluded_at) if mobility.concluded_at else mobility.first_day


def not_concluded(profile: str) -> QuerySet[Mobility]:
    """Give the running mobilities of a kind of apprenticeship that a changed rule still reaches.

    Where the agreement is concluded, the rules hold that were known then.
    """
    return Mobility.objects.running().filter(profile=profile, concluded_at=None)


def of_steps(steps: Iterable[Step], answers: Iterable[Approval]) -> datetime | None:
    """The same from the needed steps with their plans, and what the home employer says now."""
    signed = [step for step in steps if step.plan.kind in SIGNED]
    release = {step.pk: step for step in signed if step.owner == Owner.HOME_EMPLOYER and RELEASE in step.plan.evidence}
    if not release:
        return _closed(
            [step for step in signed if step.plan.kind == Kind.SIGNATURE and AGREEMENT in step.plan.evidence]
        )
    said = [answer.answered_at for answer in answers if answer.step_id in release and answer.agrees]
    return min([*said, *filter(None, [_closed(list(release.values()))])], default=None)


def _closed(steps: list[Step]) -> datetime | None:
    days = [step.done_at for step in steps if step.done_at]
    return max(days) if days and len(days) == len(steps) else None
