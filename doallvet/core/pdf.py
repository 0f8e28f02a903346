"""The only place that makes PDF files: accessible (PDF/UA-1), from HTML, without fetching anything from anywhere.

WeasyPrint is imported when the first document is made (it takes a second), and its fonts and style sheet are kept for
the process. Text from people must come in escaped by a Django template.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from doallvet.core import apart

DATA = Path(__file__).parent / "data"
STYLE, PICTURE = "asset:document.css", "asset:mark.svg"  # all that a document may load, by address

SECONDS = 20  # of CPU for one document
MEMORY = 1_500_000_000  # address space of the child

TASKS = Path("/proc/self/task")  # the threads of this process
WARM_UP = "<h1>-</h1><ul><li>-</li></ul><table><tr><td>" + "representation " * 30 + "</td></tr></table>"

LIBRARIES = ("libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset")
SUFFIXES = (".so.0", ".0.dylib", "-0.dll")
FONTCONFIG = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
SYSTEM_FONTS = 0  # fontconfig's FcSetSystem
CURE = (
    "On Debian and Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-noto-core fonts-dejavu-core"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the foot of every page beside number and hash: a square SVG picture and a line of text.

    Screen readers pass over the picture there; a document may show it as an <img> of PICTURE as well.
    """

    picture: bytes
    text: str


class PdfUnavailable(Exception):
    """A library or every font is missing on this machine; the message says what to install."""


def render_pdf(html: str, *, title: str, language: str, mark: Mark | None = None, page: str = "") -> bytes:
    """Give a tagged PDF of a document: `html` is what goes into its body, see `data/document.css` for the classes.

    `language` is the code of the text, for screen readers and hyphenation. `page`: how pages are numbered, such as
    "Page %(page)s of %(pages)s"; without, as the portal says it in that language. Raises PdfUnavailable.
    """
    return _render(html, title, language, mark, page, _fonts())


def render_apart(html: str, *, title: str, language: str, mark: Mark | None = None, page: str = "") -> bytes:
    """Give the same as `render_pdf`, made in a child process with at most 20 s of CPU and 1.5 GB.

    Raises PdfUnavailable, or apart.Runaway when the document needs more than that.
    """
    _warm(language)
    # A fork leaves threads behind, and newer Pangos serve a font map by one: then the child makes its own.
    alone = TASKS.is_dir() and len(list(TASKS.iterdir())) == 1
    return apart.run(_render_in_child, html, title, language, mark, page, alone, seconds=SECONDS, memory=MEMORY)


def _render_in_child(html: str, title: str, language: str, mark: Mark | None, page: str, alone: bool) -> bytes:
    return _render(html, title, language, mark, page, _fonts() if alone else _new_fonts())


@cache
def _warm(language: str) -> None:
    """Fill the parent's caches (types, hyphenation) once for each language, so that each child finds them."""
    render_pdf(WARM_UP, title="-", language=language)


def _render(html: str, title: str, language: str, mark: Mark | None, page: str, fonts: Any) -> bytes:
    weasyprint, style = _weasyprint()
    whole = _page(html, title, language, mark, page)
    document = weasyprint.HTML(string=whole, url_fetcher=_fetcher(mark.picture if mark else b""))
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def probe() -> None:
    """Raise PdfUnavailable unless the libraries and one font are there: without fonts WeasyPrint ends the process."""
    missing = [name for name in LIBRARIES if not _load(name + suffix for suffix in SUFFIXES)]
    fontconfig = _load(FONTCONFIG)
    if missing or not fontconfig:
        names = ", ".join(missing or ["libfontconfig"])
        raise PdfUnavailable(f"PDF files cannot be made here: {names} is missing. {CURE}")
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)  # its first member is the number of fonts
    fonts = fontconfig.FcInit() and fontconfig.FcConfigGetFonts(None, SYSTEM_FONTS)
    if not fonts or fonts[0] == 0:
        raise PdfUnavailable(f"PDF files cannot be made here: no font is installed. {CURE}")


def _load(names) -> Any:
    for name in names:
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


@cache
def _weasyprint() -> tuple[Any, Any]:
    """Import WeasyPrint and parse the style sheet, once for the process."""
    probe()
    import weasyprint  # noqa: PLC0415  slow
    from weasyprint.pdf import tags  # noqa: PLC0415  slow

    tags._build_box_tree = _telling_languages(tags._build_box_tree, tags.pydyf.String)
    return weasyprint, weasyprint.CSS(url=STYLE, url_fetcher=_fetcher())


def _telling_languages(build: Callable[..., Iterator[Any]], text: Callable[[str], Any]) -> Callable[..., Iterator[Any]]:
    """Let tags say the language of what has a `lang` of its own, so that a screen reader changes its voice.

    WeasyPrint 70 writes that of the whole document alone. `build` gives the tags of a box, after those inside it;
    `text` makes a string of a PDF.
    """

    def told(box: Any, *args: Any) -> Iterator[Any]:
        language = None if box.element is None else box.element.get("lang")
        for tag in build(box, *args):
            if language:
                tag.setdefault("Lang", text(language))
            yield tag

    return told


@cache
def _fonts() -> Any:
    return _new_fonts()


def _new_fonts() -> Any:
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  slow

    return FontConfiguration()


def _fetcher(mark: bytes = b"") -> Any:
    """Make the fetcher that knows the style sheet, the mark, and nothing else: no file, no address, no data URL."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  slow

    class Packaged(URLFetcher):
        def fetch(self, url, headers=None):
            if url == STYLE:
                return URLFetcherResponse(url, (DATA / "document.css").read_bytes(), {"Content-Type": "text/css"})
            if url == PICTURE and mark:
                return URLFetcherResponse(url, mark, {"Content-Type": "image/svg+xml"})
            raise ValueError("A document loads nothing but packaged assets.")

    return Packaged()


def _page(html: str, title: str, language: str, mark: Mark | None, numbered: str) -> str:
    """Put the page around a document's text."""
    with override(language):
        page, rest = (numbered or _("Page %(page)s of %(pages)s")).split("%(page)s")
    of, end = rest.split("%(pages)s")
    words = f'data-page="{escape(page)}" data-of="{escape(of)}" data-end="{escape(end)}"'
    marked = f'class="marked" data-check="{escape(mark.text)}"' if mark else ""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    start = f'<!doctype html><html lang="{escape(language)}" dir="{direction}"><head><meta charset="utf-8">'
    return f"{start}<title>{escape(title)}</title></head><body {marked} {words}>{html}</body></html>"
