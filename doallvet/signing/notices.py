"""The words of messages that ask for a signature."""

from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
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
    address = links.make(
        "sign",
        person=notice.person,
        subject=signatory,
        by=None,
        at=timezone.now(),
        version=signatory.version.content_hash,
    )
    return Line(
        subject=_("Your signature, please: %(title)s (%(about)s)") % names,
        paragraphs=(
            _("%(centre)s asks you to sign as: %(party)s.") % names,
            _("The page behind the button shows the paper and what you commit to. It takes two minutes; no account."),
            _("If something is not right, say so there. If somebody else signs at your place, pass it on there."),
        ),
        link=address,
        label=_("Read and sign"),
        urgent=True,
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
