"""Lets the signed memorandum of two centres prove the step of their stays that asks for it."""

from datetime import datetime

from django.db import transaction

from centres import memoranda
from centres.choices import Party
from centres.models import Partnership
from centres.rules import memorandum as rules
from doallvet.signing.models import Version
from mobilities import standing
from mobilities.actions import papers, roadmap
from mobilities.actions.locks import lock_step
from mobilities.choices import Outcome, Role
from mobilities.models import Evidence, Mobility, Step


def follow(partnership_id: int, *, at: datetime) -> int:
    """Let the memorandum of a partnership count on the running stays between its centres; gives on how many.

    Each stay in its own transaction; running it again finishes the rest.
    """
    partnership = Partnership.objects.get(pk=partnership_id)
    both = (partnership.centre_id, partnership.to_id)
    stays = Mobility.objects.running().filter(
        sending_centre__in=both, parties__role=Role.HOSTING_COORDINATOR, parties__centre__in=both
    )
    return sum(count(pk, at=at) for pk in stays.order_by("pk").values_list("pk", flat=True).distinct())


def count(mobility_id: int, *, at: datetime) -> bool:
    """Let the memorandum of a stay's centres prove the step that asks for it, and close that; tells whether it did.

    It counts where both have signed it, in the stay's direction or in both, until the stay is over, and with its annex
    where the stay is blended. One that is renewed goes on counting until the next is signed by both.
    """
    mobility = Mobility.objects.with_people().filter(pk=mobility_id).first()
    version = _of(mobility) if mobility and not mobility.is_over else None
    step = papers.step_of(mobility, rules.KIND) if version else None
    if step is None or step.is_done or _proved(step, version):
        return False
    return _prove(step, version, at=at)


def _of(mobility: Mobility) -> Version | None:
    """The signed memorandum that stands for a stay, or None."""
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    if hosting is None or hosting.centre is None:
        return None
    between = Partnership.objects.between(mobility.sending_centre, hosting.centre)
    for version in memoranda.signed(between):
        same_way = version.document.memorandum.sending_id == mobility.sending_centre_id
        last_day = mobility.last_day
        said = version.data["fields"]
        if rules.covers(said, same_way=same_way, blended=mobility.is_blended, last_day=last_day):
            return version
    return None


def _proved(step: Step, version: Version) -> bool:
    """Whether it proves the step already, on this stay or on another one for which the step is done."""
    likes = Step.objects.served_by([step])
    return Evidence.objects.filter(step__in=likes, document=rules.KIND, sha256=version.file_hash).exists()


@transaction.atomic
def _prove(step: Step, version: Version, *, at: datetime) -> bool:
    mobility, step = lock_step(step)
    if mobility.is_over or step.is_done:
        return False
    by = version.issued_by
    papers.keep_proof(step, rules.KIND, version, sorted(Party.values), by=by, at=at)
    if standing.obstacles_to_complete(mobility, step):
        roadmap.pass_ball(mobility, step, at=at)
    else:
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    return True
