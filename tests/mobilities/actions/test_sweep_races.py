"""Several sweeps at once do no harm."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.db import connection

from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions.reminders import remind
from mobilities.actions.sweep import sweep
from mobilities.choices import Stage
from mobilities.models import Mobility, Step
from tests.factories import NOW, make_apprentice, make_coordinator, make_mobility
from tests.mobilities.roadmaps import FAR, lay, make_many, reminders

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
DUE = date(2027, 5, 20)
START = date(2027, 9, 6)


def at_once(work, times=4):
    """Do the same several times at the same moment, each with a connection of its own."""
    barrier, results = Barrier(times), []

    def one():
        barrier.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    workers = [Thread(target=one) for _ in range(times)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def test_four_sweeps_at_once_owe_each_line_once():
    make_many(30, P01=DUE, R03=DUE, D09=DUE, D04=(DUE, 1), G11=FAR)

    counts = at_once(lambda: remind(today=DUE, at=NOW))

    keys = list(reminders().values_list("key", flat=True))
    assert [due for due, _ in counts] == [len(keys)] * 4
    assert len(keys) == len(set(keys)) == 1 + 30 * 4


def test_four_sweeps_at_once_climb_each_ladder_once():
    make_many(20, R03=DUE, D09=DUE)
    Step.objects.update(ready_at=NOW)
    at = datetime(2027, 5, 28, 5, tzinfo=UTC)

    at_once(lambda: remind(today=at.date(), at=at))

    told = Notice.objects.filter(kind="ladder")
    events = Event.objects.filter(verb="step_escalated")
    assert told.count() == 20 * 3  # the apprentice, signatory and mentor of the employer
    assert events.count() == len(set(events.values_list("subject_id", "before"))) == 20 * 2


def test_four_sweeps_at_once_move_each_stage_once():
    by = make_coordinator()
    for number in range(6):
        mobility = make_mobility(by=by, apprentice=make_apprentice(by.centre))
        Mobility.objects.filter(pk=mobility.pk).update(stage=Stage.READY, departed_on=START)
        lay(mobility, R03=date(2027, 9, 1 + number))

    found = at_once(lambda: sweep(today=START, at=NOW))

    assert [answer["due"] for answer in found] == [6] * 4
    assert Event.objects.filter(verb="stage").count() == 6
    assert reminders().count() == 6


def start_sweep():
    """Start the sweep in a process of its own, on the database of this test."""
    parts = connection.settings_dict
    database = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "queue_reminders", "--today", DUE.isoformat()],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "doallvet.settings", "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_a_sweep_that_is_killed_in_the_middle_is_finished_by_the_next():
    make_many(1500, P01=DUE, R03=DUE, D09=DUE)
    killed, deadline = start_sweep(), monotonic() + 120
    while not reminders().exists() and killed.poll() is None and monotonic() < deadline:
        sleep(0.01)
    killed.kill()
    killed.communicate()
    before = reminders().count()

    due, queued = remind(today=DUE, at=NOW)

    assert 0 < before < due
    assert (due, queued, reminders().count()) == (1 + 1500 * 3, due - before, due)
