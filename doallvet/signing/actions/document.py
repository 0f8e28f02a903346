"""Opens documents and freezes what they say."""

from datetime import datetime
from typing import Any

from django.db import transaction

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.signing.actions import chain
from doallvet.signing.choices import Act
from doallvet.signing.freezing import content_hash, document_number
from doallvet.signing.models import Document, Version


@transaction.atomic
def open_document(
    kind: str, *, prefix: str, title: str, by: User | None, at: datetime, changes: Document | None = None
) -> Document:
    """Give a new document, without a version yet, under a number that nobody can guess; it may change another one."""
    number = document_number(prefix, at.year)
    while Document.objects.filter(number=number).exists():
        number = document_number(prefix, at.year)
    return Document.objects.create(number=number, kind=kind, title=title, made_at=at, made_by=by, changes=changes)


@transaction.atomic
def freeze(
    document: Document,
    data: dict[str, Any],
    *,
    language: str,
    template: str,
    template_version: str,
    by: User | None,
    at: datetime,
) -> tuple[Version, bool]:
    """Keep what a document says as its next version; give the version and whether it is new.

    What the newest version says already is that version again, however often and by how many it is frozen at once.
    `data` is what `freezing.canonical` takes. The file is made later, from this data alone.
    """
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    newest = document.versions.order_by("-number").first()
    hash_now = content_hash(data, template_version)
    if newest and newest.content_hash == hash_now:
        return newest, False
    document.versions.newest().update(replaced_at=at)
    version = Version.objects.create(
        document=document,
        number=newest.number + 1 if newest else 1,
        data=data,
        language=language,
        template=template,
        template_version=template_version,
        content_hash=hash_now,
        issued_at=at,
        issued_by=by,
    )
    # The salt is known: the chain can be held against the row (proof).
    chain.add(Act.ISSUED, version, at=at, evidence={"content_hash": hash_now}, salt=hash_now)
    return version, True


def keep_file(version: Version, *, file: str, file_hash: str, at: datetime) -> bool:
    """Say where the file of a version lies and what its SHA-256 is, unless one is there; tell whether it was kept.

    Where all signatures were carried over, nothing but the file was missing for the seal.
    """
    changed = Version.objects.without_file().filter(pk=version.pk).update(file=file, file_hash=file_hash, built_at=at)
    if Version.objects.to_seal().filter(pk=version.pk).exists():
        queue("signing.seal", version_id=version.pk)
    return bool(changed)
