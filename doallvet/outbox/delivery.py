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

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from doallvet.outbox import actions, compose, refusals, undeliverable
from doallvet.outbox.addresses import as_sent, last_said
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress, Mail, MailState, Notice
from doallvet.outbox.words import one_line
from doallvet.outbox.writers import KINDS

BATCH = 20
LEASE = timedelta(minutes=3)  # longer than one message can take: six steps of EMAIL_TIMEOUT
FRESH = timedelta(minutes=5)
GAPS = [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720, 1440)]  # eight tries in two days
SECRET = re.compile(r"(/l/|/unsubscribe/)[\w:-]+")

log = structlog.get_logger(__name__)


def deliver(*, clock: Callable[[], datetime] = timezone.now, minutes: int | None = None) -> dict[str, int]:
    """Do what `send` does; gives how many were sent, how many tries failed, how many are left whose time has come."""
    tally = send(clock=clock, minutes=minutes)
    left = Mail.objects.waiting().count() + Notice.objects.sendable().due(clock()).count()
    return {"sent": tally["sent"], "failed": tally["failed"], "left": left}


def send(*, clock: Callable[[], datetime] = timezone.now, minutes: int | None = None) -> Counter[str]:
    """Make mails from what is owed and send those that are due, for so many minutes at most.

    Gives how many were sent, and how many tries failed. When the mail server cannot be reached nothing is counted as
    a try: the mails wait for the next run.
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
    return tally


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
    due = Mail.objects.due(at).in_turn().select_for_update(skip_locked=True, of=("self",))
    secret = [kind.name for kind in KINDS.values() if kind.secret]
    notices = Notice.objects.filter(mail=OuterRef("pk"))
    said = Exists(notices) & ~Exists(notices.filter(kind__in=secret))
    dead = DeadAddress.objects.holding().filter(address=OuterRef("address"))
    held = Exists(dead.exclude(source=Source.COMPLAINT)) | (Exists(dead) & Exists(notices))  # codes to sign in go on
    mails = list(due.select_related("person").annotate(keeps_words=said, is_dead=held)[:BATCH])
    for mail in mails:
        if mail.is_dead:  # made while the address was being marked
            undeliverable.take_back(Mail.objects.filter(pk=mail.pk), reason=last_said(mail.address))
    mails = [mail for mail in mails if not mail.is_dead]
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
        if mail.state != MailState.WAITING:
            return "dropped"
        server.send_messages([message(mail)])
    except compose.ENDS:
        raise
    except Exception as error:  # noqa: BLE001 (one message's fault must not hold up the others)
        known = isinstance(error, (*refusals.ERRORS, compose.Unwritten))
        tell = log.warning if known else log.exception
        tell("mail_failed", mail=mail.pk, attempt=mail.attempts, reason=type(error).__name__)
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
    """Make what goes to the mail server: one recipient, the Message-ID of every try.

    A mail that one may do without says how in one click (RFC 8058).
    """
    name = Truncator(one_line(str(mail.person))).chars(60)
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    made = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=mail.text,
        to=[formataddr((name, as_sent(mail.address)))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    return made


def _failed(mail: Mail, error: Exception, *, at: datetime) -> None:
    """Try again later, or give up: the address, where the fault is with it, else the mail (undeliverable.owe_again)."""
    in_vain = mail.attempts > len(GAPS)
    if refused := refusals.of_recipient(error, in_vain=in_vain):
        undeliverable.mark(mail.address, source=Source.SMTP, reason=refused, at=at)
        return
    said = one_line(str(error))[:500]
    if in_vain or refusals.is_final(error):
        _end(mail, MailState.DEAD, error=said, digest_on=None, next_try_at=at)
        return
    later = at + GAPS[mail.attempts - 1]
    ours = Mail.objects.waiting().filter(pk=mail.pk, lease_until=mail.lease_until)
    ours.update(lease_until=None, next_try_at=later, error=said)


def _end(mail: Mail, state: MailState, **fields) -> None:
    """Close a mail. Outside the demo no personal link stays readable in it, and no code to sign in or with."""
    if not settings.DEMO:
        text = SECRET.sub(r"\1…", mail.text) if mail.keeps_words else ""
        fields |= {"text": text, "html": "", "unsubscribe": "", "reply_to": ""}
    Mail.objects.waiting().filter(pk=mail.pk).update(state=state, lease_until=None, **fields)
