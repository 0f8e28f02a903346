"""Records a signature that stands on the printed paper."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.signing import matching
from doallvet.signing.actions.signature import Hand, sign
from doallvet.signing.choices import Way
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of


def record(
    signatory: Signatory,
    upload: UploadedFile,
    *,
    folder: str,
    typed_name: str,
    shown: str,
    compared: bool,
    by: User,
    at: datetime,
) -> None:
    """Record a signature that stands on the printed paper, with its scan; the file is written before the rows.

    The QR code of the scan says of which version it is; where none can be read, the coordinator has `compared` number
    and version. Raises Stale when there is another version by now, Refused for a scan of another one and for no scan.
    """
    clean = uploads.accept(upload)
    matching.refuse_other(signatory.version, clean.content, clean.mime, compared=compared)
    path = uploads.store(folder, clean)
    hand = Hand(
        typed_name=typed_name,
        consent="",
        language=signatory.version.language,
        way=Way.PAPER,
        role=str(paper_of(signatory.version.document).party(signatory)),
        scan=path,
        scan_hash=clean.sha256,
    )
    kept = False
    try:
        signature = sign(signatory, person=signatory.person, shown=shown, hand=hand, at=at, recorded_by=by)
        kept = signature.scan == path
    finally:
        if not kept:
            default_storage.delete(path)
