"""Writes the drafts of a stay's papers and issues them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from doallvet.papers import words as paper_words
from doallvet.papers.fields import is_empty, own_words
from doallvet.papers.order import promises
from doallvet.papers.sheets import TEMPLATE, TEMPLATE_VERSION
from doallvet.signing.actions import document as signing
from doallvet.signing.actions.circuit import lay_out
from doallvet.signing.models import Version
from mobilities import clauses, documents, paperwork, preflight, sheets
from mobilities.actions import papers
from mobilities.actions.agreement import locked
from mobilities.models import Agreement
from mobilities.paperwork import FIELDS
from mobilities.rules import papers as rules
from mobilities.rules import signing as rules_of_signing
from mobilities.rules.reasons import coded


@transaction.atomic
def save(agreement: Agreement, values: dict[str, Any], *, version: int, by: User, at: datetime) -> Agreement:
    """Keep what was written in a paper: field → value; it may be incomplete.

    `version`: the draft's version on the page where it was written. Raises Stale when somebody else wrote since; the
    values of before stay, and the same values again change nothing.
    """
    mobility, agreement = locked(agreement)
    paper = paperwork.draft_of(mobility, agreement.kind)
    if agreement.kind == rules.AMENDMENT:
        agreement = _next_amendment(agreement, values)
    kept = own_words(paper.block, values, paper.filled)
    before = agreement.draft.get(FIELDS, {})
    if kept == before and agreement.draft:
        return agreement
    if agreement.version_of(FIELDS) > version:
        raise Stale(_("Somebody else changed this paper since you opened the page. Nothing was overwritten."))
    agreement.draft_version += 1
    agreement.draft = {FIELDS: kept}
    agreement.block_versions = {FIELDS: agreement.draft_version}
    agreement.save(update_fields=["draft", "draft_version", "block_versions"])
    private = papers.is_private(agreement.kind)
    history.record(agreement, "paper_saved", story=mobility, by=by, at=at, after=agreement.kind, private=private)
    return agreement


def _next_amendment(agreement: Agreement, values: dict[str, Any]) -> Agreement:
    """One that all have signed stays as it is: what else changes is an amendment of its own."""
    signed = agreement.document and agreement.document.versions.newest().filter(completed_at__isnull=False).exists()
    said = {key: value for key, value in values.items() if not is_empty(value)}
    if not signed or said == agreement.draft.get(FIELDS, {}):
        return agreement
    return Agreement.objects.create(mobility=agreement.mobility, kind=agreement.kind)


@transaction.atomic
def issue(
    agreement: Agreement, *, by: User, at: datetime, languages: list[str] | None = None, version: int | None = None
) -> Version:
    """Freeze a paper as the next version of its document, ask those who sign it, and queue its file.

    `languages`: one or two in which it is written; without, the sender's and the host's. `version`: the draft's version
    that was checked, or None. A paper that was issued as it is gives its version again. Raises Refused with all that is
    missing or stops it (`preflight`), Stale when the draft moved on.
    """
    mobility, agreement = locked(agreement)
    if version is not None and agreement.draft_version != version:
        raise Stale(_("The draft changed since you checked it. Please look at it again; nothing was issued."))
    paper = paperwork.draft_of(mobility, agreement.kind)
    if paper.missing:
        raise Refused([gap.sentence for gap in paper.missing])
    agreement = paper.agreement
    languages = languages or paper.languages
    notes = clauses.noted(mobility, paper.kind, paper.facts, paper.values, languages)
    if stops := preflight.stops(paper, notes=notes):
        raise Refused(stops)
    if agreement.document is None:
        title = paper_words.title(agreement.kind, "", paper_words.FIRST)
        prefix = rules.PREFIXES[agreement.kind]
        agreement.document = signing.open_document(
            agreement.kind, prefix=prefix, title=title, by=by, at=at, changes=paper.agrees_to
        )
        agreement.save(update_fields=["document"])
    frozen, new = signing.freeze(
        agreement.document,
        sheets.data_of(paper, agreement.document, languages=languages),
        language=languages[0],
        template=TEMPLATE,
        template_version=TEMPLATE_VERSION,
        by=by,
        at=at,
    )
    if new:
        private = papers.is_private(agreement.kind)
        history.record(agreement, "paper_issued", story=mobility, by=by, at=at, after=str(frozen), private=private)
        if frozen.number > 1:
            papers.take_back(mobility, frozen, by=by, at=at, why=coded("paper_reissued", number=frozen.number))
        places = documents.places(mobility, agreement.kind, only=paper.asked)
        commits = rules_of_signing.paper_commits(agreement.kind)
        lay_out(frozen, places, commits=commits | promises([place.party for place in places]), at=at)
        if not places:
            papers.settle(mobility, frozen, by=by, at=at)
    if not frozen.file:
        queue("mobilities.build_agreement", version_id=frozen.pk)
    return frozen
