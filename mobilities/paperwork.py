"""The drafts of a stay's papers beside the learning agreement, with all that the portal knows to fill them in."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from companies.choices import RuleKind
from doallvet.papers import words as paper_words
from doallvet.papers.fields import Block, Field, Missing, Values, is_empty
from doallvet.signing.changes import Change
from doallvet.signing.models import Document
from mobilities import amending, filling, paper_facts, reading, standing
from mobilities.access import Seat, reads_paper
from mobilities.concluded import ruled_on
from mobilities.facts import dates_of, facts_of, issuing
from mobilities.models import Agreement, Mobility
from mobilities.rules import amendments, grants, papers, releases, signing
from mobilities.rules.conditions import Facts
from mobilities.rules.documents import sensitive
from mobilities.rules.grants import Suggestion, Trip
from mobilities.stays import obstacles_to_stay

FIELDS = "fields"  # the one block of a paper's draft
HINTS = {"social_security": RuleKind.INSURANCE, "certified_signature": RuleKind.MINORS}


@dataclass
class Paper:
    """The draft of one paper of a mobility with all that it is judged by."""

    mobility: Mobility
    agreement: Agreement
    facts: Facts
    filled: Values
    agrees_to: Document | None = None  # the learning agreement, once all have signed it
    suggested: list[Suggestion] = field(default_factory=list)  # what the rates give for a grant agreement

    @property
    def kind(self) -> str:
        return self.agreement.kind

    @property
    def block(self) -> Block:
        return papers.papers()[self.kind]

    @property
    def form(self) -> str:
        """In which national kind it is made; "" for most papers."""
        mobility = self.mobility
        if self.kind == papers.AMENDMENT:
            return "LA_EXTENSION" if self.values.get("reason") == "extension" else ""
        if self.kind != releases.RELEASE:
            return ""
        return releases.form(mobility.profile, mobility.arrangement, ruled_on(mobility))

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return paper_words.title(self.kind, self.form)

    @property
    def fields(self) -> list[Field]:
        """What this paper asks."""
        return [field for field in self.block.fields if field.asked(self.facts) and field.key not in self.left_out]

    @cached_property
    def left_out(self) -> list[str]:
        """What it does not ask, because of who signs it."""
        if self.kind != releases.RELEASE:
            return []
        return releases.left_out(self.mobility.profile, self.mobility.arrangement, ruled_on(self.mobility))

    @property
    def open_fields(self) -> list[Field]:
        """What people fill in: not facts."""
        return [field for field in self.fields if not (field.is_fact and field.key in self.filled)]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What it says now."""
        said = papers.merged(self.kind, self.agreement.draft.get(FIELDS, {}), self.filled)
        return {key: value for key, value in said.items() if key not in self.left_out}

    @property
    def trip(self) -> Trip:
        """What the amounts of a grant depend on, as the draft says it."""
        mobility, said = self.mobility, papers.merged(self.kind, self.agreement.draft.get(FIELDS, {}), self.filled)
        return Trip(
            call_year=mobility.project.call_year,
            activity=mobility.activity,
            sending=mobility.sending_centre.country.code,
            host=mobility.host_country.code,
            stay_days=mobility.days,
            travel_days=said["funded_travel_days"],
            distance=said["distance"],
            green=said["green_travel"],
        )

    @cached_property
    def agreed(self) -> dict[str, Any]:
        """What an amendment finds agreed; nothing for other papers. Two queries."""
        if self.kind != papers.AMENDMENT or self.agrees_to is None:
            return {}
        return amending.agreed(self.agrees_to, besides=self.agreement.document)

    @cached_property
    def changes(self) -> list[Change]:
        """What an amendment changes of what is agreed; nothing for other papers."""
        return amendments.changes(self.agreed, self.values) if self.kind == papers.AMENDMENT else []

    @property
    def said(self) -> dict[str, Any]:
        """What is issued of it: of an amendment only what becomes different."""
        found = papers.frozen(self.kind, self.values, self.facts)
        return amendments.without_same(found, self.changes) if self.kind == papers.AMENDMENT else found

    @property
    def until_now(self) -> dict[str, Any]:
        """What is agreed of what an amendment changes, where something was said of it."""
        changing = dict.fromkeys(change.name.split(".")[1] for change in self.changes)
        return {key: self.agreed[key] for key in changing if not is_empty(self.agreed.get(key))}

    @property
    def asked(self) -> list[str] | None:
        """The parties that sign, where not all of its kind do: an amendment asks those whom its changes bind."""
        if self.kind != papers.AMENDMENT:
            return None
        return amendments.asked(self.changes, standing.signers(self.mobility, self.kind))

    @cached_property
    def missing(self) -> list[Missing]:
        found = papers.missing(self.kind, self.values, self.facts, today=timezone.localdate())
        return found + self._unamendable() + self._unconsented()

    def _unamendable(self) -> list[Missing]:
        """An amendment changes an agreement that all have signed; before, the agreement itself is changed."""
        if self.kind != papers.AMENDMENT:
            return []
        if self.agrees_to is None:
            return [
                Missing(self.kind, "amends", _("The learning agreement is not signed by all yet: change it itself."))
            ]
        if amendments.said(self.values) and not self.changes:
            return [Missing(self.kind, "", _("What it says is agreed already: nothing would change."))]
        dates = papers.amended(self.values, dates_of(self.mobility))
        mobility = self.mobility
        if dates.end < dates.start:
            return [Missing(self.kind, "end", _("The stay would end before it begins."))]
        reasons = obstacles_to_stay(mobility.apprentice, mobility.project, mobility.blueprint, dates, besides=mobility)
        return [Missing(self.kind, "", reason) for reason in reasons]

    def _unconsented(self) -> list[Missing]:
        """Nobody consents for who has come of age."""
        if not self.kind.startswith("GUARDIAN_") or not standing.signs_alone(self.mobility):
            return []
        return [Missing(self.kind, "", _("The apprentice is of age: no guardian consents for them any more."))]

    @property
    def hints(self) -> dict[str, str]:
        """What the rules of the country say beside a field, for who fills it in: it goes into no paper."""
        law = self.facts.law
        return {key: law.the(kind).text("note") for key, kind in HINTS.items()} if law else {}

    @property
    def doubts(self) -> list[str]:
        """What is worth a look, and is not missing."""
        return grants.too_many_travel_days(self.trip) if self.kind == papers.GRANT else []

    @property
    def begun(self) -> bool:
        """Whether somebody wrote in it."""
        return bool(self.agreement.draft)

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written: the sender's, then the host's where it is another one."""
        return paper_words.between(self.mobility.sending_centre.country.code, self.mobility.host_country.code)


def needed(mobility: Mobility) -> list[str]:
    """Give the papers that the roadmap of a mobility asks for, those that were begun, and those that are possible.

    A signed learning agreement can be amended. Three queries.
    """
    asked = {code for step in reading.steps_of(mobility) for code in step.plan.evidence}
    begun = Agreement.objects.filter(mobility=mobility)
    asked |= set(begun.values_list("kind", flat=True))
    if begun.filter(kind=filling.KIND, document__versions__completed_at__isnull=False).exists():
        asked.add(papers.AMENDMENT)
    return [kind for kind in papers.papers() if kind in asked]


def drafts_of(mobility: Mobility, kinds: list[str]) -> list[Paper]:
    """Gather several papers of a mobility, which comes with its people; as many queries as for one."""
    kept = Agreement.objects.select_related("document").filter(mobility=mobility).order_by("pk")
    rows = {row.kind: row for row in kept}
    signed = _signed(rows.get(filling.KIND)) if papers.AMENDMENT in kinds else None
    for row in rows.values():
        row.mobility = mobility  # with its people
    facts = issuing(facts_of(mobility, list(mobility.parties.all())), timezone.localdate())
    complement = rows.get("LA_COMPLEMENT")
    confirmed = complement.draft.get(FIELDS, {}) if complement else {}
    known = paper_facts.known(mobility, rows.get(filling.KIND), confirmed)
    found = []
    for kind in kinds:
        row = rows.get(kind) or Agreement(mobility=mobility, kind=kind)
        paper = Paper(mobility, row, facts, papers.fill(kind, known), signed)
        if kind == papers.GRANT:
            paper.suggested = grants.suggestions(paper.trip)
            paper.filled = paper.filled | grants.amounts(paper.suggested)
        found.append(paper)
    return found


def draft_of(mobility: Mobility, kind: str) -> Paper:
    """Gather one paper of a mobility, which comes with its people."""
    return drafts_of(mobility, [kind])[0]


def _signed(agreement: Agreement | None) -> Document | None:
    """Give the document of an agreement whose newest version all have signed."""
    if agreement is None or agreement.document is None:
        return None
    newest = agreement.document.versions.newest().filter(completed_at__isnull=False)
    return agreement.document if newest.exists() else None


def may_read(seat: Seat, mobility: Mobility, kind: str) -> bool:
    """Whether a person reads a paper: who signs it, the sending coordinators, whom it is passed on to. No query."""
    return reads_paper(
        seat, signing=standing.signers(mobility, kind), readers=signing.readers(kind), private=sensitive([kind])
    )


def readable(seat: Seat, mobility: Mobility) -> list[str]:
    """Give the kinds of papers, the learning agreement among them, that a person reads on a mobility."""
    return [filling.KIND, *(kind for kind in papers.papers() if may_read(seat, mobility, kind))]
