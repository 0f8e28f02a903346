"""What follows on a mobility from what is said at a place to sign."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from centres.models import CentreMember
from companies.actions import contact as contacts
from companies.choices import Function
from companies.models import CompanyContact
from companies.rules.contact import ContactParticulars
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from doallvet.signing.actions import circuit
from doallvet.signing.choices import COUNTS, State, Way
from doallvet.signing.models import Signatory, Version
from mobilities import reading, standing, stated, terms
from mobilities.actions import approval, change, evidence, news, roadmap
from mobilities.actions.locks import lock_mobility
from mobilities.choices import OWNER_OF, SIDE_OF, Answer, Channel, Kind, Outcome, Owner, Review, Side
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
    Way.PROVIDER: Channel.SIGNED_IN,  # the provider asked who they are
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
        _tell("paper-answered", mobility, signatory, [Owner.SENDING_COORDINATOR], by=by, at=at)
    if signatory.state == State.WITHDRAWN:
        owners = [OWNER_OF[Side(party)] for party in signing.holders(agreement.kind)]
        _tell("consent-taken-back", mobility, signatory, owners, by=by, at=at)
        take_back(mobility, version, by=by, at=at, why=coded("withdrawn", party=signatory.party))
    else:
        come_of_age(mobility, version, at=at)
        settle(mobility, version, by=by, at=at)
        _close_on_a_no(mobility, version, by=by, at=at)


def _tell(kind: str, mobility: Mobility, signatory: Signatory, owners: list[Owner], *, by: User, at: datetime) -> None:
    for person in User.objects.filter(pk__in=news.told(mobility, owners) - {by.pk}).order_by("pk"):
        outbox.owe(kind, person=person, subject=signatory, at=at, due=f"{signatory.state}:{at.isoformat()}")


def come_of_age(mobility: Mobility, version: Version, *, at: datetime) -> bool:
    """Wait for no guardian any more where the apprentice signs alone by now; tells whether one was waited for.

    Only on papers that are the apprentice's too: nobody else gives a guardian's consent. The caller holds the locks.
    """
    theirs = standing.signs_alone(mobility) and version.signatories.filter(party=Side.APPRENTICE).exists()
    if not (theirs and circuit.let_go(version, Side.GUARDIAN, at=at)):
        return False
    agreement = version.document.agreement
    private = is_private(agreement.kind)
    history.record(agreement, "paper_of_age", story=mobility, by=None, at=at, after=str(version), private=private)
    return True


def settle(mobility: Mobility, version: Version, *, by: User, at: datetime) -> None:
    """Let what is signed on a version hold: the dates of an amendment, the proof of a step; the caller locks.

    Whom an amendment did not ask is told what changed, now that it holds.
    """
    if version.document.kind == AMENDMENT and version.completed_at:
        dates = amended(version.data["fields"], dates_of(mobility))
        mobility = change.amend_dates(lock_mobility(mobility), dates, by=by, at=at)
        news.tell_amendment(mobility, version, besides=by, at=at)
    count(mobility, version, by=by, at=at)


def note_letter(mobility: Mobility, signatory: Signatory, person: User, *, by: User, at: datetime) -> None:
    """Keep in the history that a letter was written whose code opens the page for a person."""
    agreement = signatory.version.document.agreement
    told = {"after": str(person), "for_whom": signatory.party, "private": is_private(agreement.kind)}
    history.record(agreement, "letter_written", story=mobility, by=by, at=at, **told)


def count(mobility: Mobility, version: Version, *, by: User, at: datetime) -> None:
    """Let the signatures on a version count as proof of the step that asks for them; the caller holds the locks.

    A paper proves what it is, and what it makes needless (`rules.signing.covered`). One that is handed in, or said yes
    with, counts when all have signed it.
    """
    step = step_of(mobility, version.document.kind)
    if step is None or not version.file:
        return
    parties = set(version.signatories.filter(state__in=COUNTS).values_list("party", flat=True))
    if version.document.kind == AMENDMENT:  # whom its changes do not bind are not asked
        parties |= set(standing.signers(mobility, AMENDMENT)) - {signer["side"] for signer in version.data["signers"]}
    missing = set(version.signatories.missing().values_list("party", flat=True))
    if missing and step.plan.kind != Kind.SIGNATURE:
        return
    signed = sorted(parties - missing)
    for code in signing.covered(version.document.kind, version.data.get("fields", {})):
        if code in step.plan.evidence:
            keep_proof(step, code, version, signed, by=by, at=at)
    if _closed_by_its_owner(step):
        return
    if not missing and step.plan.kind == Kind.APPROVAL:
        _say_yes(step, version)
    step.refresh_from_db()
    if not step.is_done and not standing.obstacles_to_complete(mobility, step):
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    else:
        roadmap.pass_ball(mobility, step, at=at)


def keep_proof(step: Step, code: str, version: Version, signed: list[str], *, by: User, at: datetime) -> None:
    """Keep the file of a version as accepted proof of a step, with the parties that signed it.

    One that did not count for a while, or was handed in unsigned, counts from now on; again: nothing new.
    """
    accepted = {"state": Review.ACCEPTED, "reviewed_at": at, "reviewed_by": by, "reason": ""}
    Evidence.objects.update_or_create(
        step=step,
        document=code,
        sha256=version.file_hash,
        defaults={"signed_by": signed} | accepted,
        create_defaults={
            "signed_by": signed,
            "file": version.file,
            "name": f"{version.document.number}-v{version.number}.pdf",
            "mime": "application/pdf",
            "size": 0,
            "uploaded_at": at,
            "uploaded_by": by,
        }
        | accepted,
    )


def _say_yes(step: Step, version: Version) -> None:
    """Who signed the paper of a step that is answered with a yes has said it, to what the paper says."""
    place = version.signatories.counting().filter(party=SIDE_OF[Owner(step.owner)]).select_related("signature").first()
    if place is None or place.state != State.SIGNED or step.is_done:
        return
    mobility, signature = lock_mobility(step.mobility), place.signature
    paper = step.evidence.filter(sha256=version.file_hash).first()
    shown = terms.of_step(mobility, step)
    shown |= {name: value for name, value in stated.stated(mobility, version).items() if name in shown}
    approval.give(
        step,
        answer=Answer.APPROVE,
        person=signature.person or place.person,
        shown=terms.fingerprint(shown),
        channel=CHANNELS[Way(signature.way)],
        typed_name=signature.typed_name,
        recorded_by=signature.recorded_by,
        evidence=paper,
        at=signature.signed_at,
    )


def _close_on_a_no(mobility: Mobility, version: Version, *, by: User, at: datetime) -> None:
    """Close a step to which a no is a full answer, once all whom its paper asks have given theirs."""
    step = step_of(mobility, version.document.kind)
    if step is None or step.is_done or not signing.may_be_no(step.plan.evidence):
        return
    said = set(version.signatories.values_list("state", flat=True))
    if State.DECLINED in said and said <= {State.DECLINED, *COUNTS}:
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)


def take_back(mobility: Mobility, version: Version, *, by: User, at: datetime, why: str) -> None:
    """Let what was signed on a paper prove nothing more, and open the step that it had closed; the caller locks.

    Its scans prove nothing more either, also those that wait for a look. What depends on the step waits again. The
    steps of a mobility that is over stay as they are.
    """
    kind = version.document.kind
    codes = signing.covered(kind, version.data.get("fields", {}))
    step = step_of(mobility, kind)
    if step is None:
        return
    hashes = version.document.versions.exclude(file="").values("file_hash")
    signed = Q(document=kind) | Q(sha256__in=hashes)
    proofs = Evidence.objects.filter(signed, step=step, document__in=codes)
    proved = proofs.exclude(state=Review.REFUSED).exists()
    evidence.void(proofs, mobility, by=by, at=at, why=why)
    if mobility.is_over or _closed_by_its_owner(step):
        return
    if proved and step.plan.kind == Kind.APPROVAL:
        step.approvals.live().update(replaced_at=at)
    if proved and step.is_done and step.outcome == Outcome.DONE:
        roadmap.reopen_all(mobility, [step], by=by, at=at, reason=why)
    else:
        roadmap.pass_ball(mobility, step, at=at)


def count_carried(version: Version, at: datetime) -> None:
    """Count signatures that were carried to a new version, once its file is there: perhaps nobody has to sign again.

    Not for a stay that changed while the file was made. The caller holds the lock.
    """
    if version.completed_at or version.signatories.counting().exists():
        mobility = lock_mobility(version.document.agreement.mobility)
        if not stated.outdated(mobility, version):
            count(mobility, version, by=version.issued_by, at=at)


def step_of(mobility: Mobility, kind: str) -> Step | None:
    """Give the step whose proof the signed paper is: where it is signed, else answered with a yes, else handed in.

    Else another one that asks for it beside something else.
    """
    steps = [step for step in reading.steps_of(mobility) if kind in step.plan.evidence]
    signing_here = [step for step in steps if step.plan.kind == Kind.SIGNATURE]
    saying_yes = [step for step in steps if completion.needs_answer(step.plan.kind, step.owner)]
    handing_in = [step for step in steps if completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence)]
    return next(iter(signing_here or saying_yes or handing_in or steps), None)


def _closed_by_its_owner(step: Step) -> bool:
    """Whether the paper only stands beside what its owner says: a consent to data does not accept the place."""
    return step.plan.kind == Kind.APPROVAL and not completion.needs_answer(step.plan.kind, step.owner)


def take_up(
    mobility: Mobility, owner: str, *, first_name: str, last_name: str, email: str, by: User, at: datetime
) -> User:
    """Note at the company who signs instead, as a contact of the centre that knows who passes it on.

    What the person does for the company already they go on doing. Raises Refused, also for who takes part in the stay
    for another party: nobody signs for two.
    """
    company = next(party.company for party in mobility.parties.all() if party.acts_as == owner and party.company)
    knows = CompanyContact.objects.current().filter(company=company, person=by).select_related("centre").first()
    if knows is None:
        raise Refused(_("Please ask the coordinator to name who signs for your company."))
    person = User.objects.with_email(email).first()
    if person and _is_of_another(mobility, owner, person):
        raise Refused(_("This person takes part in the stay for another party. Name somebody of your own company."))
    here = list(CompanyContact.objects.of(company, knows.centre).filter(person=person)) if person else []
    known = ContactParticulars(
        first_name=first_name,
        last_name=last_name,
        functions=tuple(dict.fromkeys([*(row.function for row in here), Function.SIGNATORY.value])),
        email=email.strip().lower(),
        language=by.language,
    )
    if here:
        row = here[0]  # all rows of a person say the same
        known = replace(known, phone=row.phone, position=row.position, site=row.site_id, may_sign=row.may_sign)
    heir = contacts.add(company, knows.centre, known, by=by, at=at)[0].person
    history.record(mobility, "paper_passed_on", by=by, at=at, before=str(by), after=str(heir))
    return heir


def _is_of_another(mobility: Mobility, owner: str, person: User) -> bool:
    """Whether a person takes part in a mobility for somebody else than an owner, or belongs to one of its centres."""
    parties = list(mobility.parties.all())
    centres = {mobility.sending_centre_id, *(party.centre_id for party in parties if party.centre_id)}
    return (
        any(person in party.people for party in parties if party.acts_as != owner)
        or CentreMember.objects.current().filter(centre__in=centres, person=person).exists()
    )
