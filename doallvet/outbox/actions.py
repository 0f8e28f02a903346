"""Writes down what is owed to people. Nothing is sent from here: a worker does it, after commit."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.outbox.models import Notice, Pulse

BATCH = 500


def key(kind: str, *, label: str, subject_id: int, person_id: int, due: str | date = "") -> str:
    """Give the key under which a line is owed once; `label` is that of the subject's model."""
    return f"{kind}:{label}.{subject_id}:{person_id}:{due}"


def unowed(keys: Collection[str]) -> set[str]:
    """Give those of many keys under which nothing is owed yet."""
    wanted, unknown = list(keys), set(keys)
    for start in range(0, len(wanted), BATCH):
        known = Notice.objects.filter(key__in=wanted[start : start + BATCH])
        unknown.difference_update(known.values_list("key", flat=True))
    return unknown


def notice(
    kind: str,
    *,
    person: User,
    subject: models.Model,
    at: datetime,
    due: str | date = "",
    data: dict[str, Any] | None = None,
    not_after: datetime | None = None,
) -> Notice:
    """Make a notice without keeping it, for callers that owe many at once with `owe_many`."""
    label = subject._meta.label_lower
    return Notice(
        key=key(kind, label=label, subject_id=subject.pk, person_id=person.pk, due=due),
        kind=kind,
        person=person,
        subject_label=label,
        subject_id=subject.pk,
        data=data or {},
        made_at=at,
        not_after=not_after,
    )


@transaction.atomic
def owe(
    kind: str,
    *,
    person: User,
    subject: models.Model,
    at: datetime,
    due: str | date = "",
    data: dict[str, Any] | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Owe a person one line about `subject`; true when it was not owed before.

    The same kind, subject, person and due date are owed once, for ever. `kind` names the writer that makes the
    words when the line is sent; `data` is what the writer needs beyond the subject (values that JSON can hold);
    after the instant `not_after` it is no longer worth sending. A person without an address is owed it all the same.
    """
    row = notice(kind, person=person, subject=subject, at=at, due=due, data=data, not_after=not_after)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    queue("outbox.deliver")
    return True


@transaction.atomic
def owe_many(notices: Sequence[Notice]) -> int:
    """Keep many notices (made by `notice`) in few statements; gives how many were not owed before.

    Two callers at the same instant may both count a row; it is kept, and sent, once.
    """
    new = 0
    for start in range(0, len(notices), BATCH):
        batch = {row.key: row for row in notices[start : start + BATCH]}
        unknown = unowed(batch)
        rows = [row for name, row in batch.items() if name in unknown]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        new += len(rows)
    if new:
        queue("outbox.deliver")
    return new


def pulse(name: str, *, at: datetime) -> None:
    """Leave a sign of life of something that runs by itself."""
    Pulse.objects.bulk_create(
        [Pulse(name=name, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
