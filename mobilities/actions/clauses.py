"""Publishes the clauses that a centre adds to a kind of paper."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.models import ClauseBook
from mobilities.rules import clauses as rules
from mobilities.rules.documents import documents


@transaction.atomic
def publish(
    centre: Centre, kind: str, clauses: list[dict[str, Any]], note: str, *, seen: int, by: User, at: datetime
) -> ClauseBook:
    """Keep clauses as the next version; the same ones as in the newest give that version, however often it is clicked.

    `clauses`: see `rules.clauses`; none at all ends them. `seen`: number of the version that was changed, 0 for none.
    What was issued keeps what it says. Raises Stale where there is a newer version, Refused with all faults.
    """
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    newest = ClauseBook.objects.of(centre, kind).first()
    if newest and newest.clauses == clauses:
        return newest
    before = newest.number if newest else 0
    if before != seen:
        raise Stale(_("Somebody published other clauses since you opened the page. Nothing was overwritten."))
    parties = {signing.party for signing in documents()[kind].sign}
    if reasons := rules.obstacles(clauses, parties):
        raise Refused(reasons)
    if not note.strip():
        raise Refused(_("Say what is new, for those who read the versions later."))
    book = ClauseBook.objects.create(
        centre=centre, kind=kind, number=before + 1, clauses=clauses, note=note, published_at=at, published_by=by
    )
    history.record(book, "clauses_published", story=centre, by=by, at=at, before=before, after=book.number, note=note)
    return book
