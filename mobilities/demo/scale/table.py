"""Fills tables through COPY, and keeps what slows it down out of the way meanwhile."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE = 500  # stays that are put together before they are sent
CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT indisprimary ORDER BY 1
"""


class Stream:
    """What COPY reads: never more than some stays in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = filter(None, lines)  # a stay without rows would read as the end

    def read(self, _size: int) -> str:
        return "".join(islice(self.lines, AT_ONCE))


def fill(model: type[models.Model], lines: Iterator[str]) -> int:
    """Add lines to a table, each with all columns in the model's order; gives how many rows there are."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN", Stream(lines))
        return cursor.rowcount


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tidy() -> None:
    """Let the planner know what is there, outside of a transaction; else PostgreSQL does it while one measures."""
    run("SET statement_timeout = 0", "VACUUM ANALYZE", "RESET statement_timeout")


@contextmanager
def bare(tables: Iterable[type[models.Model]]) -> Iterator[None]:
    """Fill tables without indexes and foreign keys, which are made in one go afterwards."""
    filled, again, quote = list(tables), [], connection.ops.quote_name
    run("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")  # else no table may be altered
    for model in filled:
        table = quote(model._meta.db_table)
        for name, definition in _rows(CONSTRAINTS, table):
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {quote(name)} {definition}")
            run(f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}")
        for name, definition in _rows(INDEXES, table):
            again.append(definition)
            run(f"DROP INDEX {name}")
    yield
    run("SET LOCAL maintenance_work_mem = '256MB'")
    again.sort(key=lambda statement: "FOREIGN KEY" in statement)  # checked by the indexes
    run(*again, *connection.ops.sequence_reset_sql(no_style(), filled))


def _rows(query: str, table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchall()
