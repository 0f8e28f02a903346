"""What all tests share."""

from datetime import UTC, date, datetime

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import user_logged_in
from django.core.cache import cache
from django.utils import timezone, translation

from mobilities.actions import blueprint
from tests.shuffled import shuffle


def pytest_configure():
    shuffle()


def pytest_report_header():
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    return f"database: {engine}, cache: {settings.CACHES['default']['BACKEND'].rsplit('.', 1)[1]}"


def pytest_collection_modifyitems(items):
    """Races (test_…_races.py) and whole stays on real data take long and are run apart: make test-faults.

    A file is run by one process; so is tests/access, whose world and pages are dear to make.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group("access" if item.path.parent.name == "access" else str(item.path)))
        if item.path.stem.endswith("races") or item.path.match("real/test_main_job.py"):
            item.add_marker("faults")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The plans that come with the project are there, as in every running portal."""
    with django_db_blocker.unblock():
        blueprint.load_shipped()


@pytest.fixture
def now():
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def today():
    return date(2026, 11, 23)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


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
