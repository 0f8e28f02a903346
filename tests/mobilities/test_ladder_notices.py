"""What the next person on the ladder reads, as long as it is true when it is sent."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from companies.choices import Function
from doallvet.accounts.models import User
from doallvet.outbox import delivery
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from mobilities.actions import replies
from mobilities.choices import Role
from tests.factories import make_contact
from tests.mobilities.ladder import hour, make_staffed_mobility, overdue, rung, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def mobility():
    mobility = make_staffed_mobility()
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    mobility.office = make_contact(party.company, mobility.sending_centre, Function.MENTOR).person
    return mobility


def line(notice, days):
    with time_machine.travel(hour(days), tick=False):
        return lines([notice])[notice.pk]


def test_each_reads_why_what_they_can_do_and_what_comes_next(mobility):
    row = overdue(mobility)
    mobility.parties.filter(role=Role.EMPLOYER_MENTOR).delete()
    sweep(7, 12)
    told_of = {notice.data["rung"]: notice for notice in Notice.objects.filter(kind="ladder")}

    with time_machine.travel("2027-06-01T10:00:00Z", tick=False):
        said = {rung: lines([notice])[notice.pk] for rung, notice in told_of.items()}

    assert f"No answer has come from {mobility.signatory} since 20 May 2027." in said["deputy"].paragraphs
    assert said["deputy"].why == "You get this because you stand in for them."
    assert said["deputy"].otherwise == "If nothing comes by 1 Jun 2027, the coordinator of the sending centre is told."
    assert said["owner"].subject == f"Still open: {row.title} ({mobility.apprentice})"
    assert said["coordinator"].link == reverse("mobilities:step", args=[mobility.pk, row.pk])
    assert said["coordinator"].otherwise == "If nothing comes by 8 Jun 2027, a second coordinator is told."


def test_nothing_is_said_any_more_once_it_is_done_moved_or_somebody_asked_for_time(mobility):
    row = overdue(mobility)
    sweep(7)
    notice = Notice.objects.get(kind="ladder", data__rung="deputy")
    with time_machine.travel("2027-05-28T10:00:00Z", tick=False):
        before = lines([notice])[notice.pk]
        replies.later(row, until=date(2027, 6, 2), person=mobility.signatory, at=datetime(2027, 5, 28, 10, tzinfo=UTC))
        asked = lines([notice])[notice.pk]

    assert before is not None
    assert asked is None


def test_who_stands_in_is_told_so_and_led_to_the_page_of_the_step(mobility):
    mobility.parties.filter(acts_as="home_employer").delete()
    row = overdue(mobility)
    sweep(5)

    said = line(rung("owner"), 5)

    assert rung("owner").person == mobility.planned_by
    assert said.link == reverse("mobilities:step", args=[mobility.pk, row.pk])
    assert said.why == (
        "You get this because nobody is named who can do it for the home employer. Please name somebody."
    )


@pytest.mark.parametrize(
    "answer",
    [
        lambda row, mobility: replies.otherwise(row, text="By post", person=mobility.signatory, at=hour(7)),
        lambda row, mobility: replies.not_me(row, to=mobility.office, person=mobility.signatory, at=hour(7)),
    ],
    ids=["done another way", "handed over"],
)
def test_no_answer_is_not_said_of_who_has_answered(mobility, answer):
    row = overdue(mobility)
    sweep(7)
    before = line(rung("deputy"), 7)

    answer(row, mobility)

    assert before is not None
    assert line(rung("deputy"), 7) is None


def test_a_reminder_gives_way_only_to_a_rung_that_is_told(mobility):
    mentor = mobility.parties.get(role=Role.EMPLOYER_MENTOR).person
    row = overdue(mobility)
    sweep(8)
    reminder = mentor.notices.get(kind="step-reminder")
    given_way = line(reminder, 8)

    replies.not_me(row, to=mobility.office, person=mobility.signatory, at=hour(8))

    assert given_way is None
    assert line(mentor.notices.get(kind="ladder"), 8) is None
    assert line(reminder, 8) is not None


def test_of_somebody_without_an_address_the_coordinator_hears_and_nothing_is_held_up(mobility, client):
    row = overdue(mobility)
    User.objects.filter(pk=mobility.signatory.pk).update(email=None)
    coordinator = mobility.parties.get(role=Role.SENDING_COORDINATOR).person
    client.force_login(coordinator)

    with time_machine.travel(hour(1), tick=False):
        page = client.get(reverse("mobilities:step", args=[mobility.pk, row.pk]))
    sweep(3, 7, 12)
    with time_machine.travel("2027-06-01T10:00:00Z", tick=False):
        delivery.deliver()

    assert not mobility.signatory.mails.exists()
    assert mobility.signatory.notices.unsent().exists()
    assert any(f"No answer has come from {mobility.signatory}" in mail.text for mail in coordinator.mails.all())
    assert f"{mobility.signatory} (no e-mail address)" in page.text
