"""The evidence of a signature."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doallvet.signing.choices import Form, Way
from doallvet.signing.models.chain import Deed
from doallvet.signing.models.signatory import Signatory

LONGEST_NAME = 200


def told_by_provider(transaction):
    """Give what the digest of a signature holds besides, where a provider gave it a number."""
    return {"transaction": transaction} if transaction else {}


class Signature(models.Model):
    """What was signed, by whom, how and when; kept as it was given, and its digest in the chain.

    `person` signed; `deputises_for` is who was named, where a colleague signed in their place. `recorded_by`: who
    confirmed a signature that stands on paper. `scan`: its file, or the evidence of a provider, which knows it by
    `transaction`. `deed` is its row in the chain, the last that is written of it: without
    one it is no signature (proof). `salt` makes the digest say nothing to who guesses names.
    """

    signatory = models.OneToOneField(Signatory, on_delete=models.PROTECT, related_name="signature")
    content_hash = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deputises_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=LONGEST_NAME)
    role = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=254, blank=True)
    link_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5)
    consent = models.TextField()
    way = models.CharField(max_length=10, choices=Way.choices)
    form = models.CharField(max_length=10, choices=Form.choices)
    code_checked = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    scan = models.CharField(max_length=200, blank=True)
    scan_hash = models.CharField(max_length=64, blank=True)
    transaction = models.CharField(max_length=100, blank=True)
    salt = models.CharField(max_length=32)
    deed = models.OneToOneField(Deed, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signature_on_paper_is_recorded",
                condition=~Q(way="paper") | Q(recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="signature_scan_and_hash_together",
                condition=Q(scan="", scan_hash="") | (~Q(scan="") & ~Q(scan_hash="")),
            ),
        ]

    def __str__(self):
        return f"{self.typed_name}, {self.signatory_id}"
