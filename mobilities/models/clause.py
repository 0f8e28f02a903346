"""The clauses that a centre adds to a kind of paper, version by version."""

from django.conf import settings
from django.db import models

from centres.models import Centre


class ClauseBookQuerySet(models.QuerySet):
    def of(self, centre, kind):
        """The versions of a centre's clauses for a kind of paper, the newest first."""
        return self.filter(centre=centre, kind=kind).select_related("published_by").order_by("-number")

    def newest_of(self, centre):
        """The version of each kind of paper that holds for what the centre issues from now on."""
        later = ClauseBook.objects.filter(
            centre=models.OuterRef("centre"), kind=models.OuterRef("kind"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later), centre=centre).select_related("published_by")


class ClauseBook(models.Model):
    """One published version of the clauses of a kind of paper; it never changes. `clauses`: see `rules.clauses`."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="clause_books")
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    clauses = models.JSONField()
    note = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ClauseBookQuerySet.as_manager()

    class Meta:
        ordering = ["centre", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "kind", "number"], name="clause_book_version_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"
