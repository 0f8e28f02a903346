"""What does not depend on the machine, in a small world: `python -m bench.quick`, which CI runs.

Statements of a page, blocks that PostgreSQL reads for it, instructions of the web process in those of an empty page.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial

import django

from bench.figures import Figure, table
from bench.portal import Portal

WORLD = 2_000  # mobilities; a tenth of them is one centre's
HTMX = {"HTTP_HX_REQUEST": "true"}
# What a page takes today, and a tenth more for instructions: it does not creep up. The goals are those of make bench.
STATEMENTS = {"list": 4, "mobility": 6, "dashboard": 7}
INSTRUCTIONS = {
    "list": 5.4,
    "search": 3.3,
    "mobility": 4.8,
    "dashboard": 4.5,
    "form": 11.3,
    "tick": 3.9,
    "cockpit": 10.6,
}
FOR_FEW = 7_000  # blocks that PostgreSQL reads for the first page of a usual centre: not all open steps of the portal
EQUAL, BLOCKS = 1.15, 2  # what a page of a large centre may take against that of a usual one


def main() -> int:
    os.environ["BENCH_STATIC"] = "plain"
    portal = Portal(WORLD, copied=True)
    try:
        django.setup()
        logging.getLogger().setLevel(logging.ERROR)
        figures = list(measure(portal))
    finally:
        portal.close()
    print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


def measure(portal: Portal) -> Iterator[Figure]:
    from bench import instructions, pages  # noqa: PLC0415  need the settings
    from bench.meter import BIG, statements, touched  # noqa: PLC0415

    big, small = pages.person(BIG), pages.person(pages.SMALL)
    paths = pages.addresses(big)
    for name, goal in STATEMENTS.items():
        yield Figure("", f"statements: {name}", statements(big, paths[name]), "statements", goal)
    yield Figure("", "blocks for the first page of a usual centre", touched(small, "/"), "blocks", FOR_FEW)
    for name in ("list", "dashboard"):
        ratio = touched(big, paths[name]) / touched(small, paths[name])
        yield Figure("", f"blocks that PostgreSQL reads, large centre against usual one: {name}", ratio, "×", BLOCKS)
    if instructions.is_possible():
        yield from counted(instructions.counted(portal.folder))
    else:
        print("Instructions are not counted: there is no valgrind here.")


def counted(found: dict[str, int]) -> Iterator[Figure]:
    for name, goal in INSTRUCTIONS.items():
        yield Figure("", f"instructions in empty pages: {name}", found[name] / found["empty"], "E", goal)
    for name in ("list", "dashboard"):
        ratio = found[name] / found[f"usual {name}"]
        yield Figure("", f"instructions, large centre against usual one: {name}", ratio, "×", EQUAL)


def asks() -> dict[str, Callable[[], object]]:
    """Give what asks for each page, in this process."""
    from bench import pages  # noqa: PLC0415
    from bench.meter import BIG, client_of  # noqa: PLC0415

    big = pages.person(BIG)
    client, other, paths = client_of(big), client_of(pages.person(pages.SMALL)), pages.addresses(big)
    found = {name: partial(get, client, path) for name, path in paths.items()}
    found |= {f"usual {name}": partial(get, other, paths[name]) for name in ("list", "dashboard")}
    steps = pages.ticks(big)
    found["tick"] = lambda: post(client, next(steps), pages.TICKED)
    return found


def get(client, path: str) -> None:
    assert client.get(path).status_code == 200, path


def post(client, path: str, data: dict[str, str]) -> None:
    answer = client.post(path, data, **HTMX)
    assert answer.status_code == 200 and b"notice-error" not in answer.content, path


if __name__ == "__main__":
    sys.exit(main())
