"""Who signs a document after whom, and which parties each of its values binds (domain.md 4.4)."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from doallvet.papers import order
from doallvet.papers.fields import is_empty
from doallvet.papers.order import Commits
from mobilities.rules import agreement
from mobilities.rules.papers import papers

FILE = Path(__file__).parent.parent / "data" / "signing.yaml"


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def rank(kind: str, party: str) -> int:
    """Give when a party signs a kind of document: lower ranks first, equal ones in any order; unknown ones last."""
    return order.rank(_data()["order"].get(kind, _data()["order"]["default"]), party)


@lru_cache(maxsize=1)
def agreement_commits() -> Commits:
    """Give the parties that each value of the learning agreement binds, by its dotted name in the frozen data.

    A list that gets longer or shorter binds all whom its columns bind.
    """
    found: dict[str, tuple[str, ...]] = dict.fromkeys(order.NOBODY, ())
    for block in agreement.blocks().values():
        if block.repeated:
            parties = {party for field in block.fields for party in field.commits}
            found[f"blocks.{block.key}"] = tuple(sorted(parties))
        for field in block.fields:
            found |= order.of_field(f"blocks.{field.name}", field)
    return found


def paper_commits(kind: str) -> Commits:
    """Give the parties that each value of another paper binds."""
    return order.commits(papers()[kind])


def covered(kind: str, said: Mapping[str, Any]) -> list[str]:
    """Give the documents that a paper stands for once it is signed: itself, and what it makes needless.

    `said`: the fields of the paper; a document is covered only where all that it would say is said.
    """
    others = _data()["covers"].get(kind, {})
    return [kind, *(code for code, fields in others.items() if all(not is_empty(said.get(key)) for key in fields))]


def readers(kind: str) -> list[str]:
    """Give the parties that read a paper beside those who sign it."""
    return _data()["readers"].get(kind, [])


def holders(kind: str) -> list[str]:
    """Give the parties that hold what a consent allows, beside the sending centre, and hear when it is taken back."""
    return _data()["holders"].get(kind, [])


def may_be_no(kinds: Collection[str]) -> bool:
    """Whether a no is a full answer to all of these papers, so that the step that asks for them is done with it."""
    return bool(kinds) and set(kinds) <= set(_data()["may_be_no"])
