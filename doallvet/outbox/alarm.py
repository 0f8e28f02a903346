"""Counts what went out, once a day, and tells the administrators of kinds that have fallen silent."""

from datetime import date, datetime

from doallvet.accounts.models import User
from doallvet.outbox import actions, silence, watch
from doallvet.outbox.models import Mail, Tally

DAYS_AT_ONCE = 30  # that one sweep counts: after an update the past is caught up with in a few


def gather(*, today: date, at: datetime) -> int:
    """Count the days before today that nobody has counted, the last first; gives how many days.

    A sweep may be told a later day than it is: a day that is not over is not counted.
    """
    today = min(today, watch.today_of(at))
    first = Mail.objects.order_by("pk").values_list("made_at", flat=True).first()
    if first is None:
        return 0
    begin = max(watch.today_of(first), today - silence.LEARNED_DAYS * watch.DAY)
    known = set(Tally.objects.filter(day__gte=begin, kind="").values_list("day", flat=True))
    days = [today - number * watch.DAY for number in range(1, (today - begin).days + 1)]
    missing = [day for day in days if day not in known][:DAYS_AT_ONCE]
    for day in missing:
        rows = [Tally(day=day, kind=kind, number=number) for kind, number in watch.sent_on(day).items()]
        Tally.objects.bulk_create([Tally(day=day, kind="", number=0), *rows], ignore_conflicts=True)
    return len(missing)


def warn(*, today: date, at: datetime) -> int:
    """Owe the administrators a line for each silence, once; gives how many lines are new."""
    last = watch.silent(watch.history(today=today), today=today)
    if not last:
        return 0
    rows = [row for row in Tally.objects.filter(kind__in=last, day__in=last.values()) if row.day == last[row.kind]]
    people = list(User.objects.filter(is_staff=True, is_active=True))
    return actions.owe_many(
        [actions.notice(watch.ALERT, person=person, subject=row, at=at) for row in rows for person in people]
    )
