"""Many requests share one wake of the worker, and none is swallowed that somebody still needs."""

import time

import pytest
from celery import current_app
from django.utils.dateparse import parse_datetime

from doallvet.core import jobs
from doallvet.outbox import actions
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.test_actions import queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Seconds that go by as the test says."""
    seconds = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: seconds[0])
    return seconds


@pytest.fixture
def owe(django_capture_on_commit_callbacks, now):
    """A request that owes somebody a line, and is over."""
    person = make_user()
    queued()

    def once(number):
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.owe("test-news", person=person, subject=person, at=now, due=str(number))

    return once


def test_requests_share_a_wake_that_has_not_arrived_yet(owe, clock):
    found = []
    for number, later in enumerate([0, 0.2, 0.54, 0.01, 0.4, 0.35, 60]):
        clock[0] += later
        owe(number)
        found.append(len(queued()))

    assert found == [1, 0, 0, 1, 0, 1, 1]


def test_a_wake_arrives_after_all_who_share_it(owe, now):
    began = time.time()

    owe(0)

    with current_app.connection_for_read() as broker, broker.SimpleQueue("mail") as queue:
        message = queue.get(timeout=1)
        message.ack()
    arrives = parse_datetime(message.headers["eta"]).timestamp()
    assert arrives - began >= jobs.PAUSE > jobs.SHARED


def test_a_wake_that_could_not_be_sent_is_shared_by_nobody(owe, monkeypatch):
    def fail(*args, **more):
        raise OSError("The broker is away.")

    with monkeypatch.context() as away:
        away.setattr(current_app, "send_task", fail)
        owe(0)
    owe(1)

    assert queued() == ["outbox.deliver"]


def test_what_is_rolled_back_asks_for_nothing_and_keeps_nobody_from_asking(
    owe, now, django_capture_on_commit_callbacks
):
    person = make_user()
    with django_capture_on_commit_callbacks() as callbacks:
        actions.owe("test-news", person=person, subject=person, at=now)
    assert callbacks

    owe(0)

    assert queued() == ["outbox.deliver"]
