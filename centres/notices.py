"""The words of the messages about centres: invitations and partnerships."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.models import CentreMember, Partnership
from doallvet.outbox.writers import Line, writes


@writes("partnership_asked")
def partnership_asked(notices):
    """To the coordinators of the centre that was asked, while the question is open."""
    rows = _partnerships(notices)
    return {
        notice.pk: _line(
            row,
            _("%(centre)s would like to work with %(you)s") % {"centre": row.centre, "you": row.to},
            _("Before you accept, neither centre sees anything of the other."),
            _("Read the question"),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id)) and row.accepted_at is None
    }


@writes("partnership_accepted")
def partnership_accepted(notices):
    """To the coordinators of the centre that had asked."""
    rows = _partnerships(notices)
    return {
        notice.pk: _line(
            row,
            _("%(centre)s accepted the partnership") % {"centre": row.to},
            _("From now on you can plan mobilities together."),
            _("See the partnership"),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id)) and row.accepted_at
    }


@writes("partnership_expires")
def partnership_expires(notices):
    """To the coordinators of both centres, 60 days before a partnership runs out and on its last day."""
    rows = _partnerships(notices)
    return {
        notice.pk: _line(
            row,
            _("The partnership of %(one)s and %(other)s ends on %(date)s")
            % {"one": row.centre, "other": row.to, "date": date_format(row.valid_until)},
            _("After this day neither centre sees anything new of the other. Agree on a new end if you go on."),
            _("See the partnership"),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id))
        and row.accepted_at
        and row.valid_until
        and row.valid_until.isoformat() == notice.data["until"]
    }


@writes("coordinator_invited")
def coordinator_invited(notices):
    """To the coordinators of a centre: somebody from outside invited one more, who will read everything."""
    members = CentreMember.objects.open().select_related("centre", "person", "invited_by")
    rows = members.in_bulk([notice.subject_id for notice in notices])
    return {
        notice.pk: Line(
            subject=_("%(name)s is invited to coordinate %(centre)s") % {"name": row.person, "centre": row.centre},
            paragraphs=(
                _("%(inviter)s, who runs this instance, invited %(email)s as a coordinator of your centre.")
                % {"inviter": row.invited_by, "email": row.person.email},
                _("A coordinator reads and changes all that the centre keeps. If this is a mistake, end it."),
            ),
            link=reverse("centres:member", args=[row.pk]),
            label=_("See the invitation"),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id))
    }


def _partnerships(notices):
    ids = [notice.subject_id for notice in notices]
    return Partnership.objects.open().select_related("centre", "to").in_bulk(ids)


def _line(partnership, subject, text, label):
    link = reverse("centres:partnership", args=[partnership.pk])
    return Line(subject=subject, paragraphs=(text,), link=link, label=label)
