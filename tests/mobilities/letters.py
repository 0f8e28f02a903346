"""Answers by mail as a provider posts them."""

import json

from django.test import Client
from django.urls import reverse

from doallvet.outbox import replies
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from tests.factories import NOW

ADDRESS, SECRET = reverse("inbound-replies"), "a long secret"
QUOTE = "\n\nAm 23.11.2026 um 10:00 schrieb doALLVET <no-reply@doallvet.example>:\n> ##- To answer\n> The train"


def letter(row, person, **said):
    """What a person answers to a comment."""
    return {
        "recipient": replies.address(person, row.pk),
        "from": f'"{person.last_name}, {person.first_name}" <{person.email}>',
        "subject": "Re: Ana wrote to you",
        "text": f"Gut, um zehn.{QUOTE}",
        "message_id": "<1@mail.example>",
    } | said


def post(said, secret=SECRET, **extra):
    body = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
    headers = {"Authorization": f"Bearer {secret}"}
    return (
        Client(enforce_csrf_checks=True).post(ADDRESS, body, "application/json", headers=headers, **extra).status_code
    )


def returned(person):
    """What a person is told of answers that were not kept."""
    compose(at=NOW)
    return [mail.text for mail in Mail.objects.filter(person=person, notices__kind="reply-returned")]
