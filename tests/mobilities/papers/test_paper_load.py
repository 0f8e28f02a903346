"""What papers cost: P14 to P16 of the project's goals, as ratios measured in one run (docs/performance.md)."""

import gc
import io
import os
import statistics
import time

import pypdfium2
import pytest

from doallvet.core import pdf
from doallvet.signing import mark, printing, seal
from doallvet.signing.papers import paper_of
from mobilities.actions.agreement import build_file
from tests.access.walk import Visitor
from tests.factories import NOW
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.views.test_group_load import database_seconds, seconds
from tests.signing.seals import key_file

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
TIMES = 7


def used():
    """CPU seconds of this process, of the children it has waited for, and of the database's backend."""
    return time.process_time() + sum(os.times()[2:4]) + database_seconds()


def cpu(work):
    gc.collect()  # what the one leaves behind is not to be cleared away at the expense of the other
    before = used()
    work()
    return used() - before


def ratio(work, unit):
    """Work against a unit: in turns, so that a busy machine is so for both, the median of each."""
    for once in (work, unit):
        once()
    pairs = [(cpu(work), cpu(unit)) for _ in range(TIMES)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine / theirs, mine, theirs


@pytest.fixture
def version(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay(employer=False, hosting=False)
    return signing.issue(mobility, ana, languages=["en"])


def alone(page, picture):
    """What WeasyPrint does by itself with the same page: style sheet and fonts read each time."""
    import weasyprint  # noqa: PLC0415  slow
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  slow

    fonts, style = FontConfiguration(), (pdf.DATA / "document.css").read_text()
    css = weasyprint.CSS(string=style, font_config=fonts)
    html = weasyprint.HTML(string=page, url_fetcher=pdf._fetcher(picture))
    return html.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1")


@pytest.mark.parametrize("render", [pdf.render_pdf, pdf.render_apart])
def test_an_agreement_of_three_pages_costs_what_weasyprint_costs(version, render):
    body = paper_of(version.document).html(version)
    foot = mark.mark(version.document.number, 1, version.content_hash, "en")
    page, more = pdf._page(body, "Agreement", "en", foot, ""), {"title": "Agreement", "language": "en", "mark": foot}

    found, mine, theirs = ratio(lambda: render(body, **more), lambda: alone(page, foot.picture))

    with pypdfium2.PdfDocument(io.BytesIO(render(body, **more))) as document:
        assert len(document) == 3
    print(f"\nP14, {render.__name__}: {mine * 1000:.0f} ms, WeasyPrint alone {theirs * 1000:.0f} ms: {found:.2f} ×")
    assert found <= 1.05


def test_an_agreement_that_is_there_is_not_made_again(version, settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.mobilities.empty_urls"
    visitor = Visitor(version.issued_by)
    seconds(visitor, "/empty/", 5)
    monkeypatch.setattr(printing, "render_apart", never)

    unit = min(seconds(visitor, "/empty/", 40) for _ in range(5))
    again = min(cpu(lambda: [build_file(version.pk, at=NOW) for _ in range(100)]) / 100 for _ in range(5))

    print(f"\nP15: E = {unit * 1000:.2f} ms, an unchanged agreement again {again * 1000:.2f} ms: {again / unit:.2f} E")
    assert again <= 2 * unit


def never(*_args, **_more):
    raise AssertionError("It was rendered again.")


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_the_seal_costs_little_beside_the_rendering(version, settings, kind):
    settings.SEAL_KEY = str(key_file(kind))
    content = printing.issued(version)

    found, mine, theirs = ratio(
        lambda: seal.seal(content, name="Seal", reason="Measured", at=NOW), lambda: printing.issued(version)
    )

    print(f"\nP16, {kind}: seal {mine * 1000:.0f} ms, rendering {theirs * 1000:.0f} ms: {found:.3f} ×")
    assert found <= 0.15
