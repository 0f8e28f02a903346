"""Sends the mails that are due. What is sent is marked at once, one by one: SMTP can be "at least once" only,
and so the window is one message.

A worker takes a few mails under a lease and commits it before the mail server is asked; a lease that ran out (the
worker was killed) is taken up by the next one. Nothing here runs inside a transaction.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from doallvet.outbox import actions, compose
from doallvet.outbox.models import Mail, MailState, Notice
from doallvet.outbox.words import one_line

BATCH = 20
LEASE = timedelta(minutes=3)  # longer than one message can take: six steps of EMAIL_TIMEOUT
FRESH = timedelta(minutes=5)
GAPS = [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720, 1440)]  # eight tries in two days
SECRET = re.compile(r"(/l/)[\w-]+")

log = structlog.get_logger(__name__)


def deliver(*, clock: Callable[[], datetime] = timezone.now, minutes: int | None = None) -> dict[str, int]:
    """Make mails from what is owed and send those that are due, for so many minutes at most.

    Gives how many were sent, how many tries failed, and how many messages are left waiting. When the mail server
    cannot be reached nothing is counted as a try: the mails wait for the next run.
    """
    stop_at = clock() + timedelta(minutes=minutes) if minutes else None
    compose.compose(at=clock())
    tally = Counter(sent=0, failed=0)
    server = get_connection(settings.DELIVERY_BACKEND)
    while (stop_at is None or clock() < stop_at) and Mail.objects.due(clock()).exists() and _opened(server):
        try:
            tried = Counter(_send_some(server, clock))
        finally:
            _close(server)
        tally += tried
        if not tried:
            break
    actions.pulse("deliver", at=clock())
    left = Mail.objects.waiting().count() + Notice.objects.sendable().count()
    return {"sent": tally["sent"], "failed": tally["failed"], "left": left}


def _send_some(server: BaseEmailBackend, clock: Callable[[], datetime]) -> Iterator[str]:
    mails = _claim(at=clock())
    for mail in mails:
        if not _opened(server):
            return _give_back(mails)
        yield _send(mail, server, clock)
    return None


def _opened(server: BaseEmailBackend) -> bool:
    try:
        server.open()
    except OSError as error:
        log.warning("mail_server_away", reason=type(error).__name__)
        return False
    return True


def _close(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()


@transaction.atomic
def _claim(*, at: datetime) -> list[Mail]:
    """Take some mails under a lease that no other worker takes: locked rows on PostgreSQL, one writer on SQLite."""
    due = Mail.objects.due(at).order_by("next_try_at", "pk").select_for_update(skip_locked=True, of=("self",))
    said = Exists(Notice.objects.filter(mail=OuterRef("pk")))
    mails = list(due.select_related("person").annotate(has_notices=said)[:BATCH])
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(lease_until=at + LEASE)
    for mail in mails:
        mail.lease_until = at + LEASE
    return mails


def _give_back(mails: list[Mail]) -> None:
    ids = [mail.pk for mail in mails]
    Mail.objects.waiting().filter(pk__in=ids, lease_until=mails[-1].lease_until).update(lease_until=None)


def _send(mail: Mail, server: BaseEmailBackend, clock: Callable[[], datetime]) -> str:
    """Try one mail; gives what became of it: sent, failed, dropped or taken (by another worker)."""
    at = clock()
    if not _begin(mail, at=at):
        return "taken"
    try:
        if mail.attempts > 1 or mail.made_at < at - FRESH:
            compose.refresh(mail, at=at)
        if mail.not_after and mail.not_after <= at:
            compose.drop(mail)
        if mail.state == MailState.DROPPED:
            return "dropped"
        server.send_messages([message(mail)])
    except (OSError, ValueError, compose.Unwritten) as error:
        log.warning("mail_failed", mail=mail.pk, attempt=mail.attempts, reason=type(error).__name__)
        _close(server)  # after an error the server may expect anything
        _failed(mail, error, at=clock())
        return "failed"
    _end(mail, MailState.SENT, sent_at=clock(), error="")
    return "sent"


def _begin(mail: Mail, *, at: datetime) -> bool:
    """Count a try of a mail that is still ours; false when the lease ran out and another worker has it."""
    ours = Mail.objects.waiting().filter(pk=mail.pk, lease_until=mail.lease_until)
    mail.lease_until = at + LEASE
    mail.attempts += 1
    return bool(ours.update(lease_until=mail.lease_until, attempts=F("attempts") + 1))


def message(mail: Mail) -> EmailMultiAlternatives:
    """Make what goes to the mail server: one recipient, the Message-ID of every try."""
    name = Truncator(one_line(str(mail.person))).chars(60)
    made = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=mail.text,
        to=[formataddr((name, mail.address))],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    return made


def _failed(mail: Mail, error: Exception, *, at: datetime) -> None:
    said = one_line(str(error))[:500]
    if is_final(error) or mail.attempts > len(GAPS):
        _end(mail, MailState.DEAD, error=said)
        return
    later = at + GAPS[mail.attempts - 1]
    ours = Mail.objects.waiting().filter(pk=mail.pk, lease_until=mail.lease_until)
    ours.update(lease_until=None, next_try_at=later, error=said)


def is_final(error: Exception) -> bool:
    """Trying again is no use: the server refused this recipient or this message for good, or it cannot be written.

    A refused sender or a refused login is the instance's fault, not the message's: it is tried again.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _end(mail: Mail, state: MailState, **fields) -> None:
    """Close a mail. Outside the demo no personal link stays readable in it, and no code to sign in."""
    if not settings.DEMO:
        fields |= {"text": SECRET.sub(r"\1…", mail.text) if mail.has_notices else "", "html": ""}
    Mail.objects.waiting().filter(pk=mail.pk).update(state=state, lease_until=None, **fields)
