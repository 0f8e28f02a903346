"""A step that is overdue and that nobody answers, and the sweeps that come by."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from companies.choices import Function
from doallvet.outbox.models import Notice
from mobilities.actions.reminders import remind
from mobilities.choices import Role
from mobilities.models import Step
from tests.factories import make_contact, make_member, make_user
from tests.mobilities.roadmaps import lay_alone, make_full_mobility, step

DUE = date(2027, 5, 20)  # a Thursday
READY = datetime(2027, 4, 1, tzinfo=UTC)


def make_staffed_mobility():
    """With a deputy at the employer, and a second coordinator."""
    mobility = make_full_mobility()
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    party.deputy = make_user(first_name="Delia", last_name="Paz")
    make_contact(party.company, mobility.sending_centre, Function.DEPUTY, person=party.deputy)
    party.save()
    mobility.second = make_member(mobility.sending_centre, first_name="Inés", last_name="Sil").person
    mobility.signatory, mobility.deputy = party.person, party.deputy
    return mobility


def day(days):
    return DUE + timedelta(days=days)


def hour(days):
    return datetime.combine(day(days), datetime.min.time(), UTC) + timedelta(hours=5)


def overdue(mobility, key="D09"):
    lay_alone(mobility, **{key: DUE})
    Step.objects.filter(mobility=mobility).update(ready_at=READY)
    return step(mobility, key)


def sweep(*days):
    for days_after in days:
        with time_machine.travel(hour(days_after), tick=False):
            remind(today=day(days_after), at=hour(days_after))


def rung(who):
    return Notice.objects.get(kind="ladder", data__rung=who)
