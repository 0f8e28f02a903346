"""Documents come out accessible, alone, and within limits."""

import io
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from doallvet.core import apart, pdf

DOCUMENT = (Path(__file__).parent / "data" / "document.html").read_text()
ROW = "<tr><td>0715</td><td>Tests a drive and writes down what was found</td><td>on site</td><td>Sample</td></tr>"
TITLE = "Learning agreement LA-2027-000123"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def make_document(rows: int) -> bytes:
    return pdf.render_pdf(DOCUMENT.replace("{rows}", ROW * rows), title=TITLE, language="en")


def texts(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def test_a_document_is_tagged_and_says_its_title_and_language():
    with pikepdf.open(io.BytesIO(make_document(rows=10))) as document:
        root = document.Root
        assert {
            "language": str(root.Lang),
            "marked": bool(root.MarkInfo.Marked),
            "tree": str(root.StructTreeRoot.Type),
            "shows title": bool(root.ViewerPreferences.DisplayDocTitle),
            "title": str(document.docinfo.Title),
            "version": document.pdf_version,
        } == {
            "language": "en",
            "marked": True,
            "tree": "/StructTreeRoot",
            "shows title": True,
            "title": TITLE,
            "version": "1.7",
        }
        with document.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["dc:title"]) == ("1", TITLE)
        assert all(page.get("/StructParents") is not None for page in document.pages)
        fonts = [value for value in document.objects if isinstance(value, pikepdf.Dictionary) and "/FontFile2" in value]
        assert len(fonts) > 0


def test_headings_tables_and_lists_are_tagged_as_such():
    table = "<table><thead><tr><th>A<tbody><tr><td>B</table>"
    content = pdf.render_pdf(f"<h1>A</h1><h2>B</h2><p>C</p>{table}<ul><li>D</ul>", title=TITLE, language="en")

    with pikepdf.open(io.BytesIO(content)) as document:
        elements = [value for value in document.objects if isinstance(value, pikepdf.Dictionary)]
        tags = [str(value.S) for value in elements if value.get("/Type") == "/StructElem"]
    expected = ["/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TBody", "/TD", "/L", "/LI", "/Lbl", "/LBody"]
    assert [name for name in expected if tags.count(name) != 1] == []


def test_every_page_carries_number_hash_and_count():
    pages = texts(make_document(rows=60))

    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert page.count("LA-2027-000123") == 1
        assert page.count(HASH) == 1
        assert page.count(f"Page {number} of 4") == 1
    assert [page.count("Assessment") for page in pages] == [1, 1, 1, 0]
    assert "Αθήνα, София, Łódź, Jyväskylä" in pages[0]


@pytest.mark.parametrize("rows", range(20, 44, 3))
def test_signatures_stay_whole_and_their_heading_stays_with_them(rows):
    pages = texts(make_document(rows))

    assert [page.count("Place and date") for page in pages if "5. Signatures" in page] != [0]
    for page in pages:
        assert page.count("\nSignature") == page.count("Place and date")


def test_a_word_in_the_head_marks_every_page():
    html = DOCUMENT.replace("data-number", 'data-mark="DRAFT" data-number').replace("{rows}", ROW * 60)

    pages = texts(pdf.render_pdf(html, title=TITLE, language="es"))

    assert [page.count("DRAFT") for page in pages] == [1, 1, 1, 1]


def test_the_title_and_the_number_cannot_break_out_of_the_page():
    content = pdf.render_pdf("<p>text</p>", title='</title><h1>x</h1>"&', language="en")

    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.docinfo.Title) == '</title><h1>x</h1>"&'
    assert texts(content)[0].split() == ["text", "Page", "1", "of", "1"]


@pytest.fixture
def visits():
    """A web server on this machine that writes down who came."""
    paths = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield paths, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


PLANTS = [
    '<img src="{a}">',
    '<img srcset="{a} 2x" src="{a}">',
    '<link rel="stylesheet" href="{a}">',
    '<link rel="attachment" href="{a}">',
    '<a rel="attachment" href="{a}">x</a>',
    '<object data="{a}">x</object>',
    '<embed src="{a}">',
    '<iframe src="{a}"></iframe>',
    '<base href="{a}"><img src="x.png">',
    '<svg width="9" height="9"><image href="{a}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{a}#x"/></svg>',
    '<style>@import url("{a}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{a}") }} p {{ font-family: x }}</style><p>x</p>',
    '<p style="background: url({a})">x</p>',
    '<p style="border-image: url({a}) 1; border: 1px solid">x</p>',
    '<p style="mask-image: url({a})">x</p>',
    '<ul><li style="list-style-image: url({a})">x</li></ul>',
    '<style>p::before {{ content: url("{a}") }}</style><p>x</p>',
    '<style>@page {{ background: url("{a}"); @top-left {{ content: url("{a}") }} }}</style><p>x</p>',
    '<style>@color-profile --x {{ src: url("{a}") }}</style><p>x</p>',
]


@pytest.mark.parametrize("plant", PLANTS)
def test_nothing_is_fetched_from_the_network_or_the_disk(plant, visits, tmp_path):
    paths, server = visits
    (tmp_path / "canary.css").write_text('p::after { content: "canary" }')
    files = [f"file://{tmp_path}/canary.css", "file:///etc/passwd", str(tmp_path / "canary.css"), "../document.css"]

    for address in [f"{server}/canary", "http://127.0.0.1:1/x", *files]:
        try:
            content = pdf.render_pdf("<p>text</p>" + plant.format(a=address), title="x", language="en")
        except (OSError, ValueError):  # WeasyPrint forgives most failures to fetch, but not those of style sheets
            continue
        assert "canary" not in "".join(texts(content))
        assert b"root:" not in content
        assert b"/EmbeddedFile" not in content

    assert paths == []


def test_the_test_server_would_have_seen_a_visit(visits):
    import urllib.request  # noqa: PLC0415  for this planted fault only

    paths, server = visits

    with pytest.raises(OSError, match="404"):
        urllib.request.urlopen(f"{server}/canary")

    assert paths == ["/canary"]


def test_apart_makes_the_same_document():
    html = DOCUMENT.replace("{rows}", ROW)

    aside = pdf.render_apart(html, title=TITLE, language="es")

    assert texts(aside) == texts(pdf.render_pdf(html, title=TITLE, language="es"))


def test_apart_makes_a_document_while_other_threads_run():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()

    content = pdf.render_apart("<p>text</p>", title=TITLE, language="en")
    stop.set()
    thread.join()

    assert "text" in texts(content)[0]


def test_a_runaway_document_ends_as_an_exception_and_the_next_one_is_made(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 1)
    with pytest.raises(apart.Runaway):
        pdf.render_apart(f"<table>{ROW * 5000}</table>", title=TITLE, language="en")

    monkeypatch.setattr(pdf, "SECONDS", 20)
    assert len(texts(pdf.render_apart("<p>text</p>", title=TITLE, language="en"))) == 1


def test_a_document_of_ten_pages_fits_into_the_limits():
    content = pdf.render_apart(f"<table>{ROW * 450}</table>", title=TITLE, language="en")

    assert len(texts(content)) > 10


def test_a_machine_without_fonts_is_told_what_to_install(tmp_path):
    (tmp_path / "fonts.conf").write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig/>")
    program = "from doallvet.core import pdf\ntry: pdf.probe()\nexcept pdf.PdfUnavailable as error: print(error)"
    environment = os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}

    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)

    assert (answer.returncode, answer.stdout) == (
        0,
        "PDF files cannot be made here: no font is installed. On Debian and Ubuntu: sudo apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-dejavu-core\n",
    )


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", ("libpango-0.0", "libpangoft2-1.0", "libnothing"))

    with pytest.raises(pdf.PdfUnavailable, match="libpango-0.0, libnothing is missing. On Debian and Ubuntu: sudo apt"):
        pdf.probe()


def test_a_machine_that_has_all_is_let_through():
    assert pdf.probe() is None
