"""The words of messages that ask for a signature, and of the one that keeps the chain outside the database."""

from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of


@writes("sign")
def asks(notices: list[Notice]) -> dict[int, Line | None]:
    """Somebody is asked to sign; owed while it is their turn on the newest version and they may sign."""
    rows = Signatory.objects.on_turn().with_version().in_bulk([notice.subject_id for notice in notices])
    return {notice.pk: _ask(notice, rows.get(notice.subject_id)) for notice in notices}


def _ask(notice: Notice, signatory: Signatory | None) -> Line | None:
    if signatory is None:
        return None
    paper = paper_of(signatory.version.document)
    if paper.obstacles(signatory) or notice.person_id not in {person.pk for person in paper.signers(signatory)}:
        return None
    terms = paper.terms(signatory)
    names = {"title": terms["title"], "about": terms["about"], "centre": terms["asks"], "party": terms["party"]}
    return Line(
        subject=_("Your signature, please: %(title)s (%(about)s)") % names,
        paragraphs=(
            _("%(centre)s asks you to sign as: %(party)s.") % names,
            _("The page behind the button shows the paper and what you commit to. It takes two minutes; no account."),
            _("If something is not right, say so there. If somebody else signs at your place, pass it on there."),
        ),
        link=_door(notice, signatory),
        label=_("Read and sign"),
        urgent=True,
    )


def _door(notice: Notice, signatory: Signatory) -> str:
    said = signatory.version.content_hash
    return links.make("sign", person=notice.person, subject=signatory, by=None, at=timezone.now(), version=said)


@writes("sign-carried")
def carried(notices: list[Notice]) -> dict[int, Line | None]:
    """A paper changed, and what the person signed still holds: nothing is asked, but they are told."""
    rows = Signatory.objects.current().filter(state=State.CARRIED).with_version()
    found = rows.in_bulk([notice.subject_id for notice in notices])
    return {notice.pk: _carried(notice, found.get(notice.subject_id)) for notice in notices}


def _carried(notice: Notice, signatory: Signatory | None) -> Line | None:
    if signatory is None:
        return None
    paper = paper_of(signatory.version.document)
    terms, changes = paper.terms(signatory), paper.changes(signatory)
    names = {"title": terms["title"], "about": terms["about"], "number": signatory.version.number}
    return Line(
        subject=_("Changed, your signature holds: %(title)s (%(about)s)") % names,
        paragraphs=(
            _("There is a version %(number)s of this paper. Nothing changed that binds you: you need not sign again.")
            % names,
            *(f"{name}: {before or '–'} → {after or '–'}" for name, before, after in changes),
        ),
        link=_door(notice, signatory),
        label=_("Read it"),
    )


@writes("sign-code")
def codes(notices: list[Notice]) -> dict[int, Line | None]:
    """The code that goes with a signature, to the address on file."""
    return {
        notice.pk: Line(
            subject=_("%(code)s is your code to sign") % notice.data,
            paragraphs=(
                _("Type this code on the page on which you sign: %(code)s.") % notice.data,
                _("It holds for ten minutes. If you are not about to sign anything, leave this message alone."),
            ),
            urgent=True,
        )
        for notice in notices
    }


@writes("chain-head")
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
    )
