"""Who signs a document after whom, and which parties each of its values binds (domain.md 4.4)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from doallvet.signing.choices import Code, Form
from mobilities.rules import agreement
from mobilities.rules.agreement import Field, is_empty
from mobilities.rules.papers import papers

FILE = Path(__file__).parent.parent / "data" / "signing.yaml"
Commits = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def asked(settings: Mapping[str, Mapping[str, str]], kind: str) -> dict[str, Any]:
    """Give the `form` and `code` that a centre asks of signatures on a kind of paper; simple and without, if not said.

    `settings`: by kind (domain.md 4.4: a setting per country and document, never one switch; a centre is in one
    country). A form that is not known any more counts as the strictest: on paper.
    """
    said = settings.get(kind, {})
    form, code = said.get("form", Form.SIMPLE), said.get("code", Code.NONE)
    return {
        "form": Form(form) if form in Form.values else Form.SCAN,
        "code": Code(code) if code in Code.values else Code.NONE,
    }


def rank(kind: str, party: str) -> int:
    """Give when a party signs a kind of document: lower ranks first, equal ones in any order; unknown ones last."""
    groups = _data()["order"].get(kind, _data()["order"]["default"])
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
            found |= _of_field(f"blocks.{field.name}", field)
    return found


@lru_cache(maxsize=20)
def paper_commits(kind: str) -> Commits:
    """Give the parties that each value of another paper binds: its fields those of the `commits` column."""
    found: dict[str, tuple[str, ...]] = {"signers": (), "number": (), "kind": (), "anew": ()}
    for field in papers()[kind].fields:
        found |= _of_field(f"fields.{field.key}", field)
    return found


def _of_field(name: str, field: Field) -> dict[str, tuple[str, ...]]:
    reached = {f"{name}.{part}": () for part in ("phone", "email")} if field.type == "person" else {}
    return {name: field.commits} | reached


def covered(kind: str, said: Mapping[str, Any]) -> list[str]:
    """Give the documents that a paper stands for once it is signed: itself, and what it makes needless.

    `said`: the fields of the paper; a document is covered only where all that it would say is said.
    """
    others = _data()["covers"].get(kind, {})
    return [kind, *(code for code, fields in others.items() if all(not is_empty(said.get(key)) for key in fields))]


def readers(kind: str) -> list[str]:
    """Give the parties that read a paper beside those who sign it."""
    return _data()["readers"].get(kind, [])


def promises(parties: list[str]) -> Commits:
    """What each party commits to in words, and a clause of its own, binds that party alone; a common clause all."""
    return {f"{part}.{party}": (party,) for part in ("commitments", "clauses") for party in parties}
