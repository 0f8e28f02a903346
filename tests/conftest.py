"""What all tests share."""

import gc
from datetime import UTC, date, datetime

import pytest
from _pytest import runner
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import user_logged_in
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation

from companies import law, profiles
from companies.actions import law as rules
from companies.actions import source
from doallvet.core import jobs
from doallvet.core.room import with_room
from mobilities.actions import blueprint
from tests import kept, pattern
from tests.shuffled import shuffle
from tests.split import LONG, Split

SHIPPED = []  # the rules as they were loaded, read once
FIRST = datetime(2026, 1, 1, tzinfo=UTC)  # since when the shipped rules are known


def pytest_configure():
    shuffle()
    profiles.read_from(profiles.shipped_book)  # files of tests are read before there is a database


def pytest_report_header():
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    return f"database: {engine}, cache: {settings.CACHES['default']['BACKEND'].rsplit('.', 1)[1]}"


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config, log):
    return Split(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Races (test_…_races.py) and whole stays on real data take long and are run apart: make test-faults.

    Within a file, tests that begin with the same rows follow each other; Django's order, with emptied tables last, goes
    before that. Whatever takes long begins first.
    """
    for item in items:
        if item.path.stem.endswith("races") or item.path.match("real/test_main_job.py"):
            item.add_marker("faults")
    files = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    rows = {item: [make.__qualname__ for make in kept.wanted(item)] for item in items}
    items.sort(key=lambda item: (files[item.path], rows[item]))
    done = yield
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    return done


def pytest_collection_finish():
    """Modules and tests stay for the whole run: what looks for garbage leaves them out, and looks seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def let_it_be_emptied():
    """Tests that commit are followed by TRUNCATE, which PostgreSQL refuses on the chain of signatures."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE signing_deed DISABLE TRIGGER signing_deed_is_not_emptied")


def bring_back():
    blueprint.load_shipped()
    rules.load_shipped(at=FIRST)
    source.load_shipped()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Each process copies its database, on PostgreSQL, from one that all share."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = pattern.stand(bring_back)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    """The plans and rules that come with the project are there, as in every running portal."""
    with django_db_blocker.unblock():
        let_it_be_emptied()
        if django_db_keepdb or not connection.settings_dict["TEST"].get("TEMPLATE"):
            bring_back()
        law.LOOK = 3600.0  # a test that takes long asks for the stamp no more than one that is quick
        SHIPPED.append(law.book())


@pytest.fixture(scope="session")
def shelf(django_db_setup, django_db_blocker):
    """What is kept goes after the last test."""
    yield
    with django_db_blocker.unblock():
        kept.settle([])


@pytest.fixture(scope="class", autouse=True)  # once a test as well, but before the test's own transaction begins
def kept_rows(request, django_db_blocker):
    wanted = kept.wanted(request)
    if wanted or kept.shelf:
        request.getfixturevalue("shelf")
        with django_db_blocker.unblock():
            kept.settle(wanted)
    yield
    marker = request._pyfuncitem.get_closest_marker("django_db")
    if "live_server" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            bring_back()  # such a test empties all tables behind it


@pytest.fixture
def now():
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def today():
    return date(2026, 11, 23)


@pytest.fixture(autouse=True)
def empty_cache():
    """Each test begins as a process that remembers nothing."""
    cache.clear()
    jobs._asked.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def rules_of_the_rows(request):
    """A test that may ask the rows begins with the rules that were loaded; the others have the files."""
    marked = any(request.node.iter_markers("django_db")) or {"db", "transactional_db"} & set(request.fixturenames)
    profiles.read_from(law.book if marked else profiles.shipped_book)
    law.begin_with(SHIPPED[0] if SHIPPED else None)


@pytest.fixture(autouse=True)
def in_english():
    """A request of somebody who reads Spanish leaves Spanish, and her clock, behind for the next test."""
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture(autouse=True)
def fresh_sign_in():
    """`force_login` notes when it was, as each way in does; a sign-in on a page has a path, and notes it itself."""

    def note(request, user, **_):
        if not request.path:
            record_authentication(request, user, method="password")

    user_logged_in.connect(note)
    yield
    user_logged_in.disconnect(note)
