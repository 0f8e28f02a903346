"""What stands at the foot of each page of a paper, so that anybody can check it: a QR code, and a code to type."""

import hashlib
import io
from urllib.parse import parse_qs, urlencode, urlsplit

import segno
from django.conf import settings
from django.urls import reverse

from doallvet.core.pdf import Mark
from doallvet.signing.freezing import ALPHABET, spelled
from doallvet.signing.words import words

SHORT = 12  # hexadecimal digits of the content hash in the QR code: it leads to one version and is not to be guessed
LENGTH = 8  # of the printed code: a million million of them


def mark(number: str, version: int, content_hash: str, language: str) -> Mark:
    """Give the mark of a version, in a language of papers."""
    page = address().removeprefix("https://").removeprefix("http://")
    text = words(language)["check"] % {"page": page, "code": printed_code(content_hash)}
    return Mark(picture=picture(number, version, content_hash), text=text)


def picture(number: str, version: int, content_hash: str) -> bytes:
    """Give the QR code as SVG: the address of the check, with number, version and a short hash."""
    return code_of(f"{address()}?{urlencode({'n': number, 'v': version, 'h': short_hash(content_hash)})}")


def code_of(text: str) -> bytes:
    """Give a QR code of a text as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=0, omitsize=True, xmldecl=False, dark="#12262d"
    )
    return out.getvalue()


def address() -> str:
    """Give the address of the page on which papers are checked."""
    return f"{settings.SITE_URL}{reverse('verify')}"


def short_hash(content_hash: str) -> str:
    """Give what the QR code tells of a content hash."""
    return content_hash[:SHORT]


def printed_code(content_hash: str) -> str:
    """Give the code that only a page of the paper tells, such as 7K3Q-XM4P: the QR code does not hold it."""
    digits = int.from_bytes(hashlib.sha256(f"printed code\n{content_hash}".encode()).digest(), "big")
    letters = ""
    for _place in range(LENGTH):
        digits, letter = divmod(digits, len(ALPHABET))
        letters += ALPHABET[letter]
    return spelled(letters)


def read_mark(text: str) -> tuple[str, int, str] | None:
    """Give number, version and short hash from the text of a QR code of ours; None for any other."""
    parts = urlsplit(text)
    if f"{parts.scheme}://{parts.netloc}{parts.path}" != address():
        return None
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if not said.get("v", "").isdecimal():
        return None
    return said.get("n", ""), int(said["v"]), said.get("h", "")
