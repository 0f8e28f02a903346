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
from doallvet.signing.actions.signature import Hand, sign
from doallvet.signing.choices import COUNTS, State, Way
from doallvet.signing.models import Signatory, Version
from mobilities import standing
from mobilities.actions import news, roadmap
from mobilities.actions.locks import lock_mobility
from mobilities.choices import Kind, Outcome, Owner, Review, Side
from mobilities.models import Evidence, Mobility, Step
from mobilities.rules import completion

VERBS = {
    State.SIGNED: "paper_signed",
    State.CHANGE: "paper_change_asked",
    State.DECLINED: "paper_declined",
    State.WITHDRAWN: "paper_withdrawn",
}
TOLD = (State.CHANGE, State.DECLINED, State.WITHDRAWN)


def follow(mobility: Mobility, signatory: Signatory, *, by: User, at: datetime) -> None:
    """Keep it in the history, tell the coordinator what asks for an answer, close the step that all have signed.

    The caller holds the locks of mobility and document.
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
    )
    if signatory.state in TOLD:
        for person in news.told(mobility, [Owner.SENDING_COORDINATOR]) - {by.pk}:
            due = f"{signatory.state}:{at.isoformat()}"
            outbox.owe("paper-answered", person=User.objects.get(pk=person), subject=signatory, at=at, due=due)
    count(mobility, version, by=by, at=at)


def count(mobility: Mobility, version: Version, *, by: User, at: datetime) -> None:
    """Let the signatures on a version count as proof of the step that asks for them; the caller holds the locks."""
    step = step_of(mobility, version.document.kind)
    if step is None or not version.file:
        return
    parties = version.signatories.filter(state__in=COUNTS).values_list("party", flat=True)
    missing = set(version.signatories.missing().values_list("party", flat=True))
    signed = sorted(set(parties) - missing)
    Evidence.objects.update_or_create(
        step=step,
        document=version.document.kind,
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
    if not step.is_done and not standing.obstacles_to_complete(mobility, step):
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    else:
        roadmap.pass_ball(mobility, step, at=at)


def count_scan(mobility: Mobility, scan: Evidence, *, by: User, at: datetime) -> None:
    """Let the signatures that a coordinator saw on a scan count at their places of the issued paper.

    Where several sign for a party, each needs a signature of their own: those are recorded one by one.
    """
    version = Version.objects.newest().filter(document__agreement__mobility=mobility, document__kind=scan.document)
    version = version.exclude(file="").first()
    if version is None:
        return
    places = list(version.signatories.with_version())
    parties = [place.party for place in places]
    for place in places:
        if place.party in scan.signed_by and not place.counts and parties.count(place.party) == 1:
            hand = Hand(
                typed_name=str(place.person or place.organisation or Side(place.party).label),
                consent="",
                language=version.language,
                way=Way.PAPER,
                role=str(Side(place.party).label),
                scan=scan.file,
                scan_hash=scan.sha256,
            )
            sign(place, person=place.person, shown=version.content_hash, hand=hand, at=at, recorded_by=by)


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
    by: User,
    at: datetime,
) -> None:
    """Record a signature that stands on the printed paper, with its scan; the file is written before the rows.

    Raises Stale when there is another version by now, Refused for a file that is none or when it is not their turn.
    """
    clean = uploads.accept(upload)
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
    """Give the step whose proof the signed paper is: where it is signed, else where it is handed in."""
    steps = [step for step in standing.steps_of(mobility) if kind in step.plan.evidence]
    signing = [step for step in steps if step.plan.kind == Kind.SIGNATURE]
    handing_in = [step for step in steps if completion.takes_documents(step.plan.kind, step.owner, step.plan.evidence)]
    return next(iter(signing or handing_in), None)


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
