"""What the administrator tells everybody on every page. Pages read it from the cache alone: they ask no row for it.

It is put there when it is written, and by the beat, so that an emptied cache is filled again within seconds. While the
cache is away there are none: pages, and the writing, go on without it.
"""

import zlib
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from redis.exceptions import RedisError

from doallvet.accounts.models import User
from doallvet.history import actions as history
from doallvet.outbox.models import Announcement

KEY = "announcements"
FIELDS = ("level", "begins_at", "ends_at", *(f"text_{code}" for code, _name in settings.LANGUAGES))
AWAY = (RedisError, DatabaseError)  # Redis, or the table that stands in for it in the trial

log = structlog.get_logger(__name__)


@transaction.atomic
def write(row: Announcement, fields: dict[str, Any], *, by: User, at: datetime) -> Announcement:
    """Keep what an announcement says, a new one or one that is there, which is read anew: a form wrote into `row`."""
    if row.pk:
        row = Announcement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    before = _plain(row) if row.pk else None
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.save()
    history.record(row, "announced", by=by, at=at, before=before, after=_plain(row))
    transaction.on_commit(lambda: refill(at=at))
    return row


@transaction.atomic
def end(row: Announcement, *, by: User, at: datetime) -> None:
    """Take an announcement off the pages now; one that would have come does not come. Repeated: no change."""
    row = Announcement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ends_at <= at:
        return
    row.begins_at, row.ends_at = min(row.begins_at, at), at
    row.save()
    history.record(row, "announcement_ended", by=by, at=at)
    transaction.on_commit(lambda: refill(at=at))


def refill(*, at: datetime) -> None:
    """Put those that hold or will hold where pages find them."""
    rows = Announcement.objects.filter(ends_at__gt=at).order_by("begins_at", "pk")
    plain = [_plain(row) | {"pk": row.pk} for row in rows]
    try:
        cache.set(KEY, plain, None)
    except AWAY as error:
        log.warning("announcements_not_kept", reason=type(error).__name__)


def current(language: str, *, at: datetime) -> list[dict[str, Any]]:
    """Give those that hold now, in a language, in English where nobody wrote it; from the cache alone.

    `mark` is another one once what it says has changed.
    """
    return [
        {"mark": _mark(row), "level": row["level"], **_text(row, language)}
        for row in _kept()
        if row["begins_at"] <= at < row["ends_at"]
    ]


def _kept() -> list[dict[str, Any]]:
    try:
        return cache.get(KEY) or []
    except AWAY as error:
        log.warning("announcements_not_read", reason=type(error).__name__)
        return []


def _text(row: dict[str, Any], language: str) -> dict[str, str]:
    spoken = language if row.get(f"text_{language}") else settings.LANGUAGE_CODE
    return {"text": row[f"text_{spoken}"], "language": spoken}


def _mark(row: dict[str, Any]) -> str:
    said = [row["level"], *(row[f"text_{code}"] for code, _name in settings.LANGUAGES)]
    return f"{row['pk']}-{zlib.crc32(repr(said).encode()):x}"


def _plain(row: Announcement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
