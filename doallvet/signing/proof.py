"""Holds what is kept of signatures and seals against the chain, which carries only their digests."""

from collections.abc import Iterator
from typing import Any

from doallvet.signing import links
from doallvet.signing.choices import Act
from doallvet.signing.models import Deed, Signature, Version

TOLD = (
    *("content_hash", "file_hash", "person_id", "deputises_for_id", "typed_name", "role", "address", "link_id"),
    *("language", "consent", "way", "form", "code_checked", "signed_at", "recorded_by_id", "scan_hash"),
)
AT_ONCE = 2000


def changed() -> list[str]:
    """Name the signatures and sealed papers that are not what the chain says; empty means all are."""
    return [*_signatures(), *_seals()]


def _signatures() -> Iterator[str]:
    for row in Signature.objects.select_related("deed").order_by("pk").iterator(chunk_size=AT_ONCE):
        if links.digest(said(row), row.salt) != row.deed.digest:
            yield f"Signature {row.pk} (row {row.deed_id} of the chain) was changed."


def said(signature: Signature) -> dict[str, Any]:
    """Give what a signature said when it was given, as its digest was made of it."""
    return {name.removesuffix("_id") if name != "link_id" else name: getattr(signature, name) for name in TOLD}


def _seals() -> Iterator[str]:
    kept = dict(Deed.objects.filter(act=Act.SEALED).values_list("version_id", "digest"))
    sealed = Version.objects.exclude(sealed_file="").order_by("pk")
    for pk, content, file in sealed.values_list("pk", "content_hash", "sealed_hash").iterator(chunk_size=AT_ONCE):
        if links.digest({"sealed_hash": file}, content) != kept.pop(pk, ""):
            yield f"The sealed paper of version {pk} is not the one that was sealed."
    yield from (f"The sealed paper of version {pk} is gone." for pk in sorted(kept))
