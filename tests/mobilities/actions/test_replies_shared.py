"""A step that is done once for several mobilities is one: what is said to it on one of them holds on all."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from companies.choices import Function
from mobilities.actions import asking, replies
from mobilities.models import Reply, Step
from tests.factories import make_contact
from tests.mobilities.roadmaps import make_many
from tests.mobilities.stay import said

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 10, 6, tzinfo=UTC)
DUE = date(2027, 5, 20)


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rows():
    """The step of the employer on two mobilities, of which it is the same."""
    mobility = make_many(2, D09=DUE)
    shared = Step.objects.filter(plan__key="D09", occurrence=0)
    done = {"done_at": mobility.planned_at, "done_by": mobility.planned_by, "outcome": "done"}
    Step.objects.exclude(plan__key="D09", occurrence=0).update(**done)
    shared.update(shared_key="company:plan:D09:1", ready_at=NOW - timedelta(days=30))
    rows = list(shared.select_related("plan", "mobility").order_by("pk"))
    party = mobility.parties.get(role="employer_signatory")
    for row in rows:
        row.signatory, row.ana = party.person, mobility.planned_by
    rows[0].office = make_contact(party.company, mobility.sending_centre, Function.MENTOR).person
    return rows


def test_something_newer_takes_the_place_of_what_was_said_elsewhere(rows):
    one, other = rows

    first = replies.later(one, until=DUE, person=one.signatory, at=NOW)
    again = replies.later(other, until=DUE, person=one.signatory, at=NOW)
    replies.otherwise(other, text="By post", person=one.signatory, at=NOW)

    assert first == again
    assert Reply.objects.standing().get().kind == "otherwise"


def test_what_was_handed_over_comes_back_wherever_it_is_said(rows):
    one, other = rows

    replies.not_me(one, to=one.office, person=one.signatory, at=NOW)
    replies.not_me(other, to=one.signatory, person=one.office, at=NOW)

    assert Reply.objects.standing().get().person == one.office


def test_the_coordinator_reads_and_settles_it_on_each_of_them(client, rows):
    one, other = rows
    reply = replies.otherwise(one, text="By post", person=one.signatory, at=NOW)
    page, settle = (reverse(f"mobilities:{name}", args=[other.mobility_id, *args]) for name, args in (
        ("step", [other.pk]), ("step-reply", [other.pk, reply.pk]),
    ))  # fmt: skip
    client.force_login(one.ana)

    shown = client.get(page).text
    done = client.post(settle, {"say": "back"}, follow=True)

    assert "By post" in shown
    assert said(done) == ["Kept. Whoever is named for it is reminded as before."]
    assert not Reply.objects.standing().exists()


def test_who_said_it_sees_and_takes_it_back_on_each_of_them(client, rows):
    one, other = rows
    replies.later(one, until=DUE, person=one.signatory, at=NOW)
    client.force_login(one.signatory)

    shown = client.get(reverse("mobilities:step", args=[other.mobility_id, other.pk])).text
    client.post(reverse("mobilities:step-say", args=[other.mobility_id, other.pk]), {"say": "back"})

    assert "You are reminded again on 20 May 2027." in shown
    assert not Reply.objects.standing().exists()


def test_who_it_was_handed_over_to_answers_on_each_of_them(rows):
    one, other = rows
    chief = make_contact(
        one.mobility.parties.get(role="employer_signatory").company, one.mobility.sending_centre
    ).person

    replies.not_me(one, to=chief, person=one.signatory, at=NOW)

    assert chief in asking.signers(other.mobility, "home_employer")
