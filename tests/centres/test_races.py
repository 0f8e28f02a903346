"""Many at the same time: one effect, one message."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from centres.models import CentreMember, Partnership
from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.factories import make_centre, make_coordinator

ALL = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the tests' SQLite lives in the memory of one process"
    ),
]


def at_once(*acts):
    """Let each act run in its own thread, all at the same moment."""
    barrier, answers = Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait()
            answers.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def post(person, page, data=None):
    client = Client()
    client.force_login(person)
    return lambda: client.post(page, data or {}).status_code


def test_eight_clicks_invite_one_person_once():
    coordinator = make_coordinator()
    page = reverse("centres:member-invite", args=[coordinator.centre.pk])
    leo = {"email": "leo@sil.example", "first_name": "Leo", "role": "teacher", "language": "en"}

    answers = at_once(*[post(coordinator, page, leo) for _ in range(ALL)])

    assert answers == [302] * ALL
    assert (CentreMember.objects.invited().count(), Notice.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_two_centres_invite_the_same_new_person():
    first, second = make_coordinator(), make_coordinator()
    leo = {"email": "leo@sil.example", "first_name": "Leo", "role": "teacher", "language": "en"}

    answers = at_once(
        *[post(one, reverse("centres:member-invite", args=[one.centre.pk]), leo) for one in (first, second) * 4]
    )

    assert answers == [302] * ALL
    assert User.objects.filter(email="leo@sil.example").count() == 1
    assert CentreMember.objects.invited().count() == 2


def test_both_sides_ask_at_the_same_time():
    first, second = make_coordinator(), make_coordinator()
    pairs = ((first, second), (second, first))

    answers = at_once(
        *[
            post(one, reverse("centres:partnership-ask", args=[one.centre.pk]), {"to": other.centre.pk})
            for one, other in pairs * 4
        ]
    )

    assert answers == [302] * ALL
    assert (Partnership.objects.count(), Notice.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_eight_clicks_accept_once():
    asks, answers_it = make_coordinator(), make_coordinator()
    post(asks, reverse("centres:partnership-ask", args=[asks.centre.pk]), {"to": answers_it.centre.pk})()
    page = reverse("centres:partnership-answer", args=[Partnership.objects.get().pk])

    answers = at_once(*[post(answers_it, page, {"answer": "yes"}) for _ in range(ALL)])

    assert answers == [302] * ALL
    assert Event.objects.filter(verb="accepted").count() == 1
    assert Notice.objects.filter(kind="partnership_accepted").count() == 1


def test_two_coordinators_cannot_both_leave():
    centre = make_centre()
    pair = [make_coordinator(centre) for _ in range(2)]

    at_once(*[post(one, reverse("centres:member-end", args=[one.centre_memberships.get().pk])) for one in pair])

    assert CentreMember.objects.coordinators().count() == 1
