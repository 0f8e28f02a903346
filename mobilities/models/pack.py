"""An audit pack that is made in the background."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mobilities.models.project import Project


class PackQuerySet(models.QuerySet):
    def unbuilt(self):
        return self.filter(file="")

    def made_before(self, at):
        return self.filter(asked_at__lt=at)


class AuditPack(models.Model):
    """The papers of a project as one file: asked for, in the making (`done` of `total` papers), or there."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="packs")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    built_at = models.DateTimeField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(file=""), name="audit_pack_one_in_the_making"),
        ]

    def __str__(self):
        return f"{self.project} {self.asked_at:%Y-%m-%d}"
