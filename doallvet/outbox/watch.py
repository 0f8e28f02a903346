"""What went out when, and which kinds have fallen silent, from the rows."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from doallvet.outbox import silence
from doallvet.outbox.choices import Pace
from doallvet.outbox.models import MailState, Notice, Tally
from doallvet.outbox.writers import KINDS

ALERT = "silence-alert"
DAY = timedelta(days=1)


def today_of(at: datetime) -> date:
    """Give the day by the portal's clock."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def sent_on(day: date) -> dict[str, int]:
    """Give how many lines of each kind were sent on a day."""
    begins, ends = (_begin(edge) for edge in (day, day + DAY))
    sent = Notice.objects.filter(mail__state=MailState.SENT, mail__sent_at__gte=begins, mail__sent_at__lt=ends)
    return dict(sent.order_by().values_list("kind").annotate(number=Count("pk")))


def history(*, today: date) -> dict[str, dict[date, int]]:
    """Give how many lines of each kind were sent on each day, as far back as is looked at; two queries."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    rows = Tally.objects.filter(day__gte=today - silence.KEPT_DAYS * DAY, day__lt=today, number__gt=0)
    for kind, day, number in rows.values_list("kind", "day", "number"):
        found[kind][day] = number
    for kind, sent in sent_on(today).items():
        found[kind][today] = sent
    return found


def silent(sent: dict[str, dict[date, int]], *, today: date) -> dict[str, date]:
    """Give the kinds that have fallen silent, with the day on which each was sent last."""
    known = {kind: days for kind, days in sent.items() if kind in KINDS and kind != ALERT}
    working = [name for name, kind in KINDS.items() if kind.pace is not Pace.AT_ONCE]
    return silence.silent(known, working=working, today=today)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone()).astimezone(UTC)
