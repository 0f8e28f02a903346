"""What a reminder by hand says, when it is dropped, and how the history tells what was done to many."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from mobilities.actions import deeds, roadmap
from mobilities.choices import GroupDeed
from mobilities.verdicts import Wish
from tests.factories import NOW
from tests.mobilities.company import Company

pytestmark = pytest.mark.django_db
BEFORE = ("P01", "P02", "P03", "P04", "R01", "R02")


@pytest.fixture
def company(time_machine):
    time_machine.move_to(NOW, tick=False)
    company = Company(1)
    waive = Wish(kind=GroupDeed.WAIVE, reason="Known")
    chosen = [pk for key in BEFORE for pk in company.ids(key)]
    deeds.do(company.group, chosen, waive, token=uuid4(), by=company.ana, at=NOW - timedelta(hours=1))
    return company


def do(company, key, **wish):
    return deeds.do(company.group, company.ids(key), Wish(**wish), token=uuid4(), by=company.ana, at=NOW)[0]


def test_it_says_who_asks_for_what_and_leads_there(company):
    do(company, "R03", kind=GroupDeed.REMIND)
    step, notice = company.steps("R03")[0], Notice.objects.get(kind="nudge")

    with translation.override("en"):
        line = lines([notice])[notice.pk]

    assert line.subject == f"{company.ana} reminds you: {step.title} (Noa García)"
    assert line.paragraphs[0] == f"{company.ana} asks you to think of it."
    assert line.paragraphs[1].startswith("For the stay of Noa García in ")
    assert line.link == f"/mobilities/{step.mobility_id}/steps/{step.pk}/"


def test_it_is_dropped_once_the_step_is_closed(company):
    do(company, "R03", kind=GroupDeed.REMIND)
    notice = Notice.objects.get(kind="nudge")

    roadmap.waive(company.steps("R03")[0], by=company.ana, at=NOW, reason="Not needed")

    assert lines([notice]) == {notice.pk: None}


def test_the_history_tells_dates_and_reminders_in_the_readers_language(client, company):
    step = company.steps("R03")[0]
    do(company, "R03", kind=GroupDeed.REMIND)
    do(company, "R03", kind=GroupDeed.DUE, due_on=date(2027, 3, 1))
    client.force_login(company.ana)

    events = client.get(f"/mobilities/{step.mobility_id}/history/").context["events"]

    told = [row["text"] for row in events]
    before = f"{step.due_on.day} {step.due_on:%b %Y}"
    assert f"“{step.title}” is due on 1 Mar 2027, not on {before}" in told
    assert f"Reminded of “{step.title}”: Noa García" in told
