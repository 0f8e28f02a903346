"""Takes what a signature provider reports."""

from datetime import datetime

import structlog
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.signing.actions.signature import Hand, answer, sign
from doallvet.signing.choices import State, Way
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of
from doallvet.signing.providers import REFUSED, SIGNED, Report

log = structlog.get_logger(__name__)
FOLDER = "signed/provider"


def take(report: Report, *, at: datetime) -> None:
    """Keep a signature with the evidence of its provider, or a no; what failed is left to be tried again.

    The same report again changes nothing. Raises Refused with what stands in the way.
    """
    signatory = Signatory.objects.with_version().filter(pk=report.signatory).first()
    person = User.objects.filter(pk=report.person).first()
    if signatory is None or person is None:
        log.warning("provider_report_of_nobody", signatory=report.signatory)
    elif report.status == SIGNED:
        _sign(signatory, person, report, at=at)
    elif report.status == REFUSED:
        text = report.reason or _("Declined with the signature provider.")
        answer(signatory, State.DECLINED, person=person, shown=report.content_hash, text=text, at=at)
    else:
        log.warning("provider_failed", signatory=signatory.pk, transaction=report.transaction)


def _sign(signatory: Signatory, person: User, report: Report, *, at: datetime) -> None:
    path, digest = "", ""
    if report.evidence:
        clean = uploads.accept(SimpleUploadedFile("evidence.pdf", report.evidence))
        path, digest = uploads.store(FOLDER, clean), clean.sha256
    hand = Hand(
        typed_name=report.name,
        consent="",
        language=signatory.version.language,
        way=Way.PROVIDER,
        role=str(paper_of(signatory.version.document).party(signatory)),
        address=person.email or "",
        scan=path,
        scan_hash=digest,
        transaction=report.transaction,
    )
    kept = False
    try:
        kept = sign(signatory, person=person, shown=report.content_hash, hand=hand, at=at).scan == path
    finally:
        if path and not kept:
            default_storage.delete(path)
