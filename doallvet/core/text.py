"""Text from people: cleaned before it is kept, folded before it is searched."""

import unicodedata
from collections.abc import Iterator
from typing import Any

LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
DANGEROUS = {"Cc", "Cf", "Co", "Cs"}
ALLOWED = {"\n", "\t", "\u200c", "\u200d"}  # the joiners belong to the spelling of some scripts


def fold(text: str) -> str:
    """Give the text in lower case without accents, for search: "García Muñoz" → "garcia munoz"."""
    if text.isascii():  # a tenth of the time
        return " ".join(text.replace("\x00", "").lower().split())
    decomposed = unicodedata.normalize("NFKD", text.replace("\x00", "").casefold().translate(LETTERS))
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


def clean(text: str) -> str:
    """Give the text normalised (NFC), with Unix line ends and without NUL."""
    return unicodedata.normalize("NFC", text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))


def readable(text: str) -> str:
    """Give a text of several lines, cleaned, without blanks at its ends and without what cannot be seen."""
    return "".join(
        char for char in clean(text) if char in ALLOWED or unicodedata.category(char) not in DANGEROUS
    ).strip()


def one_line(text: str) -> str:
    """Give the text on one line: line breaks and runs of spaces become one space, what cannot be seen is left out."""
    seen = "".join(char for char in text if char in ALLOWED or unicodedata.category(char) not in DANGEROUS)
    return " ".join(seen.split())


def invisible(text: str) -> list[str]:
    """Name the control, bidirectional and zero-width characters in a text that may reach an agreement."""
    found = {char for char in text if char not in ALLOWED and unicodedata.category(char) in DANGEROUS}
    return sorted(unicodedata.name(char, f"U+{ord(char):04X}") for char in found)


def masked(address: str) -> str:
    """Give an e-mail address so that its owner knows it and nobody else can write to it: l•••@sil.example."""
    name, at_sign, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at_sign else ""


def number(text: str | None) -> int:
    """Read an id or a version that came from outside; 0 for anything else, which no row has."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def texts(value: Any) -> Iterator[str]:
    """Give every text in a value of JSON: in its lists, and in what its mappings hold."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)
