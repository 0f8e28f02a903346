"""Who has signed a version and who is missing, since when: the same rows on every page."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
    rows = version.signatories.select_related(
        "person", "said_by", "signature__person", "signature__recorded_by", "carried__person"
    )
    return [_place(row, version) | {"said": row.text if words else ""} for row in rows]


def _place(row: Signatory, version: Version) -> dict[str, object]:
    tone, text = TONES.get(State(row.state), "info" if row.turn_at else "quiet"), _words(row)
    who = row.signature.typed_name if row.state == State.SIGNED else str(row.person or "")
    return {
        "pk": row.pk,
        "code": row.party,
        "person_id": row.person_id,
        "counts": row.counts,
        "party": paper_of(version.document).party(row),
        "who": who,
        "organisation": row.organisation,
        "tone": tone,
        "status": State(row.state).label if row.turn_at or row.counts else _("comes later"),
        "text": text,
        "waits": row.is_on_turn,
        "state": row.state,
    }


def _words(row: Signatory) -> str:
    """When it was signed and how, or since when it is waited for."""
    if row.state == State.SIGNED:
        signature = row.signature
        return _("%(date)s, %(way)s") % {
            "date": date_format(signature.signed_at, "DATETIME_FORMAT"),
            "way": Way(signature.way).label,
        }
    if row.state == State.CARRIED:
        return _("signed on %(date)s; nothing that binds this party changed since") % {
            "date": date_format(row.carried.signed_at)
        }
    if row.said_at:
        return date_format(row.said_at, "DATETIME_FORMAT")
    if row.turn_at:
        return _("waited for since %(date)s") % {"date": date_format(row.turn_at)}
    return ""
