"""The words of the messages about centres: invitations and partnerships."""

from collections import defaultdict

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.access import coordinates
from centres.choices import Party
from centres.models import CentreMember, Partnership
from doallvet.outbox.writers import Line, Pace, writes
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory


@writes("partnership_asked", gettext_lazy("Partnerships asked for"), pace=Pace.DIGEST, concerns=coordinates)
def partnership_asked(notices):
    """To the coordinators of the centre that was asked, while the question is open."""
    return {
        notice.pk: _line(
            row,
            row.to,
            subject=_("%(centre)s would like to work with %(you)s") % {"centre": row.centre, "you": row.to},
            paragraphs=(_("Before you accept, neither centre sees anything of the other."),),
            otherwise=_("Until you answer, you cannot plan mobilities together."),
            label=_("Read the question"),
        )
        for notice, row, own in _partnerships(notices)
        if row.accepted_at is None and row.to in own
    }


@writes(
    "partnership_accepted", gettext_lazy("Partnerships accepted"), pace=Pace.DIGEST, optional=True, concerns=coordinates
)
def partnership_accepted(notices):
    """To the coordinators of the centre that had asked."""
    return {
        notice.pk: _line(
            row,
            row.centre,
            subject=_("%(centre)s accepted the partnership") % {"centre": row.to},
            paragraphs=(_("From now on you can plan mobilities together."),),
            label=_("See the partnership"),
        )
        for notice, row, own in _partnerships(notices)
        if row.accepted_at and row.centre in own
    }


@writes("partnership_expires", gettext_lazy("Partnerships that run out"), pace=Pace.DIGEST, concerns=coordinates)
def partnership_expires(notices):
    """To the coordinators of both centres, 60 days before a partnership runs out and on its last day."""
    return {
        notice.pk: _line(
            row,
            own[0],
            subject=_("The partnership of %(one)s and %(other)s ends on %(date)s")
            % {"one": row.centre, "other": row.to, "date": date_format(row.valid_until)},
            paragraphs=(_("Agree on a new end if you go on."),),
            otherwise=_("After this day neither centre sees anything new of the other."),
            label=_("See the partnership"),
        )
        for notice, row, own in _partnerships(notices)
        if own and row.accepted_at and row.valid_until and row.valid_until.isoformat() == notice.data["until"]
    }


@writes(
    "memorandum_answered",
    gettext_lazy("Memorandums that somebody does not sign"),
    pace=Pace.ALONE,
    concerns=coordinates,
)
def memorandum_answered(notices):
    """To the coordinators of both centres: somebody does not sign the memorandum, or asks for a change.

    Owed while it stands: who signed meanwhile has answered themselves.
    """
    rows = Signatory.objects.current().with_version().select_related("said_by", "version__document__memorandum")
    found = rows.in_bulk([notice.subject_id for notice in notices])
    coordinated = _coordinated(notices)
    lines = {}
    for notice in notices:
        row = found.get(notice.subject_id)
        if row and row.said_at and notice.key.endswith(f"{row.state}:{row.said_at.isoformat()}"):
            partnership = row.version.document.memorandum.partnership
            own = [side for side in (partnership.centre, partnership.to) if side.pk in coordinated[notice.person_id]]
            lines[notice.pk] = _answered(row, partnership, own[0]) if own else None
    return lines


def _answered(row, partnership, own):
    names = {"one": partnership.centre, "other": partnership.to, "person": row.said_by}
    names["party"] = Party(row.party).label
    subject = {
        State.CHANGE: _("A change is asked for: the memorandum of %(one)s and %(other)s"),
        State.DECLINED: _("Not signed: the memorandum of %(one)s and %(other)s"),
    }[State(row.state)]
    return Line(
        subject=subject % names,
        paragraphs=(
            _("%(person)s (%(party)s) says:") % names,
            f"“{row.text}”" if row.text else "–",
            _("What the other centre signed stays as it is."),
        ),
        otherwise=_("As long as nobody answers, the paper stays unsigned."),
        link=reverse("centres:memorandum-paper", args=[partnership.pk]),
        label=_("Open the memorandum"),
        why=_("You get this because you coordinate %(centre)s.") % {"centre": own},
        group=str(own),
    )


@writes("coordinator_invited", gettext_lazy("New coordinators of your centre"), pace=Pace.DIGEST, concerns=coordinates)
def coordinator_invited(notices):
    """To the coordinators of a centre: somebody from outside invited one more, who will read everything."""
    members = CentreMember.objects.open().select_related("centre", "person", "invited_by")
    rows = members.in_bulk([notice.subject_id for notice in notices])
    coordinated = _coordinated(notices)
    return {
        notice.pk: Line(
            subject=_("%(name)s is invited to coordinate %(centre)s") % {"name": row.person, "centre": row.centre},
            paragraphs=(
                _("%(inviter)s, who runs this instance, invited %(email)s as a coordinator of your centre.")
                % {"inviter": row.invited_by, "email": row.person.email},
            ),
            otherwise=_("A coordinator reads and changes all that the centre keeps. If this is a mistake, end it."),
            link=reverse("centres:member", args=[row.pk]),
            label=_("See the invitation"),
            why=_("You get this because you coordinate %(centre)s.") % {"centre": row.centre},
            group=str(row.centre),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id))
        and row.person_id != notice.person_id
        and row.centre_id in coordinated[notice.person_id]
    }


def _partnerships(notices):
    """Give each notice with its open partnership and those of the two centres that its person coordinates."""
    ids = [notice.subject_id for notice in notices]
    rows = Partnership.objects.open().select_related("centre", "to").in_bulk(ids)
    coordinated = _coordinated(notices)
    for notice in notices:
        if row := rows.get(notice.subject_id):
            yield notice, row, [side for side in (row.centre, row.to) if side.pk in coordinated[notice.person_id]]


def _coordinated(notices):
    """The centres that the people of some notices coordinate, by person: who left is told nothing any more."""
    people = {notice.person_id for notice in notices}
    found = defaultdict(set)
    members = CentreMember.objects.coordinators().filter(person__in=people)
    for person, centre in members.values_list("person_id", "centre_id"):
        found[person].add(centre)
    return found


def _line(partnership, own, **words):
    return Line(
        **words,
        link=reverse("centres:partnership", args=[partnership.pk]),
        why=_("You get this because you coordinate %(centre)s.") % {"centre": own},
        group=str(own),
    )
