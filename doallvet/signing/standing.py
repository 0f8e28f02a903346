"""Who has signed a version and who is missing, since when: the same rows on every page."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.signing.choices import State, Way
from doallvet.signing.models import Signatory, Version
from doallvet.signing.papers import paper_of

TONES = {
    State.SIGNED: "success",
    State.CARRIED: "success",
    State.CHANGE: "warning",
    State.DECLINED: "danger",
    State.WITHDRAWN: "danger",
}


def places(version: Version, *, words: bool = False) -> list[dict[str, object]]:
    """Give a row for each place to sign, in order: party, who, status in words and its tone.

    `words`: with what was said by who does not sign, for who deals with it.
    """
    rows = version.signatories.select_related("person", "said_by", "signature__deputises_for", "carried__deputises_for")
    return [_place(row, version) | {"said": row.text if words else ""} for row in rows]


def _place(row: Signatory, version: Version) -> dict[str, object]:
    tone, text = TONES.get(State(row.state), "info" if row.turn_at else "quiet"), _words(row)
    return {
        "pk": row.pk,
        "code": row.party,
        "person_id": row.person_id,
        "has_scan": bool(row.proof and row.proof.scan),
        "has_address": bool(row.person and row.person.email),
        "counts": row.counts,
        "party": paper_of(version.document).party(row),
        "who": _who(row),
        "organisation": row.organisation,
        "tone": tone,
        "status": State(row.state).label if row.turn_at or row.counts else _("comes later"),
        "text": text,
        "waits": row.is_on_turn,
        "state": row.state,
    }


def said_by(row: Signatory, reader: User) -> str:
    """Say in words what was said at a place to who reads it there: it need not have been they."""
    date = date_format(localtime(row.said_at), "DATETIME_FORMAT") if row.said_at else ""
    if row.counts and row.proof.person_id != reader.pk:
        return _("Signed by %(who)s") % {"who": _who(row)}
    if row.counts:
        return _("Your signature still holds") if row.state == State.CARRIED else _("You have signed")
    if row.state == State.WITHDRAWN:
        return _("Taken back on %(date)s") % {"date": date}
    words, own = {"who": row.said_by, "date": date}, row.said_by == reader
    if row.state == State.CHANGE:
        return (_("You asked for a change on %(date)s") if own else _("%(who)s asked for a change on %(date)s")) % words
    if row.state == State.DECLINED:
        return (_("You declined on %(date)s") if own else _("%(who)s declined on %(date)s")) % words
    return ""


def _who(row: Signatory) -> str:
    """Who signed, as they typed it, and for whom they stood in; before, who is named."""
    if row.proof is None:
        return str(row.person or "")
    if row.proof.deputises_for is None:
        return str(row.proof.typed_name)
    return _("%(who)s in place of %(named)s") % {"who": row.proof.typed_name, "named": row.proof.deputises_for}


def _words(row: Signatory) -> str:
    """When it was signed and how, or since when it is waited for."""
    if row.state == State.SIGNED:
        signature = row.signature
        return _("%(date)s, %(way)s") % {
            "date": date_format(localtime(signature.signed_at), "DATETIME_FORMAT"),
            "way": Way(signature.way).label,
        }
    if row.state == State.CARRIED:
        return _("signed on %(date)s; nothing that binds this party changed since") % {
            "date": date_format(localtime(row.carried.signed_at))
        }
    if row.said_at:
        return date_format(localtime(row.said_at), "DATETIME_FORMAT")
    if row.turn_at:
        return _("waited for since %(date)s") % {"date": date_format(localtime(row.turn_at))}
    return ""
