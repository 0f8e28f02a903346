"""Publishes the words in which a centre sends a message."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from doallvet.outbox.wording import MESSAGES, Words
from mobilities.models import Wording
from mobilities.rules import wording as rules

SHIPPED = Words("", "")


@transaction.atomic
def publish(
    centre: Centre, message: str, language: str, words: Words, *, seen: int, by: User, at: datetime
) -> Wording | None:
    """Keep words as the next version; SHIPPED goes back to those that come with the portal.

    The same ones as in the newest version give that version, however often it is clicked; None where there are none and
    none are kept. `seen`: number of the version that was changed, 0 for none. They hold for mails that are made from
    now on. Raises Stale where there is a newer version, Refused with all faults.
    """
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    newest = Wording.objects.of(centre, message, language).first()
    if words == (Words(newest.subject, newest.text) if newest else SHIPPED):
        return newest
    before = newest.number if newest else 0
    if before != seen:
        raise Stale(_("Somebody published other words since you opened the page. Nothing was overwritten."))
    if words != SHIPPED and (found := rules.faults(*words, (known := MESSAGES[message]).fields, known.keeps)):
        raise Refused([reason for reasons in found.values() for reason in reasons])
    row = Wording.objects.create(
        centre=centre,
        message=message,
        language=language,
        number=before + 1,
        published_at=at,
        published_by=by,
        **words._asdict(),
    )
    history.record(row, "words_published", story=centre, by=by, at=at, before=before, after=row.number, note=message)
    return row
