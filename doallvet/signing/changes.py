"""What changed from one version to the next, and whom that binds: plain functions of plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; `name` is dotted, a side that is missing is None."""

    name: str
    before: Any
    after: Any


def changed(before: Any, after: Any, *, name: str = "") -> list[Change]:
    """Give what differs between two frozen values: mappings walked through, rows of a list held against each other.

    A list with more or fewer rows is one value that changed; so is everything else. Rows carry no number in `name`:
    a field binds the same parties in each. A whole part that one of the two does not have counts as empty there.
    """
    if name and "." not in name and isinstance(before or after, Mapping):
        before, after = before or {}, after or {}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = list(dict.fromkeys([*before, *after]))
        return [
            change
            for key in keys
            for change in changed(before.get(key), after.get(key), name=f"{name}.{key}" if name else str(key))
        ]
    if _are_rows(before) and _are_rows(after) and len(before) == len(after):
        return [change for rows in zip(before, after, strict=True) for change in changed(*rows, name=name)]
    return [] if before == after else [Change(name, before, after)]


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def bound(changes: Collection[Change], commits: Mapping[str, Collection[str]], parties: Collection[str]) -> set[str]:
    """Give the parties whose commitments these changes touch: they sign again, the others are told.

    `commits`: by dotted name of a value, the parties that it binds (the `commits` column of the field files; a name
    answers for all below it). A value that is not in it binds everybody, so that nothing is changed behind a back.
    """
    found: set[str] = set()
    for change in changes:
        found |= set(_binds(change.name, commits, parties))
    return found & set(parties)


def _binds(name: str, commits: Mapping[str, Collection[str]], parties: Collection[str]) -> Collection[str]:
    """Look for the name, then for what it is a part of."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if (known := commits.get(".".join(parts[:length]))) is not None:
            return known
    return parties
