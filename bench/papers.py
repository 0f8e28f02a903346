"""What papers cost against WeasyPrint alone, again, sealed, and many in a row: P14 to P17."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from bench import cpu
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import ROOT, Portal
from doallvet.core import pdf
from doallvet.signing import mark, printing, seal
from doallvet.signing.keys import make_key
from doallvet.signing.models import Document, Version
from doallvet.signing.papers import paper_of
from mobilities.actions.agreement import build_file
from mobilities.models import Agreement
from mobilities.rules.papers import AMENDMENT

MANY = 500
AGAIN = 100
NUMBER, KIND = "BENCH-{}", "LEARNING_AGREEMENT"


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    """Take a learning agreement of the demo world, in two languages."""
    version = an_agreement()
    yield from rendered(version)
    yield again(version, meter)
    for kind in ("ecdsa", "rsa"):
        yield sealed(version, kind, portal.folder)
    yield from in_a_row(version, portal.folder)


def an_agreement() -> Version:
    found = Version.objects.filter(document__agreement__kind=KIND).select_related("document")
    return found.exclude(file="").order_by("-pk").first()


def rendered(version: Version) -> Iterator[Figure]:
    foot = mark.mark(version.document.number, version.number, version.content_hash, "en")
    body, more = paper_of(version.document).html(version), {"title": "Agreement", "language": "en", "mark": foot}
    page = pdf._page(body, "Agreement", "en", foot, "")
    for what, render in (("in the process", pdf.render_pdf), ("in a child with limits", pdf.render_apart)):
        mine, theirs = cpu.pair(lambda render=render: render(body, **more), lambda: alone(page, foot.picture))
        yield Figure("P14", f"agreement, made {what}, against WeasyPrint alone", mine / theirs, "×", 1.05)


def alone(page: str, picture: bytes) -> bytes:
    """What WeasyPrint does by itself with the same page: style sheet and fonts read each time."""
    import weasyprint  # noqa: PLC0415  slow
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  slow

    fonts, style = FontConfiguration(), (pdf.DATA / "document.css").read_text()
    css = weasyprint.CSS(string=style, font_config=fonts)
    html = weasyprint.HTML(string=page, url_fetcher=pdf._fetcher(picture))
    return html.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1")


def again(version: Version, meter: Meter) -> Figure:
    def look():
        for _ in range(AGAIN):
            build_file(version.pk, at=timezone.now())

    cost = min(cpu.own(look) for _ in range(cpu.TIMES)) / AGAIN
    return Figure("P15", "an unchanged agreement again", cost / meter.unit(), "E", 2)


def sealed(version: Version, kind: str, folder: Path) -> Figure:
    key = folder / f"{kind}.p12"
    make_key(key, name="Seal of the measurement", at=timezone.now(), kind=kind)
    content, words = printing.issued(version), {"name": "Seal", "reason": "Measured", "at": timezone.now()}
    with override_settings(SEAL_KEY=str(key)):
        mine, theirs = cpu.pair(lambda: seal.seal(content, **words), lambda: printing.issued(version))
    return Figure("P16", f"seal ({kind}) against the rendering", mine / theirs, "×", 0.15)


def in_a_row(version: Version, folder: Path) -> Iterator[Figure]:
    """Let a worker by itself make many agreements, in parts, each after some renderings of the single one."""
    ids = copies(version)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.many_papers", str(version.pk)],
            input=" ".join(map(str, ids)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"MEDIA_ROOT": str(folder / "media")},
        )
        assert not Version.objects.filter(pk__in=ids).without_file().exists()
    finally:
        forget(ids)
    found = json.loads(done.stdout.splitlines()[-1])
    rate = statistics.median(single / part for single, part in zip(found["single"], found["part"], strict=True))
    first, last = (statistics.median(found["part"][place]) for place in (slice(3), slice(-3, None)))
    yield Figure("P17", f"rate of {MANY} agreements against the single one", rate, "×", 0.9, floor=True)
    yield Figure("P17", "drift: the last of them against the first", last / first, "×", 1.1)
    yield Figure("P17", "memory of the worker", max(found["memory"]), "MB", 150)


def copies(version: Version) -> list[int]:
    """Make as many documents that say the same, each with a version that has no file yet; gives the versions' ids.

    They belong to the one stay as its amendments do: of other papers it has one.
    """
    document, mobility, ids = version.document, version.document.agreement.mobility, []
    for number in range(MANY):
        document.pk, document.number = None, NUMBER.format(number)
        document.save(force_insert=True)
        Agreement.objects.create(mobility=mobility, kind=AMENDMENT, document=document)
        row = Version.objects.get(pk=version.pk)
        row.pk, row.document, row.file, row.file_hash, row.built_at = None, document, "", "", None
        row.save(force_insert=True)
        ids.append(row.pk)
    return ids


def forget(ids: list[int]) -> None:
    documents = Document.objects.filter(versions__in=ids)
    kept = list(documents.values_list("pk", flat=True))
    Agreement.objects.filter(document__in=kept).delete()
    Version.objects.filter(pk__in=ids).delete()
    Document.objects.filter(pk__in=kept).delete()
