"""What of PDF/UA-1 can be read off a file's structure. No validator is to be had here: these are our own checks."""

import io
import re

import pikepdf

SHOWN = {"Tj", "TJ", "Do", "f", "f*", "S", "B", "sh"}  # operators that put something on the page


def faults(content: bytes) -> list[str]:
    """Name what a file lacks; empty means that nothing was found."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [*_of_the_whole(document), *_of_the_tree(document), *_of_the_pages(document)]


def _of_the_whole(document):
    root = document.Root
    with document.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "It does not say that it is PDF/UA-1."
        if not metadata.get("dc:title"):
            yield "It has no title."
    if not root.get("/Lang"):
        yield "It has no language."
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "It is not tagged."
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "Its title is not shown."
    for value in document.objects:
        is_font = isinstance(value, pikepdf.Dictionary) and value.get("/Type") == "/FontDescriptor"
        if is_font and not any(name in value for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"The font {value.FontName} is not embedded."


def _of_the_tree(document):
    elements = [value for value in document.objects if isinstance(value, pikepdf.Dictionary)]
    elements = [value for value in elements if value.get("/Type") == "/StructElem"]
    for element in elements:
        if element.S == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "A figure says nothing to who cannot see it."
    levels = [int(str(element.S)[2]) for element in _in_order(document.Root.StructTreeRoot) if _is_heading(element)]
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"A heading of level {after} follows one of level {before}."
    tables = sum(element.S == "/Table" for element in elements)
    if tables > sum(element.S == "/TH" for element in elements):
        yield "A table has no headings."


def _is_heading(element):
    return re.fullmatch(r"/H[1-6]", str(element.get("/S", "")))


def _in_order(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _in_order(kid)


def _of_the_pages(document):
    for number, page in enumerate(document.pages, start=1):
        if page.get("/StructParents") is None:
            yield f"Page {number} is outside the structure."
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            if name in SHOWN and depth == 0:
                yield f"Page {number} shows something that is neither tagged nor an artifact ({name} {operands})."
                break
        for note in page.get("/Annots", []):
            hidden = int(note.get("/F", 0)) & 2
            if not hidden and "/StructParent" not in note:
                yield f"Page {number} has a {note.Subtype} that is not in the structure."
            if not hidden and page.get("/Tabs") != "/S":
                yield f"Page {number} does not follow its structure with the Tab key."
