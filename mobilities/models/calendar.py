"""The private address of a person's calendar."""

from django.conf import settings
from django.core import signing
from django.db import models

SIGNER = signing.Signer(salt="calendar", sep=".")


class CalendarAddressQuerySet(models.QuerySet):
    def token(self, person):
        """What stands in the address of a person's calendar: signed, so that nothing secret is kept."""
        number = self.filter(person=person).values_list("number", flat=True).first() or 0
        return SIGNER.sign_object([person.pk, number])

    def person_of(self, token):
        """Give the id of whose calendar it is; None for a token that we did not make, or that was replaced."""
        try:
            pk, number = SIGNER.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        now = self.filter(person=pk).values_list("number", flat=True).first() or 0
        return pk if number == now else None


class CalendarAddress(models.Model):
    """How often a person asked for another address; without a row never."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="calendar_address"
    )
    number = models.PositiveIntegerField(default=0)

    objects = CalendarAddressQuerySet.as_manager()

    def __str__(self):
        return str(self.number)
