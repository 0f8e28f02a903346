"""Writes the draft of a partnership's memorandum, issues it, and does what follows from its signatures."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres import memoranda
from centres.actions import partnership as partnerships
from centres.models import Centre, CentreMember, Memorandum, Partnership
from centres.rules import memorandum as rules
from centres.rules.partnership import obstacles_to_terms
from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from doallvet.papers import words
from doallvet.papers.fields import own_words
from doallvet.papers.sheets import TEMPLATE, TEMPLATE_VERSION
from doallvet.signing.actions import document as signing
from doallvet.signing.actions import file
from doallvet.signing.actions.circuit import lay_out
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory, Version

VERBS = {
    State.SIGNED: "memorandum_signed",
    State.CHANGE: "memorandum_change_asked",
    State.DECLINED: "memorandum_declined",
}


@transaction.atomic
def save(
    partnership: Partnership, values: dict[str, Any], *, sending: Centre, version: int, by: User, at: datetime
) -> Memorandum:
    """Keep what was written in a memorandum: field → value; it may be incomplete.

    `sending`: which of the two centres sends; it stays once the memorandum was issued. `version`: the draft's version
    on the page where it was written. Raises Stale when somebody else wrote since, Refused where the partnership is not
    in force; the same values again change nothing.
    """
    partnership = _in_force(partnership, at)
    memorandum = memoranda.draft_of(partnership, ours=sending).memorandum
    before, sent_by = memorandum.draft, memorandum.sending
    if memorandum.document is None:
        memorandum.sending = sending
    draft = memoranda.Draft(memorandum, memoranda.filled(memorandum))
    kept = own_words(rules.block(), values, draft.filled)
    if memorandum.pk and (kept, memorandum.sending) == (before, sent_by):
        return memorandum
    if memorandum.draft_version != version:
        raise Stale(_("Somebody else changed this memorandum since you opened the page. Nothing was overwritten."))
    memorandum.draft, memorandum.draft_version = kept, memorandum.draft_version + 1
    memorandum.save()
    history.record(partnership, "memorandum_saved", by=by, at=at)
    return memorandum


@transaction.atomic
def issue(
    partnership: Partnership,
    *,
    signers: memoranda.Signers,
    languages: list[str],
    version: int,
    by: User,
    at: datetime,
) -> Version:
    """Freeze the memorandum as the next version of its document, ask those who sign it, and queue its file.

    `signers`: who is named for each centre. `version`: the draft's version that was checked. A memorandum that was
    issued as it is gives its version again. Raises Refused with all that is missing or stops it, Stale when the draft
    moved on.
    """
    partnership = _in_force(partnership, at)
    draft = memoranda.draft_of(partnership, ours=partnership.centre)
    memorandum = draft.memorandum
    if memorandum.pk is None or memorandum.draft_version != version:
        raise Stale(_("The draft changed since you checked it. Please look at it again; nothing was issued."))
    if reasons := obstacles(draft, signers, today=timezone.localdate(at)):
        raise Refused(reasons)
    if memorandum.document is None:
        title = words.title(rules.KIND, "", words.FIRST)
        memorandum.document = signing.open_document(rules.KIND, prefix=rules.PREFIX, title=title, by=by, at=at)
        memorandum.save(update_fields=["document"])
    frozen, new = signing.freeze(
        memorandum.document,
        memoranda.data_of(draft, memorandum.document.number, people=signers, languages=languages),
        language=languages[0],
        template=TEMPLATE,
        template_version=TEMPLATE_VERSION,
        by=by,
        at=at,
    )
    if new:
        history.record(partnership, "memorandum_issued", by=by, at=at, after=str(frozen))
        lay_out(frozen, memoranda.places(memorandum, signers), commits=rules.commits(), at=at)
    if not frozen.file:
        queue("centres.build_memorandum", version_id=frozen.pk)
    return frozen


def obstacles(draft: memoranda.Draft, signers: memoranda.Signers, *, today: date) -> list[str]:
    """Name all that keeps a memorandum of a partnership in force from being issued; empty means it can be issued."""
    memorandum = draft.memorandum
    found = [gap.sentence for gap in draft.missing]
    if until := draft.values.get("valid_until"):
        state = partnerships.state(memorandum.partnership, today)
        found += obstacles_to_terms(current=state, valid_until=date.fromisoformat(until), today=today)
    strict = memorandum.sending.stopping
    return found + [row.text for row in memoranda.findings(memorandum, signers) if row.code in strict]


def build_file(version_id: int, *, at: datetime) -> bool:
    """Make the file of an issued memorandum (`file.build`)."""

    def then(version: Version, at: datetime) -> None:
        follow(version, by=version.issued_by, at=at)

    return file.build(version_id, then=then, at=at)


def build_again() -> int:
    """Ask once more for the files of issued memoranda that have none; gives how many."""
    ids = list(Version.objects.without_file().filter(document__memorandum__isnull=False).values_list("pk", flat=True))
    for pk in ids:
        queue("centres.build_memorandum", version_id=pk)
    return len(ids)


def said(signatory: Signatory, *, by: User, at: datetime) -> None:
    """Keep what was said at a place to sign, and tell the coordinators of both centres what asks for an answer.

    The caller holds the locks of partnership and document.
    """
    partnership = signatory.version.document.memorandum.partnership
    history.record(
        partnership,
        VERBS[State(signatory.state)],
        by=by,
        at=at,
        after=str(signatory.version),
        for_whom=signatory.party,
        note=signatory.text,
    )
    if signatory.state in (State.CHANGE, State.DECLINED):
        members = CentreMember.objects.coordinators().filter(centre__in=(partnership.centre_id, partnership.to_id))
        due = f"{signatory.state}:{at.isoformat()}"
        for member in members.exclude(person=by).select_related("person").order_by("pk"):
            outbox.owe("memorandum_answered", person=member.person, subject=signatory, at=at, due=due)
    follow(signatory.version, by=by, at=at)


@transaction.atomic
def follow(version: Version, *, by: User, at: datetime) -> None:
    """Let a memorandum that both have signed hold: a partnership lasts as long as it says, and stays may count on it.

    A partnership without an end keeps none, and none becomes shorter.
    """
    if version.completed_at is None or version.replaced_at:
        return
    partnership = partnerships.locked(version.document.memorandum.partnership)
    until, before = date.fromisoformat(version.data["fields"]["valid_until"]), partnership.valid_until
    if before and before < until and partnership.ended_at is None:
        partnership.valid_until = until
        partnership.save(update_fields=["valid_until"])
        history.record(
            partnership, "renewed", by=by, at=at, before={"valid_until": before}, after={"valid_until": until}
        )
    queue("mobilities.follow_memorandum", partnership_id=partnership.pk)


def _in_force(partnership: Partnership, at: datetime) -> Partnership:
    """Lock a partnership and give it with its centres. Raises Refused where it is not in force."""
    current, today = partnerships.locked(partnership), timezone.localdate(at)
    state = partnerships.state(current, today)
    if reasons := obstacles_to_terms(current=state, valid_until=None, today=today):
        raise Refused(reasons)
    current.centre, current.to = partnership.centre, partnership.to
    return current
