"""The CPU time of processes, as Linux counts it."""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import connection

NANOSECONDS = 1e9
TIMES = 7
Work = Callable[[], object]


def of(pids: Iterable[int]) -> float:
    """Give the CPU seconds that the first threads of these processes have used; who has ended counts no more."""
    return sum(int(path.read_text().split()[0]) for pid in pids if (path := _path(pid)).exists()) / NANOSECONDS


def _path(pid: int) -> Path:
    return Path(f"/proc/{pid}/schedstat")


def backends(name: str) -> list[int]:
    """Give the processes of PostgreSQL that answer others than us in a database."""
    clients = "datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pid FROM pg_stat_activity WHERE {clients}", [name])
        return [pid for (pid,) in cursor.fetchall()]


def _own_backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def own(work: Work) -> float:
    """Give the CPU seconds of work: here, in the children it waits for, and in our backend."""
    gc.collect()  # what others left behind is not to be cleared away at the expense of this
    backend = [_own_backend()]
    before = _here() + of(backend)
    work()
    return _here() + of(backend) - before


def _here() -> float:
    return time.process_time() + sum(os.times()[2:4])


def pair(work: Work, other: Work, times: int = TIMES) -> tuple[float, float]:
    """Give the CPU seconds of work and of what it is held against, the median of each.

    They take turns, so that a machine that is busy now and idle then is so for both.
    """
    for once in (work, other):
        once()
    pairs = [(own(work), own(other)) for _ in range(times)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine, theirs
