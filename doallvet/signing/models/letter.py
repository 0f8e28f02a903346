"""The code of a letter."""

from django.conf import settings
from django.db import models

from doallvet.signing.models.signatory import Signatory


class LetterCodeQuerySet(models.QuerySet):
    def live(self, now):
        return self.filter(ended_at=None, ends_at__gt=now)


class LetterCode(models.Model):
    """Opens one place to sign for one person, as long as it is not signed; only the hash of the code is kept."""

    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LetterCodeQuerySet.as_manager()

    def __str__(self):
        return f"{self.person} {self.signatory_id}"
