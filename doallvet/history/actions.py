"""Writes history, in the transaction of the action that made it."""

from datetime import date, datetime
from typing import Any

from django.db import models

from doallvet.accounts.models import User
from doallvet.history.models import Event


def record(
    subject: models.Model,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    story: models.Model | None = None,
    before: Any = None,
    after: Any = None,
    for_whom: str = "",
    note: str = "",
    private: bool = False,
) -> Event:
    """Keep what was done to `subject`; `story` is the thing in whose timeline it is read.

    `before` and `after` are values that JSON can hold (dates become ISO texts); `for_whom` names the person
    for whom an answer was recorded; `private` events are of class S (support needs, health).
    """
    return Event.objects.bulk_create(
        [
            event(
                subject,
                verb,
                by=by,
                at=at,
                story=story,
                before=before,
                after=after,
                for_whom=for_whom,
                note=note,
                private=private,
            )
        ]
    )[0]


def event(
    subject: models.Model,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    story: models.Model | None = None,
    before: Any = None,
    after: Any = None,
    for_whom: str = "",
    note: str = "",
    private: bool = False,
) -> Event:
    """Make an event without keeping it, for callers that keep many at once with `Event.objects.bulk_create`."""
    story = story or subject
    return Event(
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        story_label=story._meta.label_lower,
        story_id=story.pk,
        verb=verb,
        at=at,
        by=by,
        for_whom=for_whom,
        before=_plain(before),
        after=_plain(after),
        note=note,
        private=private,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else value
        if value is None or isinstance(value, bool | int | float | str)
        else str(value)
    )
