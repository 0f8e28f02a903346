"""The checks of a file's structure can fail: each has been seen to, on a planted fault."""

import io

import pikepdf
import pytest

from doallvet.core.pdf import render_pdf
from tests.core.accessible import faults

TABLE = "<table><thead><tr><th>A<tbody><tr><td>B</table>"


def made(html="<h1>A</h1><h2>B</h2><p>C</p>" + TABLE):
    return render_pdf(html, title="Agreement", language="en")


def test_what_we_make_has_none():
    assert faults(made()) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<h1>A</h1><h3>B</h3>", "A heading of level 3 follows one of level 1."),
        ("<h2>A</h2>", "A heading of level 2 follows one of level 0."),
        ("<table><tr><td>A</table>", "A table has no headings."),
        (
            '<h1>A</h1><svg width="9" height="9"><path d="M0 0h9v9z"/></svg>',
            "A figure says nothing to who cannot see it.",
        ),
    ],
)
def test_what_the_text_lacks_is_found(html, fault):
    assert faults(made(html)) == [fault]


def untagged(document):
    page = document.pages[0]
    page.contents_add(b"0 0 10 10 re f", prepend=True)
    return "Page 1 shows something that is neither tagged nor an artifact"


def noted(document):
    rect = pikepdf.Array([0, 0, 9, 9])
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=rect)
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
    return "Page 1 has a /Widget that is not in the structure."


def wordless(document):
    del document.Root.Lang
    return "It has no language."


def unmarked(document):
    document.Root.MarkInfo.Marked = False
    return "It is not tagged."


def hidden_title(document):
    document.Root.ViewerPreferences.DisplayDocTitle = False
    return "Its title is not shown."


def no_claim(document):
    del document.Root.Metadata
    return "It does not say that it is PDF/UA-1."


@pytest.mark.parametrize("plant", [untagged, noted, wordless, unmarked, hidden_title, no_claim])
def test_what_the_file_lacks_is_found(plant):
    with pikepdf.open(io.BytesIO(made())) as document:
        fault, out = plant(document), io.BytesIO()
        document.save(out)

    assert any(found.startswith(fault) for found in faults(out.getvalue()))
