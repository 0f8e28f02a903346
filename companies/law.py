"""The rules as they stand in the rows, kept in the process for as long as nobody changes one.

Rules are only ever added to, so their number says which book one has; the newest id does not, for the later of two
may be kept first. It stands in the shared cache; each process looks there every two seconds at most. Without it the
rows are asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import RedisError

from companies import profiles
from companies.models import Rule
from companies.profiles import Book
from companies.rules.shipped import shipped

STAMP = "companies.law"
LASTS = 600  # seconds
LOOK = 2.0  # seconds
log = structlog.get_logger(__name__)


@dataclass
class Kept:
    """What this process has read, and when it last looked whether that is still so."""

    book: Book | None = None
    looked: float = 0.0


_kept = Kept()


def book() -> Book:
    """Give the rules of the rows; the shipped ones where there are none yet."""
    if _kept.book is None or monotonic() - _kept.looked > LOOK:
        if _kept.book is None or _stamp() != _kept.book.stamp:
            _kept.book = _read()
        _kept.looked = monotonic()
    return _kept.book


def forget() -> None:
    """Read the rows anew when the rules are asked for next."""
    begin_with(None)


def begin_with(known: Book | None) -> None:
    """Let the process have these rules until it looks again."""
    _kept.book, _kept.looked = known, monotonic()


def announce() -> None:
    """Tell every process that there is a new rule; call it after the commit."""
    forget()
    known = Rule.objects.count()
    _shared(lambda: cache.set(STAMP, known, LASTS))


def start() -> None:
    """Let the profiles be made of the rows."""
    profiles.read_from(book)


def _read() -> Book:
    rows = list(Rule.objects.in_order())
    if not rows:
        return Book(shipped(), stamp=0)
    found = Book((row.plain for row in rows), stamp=len(rows))
    _shared(lambda: cache.add(STAMP, found.stamp, LASTS))
    return found


def _stamp() -> int:
    known = _shared(lambda: cache.get(STAMP))
    if known is None:
        known = Rule.objects.count()
        _shared(lambda: cache.add(STAMP, known, LASTS))
    return known


def _shared(ask: Callable[[], Any]) -> Any:
    """Ask the shared cache; where it is away the rows are enough."""
    try:
        return ask()
    except (RedisError, DatabaseError) as error:  # Redis, or the table that stands in for it in the trial
        log.warning("law_cache_away", reason=str(error))
        return None
