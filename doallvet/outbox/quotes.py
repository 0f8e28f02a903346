"""What a person wrote in a mail, without what they answered to and without the signature.

A quotation is known by what only we write: the mark with which our messages begin, the address at which they are
answered, a personal link. From there it is cut back over the lines that announce it: those that name us as sender, in
whatever language the mail program says so. All else is the person's own, whatever it looks like.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

import nh3

MARK = "##-"
FIELD = re.compile(r"\*?\w[\w .()/-]{0,24}\*?\s?:\*?\s")  # From:, De :, *Von:*, Lähettäjä:
SIGNATURE = re.compile(r"--\s?$")
FROM_PHONE = re.compile(
    r"(sent from|get outlook|enviado desde|enviado do|von mein|gesendet (von|mit)|envoyé (de|à)|inviato da"
    r"|lähetetty|skickat från|verzonden vanaf|wysłane z|στάλθηκε|odesláno)",
    re.IGNORECASE,
)
DEVICE = re.compile(  # with whatever ending a language gives it
    r"\b(iphon|ipad|ios\b|android|samsung|galaxy|huawei|xiaomi|blackberry|windows|outlook|gmail|yahoo|proton|thunderbird"
    r"|phone|smartphone|handy|mobil|móvil|téléphone|telefon|teléfono|telemóvel|cellulare|puhelim|κινητό)",
    re.IGNORECASE,
)
LONGEST_FROM_PHONE = 100  # characters
MOST_FIELDS = 8
LONGEST_LINE = 500  # characters of a line that are looked at
BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"}
SILENT = {"script", "style", "title"}
TAG = re.compile(r"<[^>]*>")
QUOTE_TAG = re.compile(r"(</?blockquote>)")


class Answer(NamedTuple):
    """What a person wrote above the quotation, and whether they wrote between or below its lines too."""

    words: str
    goes_on: bool


def answer(text: str, *, ours: Sequence[str], sender: Sequence[str]) -> Answer:
    """Find a person's words. In lower case: `ours`, what stands in our messages only, and `sender`, our names."""
    lines = text.splitlines()
    marks = (MARK, *ours)
    looked = [line[:LONGEST_LINE].strip().lower() for line in lines]
    end = next((place for place, line in enumerate(looked) if any(mark in line for mark in marks)), len(lines))
    goes_on = _goes_on(looked[end:])
    if end < len(lines):
        end = _announced(looked, _first_quoted(looked, end), end, sender)
    return Answer(_unsigned(lines[:end]), goes_on)


def _goes_on(quotation: list[str]) -> bool:
    """Whether there are lines of the person's own, where what is quoted is set off by ">"."""
    if not quotation or not quotation[0].startswith(">"):
        return False
    end = next((place for place, line in enumerate(quotation) if SIGNATURE.match(line)), len(quotation))
    return any(line and not line.startswith(">") for line in quotation[:end])


def _first_quoted(lines: list[str], end: int) -> int:
    """Give where the lines that are set off begin, up from the one that was found."""
    while end and lines[end].startswith(">") and lines[end - 1].startswith(">"):
        end -= 1
    return end


def _announced(lines: list[str], begin: int, found: int, sender: Sequence[str]) -> int:
    """Give where the lines begin that announce a quotation: fields that name us, or a day on which we wrote."""
    above = begin
    while above and not lines[above - 1]:
        above -= 1
    for place in range(max(0, above - MOST_FIELDS), above):
        block = lines[place:above] + lines[begin : found + 1]
        if all(block) and _names(lines[place], sender) and sum(bool(FIELD.match(line)) for line in block) > 1:
            return place - 1 if place and _is_rule(lines[place - 1]) else place
    if not above or not lines[above - 1].endswith((":", "：")):
        return begin
    last = above - 1
    before = last - 1 if last and lines[last - 1] else last
    if _has_day(lines[last]) and _names(lines[last], sender):
        return last
    wrapped = f"{lines[before]} {lines[last]}"
    return before if _has_day(wrapped) and _names(wrapped, sender) else begin


def _names(line: str, sender: Sequence[str]) -> bool:
    return any(name in line for name in sender)


def _is_rule(line: str) -> bool:
    return line.startswith("____") or (line.startswith("---") and line.endswith("---"))


def _has_day(line: str) -> bool:
    return sum(char.isdigit() for char in line) >= 3


def _unsigned(own: list[str]) -> str:
    end = next((place for place, line in enumerate(own) if SIGNATURE.match(line)), len(own))
    own = own[:end]
    while own and (not own[-1].strip() or _is_from_phone(own[-1].strip())):
        own.pop()
    return "\n".join(own).strip()


def _is_from_phone(line: str) -> bool:
    """Whether a mail program says by itself where it runs; "sent yesterday" is the person's own."""
    return len(line) <= LONGEST_FROM_PHONE and bool(FROM_PHONE.match(line) and DEVICE.search(line))


def text_of(html: str) -> str:
    """Give an HTML message as text; what it quotes is set off by ">" as in a mail without HTML."""
    tidy = nh3.clean(html, tags=BLOCKS, attributes={}, clean_content_tags=SILENT)
    depth, lines = 0, []
    for part in QUOTE_TAG.split(" ".join(tidy.split())):
        if QUOTE_TAG.match(part):
            depth += -1 if "/" in part else 1
        else:
            said = [line.strip() for line in unescape(TAG.sub("\n", part)).split("\n")]
            lines += [f"> {line}" for line in said if line] if depth > 0 else said
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
