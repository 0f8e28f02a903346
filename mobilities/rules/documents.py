"""The catalogue of documents: what counts as evidence, who signs it, who sees it, how long it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from doallvet.papers import words

FILE = Path(__file__).parent.parent / "data" / "documents.yaml"
SENSITIVE = "S"
# Roles: a waiver of insurance, guardian consent or A1 needs a second person.
TWO_PEOPLE = {
    "INSURANCE_CERT",
    "EHIC",
    "HEALTH_COVER",
    "A1_CERT",
    "GUARDIAN_CONSENT_STAY",
    "GUARDIAN_CONSENT_TRAVEL",
    "GUARDIAN_CONSENT_MEDICAL",
}


@dataclass(frozen=True, slots=True)
class Signing:
    """A party that signs; `if_applies`: guardian of a minor, employer of who has one, others as the profile says."""

    party: str
    if_applies: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of document.

    `level`: what one copy covers. `personal`: P ordinary, S sensitive, N none. `keep`: T with the audit file, D delete
    once the purpose is over. `revocable`: the signer can take it back at any time.
    """

    code: str
    titles: dict[str, str]
    level: str
    sign: tuple[Signing, ...]
    personal: str
    keep: str
    revocable: bool

    @property
    def sensitive(self) -> bool:
        """Whether only owner, participants and sending coordinators see it."""
        return self.personal == SENSITIVE

    @property
    def title(self) -> str:
        """The title in the reader's language, else in English."""
        return self.titles.get((get_language() or "en").split("-")[0], self.titles["en"])


def _document(code: str, row: dict[str, Any]) -> Document:
    return Document(
        code=code,
        titles=row.get("title") or {language: words.title(code, "", language) for language in words.LANGUAGES},
        level=row["level"],
        sign=tuple(Signing(name.rstrip("?"), name.endswith("?")) for name in row["sign"]),
        personal=row["personal"],
        keep=row["keep"],
        revocable=row["revocable"],
    )


@lru_cache(maxsize=1)
def documents() -> dict[str, Document]:
    """Give the catalogue by code, in the order of `data/documents.yaml` (domain.md 6.5).

    What is written here is called as it calls itself on the paper.
    """
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["documents"]
    return {code: _document(code, row) for code, row in rows.items()}


def signers(code: str, applying: Iterable[str]) -> list[str]:
    """Name the parties that must sign a document, in its order; `applying` are the parties there are on the mobility.

    A party of the catalogue that signs "if it applies" signs only when it is among them.
    """
    there = set(applying)
    return [signing.party for signing in documents()[code].sign if not signing.if_applies or signing.party in there]


def sensitive(codes: Iterable[str]) -> bool:
    """Whether one of these documents is of class S, so that the step that asks for it is private."""
    return any(documents()[code].sensitive for code in codes)


def waiver_takes_two(codes: Iterable[str]) -> bool:
    """Whether a step with this evidence is waived only when a second person agrees (insurance, guardian, A1)."""
    return not TWO_PEOPLE.isdisjoint(codes)
