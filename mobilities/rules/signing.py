"""Who signs a document after whom, and which parties each of its values binds (domain.md 4.4)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from mobilities.rules import agreement

FILE = Path(__file__).parent.parent / "data" / "signing.yaml"
Commits = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _orders() -> dict[str, list[list[str]]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["order"]


def rank(kind: str, party: str) -> int:
    """Give when a party signs a kind of document: lower ranks first, equal ones in any order; unknown ones last."""
    groups = _orders().get(kind, _orders()["default"])
    return next((number for number, group in enumerate(groups) if party in group), len(groups))


@lru_cache(maxsize=1)
def agreement_commits() -> Commits:
    """Give the parties that each value of the learning agreement binds, by its dotted name in the frozen data.

    A list that gets longer or shorter binds all whom its columns bind. Of a person the name binds, not how they are
    reached: a mentor who gets another telephone asks nobody to sign again.
    """
    found: dict[str, tuple[str, ...]] = {"signers": (), "number": (), "kind": ()}
    for block in agreement.blocks().values():
        if block.repeated:
            parties = {party for field in block.fields for party in field.commits}
            found[f"blocks.{block.key}"] = tuple(sorted(parties))
        for field in block.fields:
            found[f"blocks.{field.name}"] = field.commits
            if field.type == "person":
                found |= {f"blocks.{field.name}.{part}": () for part in ("phone", "email")}
    return found


def promises(parties: list[str]) -> Commits:
    """What each party commits to in words binds that party alone."""
    return {f"commitments.{party}": (party,) for party in parties}
