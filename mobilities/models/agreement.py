"""The draft of an agreement, and the document it becomes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doallvet.signing.models import Document
from mobilities.models.mobility import Mobility


class Agreement(models.Model):
    """What is being agreed. `draft` holds a mapping block → field → value; issuing freezes it as a version.

    `block_versions` says in which version of the draft a block was last written. `proposed` are rows of the weekly
    programme that the host proposes; the sending coordinator takes them over or not. There is one of each kind, but of
    amendments: each is a document of its own.
    """

    mobility = models.ForeignKey(Mobility, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=40, default="LEARNING_AGREEMENT")
    draft = models.JSONField(default=dict)
    draft_version = models.PositiveIntegerField(default=1)
    block_versions = models.JSONField(default=dict)
    proposed = models.JSONField(default=list)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="agreement")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mobility", "kind"], condition=~Q(kind="LA_AMENDMENT"), name="agreement_kind_once"
            ),
            models.CheckConstraint(
                name="agreement_proposed_at_and_by_together",
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.mobility}"

    def version_of(self, block):
        """The version of the draft in which the block was last written."""
        return self.block_versions.get(block, 0)
