"""Pages of long lists by position (keyset), as quick at the end as at the start, and counts that stop early."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

SIZE = 50
COUNT_CAP = 1000
CURSOR_LENGTH = 2000  # a cursor holds the sorted values of one row


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors to the rows after and before them, where there are any."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page(
    queryset: QuerySet, *, order: Sequence[str], after: str | None = None, before: str | None = None, size: int = SIZE
) -> Page:
    """Give the page of `queryset` after or before a cursor, sorted by `order`; the first one without a cursor.

    `order` are fields or annotations as for order_by, each with "-" where it falls; the last must be the primary key.
    A column that may be null is refused with ValueError, because rows would get lost: annotate it with Coalesce.
    Rows are instances or, from `.values()`, dicts that hold the sorted columns. A cursor that is broken or leads
    nowhere gives the first page.
    """
    _refuse_bad(queryset, order)
    if (values := _decode(queryset, order, after)) is not None:
        rows = list(queryset.filter(_beyond(order, values)).order_by(*order)[: size + 1])
        if rows:
            return Page(rows[:size], _cursor(order, rows[size - 1]) if rows[size:] else None, _cursor(order, rows[0]))
    elif (values := _decode(queryset, order, before)) is not None:
        backwards = [_turned(key) for key in order]
        rows = list(queryset.filter(_beyond(backwards, values)).order_by(*backwards)[: size + 1])
        if len(rows) >= size:  # a shorter one is the first page, which has room for more
            shown = rows[:size][::-1]
            return Page(shown, _cursor(order, shown[-1]), _cursor(order, shown[0]) if rows[size:] else None)
    rows = list(queryset.order_by(*order)[: size + 1])
    return Page(rows[:size], _cursor(order, rows[size - 1]) if rows[size:] else None, None)


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """Give the number of rows, counted up to `cap`, and whether there are more: (1000, True) is shown as "1000+"."""
    found = queryset.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Say which rows come after one with these values: `a >= x AND (a > x OR (b >= y AND (b > y OR c > z)))`.

    The first part alone is what lets a database enter its index at the right place.
    """
    name, comparison = order[0].lstrip("-"), "lt" if order[0].startswith("-") else "gt"
    past = Q(**{f"{name}__{comparison}": values[0]})
    if len(order) == 1:
        return past
    return Q(**{f"{name}__{comparison}e": values[0]}) & (past | _beyond(order[1:], values[1:]))


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _refuse_bad(queryset: QuerySet, order: Sequence[str]) -> None:
    if order[-1].lstrip("-") not in ("pk", queryset.model._meta.pk.name):
        raise ValueError("The last column of a page's order must be the primary key, or rows get lost.")
    for name in (key.lstrip("-") for key in order):
        if name not in queryset.query.annotations and _may_be_null(queryset.model, name):
            raise ValueError(f"Pages cannot be sorted by {name}: rows without it would get lost.")


def _may_be_null(model: Any, path: str) -> bool:
    """Say whether a column, or a relation on the way to it, may be empty."""
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if field.null:
            return True
        model = field.related_model
    return False


def _field(queryset: QuerySet, name: str) -> Any:
    return F(name).resolve_expression(queryset.all().query).output_field


def _cursor(order: Sequence[str], row: Any) -> str:
    values = [_value(row, key.lstrip("-")) for key in order]
    if None in values:
        raise ValueError(f"Pages cannot be sorted by {', '.join(order)}: a row has no value there.")
    content = json.dumps(values, default=lambda value: value.isoformat() if hasattr(value, "isoformat") else str(value))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _decode(queryset: QuerySet, order: Sequence[str], cursor: str | None) -> list[Any] | None:
    """Give the values of a cursor as its columns know them, or None for one that nobody here has made."""
    if not cursor or len(cursor) > CURSOR_LENGTH:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), parse_constant=_refuse)
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_known(queryset, key.lstrip("-"), value) for key, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None


def _known(queryset: QuerySet, name: str, value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise TypeError
    if isinstance(value, str) and "\x00" in value.encode().decode():  # encode: half letters have no bytes
        raise ValueError
    known = _field(queryset, name).to_python(value)
    if known is None:
        raise ValueError
    return known


def _refuse(constant: str) -> None:
    raise ValueError(constant)
