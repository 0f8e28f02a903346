"""What the rooms above know of their papers: each kind of document has one, registered by its app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from doallvet.accounts.models import User
from doallvet.signing.choices import Code, Form
from doallvet.signing.models import Document, Signatory, Version


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs: for which party, in which order, who is named, what it has to be."""

    party: str
    rank: int
    organisation: str = ""
    person: User | None = None
    form: Form = Form.SIMPLE
    code: Code = Code.NONE


class Paper(Protocol):
    """How a kind of document reads, who signs it, and what follows."""

    def lock(self, document: Document) -> None:
        """Lock what the document is about, before the document itself: all actions lock in this order."""

    def obstacles(self, signatory: Signatory) -> list[str]:
        """Say why nobody can sign any more (over, cancelled); empty where they can."""

    def signers(self, signatory: Signatory) -> list[User]:
        """Give who may sign at this place today: who is named first, then those who deputise."""

    def html(self, version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
        """Give the body of the paper in its languages, from its frozen data.

        `party`: what this one reads on a page, the common part and its own commitments; all, where there is none.
        """

    def heading(self, version: Version) -> str:
        """Give the title of the file: what it is, and its number."""

    def terms(self, signatory: Signatory) -> dict[str, Any]:
        """Give what stands on the page beside the paper.

        `title`, who `asks`, the id of the `sender` whose own words messages about it are in (or None), what it is
        `about`, `when`, the `party` in words, its `commitments` (`language`, `sentences`, and, where these are a
        translation, what is `signed` by language), what it agrees to `further` (parts with labels and clauses, their
        texts as pairs of language and safe HTML), the `contact` for questions (a row with person and organisation, or
        None), `reasons` for a no (code and words), whether the party `may_pass_on`, and whether it `may_take_back`
        what it signed.
        """

    def party(self, signatory: Signatory, language: str = "") -> str:
        """Give the party of a place in words: as a paper in a language calls it, else in the reader's language."""

    def changes(self, signatory: Signatory) -> list[tuple[str, str, str]]:
        """Give what differs from the version that this party signed before: name, before, after, in words."""

    def take_up(
        self, signatory: Signatory, *, first_name: str, last_name: str, email: str, by: User, at: datetime
    ) -> User:
        """Take up who signs instead, at the same organisation. Raises Refused where nobody else may."""

    def wrote(self, signatory: Signatory, person: User, *, by: User, at: datetime) -> None:
        """Keep in the history that a letter was written whose code opens the page for a person."""

    def after(self, signatory: Signatory, *, by: User, at: datetime) -> None:
        """Do what follows from what was said at this place, in the same transaction, with all locks held."""


PAPERS: dict[str, Paper] = {}
Made = TypeVar("Made", bound=Callable[[], Paper])


def reads(*kinds: str) -> Callable[[Made], Made]:
    """Register the class that follows for these kinds of documents."""

    def register(paper: Made) -> Made:
        for kind in kinds:
            if kind in PAPERS:
                raise ValueError(f"The kind {kind!r} has two papers.")
            PAPERS[kind] = paper()
        return paper

    return register


def paper_of(document: Document) -> Paper:
    """Give the class that follows for the kind of a document. Raises KeyError where no app registered one."""
    return PAPERS[document.kind]
