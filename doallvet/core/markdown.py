"""Markdown that people write for papers: what is understood, what is refused, and how it reads as HTML.

Understood are paragraphs, headings, lists, bold, italics and links to https and mailto; everything else stays the text
that it is. No HTML, no pictures, nothing that a browser or the PDF's renderer would fetch. Papers keep the Markdown:
whoever changes what is understood, so that an issued paper would read differently, raises their TEMPLATE_VERSION.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from doallvet.core.text import one_line

UNDERSTOOD = ["heading", "list", "emphasis", "escape", "link", "newline"]
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h4"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}}
SCHEMES = ("https://", "mailto:")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
MARKUP = re.compile(r"<[a-z/!?]", re.IGNORECASE)


class _Narrow(MarkdownIt):
    """Makes links of what leads to https or mailto; the rest stays text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        return url.lower().startswith(SCHEMES)


class _Open(MarkdownIt):
    """Sees every link, wherever it leads."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


def to_html(text: str) -> SafeString:
    """Give Markdown as safe HTML; headings become <h4>, so that they stand below those of the page."""
    parser = _narrow()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4"
    html = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"}))


def to_text(text: str) -> str:
    """Give what Markdown says, without its marks."""
    return unescape(nh3.clean(to_html(text), tags=set())).strip()


def escape(value: str) -> str:
    """Give a text that comes out of Markdown as it went in, on one line: a name with stars in it is not made bold."""
    return PUNCTUATION.sub(r"\\\1", one_line(value))


def faults(text: str) -> list[tuple[int, str]]:
    """Name what is refused, each with its line, in the user's words; empty means that it can be published."""
    found = [
        (number, _("HTML is not taken; write “<” with a space behind it."))
        for number, line in enumerate(text.split("\n"), start=1)
        if MARKUP.search(line)
    ]
    for block in _open().parse(text):
        line = block.map[0] + 1 if block.map else 1
        for token in block.children or []:
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            found += [(line, sentence) for sentence in _wrong(token)]
    return sorted(found)


def _wrong(token: Token) -> Iterator[str]:
    if token.type == "image":
        yield _("Pictures are not taken.")
    if token.type == "link_open" and not str(token.attrs.get("href", "")).lower().startswith(SCHEMES):
        yield _("A link leads to an address that begins with https:// or mailto:, and nowhere else.")


@cache
def _narrow() -> MarkdownIt:
    return _Narrow("zero", {"breaks": True}).enable(UNDERSTOOD)


@cache
def _open() -> MarkdownIt:
    return _Open("commonmark")
