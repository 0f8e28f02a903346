"""One append-only table for all apps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet):
    def about(self, subject):
        """All events of a thing and of its parts, newest first."""
        label, pk = subject._meta.label_lower, subject.pk
        return self.filter(story_label=label, story_id=pk).order_by("-at", "-pk")

    def shown_to_all(self):
        return self.filter(private=False)

    def update(self, **fields):
        raise TypeError("History is only added to.")

    def delete(self):
        raise TypeError("History is only added to.")


class Event(models.Model):
    """Who did what to which thing, when, with the values before and after.

    `story` is the thing in whose timeline the event is read (a step is read in its mobility's).
    """

    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    story_label = models.CharField(max_length=60)
    story_id = models.BigIntegerField()
    verb = models.SlugField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    for_whom = models.CharField(_("recorded for"), max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.TextField(blank=True)
    private = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["story_label", "story_id", "-at"], name="event_story")]

    def __str__(self):
        return f"{self.verb} {self.subject_label} {self.subject_id}"
