"""Whom mail does not reach, in words: for a first page, and for the pages of a mobility."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.outbox.addresses import first_dead
from doallvet.outbox.choices import Source


def lost(mobility, seat, among=None):
    """Notices of those whose address does not work, for the coordinators of both sides; `among`: some of the people."""
    parties = mobility.parties.all()
    if not (seat.coordinates or seat.hosts) or not any(party.is_lost for party in parties):
        return []
    named = [person for party in parties for person in party.people]
    people = {person.pk: person for person in (named if among is None else among)}
    return [_notice(mobility, people[pk], *found) for pk, found in first_dead(people.values()).items()]


def _notice(mobility, person, dead, instead):
    """One of them; where a second address works, it is good to know only."""
    words = _("%(name)s cannot be reached by e-mail since %(date)s")
    if instead:
        words = _("Messages to %(name)s go to %(address)s since %(date)s")
    return {
        "title": words % {"name": person, "date": _day(dead.since), "address": instead},
        "text": reason(dead),
        "url": reverse("mobilities:reach", args=[mobility.pk, person.pk]),
        "tone": "info" if instead else "danger",
    }


def reason(dead):
    """Why an address does not work: what happened, and what the mail server said."""
    said = f" “{dead.reason}”" if dead.reason else ""
    return f"{Source(dead.source).label}.{said}"


def rows(found_people):
    """Rows of the first page: who cannot be reached, where, since when and why."""
    return [
        {
            "title": _("%(name)s, %(address)s") % {"name": row.person, "address": row.dead.address},
            "about": row.party.organisation or row.party.get_role_display(),
            "who": str(row.party.mobility.apprentice),
            "since": reason(row.dead),
            "url": reverse("mobilities:reach", args=[row.party.mobility_id, row.person.pk]),
            "state": "late",
            "status": _("cannot be reached"),
            "tone": "danger",
            "due": _("since %(date)s") % {"date": _day(row.dead.since)},
        }
        for row in found_people
    ]


def _day(instant):
    return date_format(timezone.localtime(instant).date())
