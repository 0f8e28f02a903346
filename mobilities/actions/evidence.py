"""Files handed in for a step, and what is said to them."""

from collections.abc import Collection
from datetime import datetime

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.signing.models import Version
from mobilities import standing
from mobilities.actions import news, roadmap, scans
from mobilities.actions.locks import lock_mobility, lock_step
from mobilities.choices import Kind, Level, Outcome, Review, Side
from mobilities.models import Evidence, Mobility, Step
from mobilities.rules import completion


def hand_in(
    step: Step,
    upload: UploadedFile,
    *,
    document: str,
    by: User,
    at: datetime,
    signed_by: Collection[str] = (),
    note: str = "",
    accepted: bool = False,
    compared: bool = False,
) -> Evidence:
    """Check a file and keep it for a step, waiting for a look; the same file again is the same evidence.

    `document`: a code the step asks for. `signed_by`: the parties whose signatures a scan carries. `accepted`: who
    hands it in is who looks at papers, and has done so. `compared`: as for `accept`. A scan of another version of the
    paper is refused at once. The file is written before the row: a row never points to nothing. Raises Refused.
    """
    if document not in step.plan.evidence:
        raise Refused(_("This step does not ask for that document."))
    clean = uploads.accept(upload)
    known = step.evidence.filter(document=document, sha256=clean.sha256).first()
    if known:
        refuse_again(known)
        return accept(known, by=by, at=at, signed_by=signed_by, compared=compared) if accepted else known
    if version := scans.version_of(step.mobility, document):
        counting = signed_by if accepted else ()
        scans.refuse_other(version, clean.content, clean.mime, signed_by=counting, compared=compared)
    path, made = uploads.store(f"evidence/{step.mobility_id}", clean), False
    try:
        with transaction.atomic():
            mobility, step = lock_step(step)
            roadmap.refuse_over(mobility)
            evidence, made = Evidence.objects.get_or_create(
                step=step,
                document=document,
                sha256=clean.sha256,
                defaults={
                    "file": path,
                    "name": uploads.safe_name(upload.name),
                    "mime": clean.mime,
                    "size": len(clean.content),
                    "signed_by": sorted(set(signed_by) & set(Side.values)),
                    "note": note,
                    "uploaded_at": at,
                    "uploaded_by": by,
                },
            )
            if made:
                record("evidence_handed_in", evidence, mobility, by=by, at=at)
            if accepted:
                return _accept(evidence, version, by=by, at=at)
            roadmap.pass_ball(mobility, step, at=at)
            return evidence
    finally:
        if not made:
            default_storage.delete(path)


def refuse_again(evidence: Evidence) -> None:
    """Raise Refused for a file that was refused before: the very same one cannot help."""
    if evidence.state == Review.REFUSED:
        raise Refused(_("This very file was refused: %(reason)s") % {"reason": evidence.why})


def accept(
    evidence: Evidence,
    *,
    by: User,
    at: datetime,
    signed_by: Collection[str] | None = None,
    compared: bool = False,
) -> Evidence:
    """Accept a file, and close its step when nothing is missing any more; accepted already, it stays as it is.

    `signed_by`: the parties whose signature the coordinator saw on it; they count from now on. The code on the scan
    says of which version it is; where none can be read, the coordinator has `compared` number and version. Raises
    Refused for a scan of another one, when somebody refused it meanwhile, or the mobility is over.
    """
    if version := scans.version_of(evidence.step.mobility, evidence.document):
        seen = evidence.signed_by if signed_by is None else signed_by
        with uploads.opened(evidence.file) as file:
            scans.refuse_other(version, file.read(), evidence.mime, signed_by=seen, compared=compared)
    return _accept(evidence, version, by=by, at=at, signed_by=signed_by)


@transaction.atomic
def _accept(
    evidence: Evidence, version: Version | None, *, by: User, at: datetime, signed_by: Collection[str] | None = None
) -> Evidence:
    """Keep that a file is accepted; `version`: the issued one that it was held against."""
    mobility, step = lock_step(evidence.step)
    roadmap.refuse_over(mobility)
    if not _review(evidence, Review.ACCEPTED, by=by, at=at, signed_by=signed_by):
        return evidence
    record("evidence_accepted", evidence, mobility, by=by, at=at)
    scans.count(mobility, evidence, version, by=by, at=at)
    waits_for_papers = step.plan.kind == Kind.SIGNATURE or completion.takes_documents(
        step.plan.kind, step.owner, step.plan.evidence
    )
    if waits_for_papers and not step.is_done and not standing.obstacles_to_complete(mobility, step):
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    else:
        roadmap.pass_ball(mobility, step, at=at)
    return evidence


@transaction.atomic
def refuse(evidence: Evidence, *, by: User, at: datetime, reason: str) -> Evidence:
    """Refuse a file with a reason that its sender reads. Raises Refused when somebody accepted it meanwhile."""
    if not reason.strip():
        raise Refused(_("Say what is wrong, so that it can be put right."))
    mobility, step = lock_step(evidence.step)
    if _review(evidence, Review.REFUSED, by=by, at=at, reason=reason):
        record("evidence_refused", evidence, mobility, by=by, at=at, note=reason)
        roadmap.pass_ball(mobility, step, at=at)
        news.tell_refusal(evidence, at=at)
    return evidence


def void(papers: QuerySet[Evidence], mobility: Mobility, *, by: User, at: datetime, why: str) -> None:
    """Take back papers that count, or wait for a look, and hold no more; they say why. The caller holds the lock."""
    for paper in papers.exclude(state=Review.REFUSED).select_related("step__plan"):
        Evidence.objects.filter(pk=paper.pk).update(state=Review.REFUSED, reviewed_at=at, reviewed_by=by, reason=why)
        record("evidence_refused", paper, mobility, by=by, at=at, note=why)


def void_signatures(mobility: Mobility, document: str, *, by: User, at: datetime, why: str) -> None:
    """Take back the signed scans of a document that says something else now; the caller holds the lock.

    A closed signature step is open again.
    """
    void(Evidence.objects.filter(step__mobility=mobility, document=document), mobility, by=by, at=at, why=why)
    steps = mobility.steps.needed().with_plan().filter(done_at__isnull=False, plan__kind=Kind.SIGNATURE)
    for step in steps.filter(plan__level=Level.MOBILITY):
        if document in step.plan.evidence:
            roadmap.reopen(step, by=by, at=at, reason=why)
    roadmap.recount(lock_mobility(mobility), at=at)


def record(verb: str, evidence: Evidence, mobility: Mobility, *, by: User, at: datetime, note: str = "") -> None:
    step, private = evidence.step, evidence.step.plan.private
    history.record(step, verb, story=mobility, by=by, at=at, after=evidence.document, note=note, private=private)


def _review(evidence: Evidence, state: Review, *, by: User, at: datetime, reason: str = "", signed_by=None) -> bool:
    """Write what was said to a file; false where it was said before. Raises Refused where something else was said."""
    values = {"state": state, "reviewed_at": at, "reviewed_by": by, "reason": reason}
    if signed_by is not None:
        values["signed_by"] = sorted(set(signed_by) & set(Side.values))
    changed = Evidence.objects.waiting().filter(pk=evidence.pk).update(**values)
    evidence.refresh_from_db(fields=["state", "reviewed_at", "reviewed_by", "reason", "signed_by"])
    if not changed and evidence.state != state:
        raise Refused(
            _("%(who)s was faster: %(name)s is %(state)s.")
            % {"who": evidence.reviewed_by, "name": evidence.name, "state": evidence.get_state_display().lower()}
        )
    return bool(changed)
