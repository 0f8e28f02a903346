"""Makes the file of an issued version: once."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from doallvet.core import uploads
from doallvet.signing import printing
from doallvet.signing.actions.document import keep_file
from doallvet.signing.models import Version
from doallvet.signing.papers import paper_of


def build(version_id: int, *, then: Callable[[Version, datetime], None], at: datetime) -> bool:
    """Render an issued version once, from its frozen data alone, and keep the file; a file that is there stays.

    `then`: what follows once the file is there, with the version and the instant, in the same transaction: a worker
    that is killed leaves both or neither. Nothing is rendered inside it. Gives whether a file was made; raises
    PdfUnavailable or Runaway.
    """
    version = Version.objects.without_file().select_related("document").filter(pk=version_id).first()
    if version is None:
        return False
    content = printing.issued(version)
    path = uploads.store_bytes("documents", content, "pdf")
    kept = False
    try:
        with transaction.atomic():
            paper_of(version.document).lock(version.document)
            done = keep_file(version, file=path, file_hash=hashlib.sha256(content).hexdigest(), at=at)
            if done:
                then(Version.objects.select_related("document").get(pk=version.pk), at)
        kept = done
    finally:
        if not kept:
            default_storage.delete(path)
    return kept
