"""The words of messages that ask for a signature, and of the one that keeps the chain outside the database."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts import links
from doallvet.outbox.models import Notice
from doallvet.outbox.notices import runs_the_instance
from doallvet.outbox.wording import Draft, message
from doallvet.outbox.writers import Line, Made, Pace, writes
from doallvet.signing.choices import State
from doallvet.signing.digits import code_of
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of

message(
    "sign",
    gettext_lazy("%(centre)s asks you to sign as: %(party)s."),
    gettext_lazy(
        "The page behind the button shows the paper and what you commit to. It takes two minutes; no account."
    ),
    gettext_lazy("If something is not right, say so there. If somebody else signs at your place, pass it on there."),
    kind="sign",
    when=gettext_lazy("when it is their turn"),
    subject=gettext_lazy("Your signature, please: %(title)s (%(matter)s)"),
)
message(
    "sign-carried",
    gettext_lazy(
        "There is a version %(version)s of this paper. Nothing changed that binds you: you need not sign again."
    ),
    "%(changes)s",
    kind="sign-carried",
    when=gettext_lazy("to who signed before"),
    subject=gettext_lazy("Changed, your signature holds: %(title)s (%(matter)s)"),
)
message(
    "sign-complete",
    gettext_lazy(
        "All have signed this paper. The page behind the button holds it with all signatures, as a PDF to keep."
    ),
    gettext_lazy("The button works for two weeks; after that the page offers to send a new one."),
    kind="sign-complete",
    when=gettext_lazy("to all who signed"),
    subject=gettext_lazy("Signed by all: %(title)s (%(matter)s)"),
)


@writes("sign", gettext_lazy("Papers to sign"), pace=Pace.ALONE)
def asks(notices: list[Notice]) -> Made:
    """Somebody is asked to sign; owed while it is their turn on the newest version and they may sign."""
    rows = Signatory.objects.on_turn().with_version().in_bulk([notice.subject_id for notice in notices])
    return {notice.pk: _ask(notice, rows.get(notice.subject_id)) for notice in notices}


def _ask(notice: Notice, signatory: Signatory | None) -> Draft | None:
    if signatory is None:
        return None
    paper = paper_of(signatory.version.document)
    if paper.obstacles(signatory) or notice.person_id not in {person.pk for person in paper.signers(signatory)}:
        return None
    terms = paper.terms(signatory)
    said = {"title": terms["title"], "matter": terms["about"], "centre": terms["asks"], "party": terms["party"]}
    fixed = {
        "otherwise": _("Without your signature the paper does not hold."),
        "link": _door(notice, signatory),
        "label": _("Read and sign"),
        "why": _("You get this because you are named on the paper."),
        "group": terms["about"],
    }
    return Draft("sign", terms["sender"], said, fixed)


def _door(notice: Notice, signatory: Signatory) -> str:
    said = signatory.version.content_hash
    return links.make("sign", person=notice.person, subject=signatory, by=None, at=timezone.now(), version=said)


@writes("sign-carried", gettext_lazy("Papers that changed while your signature holds"), pace=Pace.DIGEST, optional=True)
def carried(notices: list[Notice]) -> Made:
    """A paper changed, and what was signed still holds: nothing is asked; told to who may open its page."""
    rows = Signatory.objects.current().filter(state=State.CARRIED).with_version().select_related("carried")
    found = rows.in_bulk([notice.subject_id for notice in notices])
    return {notice.pk: _carried(notice, found.get(notice.subject_id)) for notice in notices}


def _carried(notice: Notice, signatory: Signatory | None) -> Draft | None:
    if signatory is None:
        return None
    paper = paper_of(signatory.version.document)
    if notice.person_id not in {person.pk for person in paper.signers(signatory)}:
        return None
    terms, changes = paper.terms(signatory), paper.changes(signatory)
    said = {
        "title": terms["title"],
        "matter": terms["about"],
        "version": signatory.version.number,
        "changes": "\n\n".join(f"{name}: {before or '–'} → {after or '–'}" for name, before, after in changes),
    }
    fixed = {
        "link": _door(notice, signatory),
        "label": _("Read it"),
        "otherwise": _("If you do nothing, your signature goes on holding."),
        "why": _("You get this because you signed the paper.")
        if notice.person_id == signatory.carried.person_id
        else _("You get this because you may sign such papers for your side."),
        "group": terms["about"],
    }
    return Draft("sign-carried", terms["sender"], said, fixed)


@writes("sign-complete", gettext_lazy("Papers that all have signed"), pace=Pace.DIGEST)
def complete(notices: list[Notice]) -> Made:
    """All have signed, and the sealed paper is there for each of them; owed to who may still open its page."""
    rows = Signatory.objects.current().counting().exclude(version__sealed_file="").with_version()
    found = rows.in_bulk([notice.subject_id for notice in notices])
    return {notice.pk: _complete(notice, found.get(notice.subject_id)) for notice in notices}


def _complete(notice: Notice, signatory: Signatory | None) -> Draft | None:
    if signatory is None:
        return None
    paper = paper_of(signatory.version.document)
    if notice.person_id not in {person.pk for person in paper.signers(signatory)}:
        return None
    terms = paper.terms(signatory)
    said = {"title": terms["title"], "matter": terms["about"]}
    fixed = {
        "otherwise": _("If you do nothing, the paper holds all the same."),
        "link": _door(notice, signatory),
        "label": _("Open the signed paper"),
        "why": _("You get this because your signature is on the paper, or you may sign for your side."),
        "group": terms["about"],
    }
    return Draft("sign-complete", terms["sender"], said, fixed)


@writes("sign-code", gettext_lazy("Codes to sign with"), pace=Pace.AT_ONCE, secret=True)
def codes(notices: list[Notice]) -> dict[int, Line | None]:
    """The code that goes with a signature, to the address on file."""
    return {notice.pk: _code(code_of(notice.data["number"], notice.subject_id, notice.person_id)) for notice in notices}


def _code(code: str) -> Line:
    return Line(
        subject=_("Your code to sign"),
        paragraphs=(
            _("Type this code on the page on which you sign: %(code)s.") % {"code": code},
            _("It holds for ten minutes. If you are not about to sign anything, leave this message alone."),
        ),
    )


@writes("chain-head", gettext_lazy("The end of the chain of signatures"), pace=Pace.DIGEST, concerns=runs_the_instance)
def tells_the_head(notices: list[Notice]) -> dict[int, Line | None]:
    """The administrators keep the end of the chain in their mail, out of reach of who changes the database."""
    return {notice.pk: _head(notice) for notice in notices}


def _head(notice: Notice) -> Line:
    head = f"{notice.data['length']}:{notice.data['hash']}"
    return Line(
        subject=_("The chain of signatures: %(count)s acts") % {"count": notice.data["length"]},
        paragraphs=(
            _("Its end on this day: %(head)s") % {"head": head},
            _("Keep this message. Should anybody doubt a signature, it shows that nothing was taken out since:"),
            f"manage.py verify_chain --kept {head}",
        ),
        why=_("You get this because you run the instance."),
    )
