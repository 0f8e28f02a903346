"""The words in which a centre sends a message, version by version."""

from django.conf import settings
from django.db import models

from centres.models import Centre


class WordingQuerySet(models.QuerySet):
    def of(self, centre, message, language):
        """The versions of a centre's words for a message in a language, the newest first."""
        found = self.filter(centre=centre, message=message, language=language)
        return found.select_related("published_by").order_by("-number")

    def newest(self):
        """The version of each that holds for messages made from now on."""
        same = {name: models.OuterRef(name) for name in ("centre", "message", "language")}
        later = Wording.objects.filter(**same, number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class Wording(models.Model):
    """One published version; it never changes. Without words those that come with the portal hold again."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="wordings")
    message = models.SlugField(max_length=40)
    language = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "message", "language", "number"], name="wording_version_once"),
            models.CheckConstraint(
                name="wording_subject_and_text_together",
                condition=models.Q(subject="", text="") | (~models.Q(subject="") & ~models.Q(text="")),
            ),
        ]

    def __str__(self):
        return f"{self.message} {self.language} {self.number}"
