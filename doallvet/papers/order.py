"""Who signs a paper after whom, what a signature has to be, and which parties each value binds: plain values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from doallvet.papers.fields import Block, Field
from doallvet.signing.choices import Code, Form

Commits = Mapping[str, tuple[str, ...]]
NOBODY = ("signers", "number", "kind", "anew", "before")  # what stands on a paper and binds no party


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


def rank(groups: Sequence[Collection[str]], party: str) -> int:
    """Give when a party signs: that of its group, lower ranks first; unknown parties last."""
    return next((number for number, group in enumerate(groups) if party in group), len(groups))


def commits(block: Block) -> Commits:
    """Give the parties that each frozen value of a paper binds, by its dotted name: the `commits` column."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(NOBODY, ())
    for field in block.fields:
        found |= of_field(f"fields.{field.key}", field)
    return found


def of_field(name: str, field: Field) -> dict[str, tuple[str, ...]]:
    """Of a person the name binds, not how they are reached: who gets another telephone asks nobody to sign again."""
    reached = {f"{name}.{part}": () for part in ("phone", "email")} if field.type == "person" else {}
    return {name: field.commits} | reached


def promises(parties: Collection[str]) -> Commits:
    """What each party commits to in words, and a clause of its own, binds that party alone; a common clause all."""
    return {f"{part}.{party}": (party,) for part in ("commitments", "clauses") for party in parties}
