"""The memorandum of a partnership."""

from django.db import models

from centres.models.centre import Centre
from centres.models.partnership import Partnership
from doallvet.signing.models import Document


class Memorandum(models.Model):
    """The draft of what two centres agree, and the document it becomes: `draft` holds field → value.

    `sending` is the one of the two that sends; it stays once the memorandum was issued.
    """

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="paper")
    sending = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    draft = models.JSONField(default=dict)
    draft_version = models.PositiveIntegerField(default=1)
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="memorandum")

    class Meta:
        verbose_name_plural = "memoranda"

    def __str__(self):
        return f"{self.partnership}"

    @property
    def hosting(self):
        partnership = self.partnership
        return partnership.to if self.sending_id == partnership.centre_id else partnership.centre
