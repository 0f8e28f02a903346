"""People whom mail does not reach, in tests."""

from django.urls import reverse

from doallvet.history.models import Event
from doallvet.outbox import undeliverable
from doallvet.outbox.choices import Source
from tests.factories import NOW


def kill(person, reason="550 no such user"):
    undeliverable.mark(person.email, source=Source.SMTP, reason=reason, at=NOW)


def address(stay, person, act=""):
    return reverse(f"mobilities:reach{act}", args=[stay.mobility.pk, person.pk])


def verbs(stay):
    return [event.verb for event in Event.objects.about(stay.mobility)][: -len(["planned"])]
