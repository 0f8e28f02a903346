"""The memory that processes hold for themselves, as Linux counts it."""

from collections.abc import Iterable
from pathlib import Path


def of(pids: Iterable[int]) -> float:
    """Give what these processes alone hold, in MB: the code of libraries is there once for all of them."""
    return sum(_private(Path(f"/proc/{pid}/smaps_rollup")) for pid in pids)


def _private(path: Path) -> float:
    rows = path.read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private")) * 1024 / 1_000_000
