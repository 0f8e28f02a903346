"""Makes the sealed paper of a version that all have signed: once."""

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.core.files.storage import default_storage
from django.db import transaction

from doallvet.core import uploads
from doallvet.core.jobs import queue
from doallvet.outbox import actions as outbox
from doallvet.signing import evidence, printing
from doallvet.signing import seal as seals
from doallvet.signing.actions import chain
from doallvet.signing.choices import Act
from doallvet.signing.models import Certificate, Document, Version
from doallvet.signing.papers import paper_of


def seal(version_id: int, *, at: datetime) -> bool:
    """Render a version with its evidence, seal it and keep the file; gives whether a file was made.

    The file is whole before a row names it, and a row names it once: several workers, and one that is killed at any
    instant, leave one sealed paper. Nothing is rendered, sealed or asked of an authority inside a transaction.
    Raises PdfUnavailable, Runaway or SealUnavailable; the sweep asks again.
    """
    version = Version.objects.to_seal().select_related("document").filter(pk=version_id).first()
    if version is None:
        return False
    content = printing.signed(version, evidence.of(version, at=at))
    certificate = ""
    if seals.is_on():
        heading = paper_of(version.document).heading(version)
        sealed = seals.seal(content, name=heading, reason=f"SHA-256 {version.content_hash}", at=at)
        content, certificate = sealed.content, sealed.certificate
    path = uploads.store_bytes("sealed", content, "pdf")
    kept = False
    try:
        kept = keep(version, file=path, file_hash=hashlib.sha256(content).hexdigest(), certificate=certificate, at=at)
    finally:
        if not kept:
            default_storage.delete(path)
    return kept


@transaction.atomic
def keep(version: Version, *, file: str, file_hash: str, certificate: str, at: datetime) -> bool:
    """Say where the sealed file lies, unless one is there or the signatures changed meanwhile; tell whether it is kept.

    `certificate`: the PEM it was sealed with, or nothing.
    """
    Document.objects.select_for_update(of=("self",)).get(pk=version.document_id)
    waiting = Version.objects.to_seal().filter(pk=version.pk, completed_at=version.completed_at)
    fields = {"sealed_file": file, "sealed_hash": file_hash, "sealed_at": at}
    if not waiting.update(**fields, sealed_with=_known(certificate, at) if certificate else None):
        return False
    _tell(version, at=at)
    # The hash is no secret and tells no name: with a salt that is known, the chain can be held against the row.
    chain.add(Act.SEALED, version, at=at, evidence={"sealed_hash": file_hash}, salt=version.content_hash)
    return True


def _tell(version: Version, *, at: datetime) -> None:
    """Owe each person who signed the signed paper, and where it lies; who has no account keeps their copy so."""
    places = version.signatories.counting().select_related("signature__person", "carried__person")
    for place in places:
        if place.proof.person:
            outbox.owe("sign-complete", person=place.proof.person, subject=place, at=at)


def seal_again() -> int:
    """Ask once more for the seals that were never made; gives how many."""
    ids = list(Version.objects.to_seal().order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        queue("signing.seal", version_id=pk)
    return len(ids)


def _known(pem: str, at: datetime) -> Certificate:
    fingerprint = x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256()).hex()
    return Certificate.objects.get_or_create(fingerprint=fingerprint, defaults={"pem": pem, "first_used_at": at})[0]
