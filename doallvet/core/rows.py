"""Writes columns of many rows at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Expression, Field, Model, Value, When
from django.db.models.functions import Cast

BATCH = 4000  # rows; SQLite takes no more than 32,766 values in a statement


def write_columns(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows of one table, in one transaction of the caller's, as the rows at hand have them.

    Django's `bulk_update` writes a case for each row and column; here one stands for all rows that share a value:
    a fraction of the work where values are few, as with steps. One statement for each 4,000 rows.
    """
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        fields = [field for field in part[0]._meta.concrete_fields if field.name in columns]
        values = {field.name: _value(field, part) for field in fields}
        type(part[0])._default_manager.filter(pk__in=[row.pk for row in part]).update(**values)


def _value(field: Field, rows: Sequence[Model]) -> Any:
    """Give what a column is set to: the value that all rows share, else the one that belongs to each row."""
    ids: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        ids[getattr(row, field.attname)].append(row.pk)
    usual, *others = sorted(ids, key=lambda value: -len(ids[value]))
    if not others:
        return usual
    whens = [When(pk__in=ids[value], then=Value(value, output_field=field)) for value in others]
    case: Expression = Case(*whens, default=Value(usual, output_field=field), output_field=field)
    return Cast(case, output_field=field) if connection.features.requires_casted_case_in_updates else case
