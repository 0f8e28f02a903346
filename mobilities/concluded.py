"""When the agreement with the employer was concluded: the day that picks the law, and the version of it we knew."""

from collections.abc import Iterable
from datetime import datetime

from mobilities.choices import SIGNED, Kind, Owner
from mobilities.models import Approval, Mobility, Step

RELEASE, AGREEMENT = "EMPLOYER_CONSENT", "LEARNING_AGREEMENT"


def concluded_at(mobility: Mobility) -> datetime | None:
    """Give when the employer released the apprentice; without an employer, when the learning agreement was signed.

    None as long as it is open. At most two queries, none for a mobility that is only drafted.
    """
    if mobility.pk is None:
        return None
    return of_steps(mobility.steps.needed().filter(plan__kind__in=SIGNED).select_related("plan").order_by("pk"))


def of_steps(steps: Iterable[Step]) -> datetime | None:
    """The same from the needed steps with their plans; one query at most."""
    signed = [step for step in steps if step.plan.kind in SIGNED]
    release = [step for step in signed if step.owner == Owner.HOME_EMPLOYER and RELEASE in step.plan.evidence]
    if not release:
        return _closed(
            [step for step in signed if step.plan.kind == Kind.SIGNATURE and AGREEMENT in step.plan.evidence]
        )
    answers = Approval.objects.live().filter(step__in=[step.pk for step in release], owner=Owner.HOME_EMPLOYER)
    said = [answer.answered_at for answer in answers if answer.agrees]
    return min([*said, *filter(None, [_closed(release)])], default=None)


def _closed(steps: list[Step]) -> datetime | None:
    days = [step.done_at for step in steps if step.done_at]
    return max(days) if days and len(days) == len(steps) else None
