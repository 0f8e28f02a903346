"""What anybody may know of a paper that they have in their hands: is it ours, and does it still hold?"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from doallvet.core import uploads
from doallvet.signing import seal
from doallvet.signing.choices import State
from doallvet.signing.freezing import typed
from doallvet.signing.mark import printed_code, short_hash
from doallvet.signing.models import Certificate, Version
from doallvet.signing.standing import places


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a paper: `tone` of the notice, its title, a sentence; rows of facts; who signed, or nobody."""

    tone: str
    title: str
    text: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    places: list[dict] = field(default_factory=list)


def by_code(number: str, code: str) -> Verdict:
    """Judge a paper by what was typed from its foot; the code tells names as well."""
    found = _first(
        version
        for version in _numbered(number.strip().upper())
        if constant_time_compare(typed(printed_code(version.content_hash)), typed(code))
    )
    return _judge(found, places=places(found)) if found else _unknown_code()


def by_mark(number: str, version: str, short: str) -> Verdict:
    """Judge a paper by what its QR code holds."""
    found = _first(
        row
        for row in _numbered(number)
        if str(row.number) == version and constant_time_compare(short_hash(row.content_hash), short)
    )
    return _judge(found) if found else _unknown_code()


def by_hash(file_hash: str) -> Verdict:
    """Judge a file by its SHA-256, in hexadecimal."""
    if not re.fullmatch("[0-9a-f]{64}", file_hash):
        return _altered()
    found = _versions().filter(Q(sealed_hash=file_hash) | Q(file_hash=file_hash)).order_by("pk").first()
    if found is None:
        return _altered()
    return _judge(found, only_issued=found.sealed_hash != file_hash)


def _versions() -> QuerySet[Version]:
    taken_back = Max("signatories__said_at", filter=Q(signatories__state=State.WITHDRAWN))
    return Version.objects.select_related("document", "sealed_with").annotate(taken_back_at=taken_back)


def _numbered(number: str) -> QuerySet[Version]:
    """Give the versions of a document, newest first; none for what cannot be a number."""
    return (
        _versions().filter(document__number=number)
        if re.fullmatch("[A-Z0-9-]{1,20}", number)
        else Version.objects.none()
    )


def _first(rows: Iterable[Version]) -> Version | None:
    return next(iter(rows), None)


def _judge(version: Version, *, places: list[dict] | None = None, only_issued: bool = False) -> Verdict:
    """Say how it stands with a version that is ours."""
    facts = _facts(version, only_issued=only_issued)
    if reason := _broken(version):
        return Verdict("danger", _("The portal's own copy does not hold"), reason, facts)
    number = {"number": version.document.number, "version": version.number}
    if version.replaced_at:
        tone, title = "warning", _("Authentic, but a newer version took its place")
    elif version.taken_back_at:
        tone, title = "warning", _("Authentic, but a signature was taken back")
    elif version.completed_at is None:
        tone, title = "info", _("Authentic, but not signed by all")
    elif version.signatories.exists():
        tone, title = "success", _("Authentic and signed by all")
    else:
        tone, title = "success", _("Authentic; nobody had to sign it")
    text = _("This is version %(version)s of %(number)s, as this portal issued it.") % number
    if only_issued:
        text += " " + _("The file is the one that was given out to be signed: it holds no signatures.")
    return Verdict(tone, title, text, facts, places or [])


def _facts(version: Version, *, only_issued: bool) -> list[tuple[str, str]]:
    newest = _("no") if version.replaced_at is None else _("yes, on %(date)s") % {"date": _day(version.replaced_at)}
    signed = _("yes, on %(date)s") % {"date": _day(version.completed_at)} if version.completed_at else _("not yet")
    if version.taken_back_at:
        signed = _("no longer: taken back on %(date)s") % {"date": _day(version.taken_back_at)}
    elif version.completed_at and not version.signatories.exists():
        signed = _("nobody had to sign; in effect since %(date)s") % {"date": _day(version.completed_at)}
    return [
        (_("Document"), version.document.number),
        (
            _("Version"),
            _("%(version)s, issued on %(date)s") % {"version": version.number, "date": _day(version.issued_at)},
        ),
        (_("Signed by all"), signed),
        (_("Replaced by a newer version"), newest),
        (_("Seal"), _seal(version)),
        (_("Content (SHA-256)"), version.content_hash),
    ]


def _seal(version: Version) -> str:
    if not version.sealed_file:
        return _("not sealed")
    if version.sealed_with is None:
        return _("none: the portal had no key when the signed paper was made")
    return _("sealed on %(date)s") % {"date": _day(version.sealed_at)}


def _broken(version: Version) -> str:
    """Hold the file that is kept against its hash and, where it is sealed, look at the seal; empty means it holds."""
    path, kept_hash = version.sealed_file or version.file, version.sealed_hash or version.file_hash
    if not path:
        return ""
    try:
        with uploads.opened(path) as file:
            content = file.read()
    except uploads.FileGone:
        return _("Its file is not there any more, so it cannot be compared. Please ask who gave you the paper.")
    if not constant_time_compare(hashlib.sha256(content).hexdigest(), kept_hash):
        return _("Its file was altered after it was made. Please ask who gave you the paper.")
    if version.sealed_with and not seal.holds(content, list(Certificate.objects.values_list("pem", flat=True))):
        return _("The seal on its file is not one of this portal. Please ask who gave you the paper.")
    return ""


def _altered() -> Verdict:
    text = _(
        "Not one byte of a paper may differ, and no paper of this portal has these bytes. "
        "A file that was opened and saved again, printed to PDF or scanned is another file: take the one that was "
        "downloaded or sent, or check with number and printed code."
    )
    return Verdict("danger", _("Altered, or not a paper of this portal"), text)


def _unknown_code() -> Verdict:
    text = _("Compare number and code with the foot of the page, letter by letter.")
    return Verdict("danger", _("No paper of this portal has this number and code"), text)


def _day(at) -> str:
    return date_format(localtime(at))
