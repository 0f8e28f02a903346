"""Writes down what is owed to people. Nothing is sent from here: a worker does it, after commit."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, models, transaction

from doallvet.accounts import actions as accounts
from doallvet.accounts.models import User
from doallvet.core.jobs import wake
from doallvet.history import actions as history
from doallvet.outbox.choices import Pace
from doallvet.outbox.clocks import zone
from doallvet.outbox.keeping import NewNotice, keep
from doallvet.outbox.models import Notice, Pulse, Refusal, Rhythm
from doallvet.outbox.writers import KINDS


def key(kind: str, *, label: str, subject_id: int, person_id: int, due: str | date = "") -> str:
    """Give the key under which a line is owed once; `label` is that of the subject's model."""
    return f"{kind}:{label}.{subject_id}:{person_id}:{due}"


@lru_cache(maxsize=2000)
def begin_of(day: date, time_zone: str) -> datetime:
    """Give the instant at which a day begins where a person is, for the deadline of what is due on that day."""
    return datetime.combine(day, time.min, zone(time_zone)).astimezone(UTC)


def notice(
    kind: str,
    *,
    person: User,
    subject: models.Model,
    at: datetime,
    due: str | date = "",
    data: dict[str, Any] | None = None,
    latest_at: datetime | None = None,
    not_after: datetime | None = None,
) -> NewNotice:
    """Make a notice without keeping it, for callers that owe many at once with `owe_many`."""
    label = subject._meta.label_lower
    return NewNotice(
        key=key(kind, label=label, subject_id=subject.pk, person_id=person.pk, due=due),
        kind=kind,
        person_id=person.pk,
        subject_label=label,
        subject_id=subject.pk,
        data=data or {},
        made_at=at,
        latest_at=latest_at,
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
    latest_at: datetime | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Owe a person one line about `subject`; true when it was not owed before.

    The same kind, subject, person and due date are owed once, for ever. `kind` names the writer that makes the
    words when the line is sent; `data` is what the writer needs beyond the subject (values that JSON can hold).
    It goes out when the pace of its kind says, but before the instant `latest_at`; after `not_after` it is no longer
    worth sending. A person without an address is owed it all the same.
    """
    ends = {"latest_at": latest_at, "not_after": not_after}
    row = notice(kind, person=person, subject=subject, at=at, due=due, data=data, **ends)
    try:
        with transaction.atomic():
            Notice.objects.create(**row._asdict())
    except IntegrityError:
        return False
    wake("outbox.deliver")
    return True


@transaction.atomic
def owe_many(notices: Sequence[NewNotice]) -> int:
    """Keep many notices (made by `notice`) in few statements; gives how many were not owed before."""
    new = keep(notices) if notices else 0
    if new:
        wake("outbox.deliver")
    return new


def pulse(name: str, *, at: datetime) -> None:
    """Leave a sign of life of something that runs by itself."""
    Pulse.objects.bulk_create(
        [Pulse(name=name, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def first_pulse(name: str, *, at: datetime) -> None:
    """Keep the first sign of life of something; the later ones change nothing."""
    Pulse.objects.bulk_create([Pulse(name=name, at=at)], ignore_conflicts=True)


@transaction.atomic
def do_without_second_address(person: User, *, at: datetime) -> None:
    """Take away a person's second address, as they wish. Repeated: no change."""
    if before := person.second_email:
        accounts.keep_second_address(person, "", at=at)
        history.record(person, "no_second_address", by=person, at=at, after=str(person), note=before)


@transaction.atomic
def hand_over(person: User, *, to: Collection[User], at: datetime) -> int:
    """Owe to others what is still on its way to a person who left; gives how many lines are new.

    A kind that does not concern them at all they are not owed. The writers look up the facts for each of them: who has
    nothing to do with a matter is told nothing. What was meant for the person alone (a code, an invitation) is not
    handed over.
    """
    kinds = {name: kind for name, kind in KINDS.items() if kind.pace is not Pace.AT_ONCE}
    concerned = {ask: [heir for heir in to if ask(heir)] for ask in {kind.concerns for kind in kinds.values()}}
    waiting = (Notice.objects.on_its_way() | Notice.objects.held()).filter(person=person)
    notices = []
    for row in waiting.order_by("pk"):
        if row.kind in kinds:
            told = row.key.removeprefix(f"{row.kind}:{row.subject_label}.{row.subject_id}:{person.pk}:")
            notices += [_copy(row, heir, due=told, at=at) for heir in concerned[kinds[row.kind].concerns]]
    return owe_many(notices)


def _copy(row: Notice, heir: User, *, due: str, at: datetime) -> NewNotice:
    return NewNotice(
        key=key(row.kind, label=row.subject_label, subject_id=row.subject_id, person_id=heir.pk, due=due),
        kind=row.kind,
        person_id=heir.pk,
        subject_label=row.subject_label,
        subject_id=row.subject_id,
        data=row.data,
        made_at=at,
        latest_at=row.latest_at,
        not_after=row.not_after,
    )


@transaction.atomic
def prefer(person: User, *, digest_hour: int, offered: Collection[str], refused: Collection[str], at: datetime) -> None:
    """Keep when a person wants the digest, and which of the kinds offered they do without; what waits is timed anew.

    What they did without, and is not offered today, stays so.
    """
    Rhythm.objects.update_or_create(person=person, defaults={"digest_hour": digest_hour})
    take_back(person, set(offered) - set(refused))
    refuse(person, refused, at=at)
    Notice.objects.unsent().filter(person=person).update(ripe_at=None)


def refuse(person: User, kinds: Collection[str], *, at: datetime) -> None:
    """A person does without kinds of messages; repeated, it changes nothing."""
    rows = [Refusal(person=person, kind=kind, made_at=at) for kind in sorted(kinds)]
    Refusal.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(person: User, kinds: Collection[str]) -> None:
    """A person wants kinds of messages again."""
    person.refusals.filter(kind__in=kinds).delete()
