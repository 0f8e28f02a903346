"""The words of messages about virtual sessions: planned, moved, called off, tomorrow."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft, message
from doallvet.outbox.writers import Made, Pace, writes
from mobilities.calendars import both_places, clock_of
from mobilities.models import Mobility, VirtualSession
from mobilities.notices.groups import of_stay
from mobilities.responsible import holders
from mobilities.rules import sessions
from mobilities.rules.reminders import acting

for news, when, subject in (
    ("planned", gettext_lazy("when it is planned"), gettext_lazy("Virtual session: %(title)s, %(when)s")),
    ("moved", gettext_lazy("when its hours change"), gettext_lazy("Other hours: %(title)s, %(when)s")),
    ("changed", gettext_lazy("when something else changes"), gettext_lazy("Changed: %(title)s, %(when)s")),
    ("soon", gettext_lazy("the day before"), gettext_lazy("Soon: %(title)s, %(when)s")),
    ("cancelled", gettext_lazy("when it is called off"), gettext_lazy("Does not take place: %(title)s, %(when)s")),
):
    sentences = ["%(hours)s"] if news == "cancelled" else ["%(hours)s", "%(note)s", "%(meet)s"]
    message(f"session-{news}", *sentences, kind="virtual-session", when=when, subject=subject, more=("centre",))


@writes("virtual-session", gettext_lazy("Virtual sessions"), pace=Pace.ALONE)
def virtual_sessions(notices: list[Notice]) -> Made:
    """To who takes part for a stay that goes on, as long as nothing newer is known of the session.

    That somebody is awaited no more holds until they are awaited again, whatever else is changed meanwhile.
    """
    rows = VirtualSession.objects.select_related("group").in_bulk([notice.subject_id for notice in notices])
    stays = _stays(rows.values())
    people = holders({stay.pk for of_session in stays.values() for stay in of_session})
    lines: Made = {}
    for notice in notices:
        session, news = rows.get(notice.subject_id), notice.data["news"]
        seats = {stay: acting(notice.person_id, people[stay.pk]) for stay in stays.get(notice.subject_id, [])}
        awaited = [stay for stay, acts_as in seats.items() if session and acts_as & set(session.takes_part)]
        if news == "cancelled":
            told = [stay for stay, acts_as in seats.items() if acts_as] if _is_off(session, awaited) else []
        else:
            told = awaited if session and notice.key.endswith(f":{session.version}") else []
        lines[notice.pk] = _line(session, told[0], news) if told else None
    return lines


def _is_off(session: VirtualSession | None, awaited: list[Mobility]) -> bool:
    return session is not None and (session.cancelled_at is not None or not awaited)


def _stays(rows: Iterable[VirtualSession]) -> dict[int, list[Mobility]]:
    """The stays for which each session is held, by its id: of a group those that go on."""
    alone, groups = {row.mobility_id for row in rows}, {row.group_id for row in rows} - {None}
    found = Mobility.objects.meeting().with_people().filter(Q(pk__in=alone) | Q(group__in=groups)).order_by("pk")
    of_one, of_group = {stay.pk: [stay] for stay in found}, defaultdict(list)
    for stay in found:
        of_group[stay.group_id].append(stay)
    return {row.pk: of_group[row.group_id] if row.group_id else of_one.get(row.mobility_id, []) for row in rows}


def _line(session: VirtualSession, stay: Mobility, news: str) -> Draft:
    """It may be held for a whole group: no apprentice is named."""
    places = {str(party.organisation): clock_of(party) for party in both_places(stay)}
    hours = sessions.clocks(session.begins_at, session.ends_at, places)
    said = {
        "title": session.title,
        "centre": stay.sending_centre,
        "when": sessions.local(session.begins_at, session.ends_at, timezone.get_current_timezone()),
        "hours": "\n\n".join(_("%(when)s at %(where)s.") % {"when": when, "where": where} for when, where in hours),
        "note": session.note,
        "meet": _("You meet at %(link)s") % {"link": session.link} if session.link else "",
    }
    fixed = {
        "link": settings.SITE_URL + reverse("mobilities:days", args=[stay.pk]),
        "label": _("Open the calendar of the stay"),
        "why": _("You get this because you take part in it."),
        "group": str(session.group) if session.group_id else of_stay(stay),
    }
    return Draft(f"session-{news}", stay.sending_centre_id, said, fixed)
