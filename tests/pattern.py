"""The database with which tests begin, migrated and filled once and copied for each process that runs tests.

It is kept for the next run, and made anew as soon as a file of the project is another one.
"""

import hashlib
from collections.abc import Callable
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

CODE = ("doallvet", "centres", "companies", "mobilities")
NAME = f"pattern_{settings.DATABASES['default']['NAME']}"
LOCK = 2026_11_23  # one process makes it, the others wait


def stand(fill: Callable[[], None]) -> str:
    """Let the pattern be there, filled with the rows of `fill`, and give its name."""
    wanted = fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [NAME])
        if cursor.fetchone() != (wanted,):
            quoted = connection.ops.quote_name(NAME)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quoted}")
            with connected_to(NAME):
                call_command("migrate", verbosity=0, interactive=False)
                fill()
            cursor.execute(f"COMMENT ON DATABASE {quoted} IS %s", [wanted])  # said last: it is whole
    return NAME


def fingerprint() -> str:
    """Give a hash of all that can change what stands in the database: code, data, versions of libraries."""
    files = [path for folder in CODE for path in (settings.BASE_DIR / folder).rglob("*") if path.suffix != ".pyc"]
    found = hashlib.sha256()
    for path in sorted([*files, settings.BASE_DIR / "requirements.txt"]):
        if path.is_file():
            found.update(f"{path.relative_to(settings.BASE_DIR)} ".encode() + path.read_bytes())
    return found.hexdigest()


@contextmanager
def connected_to(name: str):
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
