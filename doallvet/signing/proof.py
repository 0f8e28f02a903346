"""Holds what is kept of papers, signatures and seals against the chain, which carries only their digests."""

from collections.abc import Iterator
from typing import Any

from doallvet.signing import chaining
from doallvet.signing.choices import Act
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Deed, Signature, Version
from doallvet.signing.models.signature import told_by_provider

TOLD = (
    *("content_hash", "file_hash", "person_id", "deputises_for_id", "typed_name", "role", "address", "link_id"),
    *("language", "consent", "way", "form", "code_checked", "signed_at", "recorded_by_id", "scan_hash"),
)
AT_ONCE = 2000


def changed() -> list[str]:
    """Name what is not what the chain says: versions, their signatures and sealed papers; empty means all is."""
    return [*_versions(), *_signatures(), *_seals()]


def _versions() -> Iterator[str]:
    kept = dict(Deed.objects.filter(act=Act.ISSUED).values_list("version_id", "digest"))
    for version in Version.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        if _digest_of(version) != kept.pop(version.pk, ""):
            yield f"What version {version.pk} says is not what was issued."
    yield from (f"Version {pk} is gone." for pk in sorted(kept))


def _digest_of(version: Version) -> str | None:
    """Give the digest of a version as its data says it now; None where that is not what its own hash is of."""
    try:
        said_now = content_hash(version.data, version.template_version)
    except TypeError:  # what cannot be frozen was never issued
        return None
    return chaining.digest({"content_hash": said_now}, said_now) if said_now == version.content_hash else None


def _signatures() -> Iterator[str]:
    rows = Signature.objects.select_related("deed", "signatory__version").defer("signatory__version__data")
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        deed, version = row.deed, row.signatory.version
        if deed is None:
            yield f"Signature {row.pk} has no row in the chain."
        elif chaining.digest(said(row), row.salt) != deed.digest:
            yield f"Signature {row.pk} (row {deed.pk} of the chain) was changed."
        elif (deed.act, deed.signatory_id, deed.version_id) != (Act.SIGNED, row.signatory_id, version.pk):
            yield f"Signature {row.pk} (row {deed.pk} of the chain) was given at another place."
        elif (row.content_hash, row.file_hash) != (version.content_hash, version.file_hash):
            yield f"Signature {row.pk} (row {deed.pk} of the chain) is on another paper than version {version.pk}."
    known = Signature.objects.filter(deed__isnull=False).values("deed")
    lost = Deed.objects.filter(act=Act.SIGNED).exclude(pk__in=known)
    yield from (f"The signature of row {pk} of the chain is gone." for pk in lost.values_list("pk", flat=True))


def said(signature: Signature) -> dict[str, Any]:
    """Give what a signature said when it was given, as its digest was made of it."""
    told = {name.removesuffix("_id") if name != "link_id" else name: getattr(signature, name) for name in TOLD}
    return told | told_by_provider(signature.transaction)


def _seals() -> Iterator[str]:
    kept = dict(Deed.objects.filter(act=Act.SEALED).values_list("version_id", "digest"))
    sealed = Version.objects.exclude(sealed_file="").order_by("pk")
    for pk, content, file in sealed.values_list("pk", "content_hash", "sealed_hash").iterator(chunk_size=AT_ONCE):
        if chaining.digest({"sealed_hash": file}, content) != kept.pop(pk, ""):
            yield f"The sealed paper of version {pk} is not the one that was sealed."
    yield from (f"The sealed paper of version {pk} is gone." for pk in sorted(kept))
