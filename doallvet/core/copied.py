"""Lets PostgreSQL write a long CSV itself: to make each cell in Python costs twice what finding the rows does."""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from doallvet.core.spreadsheets import FORMULA_STARTS, Column, stream_csv

CHUNK = 2000
PIECE = 1 << 16  # bytes


def stream_found(columns: Sequence[Column], found: QuerySet[Any, tuple]) -> Iterator[bytes]:
    """Give the CSV of `spreadsheets.stream_csv` for a `values_list` whose cells have the order of the columns.

    Texts, days and numbers only: an instant would come out as the database writes it. On PostgreSQL all of it is
    written to a file without a name before the first piece is given; line ends are those of Unix there, in the heading
    too.
    """
    if connection.vendor != "postgresql":
        return stream_csv(columns, found.iterator(chunk_size=CHUNK))
    file = tempfile.TemporaryFile()  # noqa: SIM115  read after this
    file.writelines(piece.replace(b"\r\n", b"\n") for piece in stream_csv(columns, []))
    with connection.cursor() as cursor:
        cursor.copy_expert(_statement(cursor, columns, found), file)
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, PIECE), b"")


def _statement(cursor: Any, columns: Sequence[Column], found: QuerySet[Any, tuple]) -> str:
    compiler = found.query.get_compiler(found.db, elide_empty=False)  # a filter that nothing meets is a query, too
    asked = compiler.as_sql()
    query = cursor.mogrify(*asked).decode()
    starts = cursor.mogrify("%s", [list(FORMULA_STARTS)]).decode()
    inert = "CASE WHEN left({0}, 1) = ANY({1}) THEN '''' || {0} ELSE {0} END"
    names = {connection.ops.quote_name(key): kind for key, _heading, kind in columns}
    cells = [inert.format(name, starts) if kind == "text" else name for name, kind in names.items()]
    safe = f"SELECT {', '.join(cells)} FROM ({query}) found ({', '.join(names)})"  # noqa: S608  names of ours
    return f"COPY ({safe}) TO STDOUT (FORMAT csv)"
