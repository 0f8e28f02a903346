"""What is signed, as bytes: the same data and template give the same bytes and the same hash, on every machine."""

import hashlib
import json
import secrets
from typing import Any

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 and O, 1, I and L, which people take for each other
LENGTH = 7  # 27 thousand million numbers a year: nobody meets one by trying


def canonical(data: Any, template_version: str) -> bytes:
    """Give the canonical JSON of frozen data and the version of its template: sorted keys, no blanks, UTF-8.

    `data` holds texts, whole numbers, yes, no, nothing, lists and mappings with texts as keys. Numbers with a fraction
    come as texts: their digits must survive every database. Raises TypeError for anything else.
    """
    _check(data)
    frozen = {"data": data, "template_version": template_version}
    return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(data: Any, template_version: str) -> str:
    """Give the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(data, template_version)).hexdigest()


def document_number(prefix: str, year: int) -> str:
    """Give a new number such as LA-2026-7K3QXM4: short enough to be typed, and not to be guessed."""
    return f"{prefix}-{year}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"


def spelled(code: str) -> str:
    """Give a code of eight letters as it is printed: 7K3Q-XM4P."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """Give a code from what somebody typed: in capitals, without hyphen and blanks."""
    return "".join(letter for letter in text.upper() if letter in ALPHABET)


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key that is no text cannot be frozen: {key!r}")
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif not (value is None or isinstance(value, bool | int | str)):
        raise TypeError(f"{type(value).__name__} cannot be frozen: {value!r}")
