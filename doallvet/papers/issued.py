"""The versions of a paper as ready strings, as `papers/_issued.html` shows them, and their files."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.core import uploads
from doallvet.papers.sheets import languages_of
from doallvet.papers.words import LANGUAGES
from doallvet.signing.models import Version


def rows(
    versions: Iterable[Version],
    *,
    address: Callable[[Version, bool], str],
    places: Callable[[Version], list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Give a row for each version. `address`: of its file, sealed or not; `places`: who signs it."""
    now = timezone.now()
    return [_row(version, now, address, places) for version in versions]


def _row(version, now, address, places):
    newest, late = version.replaced_at is None, version.is_sealing_late(now)
    return {
        "title": _("%(number)s, version %(version)s") % {"number": version.document.number, "version": version.number},
        "text": _("issued on %(date)s by %(who)s")
        % {"date": date_format(timezone.localdate(version.issued_at)), "who": version.issued_by},
        "language": ", ".join(LANGUAGES[code] for code in languages_of(version.data)),
        "hash": version.content_hash,
        "url": address(version, False) if version.file else "",
        "late": version.is_late(now),
        "newest": newest,
        "places": places(version) if newest else [],
        "complete": version.completed_at is not None,
        "unsigned": version.completed_at is not None and not version.data["signers"],
        "sealed_url": address(version, True) if version.sealed_file else "",
        "has_seal": version.sealed_with_id is not None,
        "sealing": version.completed_at is not None and not version.sealed_file and not late,
        "sealing_late": late,
    }


def standing(versions: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what a page says of files that are being made, or could not be."""
    return {
        "versions": versions,
        "pending": any((not version["url"] and not version["late"]) or version["sealing"] for version in versions),
        "late": [version["title"] for version in versions if version["late"]],
    }


def file_name(version: Version, *, sealed: bool = False) -> str:
    """What the file of a version is called when it is handed out."""
    return f"{version.document.number}-v{version.number}{'-signed' if sealed else ''}.pdf"


def file_answer(version: Version, *, save: bool, sealed: bool = False):
    """Hand a file of a version out, as it was issued or with its signatures: to be shown, or to be saved."""
    name = file_name(version, sealed=sealed)
    file = uploads.opened(version.sealed_file if sealed else version.file)
    return uploads.attachment(file, name, "application/pdf") if save else uploads.shown_pdf(file, name)
