"""What Celery costs beside a message that a request owes: P13."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from bench import cpu
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import ROOT, Portal, children
from tests.faults.servers import wait_for

TIMES = 1_000


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    """Let requests in close succession ask a worker to look what is owed; nothing is, so nothing else is counted."""
    unit = meter.unit()
    worker = portal.start("celery", "-A", "doallvet", "worker", "-Q", "mail", "-c", "2", "-l", "warning")
    assert wait_for(lambda: len(children(worker.pid)) == 2), "The worker did not start."
    time.sleep(5)  # it has said hello to other workers
    pids = [worker.pid, *children(worker.pid)]
    began = cpu.of(pids)
    command = [sys.executable, "-m", "bench.asking", str(TIMES)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    time.sleep(3)  # the last wake comes after a pause
    cost = json.loads(done.stdout.splitlines()[-1]) + cpu.of(pids) - began
    worker.terminate()
    worker.wait()
    yield Figure("P13", "Celery beside a message that a request owes", cost / TIMES / unit, "E", 0.02)
