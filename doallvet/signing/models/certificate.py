"""The certificates this instance has sealed with."""

from django.db import models


class Certificate(models.Model):
    """What the seals of a time are checked with, as PEM: nothing secret, and kept when the key is renewed."""

    pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    first_used_at = models.DateTimeField()

    def __str__(self):
        return self.fingerprint
