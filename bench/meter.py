"""What a request costs: CPU of the web process and of PostgreSQL together, and the statements it takes."""

import statistics
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import cpu
from bench.browser import Browser, signed_in
from bench.portal import Portal
from doallvet.accounts.models import User

BIG = "big@scale.example"  # coordinator of the centre with a tenth of all mobilities
Ask = Callable[[], object]


class Meter:
    """Reads the CPU time of the processes that answer: the web processes, and the backends that work for them."""

    def __init__(self, portal: Portal, web: list[int]) -> None:
        self.portal, self.web = portal, web

    def unit(self) -> float:
        """Give E: the CPU seconds of an empty page of somebody signed in."""
        browser = Browser(self.portal.address, User.objects.get(email=BIG))
        return self.costs({"empty": (lambda: browser.get("/empty/"), 60)})["empty"]

    def cost(self, ask: Ask, times: int) -> float:
        """Give the CPU seconds of one request, asked so many times."""
        pids = self.web + cpu.backends(self.portal.name)
        before = cpu.of(pids)
        for _ in range(times):
            ask()
        return (cpu.of(pids) - before) / times

    def costs(self, asks: Mapping[str, tuple[Ask, int]], rounds: int = 7) -> dict[str, float]:
        """Give the CPU seconds of each request by its name, the median of rounds.

        All are asked in turns, so that a machine that is busy now and idle then is so for all of them.
        """
        for ask, times in asks.values():
            self.cost(ask, min(times, 3))  # warm
        found = [{name: self.cost(ask, times) for name, (ask, times) in asks.items()} for _ in range(rounds)]
        return {name: statistics.median(one[name] for one in found) for name in asks}


def client_of(person: User) -> Client:
    """Give a client of this process with a session of a person."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(person)
    return client


def statements(person: User, path: str) -> int:
    """Give how many SQL statements a page takes, the second time it is asked for."""
    client = client_of(person)
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200, path
    return len(found)


def touched(person: User, path: str) -> int:
    """Give how many blocks of tables and indexes PostgreSQL reads for a page, from memory or disk."""
    client = client_of(person)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200, path
    queries = [query["sql"] for query in found if query["sql"].lstrip("(").startswith("SELECT")]
    with connection.cursor() as cursor:
        return sum(_blocks(cursor, sql) for sql in queries)


def _blocks(cursor, sql: str) -> int:
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
    plan = cursor.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
