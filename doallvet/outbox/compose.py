"""Makes mails from notices. Urgent ones go out alone; the others that wait for a person share one mail."""

from collections import defaultdict
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from doallvet.accounts.models import User
from doallvet.outbox import words
from doallvet.outbox.models import Mail, MailState, Notice
from doallvet.outbox.writers import Line

PEOPLE = 100


class Unwritten(Exception):
    """The words of a mail cannot be made now, because a writer failed."""


def compose(*, at: datetime) -> int:
    """Turn the unsent notices into mails, some people at a time; gives how many mails were made.

    Several workers may do this at once: a person is locked meanwhile, so that what waits for one is not torn apart.
    """
    made, after = 0, 0
    while people := _people(after):
        made += _compose(people, at=at)
        after = people[-1]
    return made


def _people(after: int) -> list[int]:
    waiting = Notice.objects.sendable().filter(person_id__gt=after).order_by("person_id")
    return list(waiting.values_list("person_id", flat=True).distinct()[:PEOPLE])


@transaction.atomic
def _compose(people: list[int], *, at: datetime) -> int:
    # no_key: notices and mails may still be written for a locked person
    free = (
        User.objects.filter(pk__in=people).order_by("pk").select_for_update(skip_locked=True, no_key=True, of=("self",))
    )
    persons = {person.pk: person for person in free}
    notices = list(Notice.objects.unsent().filter(person_id__in=persons).order_by("pk"))
    for notice in notices:
        notice.person = persons[notice.person_id]
    lines = words.lines(notices, at=at)
    _forget(lines, at=at)
    bundles = _bundles([(notice, lines[notice.pk]) for notice in notices if lines.get(notice.pk)])
    mails = Mail.objects.bulk_create(_mail(bundle, at=at) for bundle in bundles)
    for mail, bundle in zip(mails, bundles, strict=True):
        for notice, _ in bundle:
            notice.mail = mail
    Notice.objects.bulk_update([notice for bundle in bundles for notice, _ in bundle], ["mail"], batch_size=500)
    return len(mails)


def _bundles(said: list[tuple[Notice, Line]]) -> list[list[tuple[Notice, Line]]]:
    """Put together what goes out together. Digests, quiet hours and preferences belong here."""
    shared = defaultdict(list)
    for notice, line in said:
        shared[notice.pk if line.urgent else None, notice.person_id].append((notice, line))
    return list(shared.values())


def _mail(bundle: list[tuple[Notice, Line]], *, at: datetime) -> Mail:
    person = bundle[0][0].person
    ends = [notice.not_after for notice, _ in bundle]
    return Mail(
        person=person,
        message_id=new_message_id(),
        made_at=at,
        next_try_at=at,
        not_after=None if None in ends else max(ends),
        **words.message(person, [line for _, line in bundle]),
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
    said = [lines[notice.pk] for notice in owed if lines[notice.pk]]
    if not said:
        return drop(mail)
    fields = words.message(mail.person, said)
    Mail.objects.filter(pk=mail.pk).update(**fields)
    vars(mail).update(fields)
    return None


def drop(mail: Mail) -> None:
    """Give up a mail that is owed no more."""
    mail.state = MailState.DROPPED
    Mail.objects.waiting().filter(pk=mail.pk).update(state=mail.state, lease_until=None)


def _forget(lines: dict[int, Line | None], *, at: datetime) -> None:
    gone = [pk for pk, line in lines.items() if line is None]
    Notice.objects.filter(pk__in=gone).update(dropped_at=at)
