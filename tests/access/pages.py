"""Every page that each role can open, fetched once for the tests that look at statuses, words and headers."""

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.http.response import HttpResponseBase
from django.urls import reverse

from tests.access.routes import CASES, routes
from tests.access.table import ROLES, expectations
from tests.access.walk import Visitor, body
from tests.access.world import World

KINDS = ("csv", "xlsx")  # of files that lists come in
NOWHERE = {"employer_mentor", "host_mentor", "employer_other"}
ASKED = {"mobilities:list": "side=hosted", "mobilities:export": "side=hosted", "centres:apprentices": "status=all"}


@dataclass(frozen=True)
class Page:
    """What one role got from one address."""

    role: str
    address: str
    status_code: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    def __str__(self):
        return f"{self.address} as {self.role}"


def opened(world: World) -> dict[tuple[str, str], Page]:
    """Fetch, as each role, the addresses that the table opens, and those without an id; nothing is undone."""
    table = expectations()
    found = {}
    for role in ROLES.values():
        visitor = Visitor(world.people[role])
        wanted = {} if role in NOWHERE else dict.fromkeys(without_id(), {})  # lists like those of their colleagues
        wanted |= {case.address(world): case.sent(world) for case in CASES if table[case.row][role] == "o"}
        for address, data in wanted.items():
            found[role, address] = kept(role, address, visitor.send("GET", address, data))
    return found


def kept(role: str, address: str, answer: HttpResponseBase) -> Page:
    return Page(role, address, answer.status_code, dict(answer.headers), body(answer))


def without_id() -> list[str]:
    """Give the addresses that name no row: lists, forms for something new, files of lists."""
    found = []
    for _pattern, name, parts in routes():
        if name.startswith(("admin:", "account_", "mfa_", "usersessions", "link", "healthz", "readyz")):
            continue
        addresses = []
        if not parts:
            addresses = [reverse(name)]
        elif parts == {"kind"}:
            addresses = [reverse(name, args=[kind]) for kind in KINDS]
        found += addresses
        if name in ASKED:
            found += [f"{address}?{ASKED[name]}" for address in addresses]
    return found


def fingerprint() -> dict[str, str]:
    """Give, by table, a checksum of all its rows."""
    tables = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in tables
    }
