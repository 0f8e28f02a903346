"""Requests that share wakes while a worker looks: a wake that comes after it finds what each of them owed."""

from threading import Event, Thread
from time import sleep, time

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from doallvet.accounts.models import User
from doallvet.core import jobs
from doallvet.outbox import actions
from doallvet.outbox.models import Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.test_actions import queued

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
REQUESTS, EACH = 4, 60


def test_nothing_stays_unsent_because_its_wake_was_swallowed(monkeypatch):
    monkeypatch.setattr(jobs, "PAUSE", 0.1)
    monkeypatch.setattr(jobs, "SHARED", 0.05)
    person, over, seen, wakes = make_user(), Event(), set(), []
    queued()

    def requests(number):
        try:
            for count in range(EACH):
                due, at = f"{number}-{count}", timezone.now()
                actions.owe("test-news", person=User(pk=person.pk), subject=person, at=at, due=due)
        finally:
            connection.close()

    def worker():
        """Looks at what is owed whenever a wake arrives: nobody wakes it but the requests."""
        with current_app.connection_for_read() as broker, broker.SimpleQueue("mail") as queue:
            while queue.qsize() or not over.is_set():
                if not queue.qsize():
                    sleep(0.001)
                    continue
                message = queue.get(timeout=1)
                message.ack()
                sleep(max(0, parse_datetime(message.headers["eta"]).timestamp() - time()))
                wakes.append(len(seen))
                seen.update(Notice.objects.values_list("key", flat=True))
        connection.close()

    asking = [Thread(target=requests, args=[number]) for number in range(REQUESTS)]
    looking = Thread(target=worker)
    for thread in (looking, *asking):
        thread.start()
    for thread in asking:
        thread.join()
    over.set()
    looking.join()

    assert seen == set(Notice.objects.values_list("key", flat=True))
    assert len(seen) == REQUESTS * EACH
    assert len(wakes) < len(seen) / 2
