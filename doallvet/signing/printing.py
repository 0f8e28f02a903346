"""Puts papers into files: as they are issued, and once more with the evidence of all signatures."""

from typing import Any

from django.template.loader import render_to_string

from doallvet.core.pdf import PICTURE, render_apart
from doallvet.signing import mark, seal
from doallvet.signing.models import Version
from doallvet.signing.papers import paper_of
from doallvet.signing.words import words


def issued(version: Version) -> bytes:
    """Give the PDF of a version as its parties read it. Raises PdfUnavailable or Runaway."""
    return _pdf(version, paper_of(version.document).html(version))


def signed(version: Version, evidence: dict[str, Any]) -> bytes:
    """Give the PDF of the same data with what `evidence.of` says at the end. Raises PdfUnavailable or Runaway."""
    return _pdf(version, signed_html(version, evidence))


def signed_html(version: Version, evidence: dict[str, Any]) -> str:
    """Give the body of that paper."""
    paper = paper_of(version.document)
    said = words(evidence["language"])
    context = {
        "language": evidence["language"],
        "words": said["evidence"],
        "version": version,
        "version_words": said["version"] % {"version": version.number},
        "number": version.document.number,
        "heading": paper.heading(version),
        "evidence": evidence,
        "acts": said["evidence"]["acts"] % {"count": evidence["length"]},
        "sealed": seal.is_on(),
        "stamped": seal.is_stamped(),
        "page": mark.address(),
        "code": mark.printed_code(version.content_hash),
        "picture": PICTURE,
    }
    return paper.html(version, evidence=evidence) + render_to_string("documents/evidence.html", context)


def _pdf(version: Version, html: str) -> bytes:
    language, title = version.language, paper_of(version.document).heading(version)
    foot = mark.mark(version.document.number, version.number, version.content_hash, language)
    return render_apart(html, title=title, language=language, mark=foot, page=words(language)["page"])
