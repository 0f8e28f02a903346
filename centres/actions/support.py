"""Keeps what support an apprentice needs (class S): for coordinators of the sending centre alone."""

from datetime import datetime

from django.db import transaction

from centres.models import Apprentice, SupportNeeds
from doallvet.accounts.models import User
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history


@transaction.atomic
def keep(
    apprentice: Apprentice, *, text: str, fewer_opportunities: bool, seen: str, by: User, at: datetime
) -> SupportNeeds | None:
    """Write the support needs, or none. Raises Stale when they are no longer those that were `seen`.

    The history says that they changed, not how: the text stands in one place only.
    """
    Apprentice.objects.select_for_update(of=("self",)).get(pk=apprentice.pk)
    current = SupportNeeds.objects.filter(apprentice=apprentice).first()
    refuse_changed(seen, current)
    history.record(apprentice, "support_needs_changed", by=by, at=at, private=True)
    if not text and not fewer_opportunities:
        SupportNeeds.objects.filter(apprentice=apprentice).delete()
        return None
    values = {"text": text, "fewer_opportunities": fewer_opportunities}
    return SupportNeeds.objects.update_or_create(apprentice=apprentice, defaults=values)[0]
