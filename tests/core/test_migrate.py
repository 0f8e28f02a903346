"""Migrations on PostgreSQL."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no time limits of statements")
def test_migrations_take_as_long_as_they_need():
    with CaptureQueriesContext(connection) as queries:
        call_command("migrate", check_unapplied=True, verbosity=0)

    said = [query["sql"] for query in queries if "timeout" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("10s",)
    assert said == [
        "SET statement_timeout = 0",
        "SET idle_in_transaction_session_timeout = 0",
        "RESET statement_timeout",
        "RESET idle_in_transaction_session_timeout",
    ]
