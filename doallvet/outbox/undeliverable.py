"""Marks addresses that mail does not reach, and lets them be tried again.

What did not arrive is owed again. It is read in the portal meanwhile, and goes out when the address is tried again or
the person has another one, if it is still owed then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.history import actions as history
from doallvet.outbox.addresses import as_read
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress, Mail, MailQuerySet, MailState, Notice
from doallvet.outbox.words import one_line

DAYS = 5  # within which a mail server gives up and says so
LONGEST = 500  # of what was said

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What is reported of an address or a message: that it came back for good, or that it was not wanted.

    One of `address` (in small letters) and `message_id` may be "". `at`: when it happened, where the report says so.
    """

    source: Source
    address: str = ""
    message_id: str = ""
    reason: str = ""
    at: datetime | None = None


@transaction.atomic
def mark(address: str, *, source: Source, reason: str, at: datetime) -> bool:
    """Send nothing more to an address; false when that was so already. What waits to go there is owed again.

    Codes to sign in, which carry no notice, still go where mail was reported as unwanted: the mailbox works. What comes
    back from there all the same marks the address anew.
    """
    known = {"since": at, "source": source, "reason": one_line(reason)[:LONGEST]}
    row, new = DeadAddress.objects.get_or_create(address=address.lower(), lifted_at=None, defaults=known)
    if row.source == Source.COMPLAINT and source is not Source.COMPLAINT:
        vars(row).update(known)
        row.save(update_fields=known)
        new = True
    waiting = Mail.objects.waiting().filter(address=row.address)
    take_back(waiting.carrying() if row.source == Source.COMPLAINT else waiting, reason=row.reason)
    if not new:
        return False
    people = User.objects.with_any_address(row.address)
    Notice.objects.unsent().filter(person__in=people).update(ripe_at=None)  # asked anew when an address works
    for person in people.order_by("pk"):
        history.record(person, "address_dead", by=None, at=at, after=row.address, note=row.reason)
    log.info("address_dead", source=str(source))
    return True


@transaction.atomic
def report(bounce: Bounce, *, at: datetime) -> bool:
    """Take a report; true when it said something new. Reports of addresses that nobody has change nothing.

    What came back is owed again, also where the address was marked or tried again meanwhile; what was reported as
    unwanted is not: it arrived. A report that comes once more, or is older than the last "try this address again",
    marks nothing.
    """
    mail = _mail(bounce.message_id)
    address = _of_somebody(mail.address if mail else bounce.address)
    if not address:
        return False
    new = not _is_past(bounce, mail, _last(address)) and mark(
        address, source=bounce.source, reason=bounce.reason, at=at
    )
    if bounce.source is not Source.BOUNCE:
        return new
    came_back = Mail.objects.filter(pk=mail.pk, state=MailState.SENT) if mail else _sent_to(address, at=at)
    returned = take_back(came_back, reason=bounce.reason)
    return new or bool(returned)


@transaction.atomic
def try_again(address: str, *, by: User | None, at: datetime) -> bool:
    """Let mail go to an address again; false when it was not held back."""
    held = DeadAddress.objects.holding().filter(address=address.lower())
    if not held.update(lifted_at=at, lifted_by=by):
        return False
    queue("outbox.deliver")
    return True


@transaction.atomic
def owe_again(*, since: datetime) -> int:
    """Owe again what messages said that were given up since then; gives how many messages.

    The mail server did not take them, for a reason that is not with the address: a setting, a list, a filter. Of a
    message that was given up `next_try_at` says since when it is.
    """
    given_up = Mail.objects.filter(state=MailState.DEAD, next_try_at__gte=since).carrying()
    ids = list(given_up.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Notice.objects.filter(mail__in=ids).update(mail=None, ripe_at=None)
    queue("outbox.deliver")
    return len(ids)


def take_back(mails: MailQuerySet, *, reason: str) -> int:
    """Give up mails that did not arrive, and owe again what they said; gives how many."""
    ids = list(mails.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if ids:
        Notice.objects.filter(mail__in=ids).update(mail=None, ripe_at=None)
        gone = dict.fromkeys(("text", "html", "unsubscribe", "reply_to"), "")
        gone |= {"lease_until": None, "digest_on": None, "sent_at": None}
        Mail.objects.filter(pk__in=ids).update(state=MailState.DEAD, error=one_line(reason)[:LONGEST], **gone)
    return len(ids)


def _mail(message_id: str) -> Mail | None:
    """Give the mail with a Message-ID of ours; what a provider calls a message by itself says nothing to us."""
    return Mail.objects.filter(message_id=f"<{message_id.strip(' <>')}>").first()


def _of_somebody(address: str) -> str:
    """Give an address as its person has it: a report may write the domain as it travels. "" where nobody has it."""
    ways = (address, as_read(address)) if address else ()
    return next((way for way in ways if User.objects.with_any_address(way).exists()), "")


def _last(address: str) -> DeadAddress | None:
    return DeadAddress.objects.filter(address=address).order_by("-since").first()


def _sent_to(address: str, *, at: datetime) -> MailQuerySet:
    """What went to an address in the last days, until it was marked: what goes there later was tried anew."""
    last = _last(address)
    if last is None:
        return Mail.objects.none()
    people = User.objects.with_any_address(address)
    mails = Mail.objects.filter(person__in=people, address=address, made_at__gte=at - timedelta(days=DAYS))
    return mails.filter(state=MailState.SENT, sent_at__lte=last.since)


def _is_past(bounce: Bounce, mail: Mail | None, last: DeadAddress | None) -> bool:
    """Whether the address was tried again since what is reported happened."""
    if last is None or last.lifted_at is None:
        return False
    if mail:
        return mail.state == MailState.DEAD or (mail.sent_at or mail.made_at) < last.lifted_at
    return bounce.at is not None and bounce.at <= last.lifted_at
