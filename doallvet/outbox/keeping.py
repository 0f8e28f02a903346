"""Keeps many notices in one statement, and says which are kept already.

On PostgreSQL the rows go there as one JSON text, the cheapest way of those tried (docs/performance.md), and the
database says how many were new. Elsewhere (the trial on SQLite) `bulk_create` does it.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from doallvet.outbox.models import Notice

BATCH = 500  # SQLite takes 999 values a statement
ROWS = 5_000  # of a statement on PostgreSQL: some megabytes

# Not NOT EXISTS: as long as statistics know few notices, PostgreSQL would compare each key with every row.
UNKNOWN = """
SELECT key FROM json_array_elements_text(%s) AS wanted(key)
WHERE (SELECT id FROM outbox_notice WHERE outbox_notice.key = wanted.key) IS NULL
"""
KEEP = """
INSERT INTO outbox_notice (key, kind, person_id, subject_label, subject_id, data, made_at, latest_at, not_after)
SELECT * FROM json_to_recordset(%s) AS new(
    key text, kind text, person_id bigint, subject_label text, subject_id bigint, data jsonb,
    made_at timestamptz, latest_at timestamptz, not_after timestamptz
)
ORDER BY key COLLATE "C"
ON CONFLICT DO NOTHING
"""


class NewNotice(NamedTuple):
    """A notice that is not kept yet. A sweep makes thousands, and model instances cost ten times as much."""

    key: str
    kind: str
    person_id: int
    subject_label: str
    subject_id: int
    data: dict[str, Any]
    made_at: datetime
    latest_at: datetime | None = None
    not_after: datetime | None = None


def unowed(keys: Collection[str]) -> set[str]:
    """Give those of many keys under which nothing is owed yet."""
    if keys and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(UNKNOWN, [json.dumps(list(keys))])
            return {key for (key,) in cursor.fetchall()}
    wanted, unknown = list(keys), set(keys)
    for start in range(0, len(wanted), BATCH):
        known = Notice.objects.filter(key__in=wanted[start : start + BATCH])
        unknown.difference_update(known.values_list("key", flat=True))
    return unknown


def keep(notices: Sequence[NewNotice]) -> int:
    """Keep notices unless they are owed already; gives how many were not.

    Rows are inserted in the order of their keys: callers at the same instant do not wait for each other in a ring.
    """
    if connection.vendor != "postgresql":
        new = unowed({row.key for row in notices})
        rows = {row.key: Notice(**row._asdict()) for row in notices if row.key in new}
        Notice.objects.bulk_create(rows.values(), ignore_conflicts=True)
        return len(rows)
    kept, notices = 0, sorted(notices, key=attrgetter("key"))
    with connection.cursor() as cursor:
        for start in range(0, len(notices), ROWS):
            rows = [row._asdict() for row in notices[start : start + ROWS]]
            cursor.execute(KEEP, [json.dumps(rows, default=datetime.isoformat)])
            kept += cursor.rowcount
    return kept
