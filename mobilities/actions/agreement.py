"""Writes the draft of an agreement, takes proposals of the host, issues it and makes its file."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from doallvet.papers.fields import own_words
from doallvet.papers.order import promises
from doallvet.signing.actions import document as signing
from doallvet.signing.actions import file
from doallvet.signing.actions.circuit import lay_out
from doallvet.signing.models import Version
from mobilities import clauses, documents, filling, preflight, suggestions
from mobilities.actions import evidence, papers, roadmap
from mobilities.actions.locks import lock_mobility
from mobilities.choices import Kind, Level, Outcome, Owner, Role
from mobilities.facts import facts_of
from mobilities.models import Agreement, Mobility
from mobilities.rules import agreement as rules
from mobilities.rules import drafts
from mobilities.rules import signing as rules_of_signing
from mobilities.rules.reasons import coded

PREFIX = "LA"


def locked(agreement: Agreement) -> tuple[Mobility, Agreement]:
    """Lock the mobility and give it with its people, and its draft; the draft begins here where there is none.

    Raises Refused when the mobility is over.
    """
    mobility = lock_mobility(agreement.mobility)
    if mobility.is_over:
        raise Refused(_("This mobility is over: its agreement stays as it is."))
    there = Agreement.objects.select_related("document").filter(mobility=mobility, kind=agreement.kind)
    row = there.order_by("-pk").first() or Agreement.objects.create(mobility=mobility, kind=agreement.kind)
    row.mobility = mobility
    return mobility, row


@transaction.atomic
def save_block(agreement: Agreement, block: str, values: Any, *, version: int, by: User, at: datetime) -> Agreement:
    """Keep one block of the draft: a mapping field → value, or a list of rows; it may be incomplete.

    `version`: the draft's version on the page where it was written. Raises Stale when somebody else wrote this block
    since; the values of before stay, and the same values again change nothing.
    """
    mobility, agreement = locked(agreement)
    part = rules.blocks()[block]
    kept = _kept(part, values, mobility, agreement)
    if kept == agreement.draft.get(block, [] if part.repeated else {}):
        return agreement
    if agreement.version_of(block) > version:
        raise Stale(_("Somebody else changed this part since you opened the page. Nothing was overwritten."))
    before, after = agreement.draft.get(block), kept
    if block == "header" and "mobility_id" in kept:
        before = (before or {}) | {"mobility_id": mobility.eu_id}
        kept = {key: value for key, value in kept.items() if key != "mobility_id"}
        mobility.eu_id = after["mobility_id"]
        mobility.save(update_fields=["eu_id"])
    _write(agreement, {block: kept})
    history.record(agreement, "agreement_saved", story=mobility, by=by, at=at, before=before, after=after, note=block)
    return agreement


@transaction.atomic
def copy_from(agreement: Agreement, other: Agreement, *, by: User, at: datetime) -> Agreement:
    """Fill what is still empty as it was agreed last time; nothing about people who are not named by the organisations.

    Raises Refused when the other agreement is not one of the same sending centre with the same host.
    """
    mobility, agreement = locked(agreement)
    if other.pk not in [row.pk for row in suggestions.last_times(mobility)]:
        raise Refused(_("This agreement cannot be taken over: it was made with another host."))
    last = Mobility.objects.with_people().get(pk=other.mobility_id)
    host, host_then = mobility.party(Role.HOST_SIGNATORY), last.party(Role.HOST_SIGNATORY)
    changes = drafts.copied(
        agreement.draft,
        other.draft,
        same_host=bool(host and host_then and host.company_id == host_then.company_id),
        same_programme=mobility.apprentice.programme_id == last.apprentice.programme_id,
        blended=mobility.is_blended,
        weeks=rules.weeks(facts_of(mobility, list(mobility.parties.all()))),
    )
    if changes:
        _write(agreement, changes)
        history.record(agreement, "agreement_copied", story=mobility, by=by, at=at, after=changes)
    return agreement


@transaction.atomic
def propose_tasks(agreement: Agreement, rows: list[dict[str, Any]], *, by: User, at: datetime) -> Agreement:
    """Keep the host's proposal for the weekly programme beside the draft, and tell the sending coordinator.

    A proposal takes the place of the one before. Raises Refused when it has no task.
    """
    mobility, agreement = locked(agreement)
    if not any(str(row.get("tasks") or "").strip() for row in rows):
        raise Refused(_("Write the tasks of one week at least."))
    if rows == agreement.proposed:
        return agreement
    agreement.proposed, agreement.proposed_at, agreement.proposed_by = rows, at, by
    agreement.save(update_fields=["proposed", "proposed_at", "proposed_by"])
    history.record(agreement, "tasks_proposed", story=mobility, by=by, at=at, after=rows)
    coordinator = mobility.party(Role.SENDING_COORDINATOR)
    if coordinator and coordinator.person:
        made = at.isoformat()
        told = {"person": coordinator.person, "subject": agreement, "data": {"proposed_at": made}}
        outbox.owe("tasks-proposed", at=at, due=made, **told)
    return agreement


@transaction.atomic
def answer_proposal(agreement: Agreement, *, take: bool, shown: str, by: User, at: datetime) -> Agreement:
    """Take the proposed tasks over into the draft, or set them aside.

    `shown`: when the proposal that was read was made, as ISO text. Raises Stale when there is another one by now.
    """
    mobility, agreement = locked(agreement)
    if agreement.proposed_at is None:
        return agreement
    if agreement.proposed_at.isoformat() != shown:
        raise Stale(_("The host has changed the proposal since you opened the page. Please look at it again."))
    rows, before = agreement.proposed, agreement.draft.get("learning_programme")
    agreement.proposed, agreement.proposed_at, agreement.proposed_by = [], None, None
    agreement.save(update_fields=["proposed", "proposed_at", "proposed_by"])
    if take:
        _write(agreement, {"learning_programme": rows})
    verb = "tasks_taken_over" if take else "tasks_set_aside"
    history.record(agreement, verb, story=mobility, by=by, at=at, before=before, after=rows)
    return agreement


@transaction.atomic
def issue(
    agreement: Agreement, *, by: User, at: datetime, languages: list[str] | None = None, version: int | None = None
) -> Version:
    """Freeze the draft as the next version of its document, queue its file and close the step that asks for a draft.

    `languages`: one or two in which it is written; without, the sender's and the host's. `version`: the draft's version
    that was checked, or None. A draft that was issued as it is gives its version again, also when two issue it at once.
    Raises Refused with all that is missing and with what the centre lets stop a paper before it is signed
    (`preflight`), Stale when the draft moved on.
    """
    mobility, agreement = locked(agreement)
    if version is not None and agreement.draft_version != version:
        raise Stale(_("The draft changed since you checked it. Please look at it again; nothing was issued."))
    draft = filling.draft_of(mobility, agreement)
    if draft.missing:
        raise Refused([gap.sentence for gap in draft.missing])
    languages = languages or draft.languages
    notes = clauses.noted(mobility, agreement.kind, draft.facts, draft.values["mobility"], languages)
    if stops := preflight.stops(draft, notes=notes):
        raise Refused(stops)
    if agreement.document is None:
        with override("en"):
            title = documents.title_of(agreement.kind)
        agreement.document = signing.open_document(agreement.kind, prefix=PREFIX, title=title, by=by, at=at)
        agreement.save(update_fields=["document"])
    frozen, new = signing.freeze(
        agreement.document,
        documents.data_of(draft, agreement.document, languages=languages),
        language=languages[0],
        template=documents.TEMPLATE,
        template_version=documents.TEMPLATE_VERSION,
        by=by,
        at=at,
    )
    if new:
        history.record(agreement, "agreement_issued", story=mobility, by=by, at=at, after=str(frozen))
        drafting = mobility.steps.open().with_plan().filter(plan__kind=Kind.DOCUMENT, plan__level=Level.MOBILITY)
        closed = [step for step in drafting if agreement.kind in step.plan.evidence]
        roadmap.close_all(mobility, closed, Outcome.DONE, by=by, at=at)
        if frozen.number > 1:
            why = coded("reissued", number=frozen.number)
            evidence.void_signatures(mobility, agreement.kind, by=by, at=at, why=why)
        places = documents.places(mobility, agreement.kind)
        commits = rules_of_signing.agreement_commits() | promises([place.party for place in places])
        lay_out(frozen, places, commits=commits, at=at)
    if not frozen.file:
        queue("mobilities.build_agreement", version_id=frozen.pk)
    return frozen


def forget(mobility: Mobility, owner: str, *, by: User, at: datetime) -> None:
    """Empty what the draft says of an organisation that leaves, and drop what its host proposed; the caller locks."""
    agreement = filling.agreement_of(mobility)
    if agreement.pk is None:
        return
    if changes := drafts.without(agreement.draft, owner):
        before = {block: agreement.draft[block] for block in changes}
        _write(agreement, changes)
        history.record(agreement, "agreement_emptied", story=mobility, by=by, at=at, before=before, after=changes)
    if owner == Owner.HOST_COMPANY:
        agreement.proposed, agreement.proposed_at, agreement.proposed_by = [], None, None
        agreement.save(update_fields=["proposed", "proposed_at", "proposed_by"])


def build_file(version_id: int, *, at: datetime) -> bool:
    """Make the file of a version of a mobility's paper (`file.build`), and count what was carried to it."""
    return file.build(version_id, then=papers.count_carried, at=at)


def _kept(part: rules.Block, values: Any, mobility: Mobility, agreement: Agreement) -> Any:
    """What of the values goes into the draft: not what the portal says without this block's own words."""
    if not part.repeated:
        others = {key: written for key, written in agreement.draft.items() if key != part.key}
        return own_words(part, values, filling.filled(mobility, others).get(part.key, {}))
    return drafts.coded(values) if part.key == "learning_outcomes" else list(values)


def _write(agreement: Agreement, changes: dict[str, Any]) -> None:
    """Put blocks into the draft, which moves on by one version; the caller holds the lock."""
    agreement.draft_version += 1
    agreement.draft = agreement.draft | changes
    agreement.block_versions = agreement.block_versions | dict.fromkeys(changes, agreement.draft_version)
    agreement.save(update_fields=["draft", "draft_version", "block_versions"])
