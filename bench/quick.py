"""What does not depend on the machine: statements, instructions in those of an empty page, growth. CI runs it."""

from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.test import Client

from bench import instructions, pages
from bench.browser import signed_in
from bench.figures import Figure
from bench.meter import BIG, touched
from bench.portal import Portal
from doallvet.accounts.models import User

HTMX = {"HTTP_HX_REQUEST": "true"}
GOALS = {"list": 4, "mobility": 4.5, "dashboard": 6, "form": 12, "tick": 3, "search": 4, "cockpit": 8}
EQUAL = 1.1  # what a page of a large centre may take against that of a usual one


def measure(portal: Portal) -> Iterator[Figure]:
    big, small = pages.person(BIG), pages.person(pages.SMALL)
    yield from pages.statements_of(big)
    paths = pages.addresses(big)
    for name in ("list", "dashboard"):
        found, other = touched(big, paths[name]), touched(small, paths[name])
        yield Figure("P2", f"database blocks read, large centre against usual one: {name}", found / other, "×", 1.5)
    if instructions.is_possible():
        yield from counted(portal)


def counted(portal: Portal) -> Iterator[Figure]:
    found = instructions.counted(portal.folder)
    for name, goal in GOALS.items():
        yield Figure("", f"instructions in empty pages: {name}", found[name] / found["empty"], "E", goal)
    for name in ("list", "dashboard"):
        ratio = found[name] / found[f"usual {name}"]
        yield Figure("P2", f"instructions, large centre against usual one: {name}", ratio, "×", EQUAL)


def asks() -> dict[str, Callable[[], object]]:
    """Give what asks for each page, in this process."""
    big, small = pages.person(BIG), pages.person(pages.SMALL)
    client, other, paths = client_of(big), client_of(small), pages.addresses(big)
    found = {name: partial(get, client, path) for name, path in paths.items()}
    found |= {f"usual {name}": partial(get, other, paths[name]) for name in ("list", "dashboard")}
    steps = pages.ticks(big)
    found["tick"] = lambda: post(client, next(steps))
    return found


def client_of(person: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(person)
    return client


def get(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200, path


def post(client: Client, path: str) -> None:
    assert client.post(path, pages.TICKED, **HTMX).status_code == 200, path
