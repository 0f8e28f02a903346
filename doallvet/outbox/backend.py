"""The mails of other parts of Django (codes to sign in) go the way of all messages: kept, then sent by a worker."""

from collections.abc import Sequence
from email.utils import parseaddr, parsedate_to_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.outbox.compose import new_message_id
from doallvet.outbox.models import Mail
from doallvet.outbox.words import SUBJECT_LENGTH, one_line


class OutboxBackend(BaseEmailBackend):
    """Keeps a mail for each recipient. A message with files, or for somebody unknown, goes straight on."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        return sum(self._keep(message) or self._pass_on(message) for message in messages)

    @transaction.atomic
    def _keep(self, message: EmailMessage) -> int:
        addresses = {parseaddr(recipient)[1].lower() for recipient in message.recipients()}
        people = User.objects.filter(email__in=addresses)
        if message.attachments or len(people) < len(addresses):
            return 0
        Mail.objects.bulk_create(_mail(message, person) for person in people)
        queue("outbox.deliver")
        return 1

    def _pass_on(self, message: EmailMessage) -> int:
        return get_connection(settings.DELIVERY_BACKEND, fail_silently=self.fail_silently).send_messages([message]) or 0


def _mail(message: EmailMessage, person: User) -> Mail:
    now, ends = timezone.now(), message.extra_headers.get("Expires")
    html = [text for text, kind in getattr(message, "alternatives", []) if kind == "text/html"]
    return Mail(
        person=person,
        address=person.email,
        language=person.language,
        subject=one_line(message.subject)[:SUBJECT_LENGTH],
        text=message.body,
        html="".join(html[:1]),
        message_id=new_message_id(),
        made_at=now,
        next_try_at=now,
        not_after=parsedate_to_datetime(ends) if ends else None,
    )
