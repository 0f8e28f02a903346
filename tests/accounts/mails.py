"""Reads the messages that would be sent, as their recipients do."""

import re

from django.utils import timezone

from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail

LINK = re.compile(r"http://testserver(/l/[\w-]+/)")
CODE = re.compile(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", re.MULTILINE)


def last_mail(person):
    """Make the mails that are owed and give the newest one to a person."""
    compose(at=timezone.now())
    return Mail.objects.filter(person=person).order_by("pk").last()


def link_in(mail):
    return LINK.search(mail.text)[1]


def code_in(mail):
    return CODE.search(mail.text)[1]
