"""Markdown for papers: what it becomes, and what never comes through."""

import io
import re
import time

import pikepdf
import pytest

from doallvet.core import markdown, pdf

HTML = "HTML is not taken; write “<” with a space behind it."
PICTURE = "Pictures are not taken."
LINK = "A link leads to an address that begins with https:// or mailto:, and nowhere else."
REFUSED = {
    "<script>alert(1)</script>": HTML,
    "<SVG onload=alert(1)>": HTML,
    "<svg/onload=alert(1)>": HTML,
    "text <img src=x onerror=alert(1)>": HTML,
    "<!-- comment -->": HTML,
    "<?php x ?>": HTML,
    "</p>": HTML,
    "<link rel=attachment href=file:///etc/passwd>": HTML,
    "![x](http://127.0.0.1/x.png)": PICTURE,
    "![x](data:image/svg+xml,<svg>)": HTML,
    "[x](javascript:alert(1))": LINK,
    "[x](JavaScript:alert(1))": LINK,
    "[x](file:///etc/passwd)": LINK,
    "[x](http://example.org)": LINK,
    "[x](data:text/html,x)": LINK,
    "[x](//example.org)": LINK,
    "[x](/logout)": LINK,
    "[a][x]\n\n[x]: file:///etc/passwd": LINK,
}
REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Pay\n\nThe *home* **employer**", "<h4>Pay</h4>\n<p>The <em>home</em> <strong>employer</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        (
            "[rules](https://x.example/?a=1&b=2)",
            '<p><a href="https://x.example/?a=1&amp;b=2" ' + REL + ">rules</a></p>\n",
        ),
        ("[mail](mailto:ana@sil.example 'title')", '<p><a href="mailto:ana@sil.example" ' + REL + ">mail</a></p>\n"),
        ("3 < 4 & `x`", "<p>3 &lt; 4 &amp; `x`</p>\n"),
    ],
)
def test_a_few_marks_are_understood(text, html):
    assert (markdown.faults(text), markdown.to_html(text)) == ([], html)


@pytest.mark.parametrize("text", REFUSED)
def test_html_pictures_and_other_links_are_refused_with_their_line(text):
    assert markdown.faults(f"Fine.\n\n{text}")[0] == (3, REFUSED[text])


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_stays_text_where_it_is_shown_all_the_same(text):
    assert set(re.findall(r"<(\w+)", markdown.to_html(text))) == {"p"}


def test_the_line_counts_inside_a_paragraph():
    assert markdown.faults("one\ntwo\n![x](y)") == [(3, PICTURE)]


@pytest.mark.parametrize(
    "value",
    [
        "*Ana* <b>",
        "# Ana",
        "1. Ana",
        "- Ana",
        "[x](javascript:alert(1))",
        "![x](http://e)",
        "a_b_c & &amp; \\ `c` ~~x~~",
        "Αθήνα",
    ],
)
def test_an_escaped_value_comes_out_as_it_went_in(value):
    assert markdown.to_text(f"Name: {markdown.escape(value)}") == f"Name: {value}"
    assert markdown.to_text(markdown.escape(value)) == value


def test_an_escaped_value_stays_on_its_line_and_hides_nothing():
    assert markdown.to_text(markdown.escape("Ana\n\n# Boss \u202egnp")) == "Ana # Boss gnp"


@pytest.mark.parametrize("text", ["[", "*a", ">", "- ", "[a](", "![a](", "_*", "<", "\\", "- a\n"])
def test_a_hostile_text_of_the_greatest_length_is_read_at_once(text):
    text = text * (4000 // len(text))
    before = time.process_time()

    markdown.to_html(text)
    markdown.faults(text)

    assert time.process_time() - before < 2


def test_nothing_is_loaded_or_attached_by_a_paper_with_links():
    text = '[a](https://127.0.0.1/x "attachment") and [b](mailto:a@b.example)'
    content = pdf.render_pdf(markdown.to_html(text), title="-", language="en")

    with pikepdf.open(io.BytesIO(content)) as document:
        annotations = [str(annotation.A.URI) for annotation in document.pages[0].Annots]
        assert (annotations, list(document.attachments)) == (["https://127.0.0.1/x", "mailto:a@b.example"], [])
