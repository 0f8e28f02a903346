"""What follows on a mobility from what is said at a place to sign."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from companies.actions import contact as contacts
from companies.choices import Function
from companies.models import CompanyContact
from companies.rules.contact import ContactParticulars
from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from doallvet.signing import matching
from doallvet.signing.actions.signature import Hand, sign
from doallvet.signing.choices import COUNTS, State, Way
from doallvet.signing.models import Signatory, Version
from mobilities import standing, terms
from mobilities.actions import approval, change, evidence, news, roadmap
from mobilities.actions.locks import lock_mobility
from mobilities.choices import SIDE_OF, Answer, Channel, Kind, Outcome, Owner, Review, Side
from mobilities.facts import dates_of
from mobilities.models import Evidence, Mobility, Step
from mobilities.rules import completion, signing
from mobilities.rules import documents as catalogue
from mobilities.rules.papers import AMENDMENT, amended
from mobilities.rules.reasons import coded

VERBS = {
    State.SIGNED: "paper_signed",
    State.CHANGE: "paper_change_asked",
    State.DECLINED: "paper_declined",
    State.WITHDRAWN: "paper_withdrawn",
}
CHANNELS = {
    Way.LINK: Channel.LINK,
    Way.SIGNED_IN: Channel.SIGNED_IN,
    Way.LETTER: Channel.PAPER,
    Way.PAPER: Channel.PAPER,
}
TOLD = (State.CHANGE, State.DECLINED, State.WITHDRAWN)


def is_private(kind: str) -> bool:
    """Whether what happens to a paper is told to nobody but who works with it."""
    return catalogue.documents()[kind].sensitive


def follow(mobility: Mobility, signatory: Signatory, *, by: User, at: datetime) -> None:
    """Keep it in the history, tell the coordinator what asks for an answer, close the step that all have signed.

    A signature that is taken back opens its step again, so that what depends on it waits. The last signature on an
    amendment makes its dates hold everywhere. The caller holds the locks of mobility and document.
    """
    version, agreement = signatory.version, signatory.version.document.agreement
    history.record(
        agreement,
        VERBS[State(signatory.state)],
        story=mobility,
        by=by,
        at=at,
        after=str(version),
        for_whom=signatory.party,
        note=signatory.text,
        private=is_private(agreement.kind),
    )
    if signatory.state in TOLD:
        for person in news.told(mobility, [Owner.SENDING_COORDINATOR]) - {by.pk}:
            due = f"{signatory.state}:{at.isoformat()}"
            outbox.owe("paper-answered", person=User.objects.get(pk=person), subject=signatory, at=at, due=due)
    if signatory.state == State.WITHDRAWN:
        take_back(mobility, version, by=by, at=at, why=coded("withdrawn", party=signatory.party))
    else:
        if agreement.kind == AMENDMENT and version.completed_at:
            dates = amended(version.data["fields"], dates_of(mobility))
            mobility = change.amend_dates(lock_mobility(mobility), dates, by=by, at=at)
        count(mobility, version, by=by, at=at)
        _close_on_a_no(mobility, signatory, by=by, at=at)


def count(mobility: Mobility, version: Version, *, by: User, at: datetime) -> None:
    """Let the signatures on a version count as proof of the step that asks for them; the caller holds the locks.

    A paper proves what it is, and what it makes needless (`rules.signing.covered`). One that is handed in, or said yes
    with, counts when all have signed it.
    """
    step = step_of(mobility, version.document.kind)
    if step is None or not version.file:
        return
    parties = version.signatories.filter(state__in=COUNTS).values_list("party", flat=True)
    missing = set(version.signatories.missing().values_list("party", flat=True))
    if missing and step.plan.kind != Kind.SIGNATURE:
        return
    signed = sorted(set(parties) - missing)
    for code in signing.covered(version.document.kind, version.data.get("fields", {})):
        if code in step.plan.evidence:
            _keep_proof(step, code, version, signed, by=by, at=at)
    if not missing and step.plan.kind == Kind.APPROVAL:
        _say_yes(step, version)
    step.refresh_from_db()
    if not step.is_done and not standing.obstacles_to_complete(mobility, step):
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    else:
        roadmap.pass_ball(mobility, step, at=at)


def _keep_proof(step: Step, code: str, version: Version, signed: list[str], *, by: User, at: datetime) -> None:
    Evidence.objects.update_or_create(
        step=step,
        document=code,
        sha256=version.file_hash,
        defaults={"signed_by": signed},
        create_defaults={
            "signed_by": signed,
            "file": version.file,
            "name": f"{version.document.number}-v{version.number}.pdf",
            "mime": "application/pdf",
            "size": 0,
            "uploaded_at": at,
            "uploaded_by": by,
            "state": Review.ACCEPTED,
            "reviewed_at": at,
            "reviewed_by": by,
        },
    )


def _say_yes(step: Step, version: Version) -> None:
    """Who signed the paper of a step that is answered with a yes has said it."""
    place = version.signatories.counting().filter(party=SIDE_OF[Owner(step.owner)]).select_related("signature").first()
    if place is None or place.state != State.SIGNED or step.is_done:
        return
    signature = place.signature
    paper = step.evidence.filter(sha256=version.file_hash).first()
    approval.give(
        step,
        answer=Answer.APPROVE,
        person=signature.person or place.person,
        shown=terms.fingerprint(terms.of_step(lock_mobility(step.mobility), step)),
        channel=CHANNELS[Way(signature.way)],
        typed_name=signature.typed_name,
        recorded_by=signature.recorded_by,
        evidence=paper,
        at=signature.signed_at,
    )


def _close_on_a_no(mobility: Mobility, signatory: Signatory, *, by: User, at: datetime) -> None:
    """To pictures and recordings a no is a full answer."""
    step = step_of(mobility, signatory.version.document.kind)
    if step is None or signatory.state != State.DECLINED or step.is_done:
        return
    if step.owner == Owner.GUARDIAN and step.plan.kind == Kind.DOCUMENT:
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)


def take_back(mobility: Mobility, version: Version, *, by: User, at: datetime, why: str) -> None:
    """Let what was signed on a paper prove nothing more, and open the step that it had closed; the caller locks.

    What depends on the step waits again. A mobility that is over stays as it is.
    """
    kind = version.document.kind
    codes = signing.covered(kind, version.data.get("fields", {}))
    step = step_of(mobility, kind)
    if step is None or mobility.is_over:
        return
    hashes = version.document.versions.exclude(file="").values("file_hash")
    proofs = Evidence.objects.filter(step=step, document__in=codes, sha256__in=hashes)
    proved = proofs.exclude(state=Review.REFUSED).exists()
    evidence.void(proofs, mobility, by=by, at=at, why=why)
    if proved and step.plan.kind == Kind.APPROVAL:
        step.approvals.live().update(replaced_at=at)
    if proved and step.is_done and step.outcome == Outcome.DONE:
        roadmap.reopen_all(mobility, [step], by=by, at=at, reason=why)
    else:
        roadmap.pass_ball(mobility, step, at=at)


@transaction.atomic
def count_carried(version: Version, *, at: datetime) -> None:
    """Count signatures that were carried to a new version, once its file is there: perhaps nobody has to sign again."""
    if version.signatories.filter(state__in=COUNTS).exists():
        mobility = lock_mobility(version.document.agreement.mobility)
        version.refresh_from_db()
        count(mobility, version, by=version.issued_by, at=at)


def record(
    mobility: Mobility,
    signatory: Signatory,
    upload: UploadedFile,
    *,
    typed_name: str,
    shown: str,
    compared: bool,
    by: User,
    at: datetime,
) -> None:
    """Record a signature that stands on the printed paper, with its scan; the file is written before the rows.

    The QR code of the scan says of which version it is; where none can be read, the coordinator has `compared` number
    and version. Raises Stale when there is another version by now, Refused for a scan of another one and for no scan.
    """
    clean = uploads.accept(upload)
    if not matching.match(signatory.version, clean.content, clean.mime) and not compared:
        raise Refused(
            _(
                "The code at the foot of the pages could not be read on this scan. "
                "Compare number and version yourself, and tick that you did; or scan it again."
            )
        )
    path = uploads.store(f"signed/{mobility.pk}", clean)
    hand = Hand(
        typed_name=typed_name,
        consent="",
        language=signatory.version.language,
        way=Way.PAPER,
        role=str(Side(signatory.party).label),
        scan=path,
        scan_hash=clean.sha256,
    )
    kept = False
    try:
        signature = sign(signatory, person=signatory.person, shown=shown, hand=hand, at=at, recorded_by=by)
        kept = signature.scan == path
    finally:
        if not kept:
            default_storage.delete(path)


def step_of(mobility: Mobility, kind: str) -> Step | None:
    """Give the step whose proof the signed paper is: where it is signed, else answered with a yes, else handed in."""
    steps = [step for step in standing.steps_of(mobility) if kind in step.plan.evidence]
    signing_here = [step for step in steps if step.plan.kind == Kind.SIGNATURE]
    saying_yes = [step for step in steps if completion.needs_answer(step.plan.kind, step.owner)]
    handing_in = [step for step in steps if completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence)]
    return next(iter(signing_here or saying_yes or handing_in), None)


def take_up(
    mobility: Mobility, owner: str, *, first_name: str, last_name: str, email: str, by: User, at: datetime
) -> User:
    """Note at the company who signs instead, as a contact of the centre that knows who passes it on.

    What the person does for the company already they go on doing. Raises Refused.
    """
    company = next(party.company for party in mobility.parties.all() if party.acts_as == owner and party.company)
    knows = CompanyContact.objects.current().filter(company=company, person=by).select_related("centre").first()
    if knows is None:
        raise Refused(_("Please ask the coordinator to name who signs for your company."))
    here = CompanyContact.objects.of(company, knows.centre).filter(person__email=email.strip().lower())
    functions = dict.fromkeys([*here.values_list("function", flat=True), Function.SIGNATORY.value])
    known = ContactParticulars(
        first_name=first_name,
        last_name=last_name,
        functions=tuple(functions),
        email=email.strip().lower(),
        language=by.language,
    )
    heir = contacts.add(company, knows.centre, known, by=by, at=at)[0].person
    history.record(mobility, "paper_passed_on", by=by, at=at, before=str(by), after=str(heir))
    return heir
