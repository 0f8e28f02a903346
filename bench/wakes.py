"""What Celery costs beside a message that a request owes: P13."""

import time
from collections.abc import Callable, Iterator

from bench import cpu
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import Portal, children
from doallvet.core import jobs
from tests.faults.servers import wait_for

NAME = "outbox.deliver"
TIMES = 1_000
APART = 0.005  # seconds between two requests
LAST = 2  # seconds in which the last wake has come and been served


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    """Let requests in close succession ask a worker to look what is owed; nothing is, so nothing else is counted.

    Nor is what the worker takes in the same time while nobody asks.
    """
    unit = meter.unit()
    worker = portal.start("celery", "-A", "doallvet", "worker", "-Q", "mail", "-c", "2", "-l", "warning")
    assert wait_for(lambda: len(children(worker.pid)) == 2), "The worker did not start."
    pids = [worker.pid, *children(worker.pid)]
    jobs.wake(NAME)
    time.sleep(5)  # it has said hello to other workers, and looked once
    cost = seconds(jobs.wake, pids) - seconds(len, pids)
    worker.terminate()
    worker.wait()
    yield Figure("P13", "Celery beside a message that a request owes", cost / TIMES / unit, "E", 0.02)


def seconds(ask: Callable[[str], object], pids: list[int]) -> float:
    """Give the CPU seconds of asking so often, here and in the worker."""
    began = time.process_time() + cpu.of(pids)
    for _ in range(TIMES):
        ask(NAME)
        time.sleep(APART)
    time.sleep(LAST)
    return time.process_time() + cpu.of(pids) - began
