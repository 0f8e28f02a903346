"""The foot of a page leads to its check."""

import re

import pypdfium2
import pytest
import zxingcpp

from doallvet.core.pdf import render_pdf
from doallvet.signing import mark

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ADDRESS = "http://testserver/verify/?n=LA-2026-7K3QXM4&v=2&h=9f86d081884c"


def test_the_printed_code_is_the_same_for_ever_and_says_nothing_of_the_hash():
    assert mark.printed_code(HASH) == mark.printed_code(HASH)
    assert re.fullmatch("[2-9A-HJ-KM-NP-Z]{4}-[2-9A-HJ-KM-NP-Z]{4}", mark.printed_code(HASH))
    assert len({mark.printed_code(f"{HASH[:-3]}{n:03x}") for n in range(500)}) == 500


@pytest.mark.parametrize("scale", [2, 4])  # 144 and 288 dots an inch: a phone, a scanner
def test_each_page_carries_number_hash_code_and_a_picture_that_leads_to_the_check(scale):
    foot = mark.mark("LA-2026-7K3QXM4", 2, HASH, "en")
    rows = "<p>What is agreed.</p>" * 120
    html = f'<article class="document" data-number="LA-2026-7K3QXM4" data-hash="{HASH}">{rows}</article>'

    content = render_pdf(html, title="Agreement", language="en", mark=foot)

    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 4
        for page in document:
            read = zxingcpp.read_barcodes(page.render(scale=scale).to_pil())
            assert [code.text for code in read] == [ADDRESS]
            words = page.get_textpage().get_text_range()
            assert [words.count(word) for word in ("LA-2026-7K3QXM4", HASH, mark.printed_code(HASH))] == [1, 1, 1]
            assert "testserver/verify/" in words
