"""What is known of the signatures on a version, in words, for the last pages of its sealed paper."""

from datetime import UTC, datetime
from typing import Any

from doallvet.accounts.models import PersonalLink, User
from doallvet.core.text import masked
from doallvet.signing.choices import State, Way
from doallvet.signing.models import Head, Signatory, Signature, Version
from doallvet.signing.papers import paper_of
from doallvet.signing.words import spoken, words

EVIDENCE = ("person", "deputises_for", "recorded_by", "deed", "signatory__version")


def of(version: Version, *, at: datetime) -> dict[str, Any]:
    """Give the evidence of a version: a row for each place to sign, the end of the chain, and its own `language`.

    That is the first one of the paper.
    """
    places = version.signatories.counting().select_related(
        "person",
        "instead_of",
        *(f"{way}__{name}" for way in ("signature", "carried") for name in EVIDENCE),
    )
    length, newest = Head.objects.now()
    language = spoken(version.language)
    rows = [_row(place, version, language) for place in places]
    return {"language": language, "places": rows, "length": length, "head": newest, "made_at": utc(at)}


def _row(place: Signatory, version: Version, language: str) -> dict[str, Any]:
    """One place: what its signature says, or the one that was carried to it."""
    signature: Signature = place.proof
    covered, said = signature.signatory.version, words(language)
    carried, way = place.state == State.CARRIED, said["ways"][signature.way]
    number = {"version": covered.number}
    return {
        "party": paper_of(version.document).party(place, language),
        "code": place.party,
        "organisation": place.organisation,
        "typed_name": signature.typed_name,
        "person": _other_name(signature.person, signature),
        "deputises_for": str(signature.deputises_for or ""),
        "passed_on_from": str(place.instead_of or ""),
        "letter_by": _who_wrote(signature),
        "recorded_by": str(signature.recorded_by or ""),
        "way": way,
        "form": said["forms"][signature.form],
        "in_short": said["on_version"] % number if carried else way,
        "code_checked": signature.code_checked,
        "address": masked(signature.address),
        "signed_at": utc(signature.signed_at),
        "covers": said["evidence"]["carried"] % number if carried else "",
        "content_hash": signature.content_hash,
        "file_hash": signature.file_hash,
        "scan_hash": signature.scan_hash,
        "transaction": signature.transaction,
        "consent": signature.consent,
        "language": signature.language,
        "deed": signature.deed.hash,
    }


def _other_name(person: User | None, signature: Signature) -> str:
    """The name in the portal, where it is not what was typed."""
    name = str(person or "")
    return "" if name == signature.typed_name else name


def _who_wrote(signature: Signature) -> str:
    """Who had the letter made whose code opened the page: they had the code in their hands."""
    if signature.way != Way.LETTER:
        return ""
    link = PersonalLink.objects.select_related("made_by").filter(pk=signature.link_id).first()
    return str(link.made_by or "") if link else ""


def utc(at: datetime) -> str:
    """Give an instant as it stands in the chain: 2026-11-23 10:00:00 UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
