"""The memorandum of a partnership: its fields, what is missing before it is issued, what it covers (domain.md 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from centres.choices import Party
from doallvet.papers import fields, order
from doallvet.papers.fields import Block, Missing, PaperField, Values, is_empty

FILE = Path(__file__).parent.parent / "data" / "memorandum.yaml"
KIND, PREFIX = "MOU", "MU"


@dataclass(frozen=True, slots=True)
class Field(PaperField):
    """One thing the memorandum says."""

    @property
    def is_fact(self) -> bool:
        return (self.filled_from or "").endswith("_centre.legal_name")


@dataclass(frozen=True, slots=True)
class Aims:
    """What the two centres want, as far as it switches fields and commitments on."""

    values: Values

    def holds(self, condition: str) -> bool:
        """Whether one of the conditions of `data/memorandum.yaml` holds."""
        aims = self.values.get("objectives") or []
        return {
            "blended": "blended" in aims or not is_empty(self.values.get("blended_annex")),
            "both_ways": "both_ways" in aims,
        }[condition]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def block() -> Block:
    """Give the memorandum as one block of fields."""
    return Block(KIND, False, fields.read(KIND, _data()["fields"], Field))


def fill(known: Values) -> dict[str, Any]:
    """Give field → value of what is known, by its dotted name."""
    found = {field.key: known.get(field.filled_from or "") for field in block().fields}
    return {key: value for key, value in found.items() if not is_empty(value)}


def missing(values: Values) -> list[Missing]:
    """Name all that keeps the memorandum from being issued; empty means it can be issued."""
    return [*fields.gaps(block(), values, Aims(values)), *fields.unseen(block(), values)]


def frozen(values: Values) -> dict[str, Any]:
    """Give what is issued: what is asked, without what is empty."""
    return fields.kept_of(block(), values, Aims(values))


def rank(party: str) -> int:
    """Give when a centre signs: lower ranks first, equal ones in any order."""
    return order.rank(_data()["order"], party)


def commits() -> order.Commits:
    """Give the centres that each frozen value binds."""
    return order.commits(block()) | order.promises(Party.values)


def promises(values: Values) -> dict[str, list[str]]:
    """Give the keys of what each centre commits to."""
    aims = Aims(values)
    return {
        party: [row["key"] for row in rows if "when" not in row or aims.holds(row["when"])]
        for party, rows in _data()["commitments"].items()
    }


def covers(said: Mapping[str, Any], *, same_way: bool, blended: bool, last_day: date) -> bool:
    """Whether a signed memorandum that says `said` stands for a stay.

    `same_way`: the stay goes from the sending to the hosting centre of the memorandum; `last_day`: of the stay.
    """
    aims = Aims(said)
    return (
        (same_way or aims.holds("both_ways"))
        and (not blended or aims.holds("blended"))
        and date.fromisoformat(said["valid_until"]) >= last_day
    )
