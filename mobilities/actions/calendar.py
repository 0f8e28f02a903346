"""Gives a person another address of their calendar."""

from django.db import transaction
from django.db.models import F

from doallvet.accounts.models import User
from mobilities.models import CalendarAddress


@transaction.atomic
def renew(person: User) -> None:
    """Let the address that a person gave away end; programs that know it learn nothing from then on."""
    CalendarAddress.objects.get_or_create(person=person)
    CalendarAddress.objects.filter(person=person).update(number=F("number") + 1)
