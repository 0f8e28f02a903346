"""What is known of the signatures on a version, in words, for the last pages of its sealed paper."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from doallvet.accounts.models import User
from doallvet.signing.choices import Form, State, Way
from doallvet.signing.models import Head, Signatory, Signature, Version
from doallvet.signing.models.chain import FIRST
from doallvet.signing.papers import paper_of


def of(version: Version, *, at: datetime) -> dict[str, Any]:
    """Give the evidence of a version: a row for each place to sign, the end of the chain, and its own `language`.

    That is the version's, or English where the portal does not speak that one.
    """
    places = version.signatories.counting().select_related(
        "person",
        *(f"{way}__{name}" for way in ("signature", "carried") for name in EVIDENCE),
    )
    length, newest = Head.objects.values_list("length", "hash").first() or (0, FIRST)
    language = version.language if version.language in dict(settings.LANGUAGES) else "en"
    with override(language):
        rows = [_row(place, version) for place in places]
    return {"language": language, "places": rows, "length": length, "head": newest, "made_at": utc(at)}


EVIDENCE = ("person", "deputises_for", "recorded_by", "deed", "signatory__version")


def _row(place: Signatory, version: Version) -> dict[str, Any]:
    """One place: what its signature says, or the one that was carried to it."""
    carried = place.state == State.CARRIED
    signature: Signature = place.carried if carried else place.signature
    covered = signature.signatory.version
    return {
        "party": str(paper_of(version.document).party(place)),
        "code": place.party,
        "organisation": place.organisation,
        "typed_name": signature.typed_name,
        "person": _other_name(signature.person, signature),
        "deputises_for": str(signature.deputises_for or ""),
        "recorded_by": str(signature.recorded_by or ""),
        "way": str(Way(signature.way).label),
        "form": str(Form(signature.form).label),
        "code_checked": signature.code_checked,
        "address": masked(signature.address),
        "signed_at": utc(signature.signed_at),
        "carried": carried,
        "version": covered.number,
        "content_hash": signature.content_hash,
        "file_hash": signature.file_hash,
        "scan_hash": signature.scan_hash,
        "consent": signature.consent,
        "language": signature.language,
        "deed": signature.deed.hash,
    }


def _other_name(person: User | None, signature: Signature) -> str:
    """The name in the portal, where it is not what was typed."""
    name = str(person or "")
    return "" if name == signature.typed_name else name


def masked(address: str) -> str:
    """Give an e-mail address so that its owner knows it and nobody else can write to it: l•••@sil.example."""
    name, at_sign, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at_sign else ""


def utc(at: datetime) -> str:
    """Give an instant as it stands in the chain: 2026-11-23 10:00:00 UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
