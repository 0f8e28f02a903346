"""The words of messages about what was said at a place to sign."""

from django.urls import reverse
from django.utils.translation import gettext as _

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory
from mobilities.choices import Reason, Side
from mobilities.documents import title_of
from mobilities.filling import KIND
from mobilities.models import Agreement, Mobility


@writes("paper-answered")
def answers(notices: list[Notice]) -> dict[int, Line | None]:
    """To the sending coordinator: somebody does not sign, asks for a change, or takes a consent back.

    Owed while it stands: who signed meanwhile has answered themselves.
    """
    rows = Signatory.objects.current().with_version().in_bulk([notice.subject_id for notice in notices])
    agreements = Agreement.objects.filter(document__in={row.version.document_id for row in rows.values()})
    of_document = {agreement.document_id: agreement for agreement in agreements}
    mobilities = Mobility.objects.running().with_people().in_bulk([row.mobility_id for row in agreements])
    lines: dict[int, Line | None] = {}
    for notice in notices:
        row = rows.get(notice.subject_id)
        agreement = of_document.get(row.version.document_id) if row else None
        mobility = mobilities.get(agreement.mobility_id) if agreement else None
        stands = row and row.said_at and notice.key.endswith(f"{row.state}:{row.said_at.isoformat()}")
        lines[notice.pk] = _answer(row, agreement, mobility) if mobility and stands else None
    return lines


def _answer(row: Signatory, agreement: Agreement, mobility: Mobility) -> Line:
    names = {
        "party": Side(row.party).label,
        "person": row.said_by,
        "title": title_of(agreement.kind),
        "who": mobility.apprentice,
        "place": mobility.host_city,
    }
    subject = {
        State.CHANGE: _("A change is asked for: %(title)s (%(who)s)"),
        State.DECLINED: _("Not signed: %(title)s (%(who)s)"),
        State.WITHDRAWN: _("Taken back: %(title)s (%(who)s)"),
    }[State(row.state)]
    reason = str(Reason(row.reason).label) if row.reason in Reason.values else ""
    return Line(
        subject=subject % names,
        paragraphs=tuple(
            filter(
                None,
                [
                    _("%(person)s, %(party)s, about the stay of %(who)s in %(place)s:") % names,
                    reason,
                    f"“{row.text}”" if row.text else "",
                    _("What depends on it is open again.")
                    if row.state == State.WITHDRAWN
                    else _("What the others signed stays as it is."),
                ],
            )
        ),
        link=page_of(agreement),
        label=_("Open the paper"),
        urgent=True,
    )


def page_of(agreement: Agreement) -> str:
    """The page of a paper."""
    if agreement.kind == KIND:
        return reverse("mobilities:agreement", args=[agreement.mobility_id])
    return reverse("mobilities:sheet", args=[agreement.mobility_id, agreement.kind])
