"""Virtual sessions as tests type, plan and read them."""

from datetime import date, time

from django.urls import reverse

from doallvet.outbox.models import Notice
from mobilities.actions import session as sessions
from mobilities.choices import Role
from mobilities.models import CalendarAddress
from tests.factories import NOW
from tests.ical import events

TYPED = {
    "title": "Get to know the company",
    "on": "2027-03-10",
    "begins": "10:00",
    "minutes": "60",
    "time_zone": "Europe/Vienna",
    "link": "https://meet.example/abc",
    "note": "Bring your questions",
    "takes_part": ["sending_coordinator", "hosting_coordinator", "apprentice"],
}
KEPT = TYPED | {"on": date(2027, 3, 10), "begins": time(10), "minutes": 60}


def person(stay, role=Role.SENDING_COORDINATOR):
    return stay.parties.get(role=role).person


def new(client, stay, who, **typed):
    client.force_login(who)
    return client.post(reverse("mobilities:session-new", args=[stay.pk]), TYPED | typed)


def edit(client, stay, session, who, **typed):
    client.force_login(who)
    return client.post(reverse("mobilities:session", args=[stay.pk, session.pk]), typed)


def plan(stay, **fields):
    return sessions.plan(stay, KEPT | fields, for_all=False, by=person(stay), at=NOW)


def read(client, stay, who):
    client.force_login(who)
    return client.get(reverse("mobilities:days", args=[stay.pk]))


def told():
    return {(row.person, row.data["news"]) for row in Notice.objects.filter(kind="virtual-session")}


def in_feed(client, who):
    """The sessions in the calendar of a person."""
    client.logout()
    file = client.get(reverse("calendar", args=[CalendarAddress.objects.token(who)])).content
    return [event for event in events(file) if str(event["uid"]).startswith("session-")]
