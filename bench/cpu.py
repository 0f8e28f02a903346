"""The CPU time of processes, as Linux counts it."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import connection

NANOSECONDS = 1e9


def of(pids: Iterable[int]) -> float:
    """Give the CPU seconds that the first threads of these processes have used; who has ended counts no more."""
    return sum(int(path.read_text().split()[0]) for pid in pids if (path := _path(pid)).exists()) / NANOSECONDS


def _path(pid: int) -> Path:
    return Path(f"/proc/{pid}/schedstat")


def backends(name: str) -> list[int]:
    """Give the processes of PostgreSQL that answer others than us in a database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'",
            [name],
        )
        return [pid for (pid,) in cursor.fetchall()]


def own_backend() -> int:
    """Give the process of PostgreSQL that answers us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def own(work: Callable[[], object]) -> float:
    """Give the CPU seconds that work takes here and in our backend."""
    backend = [own_backend()]
    before = time.process_time() + of(backend)
    work()
    return time.process_time() + of(backend) - before
