"""What Celery costs beside the messages themselves: P13 of the project's goals (docs/performance.md)."""

import json
import time
from pathlib import Path

import pytest

from tests.access.walk import Visitor
from tests.factories import make_coordinator
from tests.mobilities.views.test_group_load import TICK, seconds

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
WAKES, GOAL = 1_000, 0.02
REACHED = 0.06  # where each message is owed by a request of its own
ASK = """
import json, sys, time, django
django.setup()
from doallvet.core import jobs
sent, send = [], jobs._send
jobs._send = lambda *args, **more: sent.append(args) or send(*args, **more)
jobs.wake("outbox.deliver")
time.sleep(3)

def seconds(ask):
    began = time.process_time()
    for _ in range(int(sys.argv[1])):
        ask("outbox.deliver")
        time.sleep(0.005)
    return time.process_time() - began

slept = seconds(len)
print(json.dumps({"seconds": seconds(jobs.wake) - slept, "wakes": len(sent) - 1}))
"""


def used(process):
    """CPU seconds of a process and its children that are alive."""
    found = 0
    for pid in [process.pid, *Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]:
        found += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return found / TICK


def empty_page(settings):
    settings.ROOT_URLCONF = "tests.mobilities.empty_urls"
    visitor = Visitor(make_coordinator())
    seconds(visitor, "/empty/", 5)
    return min(seconds(visitor, "/empty/", 40) for _ in range(5))


def test_a_message_that_is_owed_alone_shares_its_wake_with_others(portal, settings):
    unit, worker = empty_page(settings), portal.worker()
    portal.wake("celery.accumulate", "default")
    portal.wait_until(lambda: len(portal.children(worker)) == 2 and not portal.redis.client.llen("default"))
    time.sleep(2)

    began = used(worker)
    portal.end(portal.start("-c", ASK, str(WAKES)))
    portal.wait_until(lambda: not portal.redis.client.hlen("unacked") and not portal.redis.client.llen("mail"))
    asked = json.loads(portal.log.read_text().splitlines()[-1])
    mine, theirs = (seconds / WAKES for seconds in (asked["seconds"], used(worker) - began))

    print(f"\nP13: E = {unit * 1000:.2f} ms; {WAKES} requests in close succession ask for {asked['wakes']} wakes:")
    print(f"each {mine * 1e6:.0f} µs, the worker {theirs * 1e6:.0f} µs: {(mine + theirs) / unit:.3f} E a message")
    assert asked["wakes"] <= WAKES / 50
    assert mine + theirs <= REACHED * unit


def test_celery_costs_little_beside_a_message(portal, calm, settings):
    unit = empty_page(settings)
    portal.end(portal.sweep())
    woken = portal.redis.client.llen("mail")
    portal.redis.client.flushall()
    worker = portal.worker()
    portal.wake("celery.accumulate")
    portal.wait_until(lambda: len(portal.children(worker)) == 2 and not portal.redis.client.llen("mail"))
    time.sleep(2)  # it has said hello to other workers, and slept since

    asked, began = used(worker), time.process_time()
    for _ in range(WAKES):
        portal.wake("celery.accumulate")
    sending = time.process_time() - began
    portal.wait_until(lambda: not portal.redis.client.hlen("unacked") and not portal.redis.client.llen("mail"))
    wake = (sending + used(worker) - asked) / WAKES

    lines = calm.keys.total()
    print(f"\nP13: E = {unit * 1000:.2f} ms, a wake {wake * 1e6:.0f} µs = {wake / unit:.2f} E; {woken} wakes for")
    print(f"{lines} lines: {woken * wake / lines * 1e6:.0f} µs = {woken * wake / lines / unit:.4f} E a line")
    assert woken * wake / lines <= GOAL * unit
