"""The words of messages about what was said at a place to sign."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.access import coordinates
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft, message
from doallvet.outbox.writers import Made, Pace, writes
from doallvet.papers import sheets
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory, Version
from mobilities import versions
from mobilities.choices import Owner, Reason, Side
from mobilities.filling import KIND
from mobilities.models import Agreement, Mobility
from mobilities.notices import groups, names
from mobilities.notices.messages import STAY
from mobilities.responsible import holders
from mobilities.rules.reminders import acting

SAYS = gettext_lazy("%(person)s, %(party)s, about the stay of %(apprentice)s in %(town)s:")
STAYS = gettext_lazy("What the others signed stays as it is.")
for state, subject, follows in (
    (State.CHANGE, gettext_lazy("A change is asked for: %(title)s (%(apprentice)s)"), STAYS),
    (State.DECLINED, gettext_lazy("Not signed: %(title)s (%(apprentice)s)"), STAYS),
    (State.WITHDRAWN, gettext_lazy("Taken back: %(title)s (%(apprentice)s)"), "%(follows)s"),
):
    message(
        f"paper-{state}",
        SAYS,
        "%(reason)s",
        "%(text)s",
        follows,
        kind="paper-answered",
        when=state.label,
        subject=subject,
        more=STAY,
    )
message(
    "consent-taken-back",
    gettext_lazy("%(person)s has taken back a consent about the stay of %(apprentice)s in %(town)s: %(title)s."),
    gettext_lazy("Do not use any more what you hold under it, and delete it. What was done until now stays lawful."),
    kind="consent-taken-back",
    when=gettext_lazy("to whom a consent allowed something"),
    subject=gettext_lazy("Taken back: %(title)s (%(apprentice)s)"),
    more=STAY,
    keeps=("apprentice", "title"),
)
message(
    "amended",
    gettext_lazy("It changes nothing that binds you: you need not sign. This is different now (%(number)s):"),
    "%(changes)s",
    kind="amended",
    when=gettext_lazy("to parties that need not sign"),
    subject=gettext_lazy("The learning agreement was amended: %(apprentice)s, %(town)s"),
    more=STAY,
)


@writes("paper-answered", gettext_lazy("Papers that somebody does not sign"), pace=Pace.ALONE, concerns=coordinates)
def answers(notices: list[Notice]) -> Made:
    """To the sending coordinator: somebody does not sign, asks for a change, or takes a consent back.

    Owed while it stands: who signed meanwhile has answered themselves. What is taken back is told also when the
    mobility is over.
    """
    return {
        notice.pk: _answer(row, agreement)
        for notice, row, agreement, acts_as in _standing(notices)
        if Owner.SENDING_COORDINATOR in acts_as and (row.state == State.WITHDRAWN or not agreement.mobility.is_over)
    }


@writes("consent-taken-back", gettext_lazy("Consents that are taken back"), pace=Pace.ALONE)
def taken_back(notices: list[Notice]) -> Made:
    """To who holds what a consent allowed: it does not allow it any more."""
    return {notice.pk: _taken_back(row, agreement) for notice, row, agreement, acts_as in _standing(notices) if acts_as}


def _standing(notices: list[Notice]) -> list[tuple[Notice, Signatory, Agreement, set[str]]]:
    """Give what was said, as long as it stands: the place on the newest version, its paper, and for whom the person
    who is told acts there.
    """
    rows = Signatory.objects.current().with_version().in_bulk([notice.subject_id for notice in notices])
    papers = Agreement.objects.filter(document__in={row.version.document_id for row in rows.values()})
    papers = papers.select_related("mobility__apprentice__person", "mobility__sending_centre")
    of_document = {agreement.document_id: agreement for agreement in papers}
    people = holders({agreement.mobility_id for agreement in papers})
    return [
        (notice, row, paper, acting(notice.person_id, people[paper.mobility_id]))
        for notice in notices
        if (row := rows.get(notice.subject_id))
        and (paper := of_document.get(row.version.document_id))
        and row.said_at
        and notice.key.endswith(f"{row.state}:{row.said_at.isoformat()}")
    ]


def _answer(row: Signatory, agreement: Agreement) -> Draft:
    mobility = agreement.mobility
    said = names.of_stay(mobility) | {
        "party": Side(row.party).label,
        "person": row.said_by,
        "title": sheets.title(row.version),
        "reason": Reason(row.reason).label if row.reason in Reason.values else "",
        "text": f"“{row.text}”" if row.text else "",
        "follows": _consequence(mobility),
    }
    fixed = {
        "otherwise": _("As long as nobody answers, the paper stays unsigned.") if row.state != State.WITHDRAWN else "",
        "link": page_of(agreement),
        "label": _("Open the paper"),
        "why": _("You get this because you coordinate the stay."),
        "group": groups.of_stay(mobility),
    }
    return Draft(f"paper-{row.state}", mobility.sending_centre_id, said, fixed)


def _consequence(mobility: Mobility) -> str:
    if mobility.is_over:
        return _("The mobility stays closed. See to it that nobody uses any more what this allowed.")
    return _("What depends on it is open again.")


def _taken_back(row: Signatory, agreement: Agreement) -> Draft:
    mobility = agreement.mobility
    said = names.of_stay(mobility) | {"person": row.said_by, "title": sheets.title(row.version)}
    fixed = {"why": _("You get this because you take part in the stay."), "group": groups.of_stay(mobility)}
    return Draft("consent-taken-back", mobility.sending_centre_id, said, fixed)


@writes("amended", gettext_lazy("Amendments that you need not sign"))
def amended(notices: list[Notice]) -> Made:
    """To the parties that an amendment does not ask: it holds, and this is different now."""
    found = Version.objects.newest().filter(completed_at__isnull=False).select_related("document__agreement")
    rows = found.in_bulk([notice.subject_id for notice in notices])
    ids = {version.document.agreement.mobility_id for version in rows.values()}
    mobilities = Mobility.objects.running().with_people().in_bulk(ids)
    lines: Made = {}
    for notice in notices:
        version = rows.get(notice.subject_id)
        mobility = mobilities.get(version.document.agreement.mobility_id) if version else None
        lines[notice.pk] = _amended(version, mobility) if mobility else None
    return lines


def _amended(version: Version, mobility: Mobility) -> Draft:
    changes = (f"{name}: {before or '–'} → {after or '–'}" for name, before, after in versions.amended(version))
    said = names.of_stay(mobility) | {"number": version.document.number, "changes": "\n\n".join(changes)}
    fixed = {"link": page_of(version.document.agreement), "label": _("Open the paper")}
    return Draft("amended", mobility.sending_centre_id, said, fixed)


def page_of(agreement: Agreement) -> str:
    """The page of a paper."""
    if agreement.kind == KIND:
        return reverse("mobilities:agreement", args=[agreement.mobility_id])
    return reverse("mobilities:sheet", args=[agreement.mobility_id, agreement.kind])
