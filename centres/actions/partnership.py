"""Asks for partnerships, answers, dates and ends them, and keeps their memoranda."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.actions.fields import write
from centres.choices import PartnershipState
from centres.models import Centre, CentreMember, Partnership
from centres.rules import partnership as rules
from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox

FOLDER = "memoranda"


@transaction.atomic
def ask(centre: Centre, to: Centre, *, message: str = "", by: User, at: datetime) -> Partnership:
    """Ask another centre to work together, and owe a message to its coordinators.

    Gives the partnership that is open between the two, whoever asked, if there is one; one that expired is ended and
    asked for anew. Raises Refused when both are the same centre.
    """
    if centre == to:
        raise Refused(_("A centre cannot be its own partner."))
    list(Centre.objects.select_for_update(of=("self",)).filter(pk__in=[centre.pk, to.pk]).order_by("pk"))
    known = Partnership.objects.open().between(centre, to).first()
    if known and state(known, timezone.localdate(at)) != PartnershipState.EXPIRED:
        return known
    if known:
        _end(known, "expired", by=by, at=at)
    partnership = Partnership.objects.create(centre=centre, to=to, message=message, asked_at=at, asked_by=by)
    history.record(partnership, "asked", by=by, at=at)
    _tell(partnership, to, "partnership_asked", at=at)
    return partnership


@transaction.atomic
def accept(partnership: Partnership, *, by: User, at: datetime) -> Partnership:
    """Say yes: from now on data may pass. Repeated, it changes nothing. Raises Refused when it is not open any more."""
    partnership = locked(partnership)
    if partnership.ended_at:
        raise Refused(_("This question is not open any more: it was withdrawn or declined."))
    if partnership.accepted_at is None:
        partnership.accepted_at, partnership.accepted_by = at, by
        partnership.save(update_fields=["accepted_at", "accepted_by"])
        history.record(partnership, "accepted", by=by, at=at)
        _tell(partnership, partnership.centre, "partnership_accepted", at=at)
    return partnership


@transaction.atomic
def decline(partnership: Partnership, *, by: User, at: datetime) -> Partnership:
    """Say no. Repeated, it changes nothing. Raises Refused when it was accepted in the meantime."""
    partnership = locked(partnership)
    if partnership.accepted_at:
        raise Refused(_("This partnership has been accepted in the meantime; you can end it."))
    return partnership if partnership.ended_at else _end(partnership, "declined", by=by, at=at)


@transaction.atomic
def end(partnership: Partnership, *, by: User, at: datetime) -> Partnership:
    """End a partnership or withdraw the question; no data pass from now on. Repeated, it changes nothing."""
    partnership = locked(partnership)
    return partnership if partnership.ended_at else _end(partnership, "ended", by=by, at=at)


@transaction.atomic
def renew(
    partnership: Partnership,
    *,
    valid_until: date | None,
    memorandum: uploads.Clean | None = None,
    name: str = "",
    seen: str | None = None,
    by: User,
    at: datetime,
) -> Partnership:
    """Write the last day of a partnership in force (None: no end), and keep the signed memorandum where there is one.

    `name` is the file's name as it was uploaded; an earlier memorandum stays in the storage. Raises Refused, also for
    a partnership that expired: the other side has to say yes again (`ask`); Stale when it changed since it was `seen`.
    """
    if memorandum and memorandum.extension != "pdf":
        raise Refused(_("A memorandum is kept as PDF. Scan it, or print the picture to a PDF, and upload that."))
    partnership = locked(partnership)
    refuse_changed(seen, partnership)
    today = timezone.localdate(at)
    current = state(partnership, today)
    if reasons := rules.obstacles_to_terms(current=current, valid_until=valid_until, today=today):
        raise Refused(reasons)
    fields: dict[str, Any] = {"valid_until": valid_until}
    if memorandum:
        fields["memorandum"] = uploads.store(FOLDER, memorandum)
        fields["memorandum_name"] = uploads.safe_name(name)
    before, after = write(partnership, fields)
    if after:
        proof = {"sha256": memorandum.sha256} if memorandum else {}
        history.record(partnership, "renewed", by=by, at=at, before=before, after=after | proof)
    return partnership


def locked(partnership: Partnership) -> Partnership:
    """Lock a partnership and give it as it is now."""
    return Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)


def state(partnership: Partnership, today: date) -> PartnershipState:
    """Say where a partnership stands, seen from the centre that asked."""
    return rules.state(
        accepted=partnership.accepted_at is not None,
        ended=partnership.ended_at is not None,
        valid_until=partnership.valid_until,
        asked_by_us=True,
        today=today,
    )


def _end(partnership: Partnership, verb: str, *, by: User, at: datetime) -> Partnership:
    partnership.ended_at = at
    partnership.save(update_fields=["ended_at"])
    history.record(partnership, verb, by=by, at=at)
    return partnership


def _tell(partnership: Partnership, centre: Centre, kind: str, *, at: datetime) -> None:
    for member in centre.members.coordinators().select_related("person"):
        outbox.owe(kind, person=member.person, subject=partnership, at=at)


def tell_expiry(*, today: date, at: datetime) -> int:
    """Owe the coordinators of both centres that a partnership runs out: 60 days before and on its last day.

    The first is owed until the last day: a missed sweep loses nothing. Gives how many are new.
    """
    ending = Partnership.objects.ending(today).order_by("pk")
    notices = []
    for row in ending:
        stage = "last" if row.valid_until == today else "soon"
        members = CentreMember.objects.coordinators().filter(centre__in=(row.centre_id, row.to_id))
        notices += [
            outbox.notice(
                "partnership_expires",
                person=member.person,
                subject=row,
                at=at,
                due=f"{row.valid_until}:{stage}",
                data={"until": row.valid_until.isoformat()},
            )
            for member in members.select_related("person")
        ]
    return outbox.owe_many(notices)
