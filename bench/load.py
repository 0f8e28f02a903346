"""200 people at once for ten minutes, in peace, then while the worker is busy: `python -m bench load`.

The second time a sweep and 500 PDFs run in the worker, and lists are imported beside it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import cpu, day, memory, papers, sheets
from bench.figures import Figure
from bench.meter import Meter
from bench.portal import ROOT, Portal, children
from doallvet.core.jobs import queue
from tests.faults.servers import wait_for

QUEUES = "default,mail,pdf,import"
SECONDS = int(os.environ.get("SECONDS", "600"))
NICE = 10  # of the worker, as in docker-compose.yml
LISTS = 5
PEOPLE, EACH = 200, 10  # who come in each second until all are there
SLOWEST, GROWTH = 50, 1.1  # p95 of wall time in empty pages; memory at the end against that after a fifth of the time


def measure(portal: Portal, meter: Meter) -> Iterator[Figure]:
    """Run two web processes and a worker of two, and let people work."""
    unit = meter.unit()
    command = ["celery", "-A", "doallvet", "worker", "-Q", QUEUES, "-c", "2", "-l", "warning"]
    worker = portal.start(*command, nice=NICE)
    assert wait_for(lambda: len(children(worker.pid)) == 2), "The worker did not start."
    for what, work in (("", None), (", worker busy", make_busy)):
        told, working = day.write(portal.folder), [worker.pid, *children(worker.pid)]
        pids = {"web": meter.web, "worker": working, "PostgreSQL": cpu.backends(portal.name)}
        yield from figures(what, unit, *people_at_work(portal, told, pids, work))


def people_at_work(portal: Portal, told: Path, pids: dict[str, list[int]], work) -> tuple[dict, float]:
    """Give what the people saw, and by how much web and worker grew; says what CPU the processes used."""
    locust = ["locust", "-f", "bench/locustfile.py", "--headless", "-u", str(PEOPLE), "-r", str(EACH), "--only-summary"]
    command = [sys.executable, "-m", *locust, "-t", f"{SECONDS}s", "--host", portal.address]
    ours, began = pids["web"] + pids["worker"], {name: cpu.of(some) for name, some in pids.items()}
    busy = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"BENCH_DAY": str(told)}, stdout=subprocess.DEVNULL)
    made = work() if work else []
    time.sleep(SECONDS / 5)
    early = memory.of(ours)
    time.sleep(SECONDS * 3 / 5)
    grown = memory.of(ours) / early
    busy.wait()
    papers.forget(made)
    pids["PostgreSQL"] = cpu.backends(portal.name)  # those that have come since, too
    used = [f"{name} {cpu.of(some) - began[name]:.0f} s" for name, some in pids.items()]
    print(f"CPU: {', '.join(used)}; web and worker hold {early:.0f} MB early, {early * grown:.0f} late")
    return json.loads(Path(json.loads(told.read_text())["out"]).read_text()), grown


def figures(what: str, unit: float, seen: dict, grown: float) -> Iterator[Figure]:
    total = seen["total"]
    rows = sorted(seen["rows"].items(), key=lambda row: -row[1]["count"])
    print(f"{total['count']} requests, {total['count'] / SECONDS:.1f} a second; p95 in ms by kind:")
    print(", ".join(f"{name} {row['count']} × {row['p95']}" for name, row in rows), *seen["errors"], sep="\n")
    yield Figure("load", f"errors{what}", total["failed"], "", 0)
    yield Figure("load", f"p95 of wall time{what}", total["p95"] / 1000 / unit, "E", SLOWEST)
    yield Figure("load", f"memory of web and worker, late against early{what}", grown, "×", GROWTH)


def make_busy() -> list[int]:
    """Ask the worker for a sweep and for 500 PDFs, and import lists, which the product does in a request.

    Gives the ids of the versions that were made for it.
    """
    queue("mobilities.sweep")
    made = papers.copies(papers.an_agreement())
    for pk in made:
        queue("mobilities.build_agreement", version_id=pk)
    sheets.import_lists(LISTS)
    return made
