"""The world of these tests is built once; each test sees it as it was."""

import io
import logging
from copy import deepcopy
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from doallvet.core.logs import formatter
from tests.access.pages import Page, fingerprint, opened
from tests.access.world import World, build
from tests.factories import NOW


@dataclass
class Worlds:
    """The side whose people ask, and the other one."""

    home: World
    away: World


@dataclass
class Pages:
    """All pages that the people of one side can open, and which tables fetching them changed."""

    found: dict[tuple[str, str], Page]
    changed: list[str] = field(default_factory=list)


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both sides, in a transaction that is rolled back after the last test of this folder.

    Sessions live in their cookie: nothing of a request stays on the server.
    """
    quick = override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
    )
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), transaction.atomic():
        yield Worlds(home=build("otter"), away=build("falke"))
        transaction.set_rollback(True)


@pytest.fixture
def worlds(built):
    """Both sides; what a test does to their rows at hand is forgotten as well."""
    return deepcopy(built)


@pytest.fixture(scope="package")
def pages(built, django_db_blocker):
    """The pages of one side, fetched once."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = fingerprint()
        found = opened(built.home)
        after = fingerprint()
        transaction.set_rollback(True)
    return Pages(found, [name for name, checksum in after.items() if checksum != before[name]])


@pytest.fixture
def log():
    """All that is logged, as production writes it."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(formatter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
