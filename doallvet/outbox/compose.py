"""Makes mails from the notices whose time has come. Some kinds go out alone; the others share the day's digest."""

from collections import defaultdict
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from doallvet.accounts.models import User
from doallvet.outbox import hours, undeliverable, words
from doallvet.outbox.addresses import addresses, last_said
from doallvet.outbox.choices import Pace
from doallvet.outbox.clocks import clocks
from doallvet.outbox.hours import Clock
from doallvet.outbox.models import Mail, MailState, Notice
from doallvet.outbox.writers import KINDS, Line

PEOPLE = 100
AWAY = (InterfaceError, OperationalError)  # the database: nobody's fault, and the next run's work
ENDS = (*AWAY, SoftTimeLimitExceeded)  # of a run: it goes no further

log = structlog.get_logger(__name__)


class Unwritten(Exception):
    """The words of a mail cannot be made now, because a writer failed."""


def compose(*, at: datetime) -> int:
    """Say when each unsent notice may go out, and make mails of those that may; gives how many mails were made.

    Several workers may do this at once: a person is locked meanwhile, so that what waits for one is not torn apart.
    """
    made, after = 0, 0
    while people := _people(after, at=at):
        made += _fenced(people, at=at)
        after = people[-1]
    return made


def _people(after: int, *, at: datetime) -> list[int]:
    waiting = Notice.objects.sendable().due(at).filter(person_id__gt=after).order_by("person_id")
    return list(waiting.values_list("person_id", flat=True).distinct()[:PEOPLE])


def _fenced(people: list[int], *, at: datetime) -> int:
    """Make the mails of some people; where that fails each for themselves: a fault holds up its person alone."""
    try:
        return _compose(people, at=at)
    except ENDS:
        raise
    except Exception:  # noqa: BLE001 (one person's fault must not hold up the messages of the others)
        log.exception("compose_failed", people=len(people))
    if len(people) > 1:
        return sum(_fenced([person], at=at) for person in people)
    untimed = Notice.objects.unsent().due(at).filter(person_id__in=people, ripe_at=None)
    untimed.update(ripe_at=at)  # from now on it is seen that they wait (outbox.health)
    return 0


@transaction.atomic
def _compose(people: list[int], *, at: datetime) -> int:
    # no_key: notices and mails may still be written for a locked person
    free = (
        User.objects.filter(pk__in=people).order_by("pk").select_for_update(skip_locked=True, no_key=True, of=("self",))
    )
    reached = addresses(free)
    persons = {person.pk: person for person in free if reached[person.pk]}
    notices = list(Notice.objects.unsent().due(at).filter(person_id__in=persons).order_by("pk"))
    for notice in notices:
        notice.person = persons[notice.person_id]
    clock_of = clocks(persons.values(), at=at)
    notices = _ripe(notices, clock_of, at=at)
    lines = words.lines(notices, clock_of, at=at)
    _forget(lines, at=at)
    bundles = _bundles([(notice, lines[notice.pk]) for notice in notices if lines.get(notice.pk)])
    mails = Mail.objects.bulk_create(
        _mail(bundle, clock_of[(pk := bundle[0][0].person_id)], to=reached[pk], at=at) for bundle in bundles
    )
    for mail, bundle in zip(mails, bundles, strict=True):
        for notice, _ in bundle:
            notice.mail = mail
    Notice.objects.bulk_update([notice for bundle in bundles for notice, _ in bundle], ["mail"], batch_size=500)
    return len(mails)


def _ripe(notices: list[Notice], clock_of: dict[int, Clock], *, at: datetime) -> list[Notice]:
    """Keep for each notice when it may go out; gives those that may now.

    What was ripe is asked again: a worker may have been away until the evening, the digest of the day may have gone
    out meanwhile. Whoever tries the demo does not wait: there everything goes out, and the inbox says when it would.
    """
    timed = defaultdict(list)
    for notice in notices:
        said = {"made": notice.made_at, "now": at, "latest": notice.latest_at}
        timed[hours.ripe(_pace(notice), clock_of[notice.person_id], **said)].append(notice)
    for ripe_at, rows in timed.items():
        new = [row.pk for row in rows if ripe_at > at or row.ripe_at is None]  # how long something waits stays known
        Notice.objects.filter(pk__in=new).update(ripe_at=ripe_at)
    return [notice for ripe_at, rows in timed.items() if ripe_at <= at or settings.DEMO for notice in rows]


def _pace(notice: Notice) -> Pace:
    """That of its kind; a kind that nobody knows is looked at again at once, and found to have no writer."""
    return KINDS[notice.kind].pace if notice.kind in KINDS else Pace.AT_ONCE


def _bundles(said: list[tuple[Notice, Line]]) -> list[list[tuple[Notice, Line]]]:
    """Put together what goes out together."""
    shared = defaultdict(list)
    for notice, line in said:
        shares = _pace(notice) is Pace.DIGEST
        shared[None if shares else notice.pk, notice.person_id].append((notice, line))
    return list(shared.values())


def _mail(bundle: list[tuple[Notice, Line]], clock: Clock, *, to: str, at: datetime) -> Mail:
    person = bundle[0][0].person
    ends = [notice.not_after for notice, _ in bundle]
    return Mail(
        person=person,
        message_id=new_message_id(),
        made_at=at,
        next_try_at=at,
        not_after=None if None in ends else max(ends),
        digest_on=clock.day(at) if _is_digest(bundle, clock, at=at) else None,
        address=to,
        **words.message(person, [line for _, line in bundle], [notice.kind for notice, _ in bundle]),
    )


def _is_digest(bundle: list[tuple[Notice, Line]], clock: Clock, *, at: datetime) -> bool:
    """Whether a mail is the digest of the day: not where all its lines are there because they cannot wait for it."""
    return any(
        _pace(notice) is Pace.DIGEST and hours.ripe(Pace.DIGEST, clock, made=notice.made_at, now=at) <= at
        for notice, _ in bundle
    )


def new_message_id() -> str:
    """Make the Message-ID that a mail keeps for all its tries."""
    return f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>"


@transaction.atomic
def refresh(mail: Mail, *, at: datetime) -> None:
    """Write a mail anew before it is tried again: what is still owed, to the address the person has now.

    Changes `mail` in place; it is dropped when nothing is left to say or nobody to say it to. Raises Unwritten.
    """
    if not (mail.person.is_active and mail.person.email):
        return drop(mail)
    notices = list(mail.notices.select_related("person").order_by("pk"))
    if not notices:
        return None
    owed = [notice for notice in notices if not notice.dropped_at]
    lines = words.lines(owed, at=at)
    if len(lines) < len(owed):
        raise Unwritten
    _forget(lines, at=at)
    said = {notice: line for notice in owed if (line := lines[notice.pk])}
    if not said:
        return drop(mail)
    address = addresses([mail.person])[mail.person_id]
    if not address:
        return hold(mail)
    fields = words.message(mail.person, list(said.values()), [notice.kind for notice in said]) | {"address": address}
    Mail.objects.filter(pk=mail.pk).update(**fields)
    vars(mail).update(fields)
    return None


def drop(mail: Mail) -> None:
    """Give up a mail that is owed no more; outside the demo its links and codes go with its words."""
    mail.state = MailState.DROPPED
    gone = {} if settings.DEMO else dict.fromkeys(("text", "html", "unsubscribe", "reply_to"), "")
    Mail.objects.waiting().filter(pk=mail.pk).update(state=mail.state, lease_until=None, **gone)


def hold(mail: Mail) -> None:
    """Give up a mail whose person cannot be written to any more; what it says stays owed."""
    mail.state = MailState.DEAD
    undeliverable.take_back(Mail.objects.waiting().filter(pk=mail.pk), reason=last_said(mail.person.email))


def _forget(lines: dict[int, Line | None], *, at: datetime) -> None:
    gone = [pk for pk, line in lines.items() if line is None]
    Notice.objects.filter(pk__in=gone).update(dropped_at=at)
