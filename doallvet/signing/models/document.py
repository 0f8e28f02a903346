"""A document and its frozen versions."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from doallvet.signing.models.certificate import Certificate

BUILT_WITHIN = timedelta(hours=1)  # a file takes seconds, and each sweep asks for it again


class Document(models.Model):
    """A paper that parties sign; what it says stands in its versions. An amendment `changes` another document."""

    number = models.CharField(_("document number"), max_length=20, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="changed_by")

    def __str__(self):
        return self.number


class VersionQuerySet(models.QuerySet):
    def without_file(self):
        return self.filter(file="")

    def newest(self):
        return self.filter(replaced_at=None)

    def to_seal(self):
        """Signed by all and not sealed yet; the file that was signed is there."""
        return self.filter(completed_at__isnull=False, sealed_file="").exclude(file="")

    def sealing_late(self, now):
        """Those that should be sealed by now: sealing fails."""
        return self.to_seal().filter(completed_at__lt=now - BUILT_WITHIN)

    def late(self, now):
        """Those whose file should be there by now: building it fails."""
        return self.without_file().filter(issued_at__lt=now - BUILT_WITHIN)


class Version(models.Model):
    """What a document says, frozen: `content_hash` is over the canonical JSON of data and template version.

    `file` is the issued PDF, rendered once; `sealed_file` the second rendering of the same data with the evidence of
    all signatures, made once when the last one is in and sealed `sealed_with` a certificate; without one where the
    instance seals nothing. A newer version replaces this one.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    data = models.JSONField()
    language = models.CharField(max_length=5)
    template = models.CharField(max_length=60)
    template_version = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    sealed_file = models.CharField(max_length=200, blank=True)
    sealed_hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_with = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        indexes = [
            models.Index(fields=["file_hash"], name="version_file_hash"),
            models.Index(fields=["sealed_hash"], name="version_sealed_hash"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.CheckConstraint(
                name="version_file_and_hash_together",
                condition=models.Q(file="", file_hash="", built_at=None)
                | (~models.Q(file="") & ~models.Q(file_hash="") & models.Q(built_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="version_sealed_file_and_hash_together",
                condition=models.Q(sealed_file="", sealed_hash="", sealed_at=None)
                | (~models.Q(sealed_file="") & ~models.Q(sealed_hash="") & models.Q(sealed_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(replaced_at=None), name="version_newest_once"
            ),
        ]

    def __str__(self):
        return f"{self.document} v{self.number}"

    def is_late(self, now):
        """Its file should be there by now."""
        return not self.file and self.issued_at < now - BUILT_WITHIN

    def is_sealing_late(self, now):
        """It should be sealed by now."""
        return self.completed_at is not None and not self.sealed_file and self.completed_at < now - BUILT_WITHIN
