"""How two plans differ that come from the same one, step by step and field by field (N10).

Three are compared: one's own, the newest of its source, and the version of the source that one's own was made from or
last compared with. So what changed there is told apart from what one changed oneself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from mobilities.rules.template import Item

# What is compared and taken over together.
PARTS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "help": ("help",),
    "owner": ("owner",),
    "with": ("with_",),
    "phase": ("phase",),
    "due": ("anchor", "days", "days_from", "repeat_days"),
    "duration": ("duration",),
    "needs": ("needs",),
    "when": ("when",),
    "gate": ("gate",),
    "evidence": ("evidence",),
    "kind": ("kind",),
    "level": ("level",),
}
SETS = {"with_", "needs", "evidence"}  # their order says nothing


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a step that differs; `news`: it changed there, and not here."""

    name: str
    news: bool


@dataclass(frozen=True, slots=True)
class Changed:
    mine: Item
    theirs: Item
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the source has that one's own plan does not have, or has otherwise.

    `added`: (step, whether it is new since the last comparison). `gone`: (step, whether it is still as it came from
    there). `own`: steps that only one's own plan has.
    """

    added: list[tuple[Item, bool]]
    gone: list[tuple[Item, bool]]
    changed: list[Changed]
    own: list[Item]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.gone or self.changed)


def difference(mine: Collection[Item], theirs: Collection[Item], base: Collection[Item]) -> Difference:
    """Compare one's own steps with those of the source; `base`: the source as it was at the last comparison."""
    here, there, then = ({item.id: item for item in items} for items in (mine, theirs, base))
    return Difference(
        added=[(item, item.id not in then) for item in theirs if item.id not in here],
        gone=[
            (item, not _parts(item, then[item.id], None)) for item in mine if item.id not in there and item.id in then
        ],
        changed=[
            Changed(here[item.id], item, parts)
            for item in theirs
            if item.id in here and (parts := _parts(here[item.id], item, then.get(item.id)))
        ],
        own=[item for item in mine if item.id not in there and item.id not in then],
    )


def _parts(mine: Item, theirs: Item, base: Item | None) -> list[Part]:
    return [
        Part(name, base is None or value(mine, name) == value(base, name))
        for name in PARTS
        if value(mine, name) != value(theirs, name)
    ]


def value(item: Item, part: str) -> tuple[Any, ...]:
    """Give what is compared of a part of a step."""
    values = (getattr(item, name) for name in PARTS[part])
    return tuple(frozenset(found) if name in SETS else found for name, found in zip(PARTS[part], values, strict=True))


def taken_over(
    mine: Iterable[Item], theirs: Iterable[Item], *, add: Collection[str], drop: Collection[str], take: Collection[str]
) -> list[Item]:
    """Give one's own steps with what is wanted of the source.

    `add`, `drop`: keys of steps. `take`: "key:part" of what is changed. A step that is added stands behind the one that
    it follows there.
    """
    source = list(theirs)
    there = {item.id: item for item in source}
    found = [_taken(item, there.get(item.id), take) for item in mine if item.id not in drop]
    for place, item in enumerate(source):
        if item.id not in add or any(row.id == item.id for row in found):
            continue
        before = {row.id for row in source[:place]}
        known = [index for index, row in enumerate(found) if row.id in before]
        found.insert(known[-1] + 1 if known else 0, item)
    return found


def _taken(item: Item, theirs: Item | None, take: Collection[str]) -> Item:
    if theirs is None:
        return item
    names = [name for part, fields in PARTS.items() if f"{item.id}:{part}" in take for name in fields]
    return replace(item, **{name: getattr(theirs, name) for name in names})
