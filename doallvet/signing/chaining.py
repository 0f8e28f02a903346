"""How the rows of the chain hang together: plain functions of plain values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """What the hash of a row is over."""

    act: str
    version_id: int
    signatory_id: int | None
    digest: str
    at: datetime
    previous: str


def digest(evidence: Mapping[str, Any], salt: str) -> str:
    """Give the salted SHA-256 of what an act says, as canonical JSON; who has no salt cannot guess names with it."""
    said = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)
    return hashlib.sha256(f"{salt}\n{said}".encode()).hexdigest()


def hash_of(row: Row) -> str:
    """Give the hash of a row, in hexadecimal: over all that it says and the hash of the one before."""
    parts = [row.previous, row.act, str(row.version_id), str(row.signatory_id or ""), row.digest, _text(row.at)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def breaks(rows: Iterable[tuple[int, Row, str]], *, first: str, head: tuple[int, str]) -> list[str]:
    """Say where a chain is broken: changed, missing and added rows; empty means it holds.

    `rows`: number, what the row says, the hash it carries; in order. `first`: what stands before the first row. `head`:
    how many rows there are and the hash of the newest, as kept beside the chain.
    """
    found, expected, count = [], first, 0
    for number, row, kept in rows:
        count += 1
        if row.previous != expected:
            found.append(f"Before row {number} a row is missing or was changed.")
        if hash_of(row) != kept:
            found.append(f"Row {number} was changed.")
        expected = kept
    if (count, expected) != head:
        found.append(
            f"The chain has {count} rows and ends with {expected}; {head[0]} rows ending with {head[1]} were kept."
        )
    return found


def _text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
