"""Questions to the database whose text is worked out once, and filled in with other values each time.

Django puts a statement together anew whenever it is asked. For a page of many lists that takes longer than the
database takes to answer.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache, wraps
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.transaction import TransactionManagementError
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

SHAPES = 100  # texts that are kept of one question; with what Django knows of it, one takes 80 to 450 KB
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # as SQLite is given one
LARGEST = 63  # bits of the largest number that a column holds


class Given(Value):
    """What is given at one place, or what a function makes of it. `length`: of a list."""

    def __init__(self, place: int, make: Callable[[Any], Any] | None = None, length: int | None = None) -> None:
        super().__init__(place)
        self.make, self.length = make, length

    def __str__(self) -> str:
        raise TypeError("A question that is kept must not look at a value.")

    def of(self, make: Callable[[Any], Any]) -> "Given":
        inner = self.make
        return Given(self.value, make if inner is None else lambda value: make(inner(value)))

    def __add__(self, other: Any) -> Any:
        return self.of(lambda value: value + other)

    def __sub__(self, other: Any) -> Any:
        return self.of(lambda value: value - other)

    def __bool__(self) -> bool:
        return self.length != 0

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if self.length is None:
            return "%s", [self]
        if not self.length:
            raise EmptyResultSet
        rows = [self.of(itemgetter(at)) for at in range(self.length)]
        return f"({', '.join(['%s'] * self.length)})", rows

    def filled(self, values: Sequence[Any]) -> Any:
        value = values[self.value]
        return value if self.make is None else self.make(value)


def made_of(value: Any, make: Callable[[Any], Any]) -> Any:
    """Give what a function makes of a value: now, or later where the value is only given then."""
    return value.of(make) if isinstance(value, Given) else make(value)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Turn a function that puts a question together into one that gives its rows; one query.

    It is called, by position, with numbers, days, words, rows of models (which count as their ids), collections of
    these, and dataclasses of them. `build` gets the same with `Given` in their places: so it may ask what there is and
    how many, and which are the same, but must not look at a value: `==` with a constant is always false. A text is kept
    for each such shape, language and time zone. A number that no column holds is taken for an id that nothing has.
    """

    @lru_cache(SHAPES)
    def kept(shape: tuple[Hashable, ...], *_surroundings: str) -> "Kept":
        return Kept(build(*map(_given, shape)))

    @wraps(build)
    def ask(*arguments: Any) -> list:
        places: dict[Hashable, int] = {}
        shape = tuple(_shape(argument, places) for argument in arguments)
        if any(isinstance(value, int) and value.bit_length() > LARGEST for value in places):
            return []
        return kept(shape, get_language(), get_current_timezone_name()).rows(tuple(places))

    return ask


class Kept:
    """The text of a question, and what makes rows of its answer.

    Django reads the rows as always: its iterables ask `query.get_compiler`, and a compiler's `execute_sql` runs what
    its `as_sql` gives. These two are put in place of its own, on copies.
    """

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset, self.compiler = queryset, queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            self.text, self.marks = self.compiler.as_sql()
        except EmptyResultSet:
            self.text, self.marks = "", ()
        self.compiler.connection = None  # that of this thread
        if any(isinstance(mark, date) or (isinstance(mark, str) and DAY.match(mark)) for mark in self.marks):
            raise TypeError("A day stands in the text of a question that is kept; it must be given each time.")

    def rows(self, values: Sequence[Any]) -> list:
        if not self.text:
            return []
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        if query.select_for_update and compiler.connection.get_autocommit():
            raise TransactionManagementError("Rows are locked inside of a transaction only.")
        adapt = compiler.connection.ops.adapt_unknown_value
        filled = tuple(adapt(mark.filled(values)) if isinstance(mark, Given) else mark for mark in self.marks)
        vars(compiler)["as_sql"] = lambda: (self.text, filled)
        vars(query)["get_compiler"] = lambda using: compiler
        queryset = object.__new__(type(self.queryset))  # `copy` would fetch the rows of this one first
        queryset.__dict__ |= vars(self.queryset) | {"_query": query}
        return list(queryset)


def _shape(value: Any, places: dict[Hashable, int]) -> Hashable:
    """Give how values lie, and put the values themselves into places; the same ones share a place."""
    if value is None or isinstance(value, bool):
        return value
    if is_dataclass(value):
        return type(value), tuple((field.name, _shape(getattr(value, field.name), places)) for field in fields(value))
    if isinstance(value, dict):
        return dict, tuple((_shape(key, places), _shape(part, places)) for key, part in value.items())
    length = None
    if isinstance(value, (list, tuple, set, frozenset)):
        value = tuple(sorted(item.pk if isinstance(item, Model) else item for item in value if item is not None))
        length = 1 << (len(value) - 1).bit_length() if value else 0  # few lengths, so few texts
        value += value[-1:] * (length - len(value))
    place = places.setdefault(value.pk if isinstance(value, Model) else value, len(places))
    return Given, place, length


def _given(shape: Any) -> Any:
    """Put `Given` into the places of values."""
    match shape:
        case (kind, place, length) if kind is Given:
            return Given(place, length=length)
        case (kind, parts) if kind is dict:
            return {_given(key): _given(part) for key, part in parts}
        case (kind, parts):
            return kind(**{name: _given(part) for name, part in parts})
    return shape
